//! PDF files of the run: pages taken out, forms filled in, and whether one shows a secret.

use bytes::Bytes;
use flowtilla_shared::domain::{
    flow::{PdfFill, PdfSplit},
    outcome::{ErrorKind, StepError},
};
use pdf_extract::{Dictionary, Document, Object, ObjectId};
use serde_json::Value;

use super::Runner;
use crate::{driver::Observation, mask::Mask};

/// Fields of a form, at most, and fields within fields.
const MOST_FIELDS: usize = 5_000;
const DEEPEST: usize = 16;

impl Runner {
    pub(super) async fn split_pdf(&mut self, split: &PdfSplit) -> Result<Observation, StepError> {
        let bytes = self.plan.names.files().read(&split.file).map_err(StepError::refused)?;
        let (name, pages) = (split.file.clone(), split.pages.clone());
        let made = beside(&split.file, move || pages_of(&name, &bytes, &pages)).await?;
        self.kept(&split.save_as, made)
    }

    pub(super) async fn fill_pdf(&mut self, fill: &PdfFill) -> Result<Observation, StepError> {
        let bytes = self.plan.names.files().read(&fill.file).map_err(StepError::refused)?;
        let (name, fields) = (fill.file.clone(), fill.fields.clone());
        let made = beside(&fill.file, move || filled(&name, &bytes, fields.into_iter().collect())).await?;
        self.kept(fill.save_as.as_deref().unwrap_or(&fill.file), made)
    }

    fn kept(&self, name: &str, made: Vec<u8>) -> Result<Observation, StepError> {
        let value = self.put(name, Bytes::from(made))?;
        Ok(Observation { value: Some(value), captures: Vec::new() })
    }

    /// A PDF cannot be covered as a picture can: one that shows a secret is not kept.
    ///
    /// # Errors
    /// `refused`.
    pub(super) async fn shows_no_secret(&mut self, pdf: &[u8]) -> Result<(), StepError> {
        let (mask, bytes) = (self.plan.mask.clone(), pdf.to_vec());
        match tokio::task::spawn_blocking(move || secrets_in(&mask, &bytes)).await {
            Ok(Some(names)) if names.is_empty() => Ok(()),
            Ok(Some(names)) => Err(StepError::refused(format!(
                "The page shows {}, which a PDF file would keep. Leave that page first, or take a `screenshot`, which covers it.",
                names.iter().map(|name| format!("`{}`", name.trim_matches(['[', ']']))).collect::<Vec<_>>().join(", ")
            ))),
            // what nobody can read shows no secret when no page was given one
            Ok(None) | Err(_) if self.given.is_empty() => Ok(()),
            Ok(None) | Err(_) => Err(StepError::refused(
                "Whether the PDF file shows a secret that the flow has used could not be found out, so it is not kept.",
            )),
        }
    }
}

/// The secrets in the text of a PDF; `None` when it cannot be read.
fn secrets_in(mask: &Mask, pdf: &[u8]) -> Option<Vec<String>> {
    let text = pdf_extract::extract_text_from_mem(pdf).ok()?;
    let mut names = mask.names_in(&text);
    // lines and spaces are where the page has room for them
    let joined: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    names.extend(mask.names_in(&joined));
    names.sort();
    names.dedup();
    Some(names)
}

/// Beside the runtime, and without harm when strange files make the reader panic.
async fn beside(
    name: &str,
    work: impl FnOnce() -> Result<Vec<u8>, StepError> + Send + 'static,
) -> Result<Vec<u8>, StepError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| Err(wrong(format!("The file `{name}` is damaged: it cannot be read."))))
}

fn wrong(message: impl Into<String>) -> StepError {
    StepError::new(ErrorKind::Assertion, message)
}

fn open(name: &str, bytes: &[u8]) -> Result<Document, StepError> {
    Document::load_mem(bytes).map_err(|e| wrong(format!("The file `{name}` is no readable PDF: {e}.")))
}

fn written(name: &str, mut document: Document) -> Result<Vec<u8>, StepError> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).map_err(|e| wrong(format!("The file `{name}` cannot be written: {e}.")))?;
    Ok(bytes)
}

