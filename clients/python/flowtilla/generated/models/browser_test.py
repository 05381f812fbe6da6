from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.browser_inspect import BrowserInspect
    from ..models.browser_test_params import BrowserTestParams
    from ..models.flow import Flow


T = TypeVar("T", bound="BrowserTest")


@_attrs_define
class BrowserTest:
    """One browser to try: `url` or `flow`.

    Attributes:
        flow (Flow | Unset): A flow: what a person does on a site and what they then see, as a document.
        inspect (BrowserInspect | Unset): Which elements to tell of: `target`, `x` and `y`, or `all`.
        params (BrowserTestParams | Unset): Values of `{{name}}` in the flow.
        url (str | Unset): A page to open and take a picture of.
        wait_seconds (int | Unset): How long to wait for the result in seconds, 0 to 60; 30 when absent.
    """

    flow: Flow | Unset = UNSET
    inspect: BrowserInspect | Unset = UNSET
    params: BrowserTestParams | Unset = UNSET
    url: str | Unset = UNSET
    wait_seconds: int | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        flow: dict[str, Any] | Unset = UNSET
        if not isinstance(self.flow, Unset):
            flow = self.flow.to_dict()

        inspect: dict[str, Any] | Unset = UNSET
        if not isinstance(self.inspect, Unset):
            inspect = self.inspect.to_dict()

        params: dict[str, Any] | Unset = UNSET
        if not isinstance(self.params, Unset):
            params = self.params.to_dict()

        url = self.url

        wait_seconds = self.wait_seconds

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if flow is not UNSET:
            field_dict["flow"] = flow
        if inspect is not UNSET:
            field_dict["inspect"] = inspect
        if params is not UNSET:
            field_dict["params"] = params
        if url is not UNSET:
            field_dict["url"] = url
        if wait_seconds is not UNSET:
            field_dict["wait_seconds"] = wait_seconds

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.browser_inspect import BrowserInspect  # noqa: PLC0415
        from ..models.browser_test_params import BrowserTestParams  # noqa: PLC0415
        from ..models.flow import Flow  # noqa: PLC0415

        d = dict(src_dict)
        _flow = d.pop("flow", UNSET)
        flow: Flow | Unset
        if isinstance(_flow, Unset):
            flow = UNSET
        else:
            flow = Flow.from_dict(_flow)

        _inspect = d.pop("inspect", UNSET)
        inspect: BrowserInspect | Unset
        if isinstance(_inspect, Unset):
            inspect = UNSET
        else:
            inspect = BrowserInspect.from_dict(_inspect)

        _params = d.pop("params", UNSET)
        params: BrowserTestParams | Unset
        if isinstance(_params, Unset):
            params = UNSET
        else:
            params = BrowserTestParams.from_dict(_params)

        url = d.pop("url", UNSET)

        wait_seconds = d.pop("wait_seconds", UNSET)

        browser_test = cls(
            flow=flow,
            inspect=inspect,
            params=params,
            url=url,
            wait_seconds=wait_seconds,
        )

        return browser_test
