from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="RetentionRules")


@_attrs_define
class RetentionRules:
    """How long things are kept after they were made or are over: `30d`, `12h`; `0s` for ever.

    Attributes:
        artifact_bytes (int | Unset): Bytes of artifacts that are kept; the oldest go first. 0: any number.
        artifact_kinds (str | Unset): Kinds of artifacts with a time of their own: `video=7d, trace=3d`.
        artifacts (str | Unset): Artifacts of executions that are over.
        audit (str | Unset): The audit log.
        baselines (str | Unset): Pictures to compare with that were rejected or replaced.
        events (str | Unset): Events of test runs that are over; `0s`: as long as their run.
        flows (str | Unset): Flows that were deleted.
        generations (str | Unset): What is known of generations that are over.
        model_calls (str | Unset): Calls of language models, with the answers.
        runs (str | Unset): Test runs that are over, with their executions, steps, events and artifacts; a day at least.
        sessions (str | Unset): Agent sessions that are closed.
    """

    artifact_bytes: int | Unset = UNSET
    artifact_kinds: str | Unset = UNSET
    artifacts: str | Unset = UNSET
    audit: str | Unset = UNSET
    baselines: str | Unset = UNSET
    events: str | Unset = UNSET
    flows: str | Unset = UNSET
    generations: str | Unset = UNSET
    model_calls: str | Unset = UNSET
    runs: str | Unset = UNSET
    sessions: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        artifact_bytes = self.artifact_bytes

        artifact_kinds = self.artifact_kinds

        artifacts = self.artifacts

        audit = self.audit

        baselines = self.baselines

        events = self.events

        flows = self.flows

        generations = self.generations

        model_calls = self.model_calls

        runs = self.runs

        sessions = self.sessions

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if artifact_bytes is not UNSET:
            field_dict["artifact_bytes"] = artifact_bytes
        if artifact_kinds is not UNSET:
            field_dict["artifact_kinds"] = artifact_kinds
        if artifacts is not UNSET:
            field_dict["artifacts"] = artifacts
        if audit is not UNSET:
            field_dict["audit"] = audit
        if baselines is not UNSET:
            field_dict["baselines"] = baselines
        if events is not UNSET:
            field_dict["events"] = events
        if flows is not UNSET:
            field_dict["flows"] = flows
        if generations is not UNSET:
            field_dict["generations"] = generations
        if model_calls is not UNSET:
            field_dict["model_calls"] = model_calls
        if runs is not UNSET:
            field_dict["runs"] = runs
        if sessions is not UNSET:
            field_dict["sessions"] = sessions

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        artifact_bytes = d.pop("artifact_bytes", UNSET)

        artifact_kinds = d.pop("artifact_kinds", UNSET)

        artifacts = d.pop("artifacts", UNSET)

        audit = d.pop("audit", UNSET)

        baselines = d.pop("baselines", UNSET)

        events = d.pop("events", UNSET)

        flows = d.pop("flows", UNSET)

        generations = d.pop("generations", UNSET)

        model_calls = d.pop("model_calls", UNSET)

        runs = d.pop("runs", UNSET)

        sessions = d.pop("sessions", UNSET)

        retention_rules = cls(
            artifact_bytes=artifact_bytes,
            artifact_kinds=artifact_kinds,
            artifacts=artifacts,
            audit=audit,
            baselines=baselines,
            events=events,
            flows=flows,
            generations=generations,
            model_calls=model_calls,
            runs=runs,
            sessions=sessions,
        )

        return retention_rules
