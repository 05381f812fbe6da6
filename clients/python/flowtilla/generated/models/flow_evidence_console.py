from typing import Literal

FlowEvidenceConsole = Literal["off", "on", "retain_on_failure"]

FLOW_EVIDENCE_CONSOLE_VALUES: set[FlowEvidenceConsole] = {
    "off",
    "on",
    "retain_on_failure",
}


def check_flow_evidence_console(value: str) -> FlowEvidenceConsole:
    if value in FLOW_EVIDENCE_CONSOLE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FLOW_EVIDENCE_CONSOLE_VALUES!r}")
