from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.reason import Reason, check_reason
from ..models.status import Status, check_status
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.artifact import Artifact
    from ..models.attempt_steps import AttemptSteps
    from ..models.earlier_attempt import EarlierAttempt
    from ..models.flow import Flow
    from ..models.flow_execution_labels import FlowExecutionLabels
    from ..models.flow_execution_params import FlowExecutionParams
    from ..models.note import Note
    from ..models.step_result import StepResult


T = TypeVar("T", bound="FlowExecution")


@_attrs_define
class FlowExecution:
    """One flow of a test run.

    Attributes:
        artifacts (list[Artifact]): The artifacts of all attempts.
        attempt (int): Number of the attempt, from 1; 0 before the first.
        cancel_requested (bool):
        duration_ms (int | None): Wall time of the last attempt in milliseconds.
        earlier_attempts (list[EarlierAttempt]): How the attempts before the last one ended.
        earlier_steps (list[AttemptSteps]): The steps of the attempts before the last one, in order.
        evidence_pending (bool): More artifacts will come: video, trace and pictures are made after the verdict. The
            event `evidence.kept` tells when.
        finished_at (datetime.datetime | None):
        flaky (bool): Passed on an attempt after one that had failed; a restart after a crash is none.
        flow_id (None | UUID): Absent for a flow that was given inline.
        flow_name (str):
        id (UUID):
        labels (FlowExecutionLabels): Which browser, viewport, row of data or repetition of a matrix it is.
        message (None | str): One sentence on how it ended, unless it passed.
        not_before (datetime.datetime):
        notes (list[Note]): What the flow said about itself: lines, notes, numbers, its result.
        params (FlowExecutionParams): Values that were given for this run.
        queued_at (datetime.datetime):
        reason (None | Reason): Given exactly when it ended `errored`.
        retries_left (int):
        skipped (bool): Passed because a `skip` step ended it; the message says why.
        started_at (datetime.datetime | None):
        status (Status): Where a flow execution (and, rolled up, a test run) stands.
            - `queued`: Waits for a worker, for its start time, or for a cap to leave room.
            - `running`: A worker holds the lease.
            - `waiting`: Waits for a person (approval, take-over) while its worker keeps the browser.
            - `passed`: Every step and assertion held. Final.
            - `failed`: The application under test is wrong. Final.
            - `errored`: We could not tell; `reason` says why. Final.
            - `cancelled`: Someone asked for the end. Final.
        steps (list[StepResult]): The steps of the last attempt.
        test_run_id (UUID):
        unverified (bool): It passed, and nothing but a model's opinion says that the flow did what it should.
        version (None | str): Hash of the version that is executed.
        worker (None | str): Name of the worker that has it or had it last.
        document (Flow | Unset): A flow: what a person does on a site and what they then see, as a document.
    """

    artifacts: list[Artifact]
    attempt: int
    cancel_requested: bool
    duration_ms: int | None
    earlier_attempts: list[EarlierAttempt]
    earlier_steps: list[AttemptSteps]
    evidence_pending: bool
    finished_at: datetime.datetime | None
    flaky: bool
    flow_id: None | UUID
    flow_name: str
    id: UUID
    labels: FlowExecutionLabels
    message: None | str
    not_before: datetime.datetime
    notes: list[Note]
    params: FlowExecutionParams
    queued_at: datetime.datetime
    reason: None | Reason
    retries_left: int
    skipped: bool
    started_at: datetime.datetime | None
    status: Status
    steps: list[StepResult]
    test_run_id: UUID
    unverified: bool
    version: None | str
    worker: None | str
    document: Flow | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        artifacts = []
        for artifacts_item_data in self.artifacts:
            artifacts_item = artifacts_item_data.to_dict()
            artifacts.append(artifacts_item)

        attempt = self.attempt

        cancel_requested = self.cancel_requested

        duration_ms: int | None
        duration_ms = self.duration_ms

        earlier_attempts = []
        for earlier_attempts_item_data in self.earlier_attempts:
            earlier_attempts_item = earlier_attempts_item_data.to_dict()
            earlier_attempts.append(earlier_attempts_item)

        earlier_steps = []
        for earlier_steps_item_data in self.earlier_steps:
            earlier_steps_item = earlier_steps_item_data.to_dict()
            earlier_steps.append(earlier_steps_item)

        evidence_pending = self.evidence_pending

        finished_at: None | str
        if isinstance(self.finished_at, datetime.datetime):
            finished_at = self.finished_at.isoformat()
        else:
            finished_at = self.finished_at

        flaky = self.flaky

        flow_id: None | str
        if isinstance(self.flow_id, UUID):
            flow_id = str(self.flow_id)
        else:
            flow_id = self.flow_id

        flow_name = self.flow_name

        id = str(self.id)

        labels = self.labels.to_dict()

        message: None | str
        message = self.message

        not_before = self.not_before.isoformat()

        notes = []
        for notes_item_data in self.notes:
            notes_item = notes_item_data.to_dict()
            notes.append(notes_item)

        params = self.params.to_dict()

        queued_at = self.queued_at.isoformat()

        reason: None | str
        if isinstance(self.reason, str):
            reason = self.reason
        else:
            reason = self.reason

        retries_left = self.retries_left

        skipped = self.skipped

        started_at: None | str
        if isinstance(self.started_at, datetime.datetime):
            started_at = self.started_at.isoformat()
        else:
            started_at = self.started_at

        status: str = self.status

        steps = []
        for steps_item_data in self.steps:
            steps_item = steps_item_data.to_dict()
            steps.append(steps_item)

        test_run_id = str(self.test_run_id)

        unverified = self.unverified

        version: None | str
        version = self.version

        worker: None | str
        worker = self.worker

        document: dict[str, Any] | Unset = UNSET
        if not isinstance(self.document, Unset):
            document = self.document.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "artifacts": artifacts,
                "attempt": attempt,
                "cancel_requested": cancel_requested,
                "duration_ms": duration_ms,
                "earlier_attempts": earlier_attempts,
                "earlier_steps": earlier_steps,
                "evidence_pending": evidence_pending,
                "finished_at": finished_at,
                "flaky": flaky,
                "flow_id": flow_id,
                "flow_name": flow_name,
                "id": id,
                "labels": labels,
                "message": message,
                "not_before": not_before,
                "notes": notes,
                "params": params,
                "queued_at": queued_at,
                "reason": reason,
                "retries_left": retries_left,
                "skipped": skipped,
                "started_at": started_at,
                "status": status,
                "steps": steps,
                "test_run_id": test_run_id,
                "unverified": unverified,
                "version": version,
                "worker": worker,
            }
        )
        if document is not UNSET:
            field_dict["document"] = document

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.artifact import Artifact  # noqa: PLC0415
        from ..models.attempt_steps import AttemptSteps  # noqa: PLC0415
        from ..models.earlier_attempt import EarlierAttempt  # noqa: PLC0415
        from ..models.flow import Flow  # noqa: PLC0415
        from ..models.flow_execution_labels import FlowExecutionLabels  # noqa: PLC0415
        from ..models.flow_execution_params import FlowExecutionParams  # noqa: PLC0415
        from ..models.note import Note  # noqa: PLC0415
        from ..models.step_result import StepResult  # noqa: PLC0415

        d = dict(src_dict)
        artifacts = []
        _artifacts = d.pop("artifacts")
        for artifacts_item_data in _artifacts:
            artifacts_item = Artifact.from_dict(artifacts_item_data)

            artifacts.append(artifacts_item)

        attempt = d.pop("attempt")

        cancel_requested = d.pop("cancel_requested")

        def _parse_duration_ms(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        duration_ms = _parse_duration_ms(d.pop("duration_ms"))

        earlier_attempts = []
        _earlier_attempts = d.pop("earlier_attempts")
        for earlier_attempts_item_data in _earlier_attempts:
            earlier_attempts_item = EarlierAttempt.from_dict(earlier_attempts_item_data)

            earlier_attempts.append(earlier_attempts_item)

        earlier_steps = []
        _earlier_steps = d.pop("earlier_steps")
        for earlier_steps_item_data in _earlier_steps:
            earlier_steps_item = AttemptSteps.from_dict(earlier_steps_item_data)

            earlier_steps.append(earlier_steps_item)

        evidence_pending = d.pop("evidence_pending")

        def _parse_finished_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                finished_at_type_0 = datetime.datetime.fromisoformat(data)

                return finished_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        finished_at = _parse_finished_at(d.pop("finished_at"))

        flaky = d.pop("flaky")

        def _parse_flow_id(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                flow_id_type_0 = UUID(data)

                return flow_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        flow_id = _parse_flow_id(d.pop("flow_id"))

        flow_name = d.pop("flow_name")

        id = UUID(d.pop("id"))

        labels = FlowExecutionLabels.from_dict(d.pop("labels"))

        def _parse_message(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        message = _parse_message(d.pop("message"))

        not_before = datetime.datetime.fromisoformat(d.pop("not_before"))

        notes = []
        _notes = d.pop("notes")
        for notes_item_data in _notes:
            notes_item = Note.from_dict(notes_item_data)

            notes.append(notes_item)

        params = FlowExecutionParams.from_dict(d.pop("params"))

        queued_at = datetime.datetime.fromisoformat(d.pop("queued_at"))

        def _parse_reason(data: object) -> None | Reason:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                reason_type_0 = check_reason(data)

                return reason_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Reason, data)

        reason = _parse_reason(d.pop("reason"))

        retries_left = d.pop("retries_left")

        skipped = d.pop("skipped")

        def _parse_started_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                started_at_type_0 = datetime.datetime.fromisoformat(data)

                return started_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        started_at = _parse_started_at(d.pop("started_at"))

        status = check_status(d.pop("status"))

        steps = []
        _steps = d.pop("steps")
        for steps_item_data in _steps:
            steps_item = StepResult.from_dict(steps_item_data)

            steps.append(steps_item)

        test_run_id = UUID(d.pop("test_run_id"))

        unverified = d.pop("unverified")

        def _parse_version(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        version = _parse_version(d.pop("version"))

        def _parse_worker(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        worker = _parse_worker(d.pop("worker"))

        _document = d.pop("document", UNSET)
        document: Flow | Unset
        if isinstance(_document, Unset):
            document = UNSET
        else:
            document = Flow.from_dict(_document)

        flow_execution = cls(
            artifacts=artifacts,
            attempt=attempt,
            cancel_requested=cancel_requested,
            duration_ms=duration_ms,
            earlier_attempts=earlier_attempts,
            earlier_steps=earlier_steps,
            evidence_pending=evidence_pending,
            finished_at=finished_at,
            flaky=flaky,
            flow_id=flow_id,
            flow_name=flow_name,
            id=id,
            labels=labels,
            message=message,
            not_before=not_before,
            notes=notes,
            params=params,
            queued_at=queued_at,
            reason=reason,
            retries_left=retries_left,
            skipped=skipped,
            started_at=started_at,
            status=status,
            steps=steps,
            test_run_id=test_run_id,
            unverified=unverified,
            version=version,
            worker=worker,
            document=document,
        )

        flow_execution.additional_properties = d
        return flow_execution

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
