from typing import Literal

PdfStepType = Literal["pdf"]

PDF_STEP_TYPE_VALUES: set[PdfStepType] = {
    "pdf",
}


def check_pdf_step_type(value: str) -> PdfStepType:
    if value in PDF_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PDF_STEP_TYPE_VALUES!r}")
