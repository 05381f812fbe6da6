//! Files in and out.

use super::{Effect, row, ruled};
use crate::domain::flow::table::{Field, Kind, Plain, Row, Rule, default, field, objects::UPLOAD_FILE, required};

const GROUP: &str = "Files";

const FILE: Field = required("file", Kind::Text, "Name among the files of the run, e.g. `out/report.csv`.");
const DOWNLOAD_NAME: Field =
    field("name", Kind::Matcher(Plain::Whole), "Only a download with this suggested name; any when absent.");
const SAVE_AS: Field = field("save_as", Kind::Text, "Also keep it among the files of the run under this name.");
const DOWNLOAD_VAR: Field =
    field("var", Kind::Variable, "The variable that gets `{name, url, sha256, size, media_type, artifact}`.");
const CONTENT: &[Field] = &[
    FILE,
    field("text", Kind::Text, "The content as text."),
    field("base64", Kind::Text, "The content in base64."),
    field("json", Kind::Any, "A value that is written as JSON."),
];
const ONE_CONTENT: &[Rule] = &[Rule::One(&["text", "base64", "json"], "content")];

pub(super) const ROWS: &[Row] = &[
    ruled(
        row(
            GROUP,
            "upload",
            Effect::Acts,
            None,
            "Chooses files in a file input, or in the next file chooser that the page opens.",
            &[
                field("target", Kind::Target, "The file input."),
                required("files", Kind::Many(&Kind::Object(&UPLOAD_FILE)), "The files."),
                default(
                    "next_chooser",
                    Kind::Bool,
                    "false",
                    "Instead of a target: answer the next file chooser. Stands before the step that opens it.",
                ),
            ],
            r#"{"type":"upload","target":{"label":"Picture"},"files":[{"name":"notes.txt","media_type":"text/plain","text":"hello"}],"next_chooser":false}"#,
        ),
        &[Rule::Some(&["target", "next_chooser"])],
    ),
    row(
        GROUP,
        "download",
        Effect::Reads,
        None,
        "Waits for the download that its steps start, and keeps it as an artifact.",
        &[required("steps", Kind::Steps, "What starts the download."), DOWNLOAD_NAME, SAVE_AS, DOWNLOAD_VAR],
        r#"{"type":"download","steps":[{"type":"click","target":{"text":"Export"}}],"name":{"contains":".csv"},"save_as":"report.csv","var":"report"}"#,
    ),
    row(
        GROUP,
        "wait_download",
        Effect::Reads,
        Some("var"),
        "Waits for the next download that no step has waited for, and keeps it as an artifact.",
        &[DOWNLOAD_NAME, SAVE_AS, DOWNLOAD_VAR],
        r#"{"type":"wait_download","name":"report.csv","save_as":"report.csv","var":"report"}"#,
    ),
    row(
        GROUP,
        "read_file",
        Effect::Reads,
        None,
        "Reads a file of the run as text.",
        &[FILE, required("var", Kind::Variable, "The variable.")],
        r#"{"type":"read_file","file":"report.csv","var":"text"}"#,
    ),
    ruled(
        row(
            GROUP,
            "write_file",
            Effect::Reads,
            None,
            "Writes a file of the run: 32 MiB at most, 128 MiB with all others. Secrets are refused.",
            CONTENT,
            r#"{"type":"write_file","file":"people.csv","text":"name,age\nAda,36\n"}"#,
        ),
        ONE_CONTENT,
    ),
    ruled(
        row(
            GROUP,
            "append_file",
            Effect::Reads,
            None,
            "Writes at the end of a file of the run, and makes it when there is none.",
            CONTENT,
            r#"{"type":"append_file","file":"people.csv","text":"Bob,40\n"}"#,
        ),
        ONE_CONTENT,
    ),
    row(
        GROUP,
        "replace_in_file",
        Effect::Reads,
        None,
        "Replaces a text in a file of the run, everywhere. Without it the step fails.",
        &[
            FILE,
            required("find", Kind::Text, "The text to look for."),
            required("with", Kind::Text, "What stands there afterwards."),
            field("count", Kind::Whole { min: 1, max: 1_000_000 }, "How often it must be there."),
        ],
        r#"{"type":"replace_in_file","file":"people.csv","find":"Ada","with":"Eve","count":1}"#,
    ),
    row(
        GROUP,
        "wait_file",
        Effect::Reads,
        Some("file"),
        "Waits until there is a file of the run with this name.",
        &[FILE],
        r#"{"type":"wait_file","file":"report.csv"}"#,
    ),
    row(
        GROUP,
        "parse_file",
        Effect::Reads,
        None,
        "Reads a file of the run into a variable: rows of a table or workbook, a JSON value, the text of a PDF or of a document.",
        &[
            FILE,
            field(
                "as",
                Kind::Word(&["csv", "json", "text", "pdf", "xlsx", "docx"]),
                "How to read it; by the file's name when absent.",
            ),
            required("var", Kind::Variable, "The variable."),
            default(
                "header",
                Kind::Bool,
                "true",
                "The first row of a table names its columns, and each row is an object; else each row is a list.",
            ),
            field(
                "delimiter",
                Kind::Text,
                "What stands between the fields of a row; guessed from `,` `;` and tab when absent.",
            ),
            field("sheet", Kind::Text, "The sheet of a workbook; its first one when absent."),
            field(
                "schema",
                Kind::Values,
                "A JSON Schema that what was read must fit. References to elsewhere are refused.",
            ),
        ],
        r#"{"type":"parse_file","file":"report.csv","as":"csv","var":"rows","header":true,"delimiter":";","sheet":"Prices","schema":{"type":"array","minItems":1}}"#,
    ),
    row(
        GROUP,
        "pdf_split",
        Effect::Reads,
        None,
        "Takes pages out of a PDF file of the run into a file of their own.",
        &[
            FILE,
            required("pages", Kind::Text, "Which pages, e.g. `1-3,5`."),
            required("save_as", Kind::Text, "Name of the new file."),
        ],
        r#"{"type":"pdf_split","file":"invoice.pdf","pages":"2-3","save_as":"terms.pdf"}"#,
    ),
    row(
        GROUP,
        "pdf_fill",
        Effect::Reads,
        None,
        "Fills in the form of a PDF file of the run. A field that it does not have fails, with the names of those that it has. Secrets are refused.",
        &[
            FILE,
            required(
                "fields",
                Kind::Values,
                "Names of fields and their values: texts, and `true` or `false` for check boxes.",
            ),
            field("save_as", Kind::Text, "Name of the new file; the old one is replaced when absent."),
        ],
        r#"{"type":"pdf_fill","file":"form.pdf","fields":{"name":"Ada","agreed":true},"save_as":"filled.pdf"}"#,
    ),
];
