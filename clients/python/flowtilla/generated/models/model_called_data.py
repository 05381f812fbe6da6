from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ModelCalledData")


@_attrs_define
class ModelCalledData:
    """
    Attributes:
        cache_read_tokens (int):
        cache_write_tokens (int):
        cost_micro_usd (int):
        demo (bool):
        duration_ms (int): Wall time in milliseconds.
        endpoint (str):
        failure (None | str): Why there was no answer.
        input_tokens (int):
        label (str): What for.
        model (str):
        output_tokens (int):
    """

    cache_read_tokens: int
    cache_write_tokens: int
    cost_micro_usd: int
    demo: bool
    duration_ms: int
    endpoint: str
    failure: None | str
    input_tokens: int
    label: str
    model: str
    output_tokens: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        cache_read_tokens = self.cache_read_tokens

        cache_write_tokens = self.cache_write_tokens

        cost_micro_usd = self.cost_micro_usd

        demo = self.demo

        duration_ms = self.duration_ms

        endpoint = self.endpoint

        failure: None | str
        failure = self.failure

        input_tokens = self.input_tokens

        label = self.label

        model = self.model

        output_tokens = self.output_tokens

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "cache_read_tokens": cache_read_tokens,
                "cache_write_tokens": cache_write_tokens,
                "cost_micro_usd": cost_micro_usd,
                "demo": demo,
                "duration_ms": duration_ms,
                "endpoint": endpoint,
                "failure": failure,
                "input_tokens": input_tokens,
                "label": label,
                "model": model,
                "output_tokens": output_tokens,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        cache_read_tokens = d.pop("cache_read_tokens")

        cache_write_tokens = d.pop("cache_write_tokens")

        cost_micro_usd = d.pop("cost_micro_usd")

        demo = d.pop("demo")

        duration_ms = d.pop("duration_ms")

        endpoint = d.pop("endpoint")

        def _parse_failure(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        failure = _parse_failure(d.pop("failure"))

        input_tokens = d.pop("input_tokens")

        label = d.pop("label")

        model = d.pop("model")

        output_tokens = d.pop("output_tokens")

        model_called_data = cls(
            cache_read_tokens=cache_read_tokens,
            cache_write_tokens=cache_write_tokens,
            cost_micro_usd=cost_micro_usd,
            demo=demo,
            duration_ms=duration_ms,
            endpoint=endpoint,
            failure=failure,
            input_tokens=input_tokens,
            label=label,
            model=model,
            output_tokens=output_tokens,
        )

        model_called_data.additional_properties = d
        return model_called_data

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
