//! Reads what office programs write: the rows of a workbook (XLSX, ODS, XLS), the text of a document (DOCX).
//!
//! The files come from pages, so they are hostile: what they unpack to is bounded before anything is read.

use std::io::{Cursor, Read};

use calamine::{Data, ExcelDateTime, Reader as _, Sheets, open_workbook_auto_from_rs};
use quick_xml::{
    Reader,
    escape::resolve_predefined_entity,
    events::{BytesRef, Event},
};
use serde_json::Value;
use zip::ZipArchive;

/// What a file may unpack to, in bytes.
const MOST_BYTES: u64 = 128 << 20;

/// The cells of one sheet, row by row: numbers, truth values and texts; dates as ISO 8601, errors as Excel shows them.
///
/// # Errors
/// A sentence that begins after the name of the file: it is no workbook, unpacks to too much, or has no such sheet.
pub fn cells(bytes: &[u8], sheet: Option<&str>) -> Result<Vec<Vec<Value>>, String> {
    bounded(bytes, MOST_BYTES)?;
    let mut workbook: Sheets<_> =
        open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|e| format!("is no workbook: {e}"))?;
    let names = workbook.sheet_names();
    let name = match sheet {
        None => names.first().ok_or("has no sheet")?,
        Some(wanted) => names
            .iter()
            .find(|name| *name == wanted)
            .ok_or_else(|| format!("has no sheet {wanted:?}; it has {}", names.join(", ")))?,
    };
    let range = workbook.worksheet_range(name).map_err(|e| format!("has a sheet {name:?} that cannot be read: {e}"))?;
    Ok(range.rows().map(|row| row.iter().map(cell).collect()).collect())
}

/// The paragraphs of a document, a line each; cells of a table are separated by tabs.
///
/// # Errors
/// As [`cells`].
pub fn text(bytes: &[u8]) -> Result<String, String> {
    bounded(bytes, MOST_BYTES)?;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| format!("is no document: {e}"))?;
    let part = archive.by_name("word/document.xml").map_err(|e| format!("is no document: {e}"))?;
    let mut xml = String::new();
    part.take(MOST_BYTES).read_to_string(&mut xml).map_err(|e| format!("is a damaged document: {e}"))?;
    paragraphs(&xml).map_err(|e| format!("is a damaged document: {e}"))
}

/// Unpacks every part of an archive and forgets it; something that is no archive is bounded by its own size.
fn bounded(bytes: &[u8], most: u64) -> Result<(), String> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return Ok(()) };
    let mut left = most;
    for nth in 0..archive.len() {
        let part = archive.by_index(nth).map_err(|e| format!("is damaged: {e}"))?;
        let unpacked = std::io::copy(&mut part.take(left + 1), &mut std::io::sink());
        left = left
            .checked_sub(unpacked.map_err(|e| format!("is damaged: {e}"))?)
            .ok_or_else(|| format!("unpacks to more than {} MiB", most >> 20))?;
    }
    Ok(())
}

