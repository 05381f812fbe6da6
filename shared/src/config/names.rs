//! Finds the name that was probably meant.

/// The nearest of `names` when it is near enough to be a slip: at most a third of the letters differ.
#[must_use]
pub fn near<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = (name.chars().count() / 3).clamp(1, 5);
    names.map(|other| (distance(name, other), other)).filter(|(d, _)| *d <= allowed).min().map(|(_, other)| other)
}

/// Levenshtein distance in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, right) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(left != *right);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_name_and_a_stranger_finds_none() {
        let names = ["worker.concurrency", "worker.name", "api.listen"];
        assert_eq!(near("worker.concurency", names.into_iter()), Some("worker.concurrency"));
        assert_eq!(near("api.listn", names.into_iter()), Some("api.listen"));
        assert_eq!(near("kettle", names.into_iter()), None);
    }
}
