from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.flow_evidence_console import (
    FlowEvidenceConsole,
    check_flow_evidence_console,
)
from ..models.flow_evidence_network import (
    FlowEvidenceNetwork,
    check_flow_evidence_network,
)
from ..models.flow_evidence_outline import (
    FlowEvidenceOutline,
    check_flow_evidence_outline,
)
from ..models.flow_evidence_screenshots import (
    FlowEvidenceScreenshots,
    check_flow_evidence_screenshots,
)
from ..models.flow_evidence_trace import FlowEvidenceTrace, check_flow_evidence_trace
from ..models.flow_evidence_video import FlowEvidenceVideo, check_flow_evidence_video
from ..types import UNSET, Unset

T = TypeVar("T", bound="FlowEvidence")


@_attrs_define
class FlowEvidence:
    """What is kept of an attempt beside its verdict. `retain_on_failure` records, and throws away when the attempt passes.

    Attributes:
        console (FlowEvidenceConsole | Unset): What the pages wrote to their console.
        network (FlowEvidenceNetwork | Unset): Requests and responses.
        outline (FlowEvidenceOutline | Unset): The accessibility outline of the page that a step failed on.
        screenshots (FlowEvidenceScreenshots | Unset): Pictures of the page: before and after every step, or of the page
            that a step failed on.
        trace (FlowEvidenceTrace | Unset): A `trace.zip` for Playwright's trace viewer.
        video (FlowEvidenceVideo | Unset): A film of the tab in front, WebM.
    """

    console: FlowEvidenceConsole | Unset = UNSET
    network: FlowEvidenceNetwork | Unset = UNSET
    outline: FlowEvidenceOutline | Unset = UNSET
    screenshots: FlowEvidenceScreenshots | Unset = UNSET
    trace: FlowEvidenceTrace | Unset = UNSET
    video: FlowEvidenceVideo | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        console: str | Unset = UNSET
        if not isinstance(self.console, Unset):
            console = self.console

        network: str | Unset = UNSET
        if not isinstance(self.network, Unset):
            network = self.network

        outline: str | Unset = UNSET
        if not isinstance(self.outline, Unset):
            outline = self.outline

        screenshots: str | Unset = UNSET
        if not isinstance(self.screenshots, Unset):
            screenshots = self.screenshots

        trace: str | Unset = UNSET
        if not isinstance(self.trace, Unset):
            trace = self.trace

        video: str | Unset = UNSET
        if not isinstance(self.video, Unset):
            video = self.video

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if console is not UNSET:
            field_dict["console"] = console
        if network is not UNSET:
            field_dict["network"] = network
        if outline is not UNSET:
            field_dict["outline"] = outline
        if screenshots is not UNSET:
            field_dict["screenshots"] = screenshots
        if trace is not UNSET:
            field_dict["trace"] = trace
        if video is not UNSET:
            field_dict["video"] = video

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        _console = d.pop("console", UNSET)
        console: FlowEvidenceConsole | Unset
        if isinstance(_console, Unset):
            console = UNSET
        else:
            console = check_flow_evidence_console(_console)

        _network = d.pop("network", UNSET)
        network: FlowEvidenceNetwork | Unset
        if isinstance(_network, Unset):
            network = UNSET
        else:
            network = check_flow_evidence_network(_network)

        _outline = d.pop("outline", UNSET)
        outline: FlowEvidenceOutline | Unset
        if isinstance(_outline, Unset):
            outline = UNSET
        else:
            outline = check_flow_evidence_outline(_outline)

        _screenshots = d.pop("screenshots", UNSET)
        screenshots: FlowEvidenceScreenshots | Unset
        if isinstance(_screenshots, Unset):
            screenshots = UNSET
        else:
            screenshots = check_flow_evidence_screenshots(_screenshots)

        _trace = d.pop("trace", UNSET)
        trace: FlowEvidenceTrace | Unset
        if isinstance(_trace, Unset):
            trace = UNSET
        else:
            trace = check_flow_evidence_trace(_trace)

        _video = d.pop("video", UNSET)
        video: FlowEvidenceVideo | Unset
        if isinstance(_video, Unset):
            video = UNSET
        else:
            video = check_flow_evidence_video(_video)

        flow_evidence = cls(
            console=console,
            network=network,
            outline=outline,
            screenshots=screenshots,
            trace=trace,
            video=video,
        )

        flow_evidence.additional_properties = d
        return flow_evidence

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
