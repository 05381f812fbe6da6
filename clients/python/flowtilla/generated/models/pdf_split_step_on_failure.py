from typing import Literal

PdfSplitStepOnFailure = Literal["continue", "fail"]

PDF_SPLIT_STEP_ON_FAILURE_VALUES: set[PdfSplitStepOnFailure] = {
    "continue",
    "fail",
}


def check_pdf_split_step_on_failure(value: str) -> PdfSplitStepOnFailure:
    if value in PDF_SPLIT_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PDF_SPLIT_STEP_ON_FAILURE_VALUES!r}")
