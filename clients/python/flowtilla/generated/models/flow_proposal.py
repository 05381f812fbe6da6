from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.flow import Flow
    from ..models.healing_proof import HealingProof


T = TypeVar("T", bound="FlowProposal")


@_attrs_define
class FlowProposal:
    """A version of a flow that an execution proposes.

    Attributes:
        auto (bool): It is taken over by itself when its proof holds: its run healed by `auto`, passed, and was started
            by a key that may `approve`.
        based_on (str): The hash of the version that was executed.
        changes (list[Any]): What was changed, place by place.
        created_at (datetime.datetime):
        decided_at (datetime.datetime | None):
        decided_by (None | str):
        document (Flow): A flow: what a person does on a site and what they then see, as a document.
        execution_id (UUID):
        flow_id (UUID):
        id (UUID):
        kind (str): `recorded`: what a model did, as steps that need none. `healed`: a locator that no longer matched.
        lint (list[Any]): Warnings about the document.
        proof (HealingProof): Whether a healed version still notices the faults that the version before it noticed.
        status (str): `open`, `accepted` or `dismissed`.
        version (str): The hash of the version that it would be.
    """

    auto: bool
    based_on: str
    changes: list[Any]
    created_at: datetime.datetime
    decided_at: datetime.datetime | None
    decided_by: None | str
    document: Flow
    execution_id: UUID
    flow_id: UUID
    id: UUID
    kind: str
    lint: list[Any]
    proof: HealingProof
    status: str
    version: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        auto = self.auto

        based_on = self.based_on

        changes = self.changes

        created_at = self.created_at.isoformat()

        decided_at: None | str
        if isinstance(self.decided_at, datetime.datetime):
            decided_at = self.decided_at.isoformat()
        else:
            decided_at = self.decided_at

        decided_by: None | str
        decided_by = self.decided_by

        document = self.document.to_dict()

        execution_id = str(self.execution_id)

        flow_id = str(self.flow_id)

        id = str(self.id)

        kind = self.kind

        lint = self.lint

        proof = self.proof.to_dict()

        status = self.status

        version = self.version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "auto": auto,
                "based_on": based_on,
                "changes": changes,
                "created_at": created_at,
                "decided_at": decided_at,
                "decided_by": decided_by,
                "document": document,
                "execution_id": execution_id,
                "flow_id": flow_id,
                "id": id,
                "kind": kind,
                "lint": lint,
                "proof": proof,
                "status": status,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.flow import Flow  # noqa: PLC0415
        from ..models.healing_proof import HealingProof  # noqa: PLC0415

        d = dict(src_dict)
        auto = d.pop("auto")

        based_on = d.pop("based_on")

        changes = cast(list[Any], d.pop("changes"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        def _parse_decided_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                decided_at_type_0 = datetime.datetime.fromisoformat(data)

                return decided_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        decided_at = _parse_decided_at(d.pop("decided_at"))

        def _parse_decided_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        decided_by = _parse_decided_by(d.pop("decided_by"))

        document = Flow.from_dict(d.pop("document"))

        execution_id = UUID(d.pop("execution_id"))

        flow_id = UUID(d.pop("flow_id"))

        id = UUID(d.pop("id"))

        kind = d.pop("kind")

        lint = cast(list[Any], d.pop("lint"))

        proof = HealingProof.from_dict(d.pop("proof"))

        status = d.pop("status")

        version = d.pop("version")

        flow_proposal = cls(
            auto=auto,
            based_on=based_on,
            changes=changes,
            created_at=created_at,
            decided_at=decided_at,
            decided_by=decided_by,
            document=document,
            execution_id=execution_id,
            flow_id=flow_id,
            id=id,
            kind=kind,
            lint=lint,
            proof=proof,
            status=status,
            version=version,
        )

        flow_proposal.additional_properties = d
        return flow_proposal

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
