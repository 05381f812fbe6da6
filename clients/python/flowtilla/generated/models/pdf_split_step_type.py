from typing import Literal

PdfSplitStepType = Literal["pdf_split"]

PDF_SPLIT_STEP_TYPE_VALUES: set[PdfSplitStepType] = {
    "pdf_split",
}


def check_pdf_split_step_type(value: str) -> PdfSplitStepType:
    if value in PDF_SPLIT_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PDF_SPLIT_STEP_TYPE_VALUES!r}")
