from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.approval_decided_event import ApprovalDecidedEvent
    from ..models.approval_requested_event import ApprovalRequestedEvent
    from ..models.artifact_added_event import ArtifactAddedEvent
    from ..models.browser_closed_event import BrowserClosedEvent
    from ..models.browser_opened_event import BrowserOpenedEvent
    from ..models.console_error_event import ConsoleErrorEvent
    from ..models.content_done_event import ContentDoneEvent
    from ..models.content_event import ContentEvent
    from ..models.content_reset_event import ContentResetEvent
    from ..models.control_released_event import ControlReleasedEvent
    from ..models.control_taken_event import ControlTakenEvent
    from ..models.desktop_control_event import DesktopControlEvent
    from ..models.desktop_event import DesktopEvent
    from ..models.dialog_opened_event import DialogOpenedEvent
    from ..models.download_finished_event import DownloadFinishedEvent
    from ..models.error_event import ErrorEvent
    from ..models.evidence_kept_event import EvidenceKeptEvent
    from ..models.execution_approval_decided_event import ExecutionApprovalDecidedEvent
    from ..models.execution_approval_requested_event import (
        ExecutionApprovalRequestedEvent,
    )
    from ..models.execution_finished_event import ExecutionFinishedEvent
    from ..models.execution_note_event import ExecutionNoteEvent
    from ..models.execution_notified_event import ExecutionNotifiedEvent
    from ..models.execution_queued_event import ExecutionQueuedEvent
    from ..models.execution_released_event import ExecutionReleasedEvent
    from ..models.execution_started_event import ExecutionStartedEvent
    from ..models.file_deleted_event import FileDeletedEvent
    from ..models.file_saved_event import FileSavedEvent
    from ..models.flow_proposed_event import FlowProposedEvent
    from ..models.generation_finished_event import GenerationFinishedEvent
    from ..models.generation_progress_event import GenerationProgressEvent
    from ..models.generation_queued_event import GenerationQueuedEvent
    from ..models.message_added_event import MessageAddedEvent
    from ..models.message_begun_event import MessageBegunEvent
    from ..models.model_called_event import ModelCalledEvent
    from ..models.mutation_finished_event import MutationFinishedEvent
    from ..models.mutation_progress_event import MutationProgressEvent
    from ..models.mutation_queued_event import MutationQueuedEvent
    from ..models.mutation_tried_event import MutationTriedEvent
    from ..models.page_error_event import PageErrorEvent
    from ..models.request_failed_event import RequestFailedEvent
    from ..models.reset_event import ResetEvent
    from ..models.run_cancel_requested_event import RunCancelRequestedEvent
    from ..models.run_finished_event import RunFinishedEvent
    from ..models.run_queued_event import RunQueuedEvent
    from ..models.run_started_event import RunStartedEvent
    from ..models.session_created_event import SessionCreatedEvent
    from ..models.status_event import StatusEvent
    from ..models.step_finished_event import StepFinishedEvent
    from ..models.step_started_event import StepStartedEvent
    from ..models.thinking_event import ThinkingEvent
    from ..models.tool_result_event import ToolResultEvent
    from ..models.tool_use_event import ToolUseEvent
    from ..models.usage_event import UsageEvent


T = TypeVar("T", bound="EventList")


