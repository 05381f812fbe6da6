from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from ..models.healing import Healing, check_healing
from ..models.priority import Priority, check_priority
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.execute_matrix import ExecuteMatrix
    from ..models.execute_options_env import ExecuteOptionsEnv
    from ..models.execute_options_params import ExecuteOptionsParams
    from ..models.flow_evidence import FlowEvidence


T = TypeVar("T", bound="ExecuteOptions")


@_attrs_define
class ExecuteOptions:
    """How to execute.

    Attributes:
        delay_seconds (float | Unset): Not before this many seconds from now.
        env (ExecuteOptionsEnv | Unset): Values of `{{env.NAME}}`.
        evidence (FlowEvidence | Unset): What is kept of an attempt beside its verdict. `retain_on_failure` records, and
            throws away when the attempt passes.
        flow_timeout_seconds (float | Unset): Longest attempt of each flow in seconds; absent: what each flow says.
        healing (Healing | Unset): What becomes of a recorded step whose locator no longer matches.
        matrix (ExecuteMatrix | Unset): What every flow of a request is multiplied by: each combination is an execution
            of its own, with its own name and `labels`.
        not_before (datetime.datetime | Unset): Not before this moment.
        params (ExecuteOptionsParams | Unset): Values of `{{name}}`, over those that the flows bring along.
        priority (Priority | Unset): The order in which queued executions are claimed.
        retries (int | Unset): Attempts after the first; absent: what each flow says, else 0.
        timeout_seconds (float | Unset): Longest time for the whole run in seconds, from its start time on.
        update_snapshots (bool | Unset): Take new pictures where `screenshot` assertions fail; they wait for approval,
            and the steps pass.
    """

    delay_seconds: float | Unset = UNSET
    env: ExecuteOptionsEnv | Unset = UNSET
    evidence: FlowEvidence | Unset = UNSET
    flow_timeout_seconds: float | Unset = UNSET
    healing: Healing | Unset = UNSET
    matrix: ExecuteMatrix | Unset = UNSET
    not_before: datetime.datetime | Unset = UNSET
    params: ExecuteOptionsParams | Unset = UNSET
    priority: Priority | Unset = UNSET
    retries: int | Unset = UNSET
    timeout_seconds: float | Unset = UNSET
    update_snapshots: bool | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        delay_seconds = self.delay_seconds

        env: dict[str, Any] | Unset = UNSET
        if not isinstance(self.env, Unset):
            env = self.env.to_dict()

        evidence: dict[str, Any] | Unset = UNSET
        if not isinstance(self.evidence, Unset):
            evidence = self.evidence.to_dict()

        flow_timeout_seconds = self.flow_timeout_seconds

        healing: str | Unset = UNSET
        if not isinstance(self.healing, Unset):
            healing = self.healing

        matrix: dict[str, Any] | Unset = UNSET
        if not isinstance(self.matrix, Unset):
            matrix = self.matrix.to_dict()

        not_before: str | Unset = UNSET
        if not isinstance(self.not_before, Unset):
            not_before = self.not_before.isoformat()

        params: dict[str, Any] | Unset = UNSET
        if not isinstance(self.params, Unset):
            params = self.params.to_dict()

        priority: str | Unset = UNSET
        if not isinstance(self.priority, Unset):
            priority = self.priority

        retries = self.retries

        timeout_seconds = self.timeout_seconds

        update_snapshots = self.update_snapshots

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if delay_seconds is not UNSET:
            field_dict["delay_seconds"] = delay_seconds
        if env is not UNSET:
            field_dict["env"] = env
        if evidence is not UNSET:
            field_dict["evidence"] = evidence
        if flow_timeout_seconds is not UNSET:
            field_dict["flow_timeout_seconds"] = flow_timeout_seconds
        if healing is not UNSET:
            field_dict["healing"] = healing
        if matrix is not UNSET:
            field_dict["matrix"] = matrix
        if not_before is not UNSET:
            field_dict["not_before"] = not_before
        if params is not UNSET:
            field_dict["params"] = params
        if priority is not UNSET:
            field_dict["priority"] = priority
        if retries is not UNSET:
            field_dict["retries"] = retries
        if timeout_seconds is not UNSET:
            field_dict["timeout_seconds"] = timeout_seconds
        if update_snapshots is not UNSET:
            field_dict["update_snapshots"] = update_snapshots

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.execute_matrix import ExecuteMatrix  # noqa: PLC0415
        from ..models.execute_options_env import ExecuteOptionsEnv  # noqa: PLC0415
        from ..models.execute_options_params import ExecuteOptionsParams  # noqa: PLC0415
        from ..models.flow_evidence import FlowEvidence  # noqa: PLC0415

        d = dict(src_dict)
        delay_seconds = d.pop("delay_seconds", UNSET)

        _env = d.pop("env", UNSET)
        env: ExecuteOptionsEnv | Unset
        if isinstance(_env, Unset):
            env = UNSET
        else:
            env = ExecuteOptionsEnv.from_dict(_env)

        _evidence = d.pop("evidence", UNSET)
        evidence: FlowEvidence | Unset
        if isinstance(_evidence, Unset):
            evidence = UNSET
        else:
            evidence = FlowEvidence.from_dict(_evidence)

        flow_timeout_seconds = d.pop("flow_timeout_seconds", UNSET)

        _healing = d.pop("healing", UNSET)
        healing: Healing | Unset
        if isinstance(_healing, Unset):
            healing = UNSET
        else:
            healing = check_healing(_healing)

        _matrix = d.pop("matrix", UNSET)
        matrix: ExecuteMatrix | Unset
        if isinstance(_matrix, Unset):
            matrix = UNSET
        else:
            matrix = ExecuteMatrix.from_dict(_matrix)

        _not_before = d.pop("not_before", UNSET)
        not_before: datetime.datetime | Unset
        if isinstance(_not_before, Unset):
            not_before = UNSET
        else:
            not_before = datetime.datetime.fromisoformat(_not_before)

        _params = d.pop("params", UNSET)
        params: ExecuteOptionsParams | Unset
        if isinstance(_params, Unset):
            params = UNSET
        else:
            params = ExecuteOptionsParams.from_dict(_params)

        _priority = d.pop("priority", UNSET)
        priority: Priority | Unset
        if isinstance(_priority, Unset):
            priority = UNSET
        else:
            priority = check_priority(_priority)

        retries = d.pop("retries", UNSET)

        timeout_seconds = d.pop("timeout_seconds", UNSET)

        update_snapshots = d.pop("update_snapshots", UNSET)

        execute_options = cls(
            delay_seconds=delay_seconds,
            env=env,
            evidence=evidence,
            flow_timeout_seconds=flow_timeout_seconds,
            healing=healing,
            matrix=matrix,
            not_before=not_before,
            params=params,
            priority=priority,
            retries=retries,
            timeout_seconds=timeout_seconds,
            update_snapshots=update_snapshots,
        )

        return execute_options
