from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.language_model import LanguageModel
    from ..models.model_spending import ModelSpending


T = TypeVar("T", bound="ModelList")


@_attrs_define
class ModelList:
    """Which models there are, and what may be spent.

    Attributes:
        default (None | str): The model that answers when nobody names one; absent: none is set up.
        demo (bool): The scripted model answers: no key is set, or it was chosen.
        models (list[LanguageModel]):
        spending (ModelSpending): Dollars; a cap of 0 is none.
    """

    default: None | str
    demo: bool
    models: list[LanguageModel]
    spending: ModelSpending
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        default: None | str
        default = self.default

        demo = self.demo

        models = []
        for models_item_data in self.models:
            models_item = models_item_data.to_dict()
            models.append(models_item)

        spending = self.spending.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "default": default,
                "demo": demo,
                "models": models,
                "spending": spending,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.language_model import LanguageModel  # noqa: PLC0415
        from ..models.model_spending import ModelSpending  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_default(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        default = _parse_default(d.pop("default"))

        demo = d.pop("demo")

        models = []
        _models = d.pop("models")
        for models_item_data in _models:
            models_item = LanguageModel.from_dict(models_item_data)

            models.append(models_item)

        spending = ModelSpending.from_dict(d.pop("spending"))

        model_list = cls(
            default=default,
            demo=demo,
            models=models,
            spending=spending,
        )

        model_list.additional_properties = d
        return model_list

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
