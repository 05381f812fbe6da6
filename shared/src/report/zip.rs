//! A zip archive of small files, stored without compression.

/// The archive. Names are UTF-8; more than 65,535 files or 4 GiB do not fit and are left out.
#[must_use]
pub fn archive(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let (mut out, mut directory, mut count) = (Vec::new(), Vec::new(), 0_u16);
    for (name, bytes) in files {
        let (Ok(at), Ok(size), Ok(length)) =
            (u32::try_from(out.len()), u32::try_from(bytes.len()), u16::try_from(name.len()))
        else {
            continue;
        };
        if count == u16::MAX || u32::try_from(out.len() + bytes.len() + 1024).is_err() {
            break;
        }
        // version 2.0, names in UTF-8, stored, 1980-01-01
        let mut entry = Vec::with_capacity(26);
        for half in [20_u16, 0x0800, 0, 0, 0x0021] {
            entry.extend(half.to_le_bytes());
        }
        for word in [crc32(bytes), size, size] {
            entry.extend(word.to_le_bytes());
        }
        entry.extend(length.to_le_bytes());
        entry.extend(0_u16.to_le_bytes());
        out.extend(0x0403_4b50_u32.to_le_bytes());
        out.extend(&entry);
        out.extend(name.as_bytes());
        out.extend(bytes);
        directory.extend(0x0201_4b50_u32.to_le_bytes());
        directory.extend(20_u16.to_le_bytes());
        directory.extend(&entry);
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(name.as_bytes());
        count += 1;
    }
    let begin = u32::try_from(out.len()).unwrap_or(u32::MAX);
    let size = u32::try_from(directory.len()).unwrap_or(u32::MAX);
    out.extend(&directory);
    out.extend(0x0605_4b50_u32.to_le_bytes());
    out.extend([0; 4]);
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(size.to_le_bytes());
    out.extend(begin.to_le_bytes());
    out.extend([0; 2]);
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_checksum_is_that_of_the_standard() {
        assert_eq!(super::crc32(b"123456789"), 0xcbf4_3926);
    }
}