fn pages_of(name: &str, bytes: &[u8], wanted: &str) -> Result<Vec<u8>, StepError> {
    let mut document = open(name, bytes)?;
    let all: Vec<u32> = document.get_pages().into_keys().collect();
    let count = u32::try_from(all.len()).unwrap_or(u32::MAX);
    let kept = ranges(wanted, count).map_err(|why| StepError::refused(format!("`pages: {wanted}` {why}.")))?;
    let gone: Vec<u32> = all.into_iter().filter(|page| !kept.contains(page)).collect();
    document.delete_pages(&gone);
    document.prune_objects();
    written(name, document)
}

/// The pages of `1-3,5`, from 1.
fn ranges(text: &str, count: u32) -> Result<Vec<u32>, String> {
    let mut pages = Vec::new();
    for part in text.split(',').map(str::trim) {
        let number = |text: &str| text.trim().parse::<u32>().ok().filter(|page| *page > 0);
        let (from, to) = match part.split_once('-') {
            Some((from, "")) => (number(from), Some(count)),
            Some((from, to)) => (number(from), number(to)),
            None => (number(part), number(part)),
        };
        let (Some(from), Some(to)) = (from, to) else {
            return Err("names no pages; write e.g. `1-3,5`".to_owned());
        };
        if from > to || to > count {
            return Err(format!("does not fit: the file has {count} page{}", if count == 1 { "" } else { "s" }));
        }
        pages.extend(from..=to);
    }
    Ok(pages)
}

/// A field of a form: its whole name, its object, and its kind (`Tx`, `Btn`, `Ch`).
struct FormField {
    name: String,
    id: ObjectId,
    kind: String,
}

fn filled(name: &str, bytes: &[u8], values: Vec<(String, Value)>) -> Result<Vec<u8>, StepError> {
    let mut document = open(name, bytes)?;
    let fields = form_of(&document);
    for (wanted, value) in values {
        let Some(field) = fields.iter().find(|field| field.name == wanted) else {
            let names: Vec<String> = fields.iter().take(20).map(|field| format!("`{}`", field.name)).collect();
            let there = if names.is_empty() { "no form at all".to_owned() } else { names.join(", ") };
            return Err(wrong(format!("The file `{name}` has no field `{wanted}`; it has {there}.")));
        };
        let set = setting(&document, field, &value);
        let Some((object, state)) = set else {
            return Err(wrong(format!("The field `{wanted}` of `{name}` takes no {value}.")));
        };
        let Ok(dictionary) = document.get_dictionary_mut(field.id) else { continue };
        dictionary.set("V", object);
        if let Some(state) = state {
            dictionary.set("AS", state);
        } else {
            // the old look shows the old value
            dictionary.remove(b"AP");
        }
    }
    needs_appearances(&mut document);
    written(name, document)
}

/// The value as the field takes it, and the state of a box.
fn setting(document: &Document, field: &FormField, value: &Value) -> Option<(Object, Option<Object>)> {
    match (field.kind.as_str(), value) {
        ("Btn", Value::Bool(checked)) => {
            let state = if *checked { on_state(document, field.id) } else { b"Off".to_vec() };
            Some((Object::Name(state.clone()), Some(Object::Name(state))))
        }
        ("Btn", _) | (_, Value::Null | Value::Array(_) | Value::Object(_)) => None,
        (_, Value::String(text)) => Some((pdf_extract::text_string(text), None)),
        (_, Value::Bool(_) | Value::Number(_)) => Some((pdf_extract::text_string(&value.to_string()), None)),
    }
}

/// What a check box calls its checked state: the key of its appearances that is not `Off`.
fn on_state(document: &Document, id: ObjectId) -> Vec<u8> {
    let looks = || {
        let looks = resolved(document, document.get_dictionary(id).ok()?.get(b"AP").ok()?).as_dict().ok()?;
        let normal = resolved(document, looks.get(b"N").ok()?).as_dict().ok()?;
        normal.iter().map(|(key, _)| key.clone()).find(|key| key.as_slice() != b"Off")
    };
    looks().unwrap_or_else(|| b"Yes".to_vec())
}

