from typing import Literal

PdfFillStepType = Literal["pdf_fill"]

PDF_FILL_STEP_TYPE_VALUES: set[PdfFillStepType] = {
    "pdf_fill",
}


def check_pdf_fill_step_type(value: str) -> PdfFillStepType:
    if value in PDF_FILL_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PDF_FILL_STEP_TYPE_VALUES!r}")
