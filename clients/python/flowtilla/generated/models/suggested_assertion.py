from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="SuggestedAssertion")


@_attrs_define
class SuggestedAssertion:
    """An assertion that would notice a fault.

    Attributes:
        after (str): The step after which it belongs.
        sentence (str):
        step (Any): The step in long form; absent when only a person can write it.
        verified (bool): It was tried at its place, on the site without the fault, and held.
        yaml (None | str): The same in one line of YAML.
    """

    after: str
    sentence: str
    step: Any
    verified: bool
    yaml: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        after = self.after

        sentence = self.sentence

        step = self.step

        verified = self.verified

        yaml: None | str
        yaml = self.yaml

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "after": after,
                "sentence": sentence,
                "step": step,
                "verified": verified,
                "yaml": yaml,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        after = d.pop("after")

        sentence = d.pop("sentence")

        step = d.pop("step")

        verified = d.pop("verified")

        def _parse_yaml(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        yaml = _parse_yaml(d.pop("yaml"))

        suggested_assertion = cls(
            after=after,
            sentence=sentence,
            step=step,
            verified=verified,
            yaml=yaml,
        )

        suggested_assertion.additional_properties = d
        return suggested_assertion

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