@_attrs_define
class EventList:
    """A part of an event log.

    Attributes:
        head (int): The number of the newest event in the log.
        items (list[ApprovalDecidedEvent | ApprovalRequestedEvent | ArtifactAddedEvent | BrowserClosedEvent |
            BrowserOpenedEvent | ConsoleErrorEvent | ContentDoneEvent | ContentEvent | ContentResetEvent |
            ControlReleasedEvent | ControlTakenEvent | DesktopControlEvent | DesktopEvent | DialogOpenedEvent |
            DownloadFinishedEvent | ErrorEvent | EvidenceKeptEvent | ExecutionApprovalDecidedEvent |
            ExecutionApprovalRequestedEvent | ExecutionFinishedEvent | ExecutionNoteEvent | ExecutionNotifiedEvent |
            ExecutionQueuedEvent | ExecutionReleasedEvent | ExecutionStartedEvent | FileDeletedEvent | FileSavedEvent |
            FlowProposedEvent | GenerationFinishedEvent | GenerationProgressEvent | GenerationQueuedEvent |
            MessageAddedEvent | MessageBegunEvent | ModelCalledEvent | MutationFinishedEvent | MutationProgressEvent |
            MutationQueuedEvent | MutationTriedEvent | PageErrorEvent | RequestFailedEvent | ResetEvent |
            RunCancelRequestedEvent | RunFinishedEvent | RunQueuedEvent | RunStartedEvent | SessionCreatedEvent |
            StatusEvent | StepFinishedEvent | StepStartedEvent | ThinkingEvent | ToolResultEvent | ToolUseEvent |
            UsageEvent]):
        next_after (int): Send it as `after` for the next part.
    """

    head: int
    items: list[
        ApprovalDecidedEvent
        | ApprovalRequestedEvent
        | ArtifactAddedEvent
        | BrowserClosedEvent
        | BrowserOpenedEvent
        | ConsoleErrorEvent
        | ContentDoneEvent
        | ContentEvent
        | ContentResetEvent
        | ControlReleasedEvent
        | ControlTakenEvent
        | DesktopControlEvent
        | DesktopEvent
        | DialogOpenedEvent
        | DownloadFinishedEvent
        | ErrorEvent
        | EvidenceKeptEvent
        | ExecutionApprovalDecidedEvent
        | ExecutionApprovalRequestedEvent
        | ExecutionFinishedEvent
        | ExecutionNoteEvent
        | ExecutionNotifiedEvent
        | ExecutionQueuedEvent
        | ExecutionReleasedEvent
        | ExecutionStartedEvent
        | FileDeletedEvent
        | FileSavedEvent
        | FlowProposedEvent
        | GenerationFinishedEvent
        | GenerationProgressEvent
        | GenerationQueuedEvent
        | MessageAddedEvent
        | MessageBegunEvent
        | ModelCalledEvent
        | MutationFinishedEvent
        | MutationProgressEvent
        | MutationQueuedEvent
        | MutationTriedEvent
        | PageErrorEvent
        | RequestFailedEvent
        | ResetEvent
        | RunCancelRequestedEvent
        | RunFinishedEvent
        | RunQueuedEvent
        | RunStartedEvent
        | SessionCreatedEvent
        | StatusEvent
        | StepFinishedEvent
        | StepStartedEvent
        | ThinkingEvent
        | ToolResultEvent
        | ToolUseEvent
        | UsageEvent
    ]
    next_after: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.approval_decided_event import ApprovalDecidedEvent  # noqa: PLC0415
        from ..models.approval_requested_event import ApprovalRequestedEvent  # noqa: PLC0415
        from ..models.artifact_added_event import ArtifactAddedEvent  # noqa: PLC0415
        from ..models.browser_closed_event import BrowserClosedEvent  # noqa: PLC0415
        from ..models.browser_opened_event import BrowserOpenedEvent  # noqa: PLC0415
        from ..models.console_error_event import ConsoleErrorEvent  # noqa: PLC0415
        from ..models.content_done_event import ContentDoneEvent  # noqa: PLC0415
        from ..models.content_event import ContentEvent  # noqa: PLC0415
        from ..models.content_reset_event import ContentResetEvent  # noqa: PLC0415
        from ..models.control_released_event import ControlReleasedEvent  # noqa: PLC0415
        from ..models.control_taken_event import ControlTakenEvent  # noqa: PLC0415
        from ..models.desktop_control_event import DesktopControlEvent  # noqa: PLC0415
        from ..models.desktop_event import DesktopEvent  # noqa: PLC0415
        from ..models.dialog_opened_event import DialogOpenedEvent  # noqa: PLC0415
        from ..models.download_finished_event import DownloadFinishedEvent  # noqa: PLC0415
        from ..models.error_event import ErrorEvent  # noqa: PLC0415
        from ..models.evidence_kept_event import EvidenceKeptEvent  # noqa: PLC0415
        from ..models.execution_approval_decided_event import (
            ExecutionApprovalDecidedEvent,  # noqa: PLC0415
        )
        from ..models.execution_approval_requested_event import (
            ExecutionApprovalRequestedEvent,  # noqa: PLC0415
        )
        from ..models.execution_finished_event import ExecutionFinishedEvent  # noqa: PLC0415
        from ..models.execution_note_event import ExecutionNoteEvent  # noqa: PLC0415
        from ..models.execution_notified_event import ExecutionNotifiedEvent  # noqa: PLC0415
        from ..models.execution_queued_event import ExecutionQueuedEvent  # noqa: PLC0415
        from ..models.execution_released_event import ExecutionReleasedEvent  # noqa: PLC0415
        from ..models.execution_started_event import ExecutionStartedEvent  # noqa: PLC0415
        from ..models.file_deleted_event import FileDeletedEvent  # noqa: PLC0415
        from ..models.file_saved_event import FileSavedEvent  # noqa: PLC0415
        from ..models.flow_proposed_event import FlowProposedEvent  # noqa: PLC0415
        from ..models.generation_finished_event import GenerationFinishedEvent  # noqa: PLC0415
        from ..models.generation_progress_event import GenerationProgressEvent  # noqa: PLC0415
        from ..models.generation_queued_event import GenerationQueuedEvent  # noqa: PLC0415
        from ..models.message_added_event import MessageAddedEvent  # noqa: PLC0415
        from ..models.message_begun_event import MessageBegunEvent  # noqa: PLC0415
        from ..models.model_called_event import ModelCalledEvent  # noqa: PLC0415
        from ..models.mutation_finished_event import MutationFinishedEvent  # noqa: PLC0415
        from ..models.mutation_progress_event import MutationProgressEvent  # noqa: PLC0415
        from ..models.mutation_queued_event import MutationQueuedEvent  # noqa: PLC0415
        from ..models.mutation_tried_event import MutationTriedEvent  # noqa: PLC0415
        from ..models.page_error_event import PageErrorEvent  # noqa: PLC0415
        from ..models.request_failed_event import RequestFailedEvent  # noqa: PLC0415
        from ..models.run_cancel_requested_event import RunCancelRequestedEvent  # noqa: PLC0415
        from ..models.run_finished_event import RunFinishedEvent  # noqa: PLC0415
        from ..models.run_queued_event import RunQueuedEvent  # noqa: PLC0415
        from ..models.run_started_event import RunStartedEvent  # noqa: PLC0415
        from ..models.session_created_event import SessionCreatedEvent  # noqa: PLC0415
        from ..models.status_event import StatusEvent  # noqa: PLC0415
        from ..models.step_finished_event import StepFinishedEvent  # noqa: PLC0415
        from ..models.step_started_event import StepStartedEvent  # noqa: PLC0415
        from ..models.thinking_event import ThinkingEvent  # noqa: PLC0415
        from ..models.tool_result_event import ToolResultEvent  # noqa: PLC0415
        from ..models.tool_use_event import ToolUseEvent  # noqa: PLC0415
        from ..models.usage_event import UsageEvent  # noqa: PLC0415

        head = self.head

        items = []
        for items_item_data in self.items:
            items_item: dict[str, Any]
            if isinstance(items_item_data, RunQueuedEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, RunStartedEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, RunFinishedEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, RunCancelRequestedEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, ExecutionQueuedEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, ExecutionStartedEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, ExecutionReleasedEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, ExecutionFinishedEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, ExecutionNoteEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, BrowserOpenedEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, BrowserClosedEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, StepStartedEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, StepFinishedEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, ArtifactAddedEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, EvidenceKeptEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, ControlTakenEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, ControlReleasedEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, DialogOpenedEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, DownloadFinishedEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, ConsoleErrorEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, PageErrorEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, RequestFailedEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, GenerationQueuedEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, GenerationProgressEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, GenerationFinishedEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, MutationQueuedEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, MutationProgressEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, MutationTriedEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, MutationFinishedEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, ModelCalledEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, SessionCreatedEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, MessageAddedEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, MessageBegunEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, ContentEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, ThinkingEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, ContentResetEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, ContentDoneEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, ToolUseEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, ToolResultEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, StatusEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, UsageEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, DesktopEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, DesktopControlEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, ApprovalRequestedEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, ApprovalDecidedEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, FileSavedEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, FileDeletedEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, ErrorEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, ExecutionNotifiedEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, ExecutionApprovalRequestedEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, ExecutionApprovalDecidedEvent):
                items_item = items_item_data.to_dict()
            elif isinstance(items_item_data, FlowProposedEvent):
                items_item = items_item_data.to_dict()
            else:
                items_item = items_item_data.to_dict()

            items.append(items_item)

        next_after = self.next_after

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "head": head,
                "items": items,
                "next_after": next_after,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.approval_decided_event import ApprovalDecidedEvent  # noqa: PLC0415
        from ..models.approval_requested_event import ApprovalRequestedEvent  # noqa: PLC0415
        from ..models.artifact_added_event import ArtifactAddedEvent  # noqa: PLC0415
        from ..models.browser_closed_event import BrowserClosedEvent  # noqa: PLC0415
        from ..models.browser_opened_event import BrowserOpenedEvent  # noqa: PLC0415
        from ..models.console_error_event import ConsoleErrorEvent  # noqa: PLC0415
        from ..models.content_done_event import ContentDoneEvent  # noqa: PLC0415
        from ..models.content_event import ContentEvent  # noqa: PLC0415
        from ..models.content_reset_event import ContentResetEvent  # noqa: PLC0415
        from ..models.control_released_event import ControlReleasedEvent  # noqa: PLC0415
        from ..models.control_taken_event import ControlTakenEvent  # noqa: PLC0415
        from ..models.desktop_control_event import DesktopControlEvent  # noqa: PLC0415
        from ..models.desktop_event import DesktopEvent  # noqa: PLC0415
        from ..models.dialog_opened_event import DialogOpenedEvent  # noqa: PLC0415
        from ..models.download_finished_event import DownloadFinishedEvent  # noqa: PLC0415
        from ..models.error_event import ErrorEvent  # noqa: PLC0415
        from ..models.evidence_kept_event import EvidenceKeptEvent  # noqa: PLC0415
        from ..models.execution_approval_decided_event import (
            ExecutionApprovalDecidedEvent,  # noqa: PLC0415
        )
        from ..models.execution_approval_requested_event import (
            ExecutionApprovalRequestedEvent,  # noqa: PLC0415
        )
        from ..models.execution_finished_event import ExecutionFinishedEvent  # noqa: PLC0415
        from ..models.execution_note_event import ExecutionNoteEvent  # noqa: PLC0415
        from ..models.execution_notified_event import ExecutionNotifiedEvent  # noqa: PLC0415
        from ..models.execution_queued_event import ExecutionQueuedEvent  # noqa: PLC0415
        from ..models.execution_released_event import ExecutionReleasedEvent  # noqa: PLC0415
        from ..models.execution_started_event import ExecutionStartedEvent  # noqa: PLC0415
        from ..models.file_deleted_event import FileDeletedEvent  # noqa: PLC0415
        from ..models.file_saved_event import FileSavedEvent  # noqa: PLC0415
        from ..models.flow_proposed_event import FlowProposedEvent  # noqa: PLC0415
        from ..models.generation_finished_event import GenerationFinishedEvent  # noqa: PLC0415
        from ..models.generation_progress_event import GenerationProgressEvent  # noqa: PLC0415
        from ..models.generation_queued_event import GenerationQueuedEvent  # noqa: PLC0415
        from ..models.message_added_event import MessageAddedEvent  # noqa: PLC0415
        from ..models.message_begun_event import MessageBegunEvent  # noqa: PLC0415
        from ..models.model_called_event import ModelCalledEvent  # noqa: PLC0415
        from ..models.mutation_finished_event import MutationFinishedEvent  # noqa: PLC0415
        from ..models.mutation_progress_event import MutationProgressEvent  # noqa: PLC0415
        from ..models.mutation_queued_event import MutationQueuedEvent  # noqa: PLC0415
        from ..models.mutation_tried_event import MutationTriedEvent  # noqa: PLC0415
        from ..models.page_error_event import PageErrorEvent  # noqa: PLC0415
        from ..models.request_failed_event import RequestFailedEvent  # noqa: PLC0415
        from ..models.reset_event import ResetEvent  # noqa: PLC0415
        from ..models.run_cancel_requested_event import RunCancelRequestedEvent  # noqa: PLC0415
        from ..models.run_finished_event import RunFinishedEvent  # noqa: PLC0415
        from ..models.run_queued_event import RunQueuedEvent  # noqa: PLC0415
        from ..models.run_started_event import RunStartedEvent  # noqa: PLC0415
        from ..models.session_created_event import SessionCreatedEvent  # noqa: PLC0415
        from ..models.status_event import StatusEvent  # noqa: PLC0415
        from ..models.step_finished_event import StepFinishedEvent  # noqa: PLC0415
        from ..models.step_started_event import StepStartedEvent  # noqa: PLC0415
        from ..models.thinking_event import ThinkingEvent  # noqa: PLC0415
        from ..models.tool_result_event import ToolResultEvent  # noqa: PLC0415
        from ..models.tool_use_event import ToolUseEvent  # noqa: PLC0415
        from ..models.usage_event import UsageEvent  # noqa: PLC0415

        d = dict(src_dict)
        head = d.pop("head")

        items = []
        _items = d.pop("items")
        for items_item_data in _items:

            def _parse_items_item(
                data: object,
            ) -> (
                ApprovalDecidedEvent
                | ApprovalRequestedEvent
                | ArtifactAddedEvent
                | BrowserClosedEvent
                | BrowserOpenedEvent
                | ConsoleErrorEvent
                | ContentDoneEvent
                | ContentEvent
                | ContentResetEvent
                | ControlReleasedEvent
                | ControlTakenEvent
                | DesktopControlEvent
                | DesktopEvent
                | DialogOpenedEvent
                | DownloadFinishedEvent
                | ErrorEvent
                | EvidenceKeptEvent
                | ExecutionApprovalDecidedEvent
                | ExecutionApprovalRequestedEvent
                | ExecutionFinishedEvent
                | ExecutionNoteEvent
                | ExecutionNotifiedEvent
                | ExecutionQueuedEvent
                | ExecutionReleasedEvent
                | ExecutionStartedEvent
                | FileDeletedEvent
                | FileSavedEvent
                | FlowProposedEvent
                | GenerationFinishedEvent
                | GenerationProgressEvent
                | GenerationQueuedEvent
                | MessageAddedEvent
                | MessageBegunEvent
                | ModelCalledEvent
                | MutationFinishedEvent
                | MutationProgressEvent
                | MutationQueuedEvent
                | MutationTriedEvent
                | PageErrorEvent
                | RequestFailedEvent
                | ResetEvent
                | RunCancelRequestedEvent
                | RunFinishedEvent
                | RunQueuedEvent
                | RunStartedEvent
                | SessionCreatedEvent
                | StatusEvent
                | StepFinishedEvent
                | StepStartedEvent
                | ThinkingEvent
                | ToolResultEvent
                | ToolUseEvent
                | UsageEvent
            ):
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_0 = RunQueuedEvent.from_dict(data)

                    return componentsschemas_event_type_0
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_1 = RunStartedEvent.from_dict(data)

                    return componentsschemas_event_type_1
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_2 = RunFinishedEvent.from_dict(data)

                    return componentsschemas_event_type_2
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_3 = RunCancelRequestedEvent.from_dict(data)

                    return componentsschemas_event_type_3
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_4 = ExecutionQueuedEvent.from_dict(data)

                    return componentsschemas_event_type_4
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_5 = ExecutionStartedEvent.from_dict(data)

                    return componentsschemas_event_type_5
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_6 = ExecutionReleasedEvent.from_dict(data)

                    return componentsschemas_event_type_6
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_7 = ExecutionFinishedEvent.from_dict(data)

                    return componentsschemas_event_type_7
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_8 = ExecutionNoteEvent.from_dict(data)

                    return componentsschemas_event_type_8
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_9 = BrowserOpenedEvent.from_dict(data)

                    return componentsschemas_event_type_9
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_10 = BrowserClosedEvent.from_dict(data)

                    return componentsschemas_event_type_10
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_11 = StepStartedEvent.from_dict(data)

                    return componentsschemas_event_type_11
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_12 = StepFinishedEvent.from_dict(data)

                    return componentsschemas_event_type_12
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_13 = ArtifactAddedEvent.from_dict(data)

                    return componentsschemas_event_type_13
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_14 = EvidenceKeptEvent.from_dict(data)

                    return componentsschemas_event_type_14
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_15 = ControlTakenEvent.from_dict(data)

                    return componentsschemas_event_type_15
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_16 = ControlReleasedEvent.from_dict(data)

                    return componentsschemas_event_type_16
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_17 = DialogOpenedEvent.from_dict(data)

                    return componentsschemas_event_type_17
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_18 = DownloadFinishedEvent.from_dict(data)

                    return componentsschemas_event_type_18
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_19 = ConsoleErrorEvent.from_dict(data)

                    return componentsschemas_event_type_19
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_20 = PageErrorEvent.from_dict(data)

                    return componentsschemas_event_type_20
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_21 = RequestFailedEvent.from_dict(data)

                    return componentsschemas_event_type_21
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_22 = GenerationQueuedEvent.from_dict(data)

                    return componentsschemas_event_type_22
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_23 = GenerationProgressEvent.from_dict(data)

                    return componentsschemas_event_type_23
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_24 = GenerationFinishedEvent.from_dict(data)

                    return componentsschemas_event_type_24
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_25 = MutationQueuedEvent.from_dict(data)

                    return componentsschemas_event_type_25
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_26 = MutationProgressEvent.from_dict(data)

                    return componentsschemas_event_type_26
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_27 = MutationTriedEvent.from_dict(data)

                    return componentsschemas_event_type_27
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_28 = MutationFinishedEvent.from_dict(data)

                    return componentsschemas_event_type_28
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_29 = ModelCalledEvent.from_dict(data)

                    return componentsschemas_event_type_29
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_30 = SessionCreatedEvent.from_dict(data)

                    return componentsschemas_event_type_30
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_31 = MessageAddedEvent.from_dict(data)

                    return componentsschemas_event_type_31
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_32 = MessageBegunEvent.from_dict(data)

                    return componentsschemas_event_type_32
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_33 = ContentEvent.from_dict(data)

                    return componentsschemas_event_type_33
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_34 = ThinkingEvent.from_dict(data)

                    return componentsschemas_event_type_34
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_35 = ContentResetEvent.from_dict(data)

                    return componentsschemas_event_type_35
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_36 = ContentDoneEvent.from_dict(data)

                    return componentsschemas_event_type_36
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_37 = ToolUseEvent.from_dict(data)

                    return componentsschemas_event_type_37
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_38 = ToolResultEvent.from_dict(data)

                    return componentsschemas_event_type_38
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_39 = StatusEvent.from_dict(data)

                    return componentsschemas_event_type_39
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_40 = UsageEvent.from_dict(data)

                    return componentsschemas_event_type_40
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_41 = DesktopEvent.from_dict(data)

                    return componentsschemas_event_type_41
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_42 = DesktopControlEvent.from_dict(data)

                    return componentsschemas_event_type_42
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_43 = ApprovalRequestedEvent.from_dict(data)

                    return componentsschemas_event_type_43
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_44 = ApprovalDecidedEvent.from_dict(data)

                    return componentsschemas_event_type_44
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_45 = FileSavedEvent.from_dict(data)

                    return componentsschemas_event_type_45
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_46 = FileDeletedEvent.from_dict(data)

                    return componentsschemas_event_type_46
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_47 = ErrorEvent.from_dict(data)

                    return componentsschemas_event_type_47
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_48 = ExecutionNotifiedEvent.from_dict(data)

                    return componentsschemas_event_type_48
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_49 = ExecutionApprovalRequestedEvent.from_dict(data)

                    return componentsschemas_event_type_49
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_50 = ExecutionApprovalDecidedEvent.from_dict(data)

                    return componentsschemas_event_type_50
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_event_type_51 = FlowProposedEvent.from_dict(data)

                    return componentsschemas_event_type_51
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_event_type_52 = ResetEvent.from_dict(data)

                return componentsschemas_event_type_52

            items_item = _parse_items_item(items_item_data)

            items.append(items_item)

        next_after = d.pop("next_after")

        event_list = cls(
            head=head,
            items=items,
            next_after=next_after,
        )

        event_list.additional_properties = d
        return event_list

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
