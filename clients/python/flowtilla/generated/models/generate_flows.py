from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.prompt_attachment import PromptAttachment


T = TypeVar("T", bound="GenerateFlows")


@_attrs_define
class GenerateFlows:
    """What flows are to be written about.

    Attributes:
        prompt (str): What is to be tested, in plain language.
        attachments (list[PromptAttachment] | Unset): Specifications, stories, descriptions of an API.
        base_url (str | Unset): The site under test; absent: the first address in the prompt.
        count (int | Unset): How many flows; 3 when absent, at most 10.
        explore (bool | Unset): Look at the site first and try every flow; `true` when absent. Without it nothing is
            verified.
        max_usd (float | Unset): Dollars that the models may cost; never more than the server's own cap.
        model (str | Unset): The model: id, alias or `endpoint/id` (`GET /api/models`).
    """

    prompt: str
    attachments: list[PromptAttachment] | Unset = UNSET
    base_url: str | Unset = UNSET
    count: int | Unset = UNSET
    explore: bool | Unset = UNSET
    max_usd: float | Unset = UNSET
    model: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        prompt = self.prompt

        attachments: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.attachments, Unset):
            attachments = []
            for attachments_item_data in self.attachments:
                attachments_item = attachments_item_data.to_dict()
                attachments.append(attachments_item)

        base_url = self.base_url

        count = self.count

        explore = self.explore

        max_usd = self.max_usd

        model = self.model

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "prompt": prompt,
            }
        )
        if attachments is not UNSET:
            field_dict["attachments"] = attachments
        if base_url is not UNSET:
            field_dict["base_url"] = base_url
        if count is not UNSET:
            field_dict["count"] = count
        if explore is not UNSET:
            field_dict["explore"] = explore
        if max_usd is not UNSET:
            field_dict["max_usd"] = max_usd
        if model is not UNSET:
            field_dict["model"] = model

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.prompt_attachment import PromptAttachment  # noqa: PLC0415

        d = dict(src_dict)
        prompt = d.pop("prompt")

        _attachments = d.pop("attachments", UNSET)
        attachments: list[PromptAttachment] | Unset = UNSET
        if _attachments is not UNSET:
            attachments = []
            for attachments_item_data in _attachments:
                attachments_item = PromptAttachment.from_dict(attachments_item_data)

                attachments.append(attachments_item)

        base_url = d.pop("base_url", UNSET)

        count = d.pop("count", UNSET)

        explore = d.pop("explore", UNSET)

        max_usd = d.pop("max_usd", UNSET)

        model = d.pop("model", UNSET)

        generate_flows = cls(
            prompt=prompt,
            attachments=attachments,
            base_url=base_url,
            count=count,
            explore=explore,
            max_usd=max_usd,
            model=model,
        )

        return generate_flows
