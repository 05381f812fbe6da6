from typing import Literal

PdfStepFormat = Literal["a3", "a4", "a5", "legal", "letter", "tabloid"]

PDF_STEP_FORMAT_VALUES: set[PdfStepFormat] = {
    "a3",
    "a4",
    "a5",
    "legal",
    "letter",
    "tabloid",
}


def check_pdf_step_format(value: str) -> PdfStepFormat:
    if value in PDF_STEP_FORMAT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PDF_STEP_FORMAT_VALUES!r}")
