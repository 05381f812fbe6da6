from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.approval_decided_event import ApprovalDecidedEvent
from ...models.approval_requested_event import ApprovalRequestedEvent
from ...models.artifact_added_event import ArtifactAddedEvent
from ...models.browser_closed_event import BrowserClosedEvent
from ...models.browser_opened_event import BrowserOpenedEvent
from ...models.console_error_event import ConsoleErrorEvent
from ...models.content_done_event import ContentDoneEvent
from ...models.content_event import ContentEvent
from ...models.content_reset_event import ContentResetEvent
from ...models.control_released_event import ControlReleasedEvent
from ...models.control_taken_event import ControlTakenEvent
from ...models.desktop_control_event import DesktopControlEvent
from ...models.desktop_event import DesktopEvent
from ...models.dialog_opened_event import DialogOpenedEvent
from ...models.download_finished_event import DownloadFinishedEvent
from ...models.error_event import ErrorEvent
from ...models.evidence_kept_event import EvidenceKeptEvent
from ...models.execution_approval_decided_event import ExecutionApprovalDecidedEvent
from ...models.execution_approval_requested_event import ExecutionApprovalRequestedEvent
from ...models.execution_finished_event import ExecutionFinishedEvent
from ...models.execution_note_event import ExecutionNoteEvent
from ...models.execution_notified_event import ExecutionNotifiedEvent
from ...models.execution_queued_event import ExecutionQueuedEvent
from ...models.execution_released_event import ExecutionReleasedEvent
from ...models.execution_started_event import ExecutionStartedEvent
from ...models.file_deleted_event import FileDeletedEvent
from ...models.file_saved_event import FileSavedEvent
from ...models.flow_proposed_event import FlowProposedEvent
from ...models.generation_finished_event import GenerationFinishedEvent
from ...models.generation_progress_event import GenerationProgressEvent
from ...models.generation_queued_event import GenerationQueuedEvent
from ...models.message_added_event import MessageAddedEvent
from ...models.message_begun_event import MessageBegunEvent
from ...models.model_called_event import ModelCalledEvent
from ...models.mutation_finished_event import MutationFinishedEvent
from ...models.mutation_progress_event import MutationProgressEvent
from ...models.mutation_queued_event import MutationQueuedEvent
from ...models.mutation_tried_event import MutationTriedEvent
from ...models.page_error_event import PageErrorEvent
from ...models.problem import Problem
from ...models.request_failed_event import RequestFailedEvent
from ...models.reset_event import ResetEvent
from ...models.run_cancel_requested_event import RunCancelRequestedEvent
from ...models.run_finished_event import RunFinishedEvent
from ...models.run_queued_event import RunQueuedEvent
from ...models.run_started_event import RunStartedEvent
from ...models.session_created_event import SessionCreatedEvent
from ...models.status_event import StatusEvent
from ...models.step_finished_event import StepFinishedEvent
from ...models.step_started_event import StepStartedEvent
from ...models.thinking_event import ThinkingEvent
from ...models.tool_result_event import ToolResultEvent
from ...models.tool_use_event import ToolUseEvent
from ...models.usage_event import UsageEvent
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    count: int | Unset = UNSET,
    interval_ms: int | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["count"] = count

    params["interval_ms"] = interval_ms

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/stream/simple",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
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
    | Problem
    | None
):
    if response.status_code == 200:

        def _parse_response_200(
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

        response_200 = _parse_response_200(response.text)

        return response_200

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

    if response.status_code == 429:
        response_429 = Problem.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = Problem.from_dict(response.json())

        return response_500

    if response.status_code == 503:
        response_503 = Problem.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[
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
    | Problem
]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    count: int | Unset = UNSET,
    interval_ms: int | Unset = UNSET,
) -> Response[
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
    | Problem
]:
    """Follow a few ticks of the server's state.

     To see that server-sent events arrive one by one through everything that stands in between.

    Needs the scope `read`.

    Args:
        count (int | Unset):
        interval_ms (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ApprovalDecidedEvent | ApprovalRequestedEvent | ArtifactAddedEvent | BrowserClosedEvent | BrowserOpenedEvent | ConsoleErrorEvent | ContentDoneEvent | ContentEvent | ContentResetEvent | ControlReleasedEvent | ControlTakenEvent | DesktopControlEvent | DesktopEvent | DialogOpenedEvent | DownloadFinishedEvent | ErrorEvent | EvidenceKeptEvent | ExecutionApprovalDecidedEvent | ExecutionApprovalRequestedEvent | ExecutionFinishedEvent | ExecutionNoteEvent | ExecutionNotifiedEvent | ExecutionQueuedEvent | ExecutionReleasedEvent | ExecutionStartedEvent | FileDeletedEvent | FileSavedEvent | FlowProposedEvent | GenerationFinishedEvent | GenerationProgressEvent | GenerationQueuedEvent | MessageAddedEvent | MessageBegunEvent | ModelCalledEvent | MutationFinishedEvent | MutationProgressEvent | MutationQueuedEvent | MutationTriedEvent | PageErrorEvent | RequestFailedEvent | ResetEvent | RunCancelRequestedEvent | RunFinishedEvent | RunQueuedEvent | RunStartedEvent | SessionCreatedEvent | StatusEvent | StepFinishedEvent | StepStartedEvent | ThinkingEvent | ToolResultEvent | ToolUseEvent | UsageEvent | Problem]
    """

    kwargs = _get_kwargs(
        count=count,
        interval_ms=interval_ms,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    count: int | Unset = UNSET,
    interval_ms: int | Unset = UNSET,
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
    | Problem
    | None
):
    """Follow a few ticks of the server's state.

     To see that server-sent events arrive one by one through everything that stands in between.

    Needs the scope `read`.

    Args:
        count (int | Unset):
        interval_ms (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ApprovalDecidedEvent | ApprovalRequestedEvent | ArtifactAddedEvent | BrowserClosedEvent | BrowserOpenedEvent | ConsoleErrorEvent | ContentDoneEvent | ContentEvent | ContentResetEvent | ControlReleasedEvent | ControlTakenEvent | DesktopControlEvent | DesktopEvent | DialogOpenedEvent | DownloadFinishedEvent | ErrorEvent | EvidenceKeptEvent | ExecutionApprovalDecidedEvent | ExecutionApprovalRequestedEvent | ExecutionFinishedEvent | ExecutionNoteEvent | ExecutionNotifiedEvent | ExecutionQueuedEvent | ExecutionReleasedEvent | ExecutionStartedEvent | FileDeletedEvent | FileSavedEvent | FlowProposedEvent | GenerationFinishedEvent | GenerationProgressEvent | GenerationQueuedEvent | MessageAddedEvent | MessageBegunEvent | ModelCalledEvent | MutationFinishedEvent | MutationProgressEvent | MutationQueuedEvent | MutationTriedEvent | PageErrorEvent | RequestFailedEvent | ResetEvent | RunCancelRequestedEvent | RunFinishedEvent | RunQueuedEvent | RunStartedEvent | SessionCreatedEvent | StatusEvent | StepFinishedEvent | StepStartedEvent | ThinkingEvent | ToolResultEvent | ToolUseEvent | UsageEvent | Problem
    """

    return sync_detailed(
        client=client,
        count=count,
        interval_ms=interval_ms,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    count: int | Unset = UNSET,
    interval_ms: int | Unset = UNSET,
) -> Response[
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
    | Problem
]:
    """Follow a few ticks of the server's state.

     To see that server-sent events arrive one by one through everything that stands in between.

    Needs the scope `read`.

    Args:
        count (int | Unset):
        interval_ms (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ApprovalDecidedEvent | ApprovalRequestedEvent | ArtifactAddedEvent | BrowserClosedEvent | BrowserOpenedEvent | ConsoleErrorEvent | ContentDoneEvent | ContentEvent | ContentResetEvent | ControlReleasedEvent | ControlTakenEvent | DesktopControlEvent | DesktopEvent | DialogOpenedEvent | DownloadFinishedEvent | ErrorEvent | EvidenceKeptEvent | ExecutionApprovalDecidedEvent | ExecutionApprovalRequestedEvent | ExecutionFinishedEvent | ExecutionNoteEvent | ExecutionNotifiedEvent | ExecutionQueuedEvent | ExecutionReleasedEvent | ExecutionStartedEvent | FileDeletedEvent | FileSavedEvent | FlowProposedEvent | GenerationFinishedEvent | GenerationProgressEvent | GenerationQueuedEvent | MessageAddedEvent | MessageBegunEvent | ModelCalledEvent | MutationFinishedEvent | MutationProgressEvent | MutationQueuedEvent | MutationTriedEvent | PageErrorEvent | RequestFailedEvent | ResetEvent | RunCancelRequestedEvent | RunFinishedEvent | RunQueuedEvent | RunStartedEvent | SessionCreatedEvent | StatusEvent | StepFinishedEvent | StepStartedEvent | ThinkingEvent | ToolResultEvent | ToolUseEvent | UsageEvent | Problem]
    """

    kwargs = _get_kwargs(
        count=count,
        interval_ms=interval_ms,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    count: int | Unset = UNSET,
    interval_ms: int | Unset = UNSET,
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
    | Problem
    | None
):
    """Follow a few ticks of the server's state.

     To see that server-sent events arrive one by one through everything that stands in between.

    Needs the scope `read`.

    Args:
        count (int | Unset):
        interval_ms (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ApprovalDecidedEvent | ApprovalRequestedEvent | ArtifactAddedEvent | BrowserClosedEvent | BrowserOpenedEvent | ConsoleErrorEvent | ContentDoneEvent | ContentEvent | ContentResetEvent | ControlReleasedEvent | ControlTakenEvent | DesktopControlEvent | DesktopEvent | DialogOpenedEvent | DownloadFinishedEvent | ErrorEvent | EvidenceKeptEvent | ExecutionApprovalDecidedEvent | ExecutionApprovalRequestedEvent | ExecutionFinishedEvent | ExecutionNoteEvent | ExecutionNotifiedEvent | ExecutionQueuedEvent | ExecutionReleasedEvent | ExecutionStartedEvent | FileDeletedEvent | FileSavedEvent | FlowProposedEvent | GenerationFinishedEvent | GenerationProgressEvent | GenerationQueuedEvent | MessageAddedEvent | MessageBegunEvent | ModelCalledEvent | MutationFinishedEvent | MutationProgressEvent | MutationQueuedEvent | MutationTriedEvent | PageErrorEvent | RequestFailedEvent | ResetEvent | RunCancelRequestedEvent | RunFinishedEvent | RunQueuedEvent | RunStartedEvent | SessionCreatedEvent | StatusEvent | StepFinishedEvent | StepStartedEvent | ThinkingEvent | ToolResultEvent | ToolUseEvent | UsageEvent | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            count=count,
            interval_ms=interval_ms,
        )
    ).parsed
