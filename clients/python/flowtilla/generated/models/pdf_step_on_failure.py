from typing import Literal

PdfStepOnFailure = Literal["continue", "fail"]

PDF_STEP_ON_FAILURE_VALUES: set[PdfStepOnFailure] = {
    "continue",
    "fail",
}


def check_pdf_step_on_failure(value: str) -> PdfStepOnFailure:
    if value in PDF_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PDF_STEP_ON_FAILURE_VALUES!r}")
