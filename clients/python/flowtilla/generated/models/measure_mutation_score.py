from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from ..models.mutant_kind import MutantKind, check_mutant_kind
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.measure_mutation_score_params import MeasureMutationScoreParams


T = TypeVar("T", bound="MeasureMutationScore")


@_attrs_define
class MeasureMutationScore:
    """What is to be measured.

    Attributes:
        allow_once (bool | Unset): The flow may be carried out many times although it has steps that are marked `once`.
        kinds (list[MutantKind] | Unset): Only faults of these kinds.
        mutants (int | Unset): Mutants, at most: 1 to 60; 24 when absent.
        params (MeasureMutationScoreParams | Unset): Values for the flow's params.
        seconds (int | Unset): Seconds for all of it: 10 to 1800; 300 when absent. Mutants that were not tried then are
            left out.
        version (str | Unset): Hash of the version; the newest when absent.
    """

    allow_once: bool | Unset = UNSET
    kinds: list[MutantKind] | Unset = UNSET
    mutants: int | Unset = UNSET
    params: MeasureMutationScoreParams | Unset = UNSET
    seconds: int | Unset = UNSET
    version: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        allow_once = self.allow_once

        kinds: list[str] | Unset = UNSET
        if not isinstance(self.kinds, Unset):
            kinds = []
            for kinds_item_data in self.kinds:
                kinds_item: str = kinds_item_data
                kinds.append(kinds_item)

        mutants = self.mutants

        params: dict[str, Any] | Unset = UNSET
        if not isinstance(self.params, Unset):
            params = self.params.to_dict()

        seconds = self.seconds

        version = self.version

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if allow_once is not UNSET:
            field_dict["allow_once"] = allow_once
        if kinds is not UNSET:
            field_dict["kinds"] = kinds
        if mutants is not UNSET:
            field_dict["mutants"] = mutants
        if params is not UNSET:
            field_dict["params"] = params
        if seconds is not UNSET:
            field_dict["seconds"] = seconds
        if version is not UNSET:
            field_dict["version"] = version

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.measure_mutation_score_params import MeasureMutationScoreParams  # noqa: PLC0415

        d = dict(src_dict)
        allow_once = d.pop("allow_once", UNSET)

        _kinds = d.pop("kinds", UNSET)
        kinds: list[MutantKind] | Unset = UNSET
        if _kinds is not UNSET:
            kinds = []
            for kinds_item_data in _kinds:
                kinds_item = check_mutant_kind(kinds_item_data)

                kinds.append(kinds_item)

        mutants = d.pop("mutants", UNSET)

        _params = d.pop("params", UNSET)
        params: MeasureMutationScoreParams | Unset
        if isinstance(_params, Unset):
            params = UNSET
        else:
            params = MeasureMutationScoreParams.from_dict(_params)

        seconds = d.pop("seconds", UNSET)

        version = d.pop("version", UNSET)

        measure_mutation_score = cls(
            allow_once=allow_once,
            kinds=kinds,
            mutants=mutants,
            params=params,
            seconds=seconds,
            version=version,
        )

        return measure_mutation_score
