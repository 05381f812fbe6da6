from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.flow import Flow


T = TypeVar("T", bound="FlowSource")


@_attrs_define
class FlowSource:
    """A flow to store or to check: `document` or `source`. A document may also be sent bare, or as YAML.

    Attributes:
        approve (bool | Unset): Approve the version at once; needs the scope `approve`.
        document (Flow | Unset): A flow: what a person does on a site and what they then see, as a document.
        source (str | Unset): The document as YAML or JSON text.
        test_session_id (UUID | Unset): The test session that a new flow belongs to.
    """

    approve: bool | Unset = UNSET
    document: Flow | Unset = UNSET
    source: str | Unset = UNSET
    test_session_id: UUID | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        approve = self.approve

        document: dict[str, Any] | Unset = UNSET
        if not isinstance(self.document, Unset):
            document = self.document.to_dict()

        source = self.source

        test_session_id: str | Unset = UNSET
        if not isinstance(self.test_session_id, Unset):
            test_session_id = str(self.test_session_id)

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if approve is not UNSET:
            field_dict["approve"] = approve
        if document is not UNSET:
            field_dict["document"] = document
        if source is not UNSET:
            field_dict["source"] = source
        if test_session_id is not UNSET:
            field_dict["test_session_id"] = test_session_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.flow import Flow  # noqa: PLC0415

        d = dict(src_dict)
        approve = d.pop("approve", UNSET)

        _document = d.pop("document", UNSET)
        document: Flow | Unset
        if isinstance(_document, Unset):
            document = UNSET
        else:
            document = Flow.from_dict(_document)

        source = d.pop("source", UNSET)

        _test_session_id = d.pop("test_session_id", UNSET)
        test_session_id: UUID | Unset
        if isinstance(_test_session_id, Unset):
            test_session_id = UNSET
        else:
            test_session_id = UUID(_test_session_id)

        flow_source = cls(
            approve=approve,
            document=document,
            source=source,
            test_session_id=test_session_id,
        )

        return flow_source