fn resolved<'a>(document: &'a Document, object: &'a Object) -> &'a Object {
    document.dereference(object).map_or(object, |(_, object)| object)
}

/// The document's form, as an object of its own or inside the catalogue.
fn form_dictionary(document: &Document) -> Option<&Dictionary> {
    resolved(document, document.catalog().ok()?.get(b"AcroForm").ok()?).as_dict().ok()
}

fn form_of(document: &Document) -> Vec<FormField> {
    let mut found = Vec::new();
    let Some(form) = form_dictionary(document) else { return found };
    let Some(fields) = form.get(b"Fields").ok().and_then(|fields| resolved(document, fields).as_array().ok()) else {
        return found;
    };
    for field in fields {
        gather(document, field, "", "", 0, &mut found);
    }
    found
}

fn gather(document: &Document, object: &Object, above: &str, kind: &str, depth: usize, found: &mut Vec<FormField>) {
    let (Ok(id), true) = (object.as_reference(), depth < DEEPEST && found.len() < MOST_FIELDS) else { return };
    let Ok(dictionary) = document.get_dictionary(id) else { return };
    let text = |key: &[u8]| dictionary.get(key).ok().map(|value| resolved(document, value));
    let own = text(b"T").and_then(|name| pdf_extract::decode_text_string(name).ok());
    let kind = text(b"FT")
        .and_then(|kind| kind.as_name().ok())
        .map_or_else(|| kind.to_owned(), |kind| String::from_utf8_lossy(kind).into_owned());
    let name = match (above, own) {
        ("", Some(own)) => own,
        (above, Some(own)) => format!("{above}.{own}"),
        (above, None) => above.to_owned(),
    };
    let below = text(b"Kids").and_then(|kids| kids.as_array().ok());
    let named = below.into_iter().flatten().any(|kid| {
        let kid = kid.as_reference().ok().and_then(|id| document.get_dictionary(id).ok());
        kid.is_some_and(|kid| kid.has(b"T"))
    });
    if named {
        for kid in below.into_iter().flatten() {
            gather(document, kid, &name, &kind, depth + 1, found);
        }
    } else {
        found.push(FormField { name, id, kind });
    }
}

