from typing import Literal

ProofStatus = Literal["held", "lost", "not_measured", "running", "unclear"]

PROOF_STATUS_VALUES: set[ProofStatus] = {
    "held",
    "lost",
    "not_measured",
    "running",
    "unclear",
}


def check_proof_status(value: str) -> ProofStatus:
    if value in PROOF_STATUS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PROOF_STATUS_VALUES!r}")
