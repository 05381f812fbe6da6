from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.mutant_fate import MutantFate, check_mutant_fate
from ..models.mutant_kind import MutantKind, check_mutant_kind

if TYPE_CHECKING:
    from ..models.suggested_assertion import SuggestedAssertion


T = TypeVar("T", bound="MutantOutcome")


@_attrs_define
class MutantOutcome:
    """One fault, and what became of it.

    Attributes:
        caught_by (None | str): The step that noticed it.
        description (str): What was wrong, as a sentence.
        execution_id (None | UUID):
        fate (MutantFate): What became of one mutant.
            - `caught`: The flow did not pass, and the fault had taken effect.
            - `missed`: The flow passed although the fault had taken effect.
            - `not_applicable`: The fault changed nothing.
            - `unclear`: Nobody can say: the flow failed without the fault, or its browser died.
        kind (MutantKind): What is wrong with the site.
        level (str): `network` or `dom`.
        message (None | str): Of one that was caught: what the flow said; else what the fault did.
        path (str): The step by which its place was found.
        suggestion (None | SuggestedAssertion): Of one that was missed: what would notice it.
    """

    caught_by: None | str
    description: str
    execution_id: None | UUID
    fate: MutantFate
    kind: MutantKind
    level: str
    message: None | str
    path: str
    suggestion: None | SuggestedAssertion
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.suggested_assertion import SuggestedAssertion  # noqa: PLC0415

        caught_by: None | str
        caught_by = self.caught_by

        description = self.description

        execution_id: None | str
        if isinstance(self.execution_id, UUID):
            execution_id = str(self.execution_id)
        else:
            execution_id = self.execution_id

        fate: str = self.fate

        kind: str = self.kind

        level = self.level

        message: None | str
        message = self.message

        path = self.path

        suggestion: dict[str, Any] | None
        if isinstance(self.suggestion, SuggestedAssertion):
            suggestion = self.suggestion.to_dict()
        else:
            suggestion = self.suggestion

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "caught_by": caught_by,
                "description": description,
                "execution_id": execution_id,
                "fate": fate,
                "kind": kind,
                "level": level,
                "message": message,
                "path": path,
                "suggestion": suggestion,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.suggested_assertion import SuggestedAssertion  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_caught_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        caught_by = _parse_caught_by(d.pop("caught_by"))

        description = d.pop("description")

        def _parse_execution_id(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                execution_id_type_0 = UUID(data)

                return execution_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        execution_id = _parse_execution_id(d.pop("execution_id"))

        fate = check_mutant_fate(d.pop("fate"))

        kind = check_mutant_kind(d.pop("kind"))

        level = d.pop("level")

        def _parse_message(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        message = _parse_message(d.pop("message"))

        path = d.pop("path")

        def _parse_suggestion(data: object) -> None | SuggestedAssertion:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                suggestion_type_0 = SuggestedAssertion.from_dict(data)

                return suggestion_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | SuggestedAssertion, data)

        suggestion = _parse_suggestion(d.pop("suggestion"))

        mutant_outcome = cls(
            caught_by=caught_by,
            description=description,
            execution_id=execution_id,
            fate=fate,
            kind=kind,
            level=level,
            message=message,
            path=path,
            suggestion=suggestion,
        )

        mutant_outcome.additional_properties = d
        return mutant_outcome

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
