from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.engine import Engine, check_engine
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.execute_matrix_data_item import ExecuteMatrixDataItem
    from ..models.viewport import Viewport


T = TypeVar("T", bound="ExecuteMatrix")


@_attrs_define
class ExecuteMatrix:
    """What every flow of a request is multiplied by: each combination is an execution of its own, with its own name and
    `labels`.

        Attributes:
            browser (list[str] | Unset): `chromium`, `firefox`, …
            data (list[ExecuteMatrixDataItem] | Unset): Rows of values for the params, in place of the flows' own `data`.
            engine (list[Engine] | Unset): `auto`, `shell` or `full`.
            repeat (int | Unset): How often each is repeated.
            viewport (list[Viewport] | Unset): Sizes of the page.
    """

    browser: list[str] | Unset = UNSET
    data: list[ExecuteMatrixDataItem] | Unset = UNSET
    engine: list[Engine] | Unset = UNSET
    repeat: int | Unset = UNSET
    viewport: list[Viewport] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        browser: list[str] | Unset = UNSET
        if not isinstance(self.browser, Unset):
            browser = self.browser

        data: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.data, Unset):
            data = []
            for data_item_data in self.data:
                data_item = data_item_data.to_dict()
                data.append(data_item)

        engine: list[str] | Unset = UNSET
        if not isinstance(self.engine, Unset):
            engine = []
            for engine_item_data in self.engine:
                engine_item: str = engine_item_data
                engine.append(engine_item)

        repeat = self.repeat

        viewport: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.viewport, Unset):
            viewport = []
            for viewport_item_data in self.viewport:
                viewport_item = viewport_item_data.to_dict()
                viewport.append(viewport_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if browser is not UNSET:
            field_dict["browser"] = browser
        if data is not UNSET:
            field_dict["data"] = data
        if engine is not UNSET:
            field_dict["engine"] = engine
        if repeat is not UNSET:
            field_dict["repeat"] = repeat
        if viewport is not UNSET:
            field_dict["viewport"] = viewport

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.execute_matrix_data_item import ExecuteMatrixDataItem  # noqa: PLC0415
        from ..models.viewport import Viewport  # noqa: PLC0415

        d = dict(src_dict)
        browser = cast(list[str], d.pop("browser", UNSET))

        _data = d.pop("data", UNSET)
        data: list[ExecuteMatrixDataItem] | Unset = UNSET
        if _data is not UNSET:
            data = []
            for data_item_data in _data:
                data_item = ExecuteMatrixDataItem.from_dict(data_item_data)

                data.append(data_item)

        _engine = d.pop("engine", UNSET)
        engine: list[Engine] | Unset = UNSET
        if _engine is not UNSET:
            engine = []
            for engine_item_data in _engine:
                engine_item = check_engine(engine_item_data)

                engine.append(engine_item)

        repeat = d.pop("repeat", UNSET)

        _viewport = d.pop("viewport", UNSET)
        viewport: list[Viewport] | Unset = UNSET
        if _viewport is not UNSET:
            viewport = []
            for viewport_item_data in _viewport:
                viewport_item = Viewport.from_dict(viewport_item_data)

                viewport.append(viewport_item)

        execute_matrix = cls(
            browser=browser,
            data=data,
            engine=engine,
            repeat=repeat,
            viewport=viewport,
        )

        execute_matrix.additional_properties = d
        return execute_matrix

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
