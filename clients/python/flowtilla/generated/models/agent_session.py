from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.agent_status import AgentStatus, check_agent_status
from ..models.confirm_policy import ConfirmPolicy, check_confirm_policy
from ..models.waiting_for import WaitingFor, check_waiting_for

if TYPE_CHECKING:
    from ..models.agent_desktop import AgentDesktop
    from ..models.agent_limits import AgentLimits
    from ..models.agent_session_metadata import AgentSessionMetadata
    from ..models.agent_usage import AgentUsage


T = TypeVar("T", bound="AgentSession")


@_attrs_define
class AgentSession:
    """A chat with an agent that has a desktop of its own.

    Attributes:
        actions (int): Calls of tools.
        active_at (datetime.datetime): When something was last said or done.
        allowed_hosts (list[str]):
        browser_tools (bool): Whether the agent gets tools for the browser beside those for the whole screen.
        closed_at (datetime.datetime | None):
        confirm_policy (ConfirmPolicy): Which calls a person is asked about first.
            - `never`
            - `risky`: Those that may do harm: commands of the shell, writing of files, and words like `delete` or `pay` in
            what is typed.
            - `always`: All that do more than look.
        created_at (datetime.datetime):
        created_by (None | str):
        desktop (AgentDesktop): The last desktop of a session.
        id (UUID):
        last_seq (int): The number of its last event.
        limits (AgentLimits): What a session may use up.
        message (None | str): How the last turn failed, or why it was closed.
        messages (int): Messages in the history.
        metadata (AgentSessionMetadata):
        model_name (None | str): As it was asked for; null: the default model.
        start_url (None | str):
        status (AgentStatus): Where an agent session stands.
            - `idle`: Nothing to do: write to it.
            - `queued`: Something was said that no worker has begun with.
            - `running`: The agent works.
            - `waiting`: The agent waits for a person; `waiting_for` says what for.
            - `closed`: Its agent is stopped and its desktop gone; history and files stay.
        system_prompt (None | str):
        title (str):
        tool_version (None | str):
        topic (str): The stream of its events.
        usage (AgentUsage): What a session has used so far.
        waiting_for (None | WaitingFor): What a session of the status `waiting` waits for.
        worker (None | str): The worker that had it last.
    """

    actions: int
    active_at: datetime.datetime
    allowed_hosts: list[str]
    browser_tools: bool
    closed_at: datetime.datetime | None
    confirm_policy: ConfirmPolicy
    created_at: datetime.datetime
    created_by: None | str
    desktop: AgentDesktop
    id: UUID
    last_seq: int
    limits: AgentLimits
    message: None | str
    messages: int
    metadata: AgentSessionMetadata
    model_name: None | str
    start_url: None | str
    status: AgentStatus
    system_prompt: None | str
    title: str
    tool_version: None | str
    topic: str
    usage: AgentUsage
    waiting_for: None | WaitingFor
    worker: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        actions = self.actions

        active_at = self.active_at.isoformat()

        allowed_hosts = self.allowed_hosts

        browser_tools = self.browser_tools

        closed_at: None | str
        if isinstance(self.closed_at, datetime.datetime):
            closed_at = self.closed_at.isoformat()
        else:
            closed_at = self.closed_at

        confirm_policy: str = self.confirm_policy

        created_at = self.created_at.isoformat()

        created_by: None | str
        created_by = self.created_by

        desktop = self.desktop.to_dict()

        id = str(self.id)

        last_seq = self.last_seq

        limits = self.limits.to_dict()

        message: None | str
        message = self.message

        messages = self.messages

        metadata = self.metadata.to_dict()

        model_name: None | str
        model_name = self.model_name

        start_url: None | str
        start_url = self.start_url

        status: str = self.status

        system_prompt: None | str
        system_prompt = self.system_prompt

        title = self.title

        tool_version: None | str
        tool_version = self.tool_version

        topic = self.topic

        usage = self.usage.to_dict()

        waiting_for: None | str
        if isinstance(self.waiting_for, str):
            waiting_for = self.waiting_for
        else:
            waiting_for = self.waiting_for

        worker: None | str
        worker = self.worker

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "actions": actions,
                "active_at": active_at,
                "allowed_hosts": allowed_hosts,
                "browser_tools": browser_tools,
                "closed_at": closed_at,
                "confirm_policy": confirm_policy,
                "created_at": created_at,
                "created_by": created_by,
                "desktop": desktop,
                "id": id,
                "last_seq": last_seq,
                "limits": limits,
                "message": message,
                "messages": messages,
                "metadata": metadata,
                "model_name": model_name,
                "start_url": start_url,
                "status": status,
                "system_prompt": system_prompt,
                "title": title,
                "tool_version": tool_version,
                "topic": topic,
                "usage": usage,
                "waiting_for": waiting_for,
                "worker": worker,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.agent_desktop import AgentDesktop  # noqa: PLC0415
        from ..models.agent_limits import AgentLimits  # noqa: PLC0415
        from ..models.agent_session_metadata import AgentSessionMetadata  # noqa: PLC0415
        from ..models.agent_usage import AgentUsage  # noqa: PLC0415

        d = dict(src_dict)
        actions = d.pop("actions")

        active_at = datetime.datetime.fromisoformat(d.pop("active_at"))

        allowed_hosts = cast(list[str], d.pop("allowed_hosts"))

        browser_tools = d.pop("browser_tools")

        def _parse_closed_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                closed_at_type_0 = datetime.datetime.fromisoformat(data)

                return closed_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        closed_at = _parse_closed_at(d.pop("closed_at"))

        confirm_policy = check_confirm_policy(d.pop("confirm_policy"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        def _parse_created_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        created_by = _parse_created_by(d.pop("created_by"))

        desktop = AgentDesktop.from_dict(d.pop("desktop"))

        id = UUID(d.pop("id"))

        last_seq = d.pop("last_seq")

        limits = AgentLimits.from_dict(d.pop("limits"))

        def _parse_message(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        message = _parse_message(d.pop("message"))

        messages = d.pop("messages")

        metadata = AgentSessionMetadata.from_dict(d.pop("metadata"))

        def _parse_model_name(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        model_name = _parse_model_name(d.pop("model_name"))

        def _parse_start_url(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        start_url = _parse_start_url(d.pop("start_url"))

        status = check_agent_status(d.pop("status"))

        def _parse_system_prompt(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        system_prompt = _parse_system_prompt(d.pop("system_prompt"))

        title = d.pop("title")

        def _parse_tool_version(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        tool_version = _parse_tool_version(d.pop("tool_version"))

        topic = d.pop("topic")

        usage = AgentUsage.from_dict(d.pop("usage"))

        def _parse_waiting_for(data: object) -> None | WaitingFor:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                waiting_for_type_0 = check_waiting_for(data)

                return waiting_for_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | WaitingFor, data)

        waiting_for = _parse_waiting_for(d.pop("waiting_for"))

        def _parse_worker(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        worker = _parse_worker(d.pop("worker"))

        agent_session = cls(
            actions=actions,
            active_at=active_at,
            allowed_hosts=allowed_hosts,
            browser_tools=browser_tools,
            closed_at=closed_at,
            confirm_policy=confirm_policy,
            created_at=created_at,
            created_by=created_by,
            desktop=desktop,
            id=id,
            last_seq=last_seq,
            limits=limits,
            message=message,
            messages=messages,
            metadata=metadata,
            model_name=model_name,
            start_url=start_url,
            status=status,
            system_prompt=system_prompt,
            title=title,
            tool_version=tool_version,
            topic=topic,
            usage=usage,
            waiting_for=waiting_for,
            worker=worker,
        )

        agent_session.additional_properties = d
        return agent_session

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
