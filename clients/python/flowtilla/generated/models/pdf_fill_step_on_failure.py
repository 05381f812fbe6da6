from typing import Literal

PdfFillStepOnFailure = Literal["continue", "fail"]

PDF_FILL_STEP_ON_FAILURE_VALUES: set[PdfFillStepOnFailure] = {
    "continue",
    "fail",
}


def check_pdf_fill_step_on_failure(value: str) -> PdfFillStepOnFailure:
    if value in PDF_FILL_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PDF_FILL_STEP_ON_FAILURE_VALUES!r}")
