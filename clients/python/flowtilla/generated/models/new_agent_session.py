from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.confirm_policy import ConfirmPolicy, check_confirm_policy
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.agent_limits import AgentLimits
    from ..models.new_agent_file import NewAgentFile
    from ..models.new_agent_session_metadata import NewAgentSessionMetadata
    from ..models.new_agent_session_variables import NewAgentSessionVariables


T = TypeVar("T", bound="NewAgentSession")


@_attrs_define
class NewAgentSession:
    """What an agent session is to be like.

    Attributes:
        allowed_hosts (list[str] | Unset): Hosts that the desktop may reach: `example.org`, `*.example.org`,
            `host:port`. Those of the server's settings when
            absent.
        browser_tools (bool | Unset): Whether the agent gets tools for the browser beside those for the whole screen;
            true when absent.
        confirm_policy (ConfirmPolicy | Unset): Which calls a person is asked about first.
            - `never`
            - `risky`: Those that may do harm: commands of the shell, writing of files, and words like `delete` or `pay` in
            what is typed.
            - `always`: All that do more than look.
        files (list[NewAgentFile] | Unset): Put into the desktop's home before the agent begins.
        height (int | Unset):
        limits (AgentLimits | Unset): What a session may use up.
        metadata (NewAgentSessionMetadata | Unset): For your own use.
        model_name (str | Unset): The model: id, alias or `endpoint/id` (`GET /api/models`); the default one when
            absent.
        start_program (str | Unset): Started with the desktop: `browser`, `terminal`, `files` or `editor`.
        start_url (str | Unset): Opened in the desktop's browser at the start.
        system_prompt (str | Unset): What the agent is told beside the server's own instructions. `{{name}}` stands for
            a variable; `{{today}}`, `{{screen}}`
            and `{{start_url}}` are always there.
        template (str | Unset): Begin with the options of this template (`GET /api/v1/session-templates`); what is given
            here goes before it.
        title (str | Unset): For people; “Agent session” when absent.
        tool_version (str | Unset): The tools that the model is offered: `computer_toolset_20260801`,
            `computer_use_20251124`, `computer_use_20250429`,
            `computer_use_20250124`, `computer_use_20241022`, `openai_computer` or `functions`. When absent, or not of the
            model's
            provider: the best that the model knows.
        variables (NewAgentSessionVariables | Unset):
        width (int | Unset): Size of the screen in pixels; 1280×800 when absent, at most 3840×2160.
    """

    allowed_hosts: list[str] | Unset = UNSET
    browser_tools: bool | Unset = UNSET
    confirm_policy: ConfirmPolicy | Unset = UNSET
    files: list[NewAgentFile] | Unset = UNSET
    height: int | Unset = UNSET
    limits: AgentLimits | Unset = UNSET
    metadata: NewAgentSessionMetadata | Unset = UNSET
    model_name: str | Unset = UNSET
    start_program: str | Unset = UNSET
    start_url: str | Unset = UNSET
    system_prompt: str | Unset = UNSET
    template: str | Unset = UNSET
    title: str | Unset = UNSET
    tool_version: str | Unset = UNSET
    variables: NewAgentSessionVariables | Unset = UNSET
    width: int | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        allowed_hosts: list[str] | Unset = UNSET
        if not isinstance(self.allowed_hosts, Unset):
            allowed_hosts = self.allowed_hosts

        browser_tools = self.browser_tools

        confirm_policy: str | Unset = UNSET
        if not isinstance(self.confirm_policy, Unset):
            confirm_policy = self.confirm_policy

        files: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.files, Unset):
            files = []
            for files_item_data in self.files:
                files_item = files_item_data.to_dict()
                files.append(files_item)

        height = self.height

        limits: dict[str, Any] | Unset = UNSET
        if not isinstance(self.limits, Unset):
            limits = self.limits.to_dict()

        metadata: dict[str, Any] | Unset = UNSET
        if not isinstance(self.metadata, Unset):
            metadata = self.metadata.to_dict()

        model_name = self.model_name

        start_program = self.start_program

        start_url = self.start_url

        system_prompt = self.system_prompt

        template = self.template

        title = self.title

        tool_version = self.tool_version

        variables: dict[str, Any] | Unset = UNSET
        if not isinstance(self.variables, Unset):
            variables = self.variables.to_dict()

        width = self.width

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if allowed_hosts is not UNSET:
            field_dict["allowed_hosts"] = allowed_hosts
        if browser_tools is not UNSET:
            field_dict["browser_tools"] = browser_tools
        if confirm_policy is not UNSET:
            field_dict["confirm_policy"] = confirm_policy
        if files is not UNSET:
            field_dict["files"] = files
        if height is not UNSET:
            field_dict["height"] = height
        if limits is not UNSET:
            field_dict["limits"] = limits
        if metadata is not UNSET:
            field_dict["metadata"] = metadata
        if model_name is not UNSET:
            field_dict["model_name"] = model_name
        if start_program is not UNSET:
            field_dict["start_program"] = start_program
        if start_url is not UNSET:
            field_dict["start_url"] = start_url
        if system_prompt is not UNSET:
            field_dict["system_prompt"] = system_prompt
        if template is not UNSET:
            field_dict["template"] = template
        if title is not UNSET:
            field_dict["title"] = title
        if tool_version is not UNSET:
            field_dict["tool_version"] = tool_version
        if variables is not UNSET:
            field_dict["variables"] = variables
        if width is not UNSET:
            field_dict["width"] = width

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.agent_limits import AgentLimits  # noqa: PLC0415
        from ..models.new_agent_file import NewAgentFile  # noqa: PLC0415
        from ..models.new_agent_session_metadata import NewAgentSessionMetadata  # noqa: PLC0415
        from ..models.new_agent_session_variables import NewAgentSessionVariables  # noqa: PLC0415

        d = dict(src_dict)
        allowed_hosts = cast(list[str], d.pop("allowed_hosts", UNSET))

        browser_tools = d.pop("browser_tools", UNSET)

        _confirm_policy = d.pop("confirm_policy", UNSET)
        confirm_policy: ConfirmPolicy | Unset
        if isinstance(_confirm_policy, Unset):
            confirm_policy = UNSET
        else:
            confirm_policy = check_confirm_policy(_confirm_policy)

        _files = d.pop("files", UNSET)
        files: list[NewAgentFile] | Unset = UNSET
        if _files is not UNSET:
            files = []
            for files_item_data in _files:
                files_item = NewAgentFile.from_dict(files_item_data)

                files.append(files_item)

        height = d.pop("height", UNSET)

        _limits = d.pop("limits", UNSET)
        limits: AgentLimits | Unset
        if isinstance(_limits, Unset):
            limits = UNSET
        else:
            limits = AgentLimits.from_dict(_limits)

        _metadata = d.pop("metadata", UNSET)
        metadata: NewAgentSessionMetadata | Unset
        if isinstance(_metadata, Unset):
            metadata = UNSET
        else:
            metadata = NewAgentSessionMetadata.from_dict(_metadata)

        model_name = d.pop("model_name", UNSET)

        start_program = d.pop("start_program", UNSET)

        start_url = d.pop("start_url", UNSET)

        system_prompt = d.pop("system_prompt", UNSET)

        template = d.pop("template", UNSET)

        title = d.pop("title", UNSET)

        tool_version = d.pop("tool_version", UNSET)

        _variables = d.pop("variables", UNSET)
        variables: NewAgentSessionVariables | Unset
        if isinstance(_variables, Unset):
            variables = UNSET
        else:
            variables = NewAgentSessionVariables.from_dict(_variables)

        width = d.pop("width", UNSET)

        new_agent_session = cls(
            allowed_hosts=allowed_hosts,
            browser_tools=browser_tools,
            confirm_policy=confirm_policy,
            files=files,
            height=height,
            limits=limits,
            metadata=metadata,
            model_name=model_name,
            start_program=start_program,
            start_url=start_url,
            system_prompt=system_prompt,
            template=template,
            title=title,
            tool_version=tool_version,
            variables=variables,
            width=width,
        )

        return new_agent_session
