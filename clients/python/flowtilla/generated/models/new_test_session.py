from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.flow import Flow


T = TypeVar("T", bound="NewTestSession")


@_attrs_define
class NewTestSession:
    """A test session to make.

    Attributes:
        base_url (str | Unset): The site under test.
        flows (list[Flow] | Unset): Its first flows.
        prompt (str | Unset): What is to be tested, in plain language.
        title (str | Unset): What people call it; absent: the beginning of the prompt.
    """

    base_url: str | Unset = UNSET
    flows: list[Flow] | Unset = UNSET
    prompt: str | Unset = UNSET
    title: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        base_url = self.base_url

        flows: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.flows, Unset):
            flows = []
            for flows_item_data in self.flows:
                flows_item = flows_item_data.to_dict()
                flows.append(flows_item)

        prompt = self.prompt

        title = self.title

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if base_url is not UNSET:
            field_dict["base_url"] = base_url
        if flows is not UNSET:
            field_dict["flows"] = flows
        if prompt is not UNSET:
            field_dict["prompt"] = prompt
        if title is not UNSET:
            field_dict["title"] = title

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.flow import Flow  # noqa: PLC0415

        d = dict(src_dict)
        base_url = d.pop("base_url", UNSET)

        _flows = d.pop("flows", UNSET)
        flows: list[Flow] | Unset = UNSET
        if _flows is not UNSET:
            flows = []
            for flows_item_data in _flows:
                flows_item = Flow.from_dict(flows_item_data)

                flows.append(flows_item)

        prompt = d.pop("prompt", UNSET)

        title = d.pop("title", UNSET)

        new_test_session = cls(
            base_url=base_url,
            flows=flows,
            prompt=prompt,
            title=title,
        )

        return new_test_session
