from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.status import Status, check_status

if TYPE_CHECKING:
    from ..models.flow_execution import FlowExecution
    from ..models.inspected_element import InspectedElement


T = TypeVar("T", bound="BrowserTestResult")


@_attrs_define
class BrowserTestResult:
    """How the test of one browser stands.

    Attributes:
        elements (list[InspectedElement] | None): What `inspect` asked for, once that step has passed.
        execution (FlowExecution): One flow of a test run.
        finished (bool): Nothing will change any more; false when the time to wait was over first.
        status (Status): Where a flow execution (and, rolled up, a test run) stands.
            - `queued`: Waits for a worker, for its start time, or for a cap to leave room.
            - `running`: A worker holds the lease.
            - `waiting`: Waits for a person (approval, take-over) while its worker keeps the browser.
            - `passed`: Every step and assertion held. Final.
            - `failed`: The application under test is wrong. Final.
            - `errored`: We could not tell; `reason` says why. Final.
            - `cancelled`: Someone asked for the end. Final.
        test_run_id (UUID):
    """

    elements: list[InspectedElement] | None
    execution: FlowExecution
    finished: bool
    status: Status
    test_run_id: UUID
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        elements: list[dict[str, Any]] | None
        if isinstance(self.elements, list):
            elements = []
            for elements_type_0_item_data in self.elements:
                elements_type_0_item = elements_type_0_item_data.to_dict()
                elements.append(elements_type_0_item)

        else:
            elements = self.elements

        execution = self.execution.to_dict()

        finished = self.finished

        status: str = self.status

        test_run_id = str(self.test_run_id)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "elements": elements,
                "execution": execution,
                "finished": finished,
                "status": status,
                "test_run_id": test_run_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.flow_execution import FlowExecution  # noqa: PLC0415
        from ..models.inspected_element import InspectedElement  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_elements(data: object) -> list[InspectedElement] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                elements_type_0 = []
                _elements_type_0 = data
                for elements_type_0_item_data in _elements_type_0:
                    elements_type_0_item = InspectedElement.from_dict(elements_type_0_item_data)

                    elements_type_0.append(elements_type_0_item)

                return elements_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[InspectedElement] | None, data)

        elements = _parse_elements(d.pop("elements"))

        execution = FlowExecution.from_dict(d.pop("execution"))

        finished = d.pop("finished")

        status = check_status(d.pop("status"))

        test_run_id = UUID(d.pop("test_run_id"))

        browser_test_result = cls(
            elements=elements,
            execution=execution,
            finished=finished,
            status=status,
            test_run_id=test_run_id,
        )

        browser_test_result.additional_properties = d
        return browser_test_result

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
