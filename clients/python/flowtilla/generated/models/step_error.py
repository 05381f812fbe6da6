from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.error_kind import ErrorKind, check_error_kind
from ..models.level import Level, check_level
from ..types import UNSET, Unset

T = TypeVar("T", bound="StepError")


@_attrs_define
class StepError:
    """Why a step did not pass, in words for the person who wrote the flow.

    Attributes:
        candidates (list[str]): The elements that matched an ambiguous target, or nearly matched a missing one.
        kind (ErrorKind): What kind of thing went wrong in a step.
            - `not_found`
            - `ambiguous`
            - `not_actionable`
            - `assertion`
            - `navigation`
            - `timeout`
            - `dialog`
            - `script`
            - `crash`: The browser, its tab or its driver died.
            - `refused`: The step was not begun: unknown value, forbidden URL, missing file, unsupported by this browser.
            - `model`: A language model gave no answer, or none that could be used.
            - `budget`: What the step may cost, or how often it may ask a model, is used up.
        log (list[str]): What was tried, line by line, as Playwright's call log.
        message (str): One sentence: what was wrong, where, and what to do.
        actual (None | str | Unset):
        code (None | str | Unset): The word that a `fail` step gave.
        details (Any | Unset): Of an assertion, for reports: `diff` line by line (`- ` expected, `+ ` received), names
            of pictures, measures.
        expected (None | str | Unset):
        level (Level | Unset): What it means when an assertion does not hold.
            - `error`: The step fails.
            - `warn`: The step passes with a warning.
            - `advisory`: The step passes with a remark.
    """

    candidates: list[str]
    kind: ErrorKind
    log: list[str]
    message: str
    actual: None | str | Unset = UNSET
    code: None | str | Unset = UNSET
    details: Any | Unset = UNSET
    expected: None | str | Unset = UNSET
    level: Level | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        candidates = self.candidates

        kind: str = self.kind

        log = self.log

        message = self.message

        actual: None | str | Unset
        if isinstance(self.actual, Unset):
            actual = UNSET
        else:
            actual = self.actual

        code: None | str | Unset
        if isinstance(self.code, Unset):
            code = UNSET
        else:
            code = self.code

        details = self.details

        expected: None | str | Unset
        if isinstance(self.expected, Unset):
            expected = UNSET
        else:
            expected = self.expected

        level: str | Unset = UNSET
        if not isinstance(self.level, Unset):
            level = self.level

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "candidates": candidates,
                "kind": kind,
                "log": log,
                "message": message,
            }
        )
        if actual is not UNSET:
            field_dict["actual"] = actual
        if code is not UNSET:
            field_dict["code"] = code
        if details is not UNSET:
            field_dict["details"] = details
        if expected is not UNSET:
            field_dict["expected"] = expected
        if level is not UNSET:
            field_dict["level"] = level

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        candidates = cast(list[str], d.pop("candidates"))

        kind = check_error_kind(d.pop("kind"))

        log = cast(list[str], d.pop("log"))

        message = d.pop("message")

        def _parse_actual(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        actual = _parse_actual(d.pop("actual", UNSET))

        def _parse_code(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        code = _parse_code(d.pop("code", UNSET))

        details = d.pop("details", UNSET)

        def _parse_expected(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        expected = _parse_expected(d.pop("expected", UNSET))

        _level = d.pop("level", UNSET)
        level: Level | Unset
        if isinstance(_level, Unset):
            level = UNSET
        else:
            level = check_level(_level)

        step_error = cls(
            candidates=candidates,
            kind=kind,
            log=log,
            message=message,
            actual=actual,
            code=code,
            details=details,
            expected=expected,
            level=level,
        )

        step_error.additional_properties = d
        return step_error

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