fn cell(data: &Data) -> Value {
    match data {
        Data::Int(n) => (*n).into(),
        // a whole number is what people see, and what they compare with
        #[expect(clippy::cast_possible_truncation, reason = "it is whole and below 2^53")]
        Data::Float(n) if n.fract() == 0.0 && n.abs() < 9e15 => (*n as i64).into(),
        Data::Float(n) => (*n).into(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.as_str().into(),
        Data::Bool(truth) => (*truth).into(),
        Data::DateTime(at) => date(at).into(),
        Data::Error(error) => error.to_string().into(),
        Data::Empty => "".into(),
    }
}

/// `2026-11-20`, with a time when it has one; a duration in days.
fn date(at: &ExcelDateTime) -> String {
    if at.is_duration() {
        return at.as_f64().to_string();
    }
    let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if at.as_f64().fract() == 0.0 { date } else { format!("{date}T{hour:02}:{minute:02}:{second:02}") }
}

fn paragraphs(xml: &str) -> Result<String, quick_xml::Error> {
    let mut reader = Reader::from_str(xml);
    let (mut text, mut in_text, mut cells) = (String::new(), false, 0_u32);
    loop {
        match reader.read_event()? {
            Event::Start(tag) => match tag.name().as_ref() {
                "w:t" => in_text = true,
                "w:tc" => cells += 1,
                _ => {}
            },
            Event::Empty(tag) => match tag.name().as_ref() {
                "w:tab" => text.push('\t'),
                "w:br" | "w:cr" => text.push('\n'),
                _ => {}
            },
            Event::End(tag) => match tag.name().as_ref() {
                "w:t" => in_text = false,
                "w:p" => text.push(if cells > 0 { ' ' } else { '\n' }),
                "w:tc" => {
                    cells = cells.saturating_sub(1);
                    text.truncate(text.trim_end_matches(' ').len());
                    text.push('\t');
                }
                "w:tr" => {
                    text.truncate(text.trim_end_matches('\t').len());
                    text.push('\n');
                }
                _ => {}
            },
            Event::Text(piece) if in_text => text.push_str(&piece),
            Event::GeneralRef(name) if in_text => text.push_str(&referred(&name)?),
            Event::Eof => return Ok(text.trim_end().to_owned()),
            Event::Text(_)
            | Event::GeneralRef(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_) => {}
        }
    }
}

/// What `&lt;` or `&#252;` stands for; an entity that nobody declared stands for nothing.
fn referred(name: &BytesRef<'_>) -> Result<String, quick_xml::Error> {
    if let Some(char) = name.resolve_char_ref()? {
        return Ok(char.into());
    }
    Ok(resolve_predefined_entity(name).unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use std::io::Write as _;

    use serde_json::json;
    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::*;

    fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(content.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn workbook() -> Vec<u8> {
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        let relations = "http://schemas.openxmlformats.org/package/2006/relationships";
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        archive(&[
            ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
            (
                "_rels/.rels",
                &format!(
                    "<Relationships xmlns=\"{relations}\"><Relationship Id=\"r1\" Type=\"{office}/officeDocument\" \
                     Target=\"xl/workbook.xml\"/></Relationships>"
                ),
            ),
            (
                "xl/workbook.xml",
                &format!(
                    "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"Teapots\" sheetId=\"1\" \
                     r:id=\"r1\"/></sheets></workbook>"
                ),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                &format!(
                    "<Relationships xmlns=\"{relations}\"><Relationship Id=\"r1\" Type=\"{office}/worksheet\" \
                     Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"{office}/styles\" \
                     Target=\"styles.xml\"/></Relationships>"
                ),
            ),
            (
                "xl/styles.xml",
                &format!(
                    "<styleSheet xmlns=\"{main}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/>\
                     </cellXfs></styleSheet>"
                ),
            ),
            (
                "xl/worksheets/sheet1.xml",
                &format!(
                    "<worksheet xmlns=\"{main}\"><sheetData>\
                     <row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>name</t></is></c>\
                     <c r=\"B1\" t=\"inlineStr\"><is><t>price</t></is></c><c r=\"C1\" t=\"inlineStr\"><is><t>since</t></is></c></row>\
                     <row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>Brown Betty</t></is></c><c r=\"B2\"><v>34</v></c>\
                     <c r=\"C2\" s=\"1\"><v>46346</v></c></row>\
                     <row r=\"3\"><c r=\"B3\"><v>12.5</v></c><c r=\"C3\" t=\"b\"><v>1</v></c></row>\
                     </sheetData></worksheet>"
                ),
            ),
        ])
    }

    #[test]
    fn a_sheet_keeps_its_numbers_dates_and_gaps() {
        let expected = vec![
            vec![json!("name"), json!("price"), json!("since")],
            vec![json!("Brown Betty"), json!(34), json!("2026-11-20")],
            vec![json!(""), json!(12.5), json!(true)],
        ];
        assert_eq!(cells(&workbook(), None).unwrap(), expected);
        assert_eq!(cells(&workbook(), Some("Teapots")).unwrap(), expected);
    }

    #[test]
    fn what_is_no_workbook_says_so() {
        assert_eq!(cells(&workbook(), Some("Cups")).unwrap_err(), "has no sheet \"Cups\"; it has Teapots");
        assert!(cells(b"name,price", None).unwrap_err().starts_with("is no workbook"));
        assert!(text(b"PK").unwrap_err().starts_with("is no document"));
        assert!(text(&workbook()).unwrap_err().starts_with("is no document"));
    }

    #[test]
    fn a_document_is_its_paragraphs_and_tables() {
        let body = "<w:document xmlns:w=\"x\"><w:body>\
            <w:p><w:r><w:t>Tea &amp; T&#252;cher</w:t></w:r><w:r><w:tab/><w:t xml:space=\"preserve\"> now</w:t></w:r></w:p>\
            <w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
            <w:p><w:r><w:t>End</w:t></w:r></w:p></w:body></w:document>";
        let document = archive(&[("word/document.xml", body)]);
        assert_eq!(text(&document).unwrap(), "Tea & Tücher\t now\na\tb\nEnd");
    }

    #[test]
    fn a_file_that_unpacks_to_too_much_is_refused() {
        let blank = " ".repeat(1 << 20);
        let bomb = archive(&[("1.xml", &blank), ("2.xml", &blank), ("3.xml", " ")]);
        assert_eq!(bounded(&bomb, 2 << 20).unwrap_err(), "unpacks to more than 2 MiB");
        assert_eq!(bounded(&bomb, 3 << 20), Ok(()));
    }
}