/// Tells viewers to draw the fields by their values.
fn needs_appearances(document: &mut Document) {
    let inside = |catalog: &Dictionary| catalog.get(b"AcroForm").ok().and_then(|form| form.as_reference().ok());
    let reference = document.catalog().ok().and_then(inside);
    let form = match reference {
        Some(id) => document.get_dictionary_mut(id).ok(),
        None => document.catalog_mut().ok().and_then(|catalog| catalog.get_mut(b"AcroForm").ok()?.as_dict_mut().ok()),
    };
    if let Some(form) = form {
        form.set("NeedAppearances", true);
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    /// Two pages, a text field `name` and a check box `agreed` whose checked state is `On`.
    const FORM: &str = "JVBERi0xLjQKMSAwIG9iago8PCAvVHlwZSAvQ2F0YWxvZyAvUGFnZXMgMiAwIFIgL0Fjcm9Gb3JtIDw8IC9GaWVsZHMgWzUgMCBSIDYgMCBSXSA+PiA+PgplbmRvYmoKMiAwIG9iago8PCAvVHlwZSAvUGFnZXMgL0tpZHMgWzMgMCBSIDQgMCBSXSAvQ291bnQgMiA+PgplbmRvYmoKMyAwIG9iago8PCAvVHlwZSAvUGFnZSAvUGFyZW50IDIgMCBSIC9NZWRpYUJveCBbMCAwIDIwMCAxMDBdIC9Bbm5vdHMgWzUgMCBSIDYgMCBSXSA+PgplbmRvYmoKNCAwIG9iago8PCAvVHlwZSAvUGFnZSAvUGFyZW50IDIgMCBSIC9NZWRpYUJveCBbMCAwIDIwMCAxMDBdID4+CmVuZG9iago1IDAgb2JqCjw8IC9UeXBlIC9Bbm5vdCAvU3VidHlwZSAvV2lkZ2V0IC9GVCAvVHggL1QgKG5hbWUpIC9WIChCb2IpIC9SZWN0IFsxMCA2MCAxOTAgODBdIC9QIDMgMCBSID4+CmVuZG9iago2IDAgb2JqCjw8IC9UeXBlIC9Bbm5vdCAvU3VidHlwZSAvV2lkZ2V0IC9GVCAvQnRuIC9UIChhZ3JlZWQpIC9WIC9PZmYgL0FTIC9PZmYgL1JlY3QgWzEwIDIwIDMwIDQwXSAvUCAzIDAgUiAvQVAgPDwgL04gPDwgL09uIDcgMCBSIC9PZmYgNyAwIFIgPj4gPj4gPj4KZW5kb2JqCjcgMCBvYmoKPDwgL1R5cGUgL1hPYmplY3QgL1N1YnR5cGUgL0Zvcm0gL0JCb3ggWzAgMCAyMCAyMF0gL0xlbmd0aCAwID4+CnN0cmVhbQoKZW5kc3RyZWFtCmVuZG9iagp4cmVmCjAgOAowMDAwMDAwMDAwIDY1NTM1IGYgCjAwMDAwMDAwMDkgMDAwMDAgbiAKMDAwMDAwMDA5NiAwMDAwMCBuIAowMDAwMDAwMTU5IDAwMDAwIG4gCjAwMDAwMDAyNTIgMDAwMDAgbiAKMDAwMDAwMDMyMyAwMDAwMCBuIAowMDAwMDAwNDMxIDAwMDAwIG4gCjAwMDAwMDA1ODkgMDAwMDAgbiAKdHJhaWxlcgo8PCAvU2l6ZSA4IC9Sb290IDEgMCBSID4+CnN0YXJ0eHJlZgo2ODYKJSVFT0YK";

    fn form() -> Vec<u8> {
        base64::Engine::decode(&base64::engine::general_purpose::STANDARD, FORM).unwrap()
    }

    #[test]
    fn a_form_is_filled_in_and_what_it_does_not_take_is_said() {
        let values = vec![("name".to_owned(), Value::from("Ada Ü")), ("agreed".to_owned(), Value::Bool(true))];
        let document = Document::load_mem(&filled("form.pdf", &form(), values).unwrap()).unwrap();
        let field = |wanted: &str| form_of(&document).into_iter().find(|field| field.name == wanted).unwrap().id;
        let name = document.get_dictionary(field("name")).unwrap();
        assert_eq!(pdf_extract::decode_text_string(name.get(b"V").unwrap()).unwrap(), "Ada Ü");
        let agreed = document.get_dictionary(field("agreed")).unwrap();
        assert_eq!(
            (agreed.get(b"V").unwrap().as_name().unwrap(), agreed.get(b"AS").unwrap().as_name().unwrap()),
            (&b"On"[..], &b"On"[..])
        );
        assert!(form_dictionary(&document).unwrap().get(b"NeedAppearances").unwrap().as_bool().unwrap());
        for (field, value, why) in
            [("age", Value::from(7), "it has `name`, `agreed`"), ("agreed", Value::from("x"), "takes no")]
        {
            let error = filled("form.pdf", &form(), vec![(field.to_owned(), value)]).unwrap_err();
            assert!(error.message.contains(why), "{}", error.message);
        }
    }

    #[test]
    fn pages_are_taken_out() {
        let one = pages_of("form.pdf", &form(), "2").unwrap();
        assert_eq!(Document::load_mem(&one).unwrap().get_pages().len(), 1);
        assert!(pages_of("form.pdf", &form(), "3").unwrap_err().message.contains("has 2 pages"));
        assert!(pages_of("form.pdf", b"no PDF", "1").unwrap_err().message.contains("no readable PDF"));
    }

    #[test]
    fn pages_are_named_by_numbers_and_ranges() {
        assert_eq!(ranges("1-3, 5", 6).unwrap(), [1, 2, 3, 5]);
        assert_eq!(ranges("2-", 3).unwrap(), [2, 3]);
        for wrong in ["", "0", "a", "3-1", "1-9", "-2", "1,,2"] {
            assert!(ranges(wrong, 6).is_err(), "{wrong}");
        }
    }
}
