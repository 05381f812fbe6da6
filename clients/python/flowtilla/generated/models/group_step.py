from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.group_step_on_failure import (
    GroupStepOnFailure,
    check_group_step_on_failure,
)
from ..models.group_step_type import GroupStepType, check_group_step_type
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.a11y_scan_step import A11YScanStep
    from ..models.abort_step import AbortStep
    from ..models.add_init_script_step import AddInitScriptStep
    from ..models.add_style_step import AddStyleStep
    from ..models.ai_act_step import AiActStep
    from ..models.ai_assert_step import AiAssertStep
    from ..models.ai_extract_step import AiExtractStep
    from ..models.ai_locate_step import AiLocateStep
    from ..models.ai_task_step import AiTaskStep
    from ..models.ai_wait_step import AiWaitStep
    from ..models.annotate_step import AnnotateStep
    from ..models.append_file_step import AppendFileStep
    from ..models.approve_step import ApproveStep
    from ..models.ask_step import AskStep
    from ..models.back_step import BackStep
    from ..models.basic_auth_step import BasicAuthStep
    from ..models.block_hosts_step import BlockHostsStep
    from ..models.blur_step import BlurStep
    from ..models.break_step import BreakStep
    from ..models.breakpoint_step import BreakpointStep
    from ..models.capture_requests_step import CaptureRequestsStep
    from ..models.chapter_step import ChapterStep
    from ..models.check_step import CheckStep
    from ..models.clear_state_step import ClearStateStep
    from ..models.clear_step import ClearStep
    from ..models.click_step import ClickStep
    from ..models.clipboard_step import ClipboardStep
    from ..models.clock_step import ClockStep
    from ..models.close_tab_step import CloseTabStep
    from ..models.comment_step import CommentStep
    from ..models.condition import Condition
    from ..models.continue_step import ContinueStep
    from ..models.cookies_step import CookiesStep
    from ..models.copy_step import CopyStep
    from ..models.deny_permissions_step import DenyPermissionsStep
    from ..models.done_step import DoneStep
    from ..models.download_step import DownloadStep
    from ..models.drag_step import DragStep
    from ..models.drop_files_step import DropFilesStep
    from ..models.emulate_step import EmulateStep
    from ..models.evaluate_step import EvaluateStep
    from ..models.expect_step import ExpectStep
    from ..models.extract_step import ExtractStep
    from ..models.fail_step import FailStep
    from ..models.fake_media_step import FakeMediaStep
    from ..models.fill_form_step import FillFormStep
    from ..models.fill_step import FillStep
    from ..models.focus_step import FocusStep
    from ..models.for_each_step import ForEachStep
    from ..models.forward_step import ForwardStep
    from ..models.goto_step import GotoStep
    from ..models.grant_permissions_step import GrantPermissionsStep
    from ..models.handle_dialog_step import HandleDialogStep
    from ..models.har_record_step import HarRecordStep
    from ..models.har_replay_step import HarReplayStep
    from ..models.highlight_step import HighlightStep
    from ..models.hover_step import HoverStep
    from ..models.http_request_step import HttpRequestStep
    from ..models.if_step import IfStep
    from ..models.indexeddb_step import IndexeddbStep
    from ..models.inspect_step import InspectStep
    from ..models.key_down_step import KeyDownStep
    from ..models.key_up_step import KeyUpStep
    from ..models.load_state_step import LoadStateStep
    from ..models.local_storage_step import LocalStorageStep
    from ..models.log_step import LogStep
    from ..models.mock_step import MockStep
    from ..models.mock_ws_step import MockWsStep
    from ..models.modify_request_step import ModifyRequestStep
    from ..models.modify_response_step import ModifyResponseStep
    from ..models.mouse_step import MouseStep
    from ..models.new_tab_step import NewTabStep
    from ..models.notify_step import NotifyStep
    from ..models.offline_step import OfflineStep
    from ..models.on_dialog_step import OnDialogStep
    from ..models.on_overlay_step import OnOverlayStep
    from ..models.parallel_step import ParallelStep
    from ..models.parse_file_step import ParseFileStep
    from ..models.paste_step import PasteStep
    from ..models.pdf_fill_step import PdfFillStep
    from ..models.pdf_split_step import PdfSplitStep
    from ..models.pdf_step import PdfStep
    from ..models.pinch_step import PinchStep
    from ..models.press_step import PressStep
    from ..models.read_file_step import ReadFileStep
    from ..models.record_metric_step import RecordMetricStep
    from ..models.reload_step import ReloadStep
    from ..models.repeat_until_passes_step import RepeatUntilPassesStep
    from ..models.replace_in_file_step import ReplaceInFileStep
    from ..models.retry_step import RetryStep
    from ..models.run_flow_async_step import RunFlowAsyncStep
    from ..models.run_flow_step import RunFlowStep
    from ..models.save_state_step import SaveStateStep
    from ..models.screenshot_step import ScreenshotStep
    from ..models.scroll_step import ScrollStep
    from ..models.scroll_until_step import ScrollUntilStep
    from ..models.search_page_step import SearchPageStep
    from ..models.select_step import SelectStep
    from ..models.select_text_step import SelectTextStep
    from ..models.session_storage_step import SessionStorageStep
    from ..models.set_checked_step import SetCheckedStep
    from ..models.set_content_step import SetContentStep
    from ..models.set_headers_step import SetHeadersStep
    from ..models.set_step import SetStep
    from ..models.set_viewport_step import SetViewportStep
    from ..models.skip_step import SkipStep
    from ..models.sleep_step import SleepStep
    from ..models.snapshot_aria_step import SnapshotAriaStep
    from ..models.step_recorded import StepRecorded
    from ..models.step_retry import StepRetry
    from ..models.stop_loading_step import StopLoadingStep
    from ..models.submit_step import SubmitStep
    from ..models.swipe_step import SwipeStep
    from ..models.switch_step import SwitchStep
    from ..models.switch_tab_step import SwitchTabStep
    from ..models.takeover_step import TakeoverStep
    from ..models.tap_step import TapStep
    from ..models.throttle_step import ThrottleStep
    from ..models.times_step import TimesStep
    from ..models.travel_step import TravelStep
    from ..models.try_step import TryStep
    from ..models.type_step import TypeStep
    from ..models.uncheck_step import UncheckStep
    from ..models.unmock_step import UnmockStep
    from ..models.until_step import UntilStep
    from ..models.upload_step import UploadStep
    from ..models.wait_console_step import WaitConsoleStep
    from ..models.wait_download_step import WaitDownloadStep
    from ..models.wait_email_step import WaitEmailStep
    from ..models.wait_file_step import WaitFileStep
    from ..models.wait_for_step import WaitForStep
    from ..models.wait_function_step import WaitFunctionStep
    from ..models.wait_load_step import WaitLoadStep
    from ..models.wait_popup_step import WaitPopupStep
    from ..models.wait_request_step import WaitRequestStep
    from ..models.wait_response_step import WaitResponseStep
    from ..models.wait_run_step import WaitRunStep
    from ..models.wait_settled_step import WaitSettledStep
    from ..models.wait_url_step import WaitUrlStep
    from ..models.wait_ws_frame_step import WaitWsFrameStep
    from ..models.web_vitals_step import WebVitalsStep
    from ..models.webauthn_step import WebauthnStep
    from ..models.webhook_step import WebhookStep
    from ..models.while_step import WhileStep
    from ..models.write_file_step import WriteFileStep


T = TypeVar("T", bound="GroupStep")


@_attrs_define
class GroupStep:
    """Steps under one name.

    Attributes:
        steps (list[A11YScanStep | AbortStep | AddInitScriptStep | AddStyleStep | AiActStep | AiAssertStep |
            AiExtractStep | AiLocateStep | AiTaskStep | AiWaitStep | AnnotateStep | AppendFileStep | ApproveStep | AskStep |
            BackStep | BasicAuthStep | BlockHostsStep | BlurStep | BreakpointStep | BreakStep | CaptureRequestsStep |
            ChapterStep | CheckStep | ClearStateStep | ClearStep | ClickStep | ClipboardStep | ClockStep | CloseTabStep |
            CommentStep | ContinueStep | CookiesStep | CopyStep | DenyPermissionsStep | DoneStep | DownloadStep | DragStep |
            DropFilesStep | EmulateStep | EvaluateStep | ExpectStep | ExtractStep | FailStep | FakeMediaStep | FillFormStep
            | FillStep | FocusStep | ForEachStep | ForwardStep | GotoStep | GrantPermissionsStep | GroupStep |
            HandleDialogStep | HarRecordStep | HarReplayStep | HighlightStep | HoverStep | HttpRequestStep | IfStep |
            IndexeddbStep | InspectStep | KeyDownStep | KeyUpStep | LoadStateStep | LocalStorageStep | LogStep | MockStep |
            MockWsStep | ModifyRequestStep | ModifyResponseStep | MouseStep | NewTabStep | NotifyStep | OfflineStep |
            OnDialogStep | OnOverlayStep | ParallelStep | ParseFileStep | PasteStep | PdfFillStep | PdfSplitStep | PdfStep |
            PinchStep | PressStep | ReadFileStep | RecordMetricStep | ReloadStep | RepeatUntilPassesStep | ReplaceInFileStep
            | RetryStep | RunFlowAsyncStep | RunFlowStep | SaveStateStep | ScreenshotStep | ScrollStep | ScrollUntilStep |
            SearchPageStep | SelectStep | SelectTextStep | SessionStorageStep | SetCheckedStep | SetContentStep |
            SetHeadersStep | SetStep | SetViewportStep | SkipStep | SleepStep | SnapshotAriaStep | StopLoadingStep |
            SubmitStep | SwipeStep | SwitchStep | SwitchTabStep | TakeoverStep | TapStep | ThrottleStep | TimesStep |
            TravelStep | TryStep | TypeStep | UncheckStep | UnmockStep | UntilStep | UploadStep | WaitConsoleStep |
            WaitDownloadStep | WaitEmailStep | WaitFileStep | WaitForStep | WaitFunctionStep | WaitLoadStep | WaitPopupStep
            | WaitRequestStep | WaitResponseStep | WaitRunStep | WaitSettledStep | WaitUrlStep | WaitWsFrameStep |
            WebauthnStep | WebhookStep | WebVitalsStep | WhileStep | WriteFileStep]): The steps.
        type_ (GroupStepType):
        id (str | Unset): A name of the step that stays when steps are moved.
        if_ (Condition | Unset): Holds, or comes to hold before the time is up: about a target, the page, a variable,
            requests, or the console. It says exactly one thing.
        label (str | Unset): What the step is called in reports.
        name (str | Unset): What the group is called in reports.
        on_failure (GroupStepOnFailure | Unset): `continue` records the failure and goes on; the flow fails at its end.
        once (bool | Unset): Must never be done twice: after a crash in this step the execution ends in doubt instead of
            starting over. Default: False.
        postcondition (list[Condition] | Unset): What must hold when the step is done; each is an `expect` of its own.
        recorded (StepRecorded | Unset): What is known of the element and the effect of a step that was recorded.
        retry (StepRetry | Unset): Further tries of one step.
        soft (bool | Unset): The same as `on_failure: continue`, for assertions. Default: False.
        timeout_ms (int | Unset): Longest time for the step in milliseconds: 10,000 for `expect`, 120,000 for steps that
            ask a model (300,000 for those in which it acts), an hour for steps that ask a person or wait for a run, 30,000
            for others when absent.
    """

    steps: list[
        A11YScanStep
        | AbortStep
        | AddInitScriptStep
        | AddStyleStep
        | AiActStep
        | AiAssertStep
        | AiExtractStep
        | AiLocateStep
        | AiTaskStep
        | AiWaitStep
        | AnnotateStep
        | AppendFileStep
        | ApproveStep
        | AskStep
        | BackStep
        | BasicAuthStep
        | BlockHostsStep
        | BlurStep
        | BreakpointStep
        | BreakStep
        | CaptureRequestsStep
        | ChapterStep
        | CheckStep
        | ClearStateStep
        | ClearStep
        | ClickStep
        | ClipboardStep
        | ClockStep
        | CloseTabStep
        | CommentStep
        | ContinueStep
        | CookiesStep
        | CopyStep
        | DenyPermissionsStep
        | DoneStep
        | DownloadStep
        | DragStep
        | DropFilesStep
        | EmulateStep
        | EvaluateStep
        | ExpectStep
        | ExtractStep
        | FailStep
        | FakeMediaStep
        | FillFormStep
        | FillStep
        | FocusStep
        | ForEachStep
        | ForwardStep
        | GotoStep
        | GrantPermissionsStep
        | GroupStep
        | HandleDialogStep
        | HarRecordStep
        | HarReplayStep
        | HighlightStep
        | HoverStep
        | HttpRequestStep
        | IfStep
        | IndexeddbStep
        | InspectStep
        | KeyDownStep
        | KeyUpStep
        | LoadStateStep
        | LocalStorageStep
        | LogStep
        | MockStep
        | MockWsStep
        | ModifyRequestStep
        | ModifyResponseStep
        | MouseStep
        | NewTabStep
        | NotifyStep
        | OfflineStep
        | OnDialogStep
        | OnOverlayStep
        | ParallelStep
        | ParseFileStep
        | PasteStep
        | PdfFillStep
        | PdfSplitStep
        | PdfStep
        | PinchStep
        | PressStep
        | ReadFileStep
        | RecordMetricStep
        | ReloadStep
        | RepeatUntilPassesStep
        | ReplaceInFileStep
        | RetryStep
        | RunFlowAsyncStep
        | RunFlowStep
        | SaveStateStep
        | ScreenshotStep
        | ScrollStep
        | ScrollUntilStep
        | SearchPageStep
        | SelectStep
        | SelectTextStep
        | SessionStorageStep
        | SetCheckedStep
        | SetContentStep
        | SetHeadersStep
        | SetStep
        | SetViewportStep
        | SkipStep
        | SleepStep
        | SnapshotAriaStep
        | StopLoadingStep
        | SubmitStep
        | SwipeStep
        | SwitchStep
        | SwitchTabStep
        | TakeoverStep
        | TapStep
        | ThrottleStep
        | TimesStep
        | TravelStep
        | TryStep
        | TypeStep
        | UncheckStep
        | UnmockStep
        | UntilStep
        | UploadStep
        | WaitConsoleStep
        | WaitDownloadStep
        | WaitEmailStep
        | WaitFileStep
        | WaitForStep
        | WaitFunctionStep
        | WaitLoadStep
        | WaitPopupStep
        | WaitRequestStep
        | WaitResponseStep
        | WaitRunStep
        | WaitSettledStep
        | WaitUrlStep
        | WaitWsFrameStep
        | WebauthnStep
        | WebhookStep
        | WebVitalsStep
        | WhileStep
        | WriteFileStep
    ]
    type_: GroupStepType
    id: str | Unset = UNSET
    if_: Condition | Unset = UNSET
    label: str | Unset = UNSET
    name: str | Unset = UNSET
    on_failure: GroupStepOnFailure | Unset = UNSET
    once: bool | Unset = False
    postcondition: list[Condition] | Unset = UNSET
    recorded: StepRecorded | Unset = UNSET
    retry: StepRetry | Unset = UNSET
    soft: bool | Unset = False
    timeout_ms: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.a11y_scan_step import A11YScanStep  # noqa: PLC0415
        from ..models.abort_step import AbortStep  # noqa: PLC0415
        from ..models.add_init_script_step import AddInitScriptStep  # noqa: PLC0415
        from ..models.add_style_step import AddStyleStep  # noqa: PLC0415
        from ..models.ai_act_step import AiActStep  # noqa: PLC0415
        from ..models.ai_assert_step import AiAssertStep  # noqa: PLC0415
        from ..models.ai_extract_step import AiExtractStep  # noqa: PLC0415
        from ..models.ai_locate_step import AiLocateStep  # noqa: PLC0415
        from ..models.ai_task_step import AiTaskStep  # noqa: PLC0415
        from ..models.ai_wait_step import AiWaitStep  # noqa: PLC0415
        from ..models.annotate_step import AnnotateStep  # noqa: PLC0415
        from ..models.append_file_step import AppendFileStep  # noqa: PLC0415
        from ..models.approve_step import ApproveStep  # noqa: PLC0415
        from ..models.ask_step import AskStep  # noqa: PLC0415
        from ..models.back_step import BackStep  # noqa: PLC0415
        from ..models.basic_auth_step import BasicAuthStep  # noqa: PLC0415
        from ..models.block_hosts_step import BlockHostsStep  # noqa: PLC0415
        from ..models.blur_step import BlurStep  # noqa: PLC0415
        from ..models.break_step import BreakStep  # noqa: PLC0415
        from ..models.breakpoint_step import BreakpointStep  # noqa: PLC0415
        from ..models.capture_requests_step import CaptureRequestsStep  # noqa: PLC0415
        from ..models.chapter_step import ChapterStep  # noqa: PLC0415
        from ..models.check_step import CheckStep  # noqa: PLC0415
        from ..models.clear_state_step import ClearStateStep  # noqa: PLC0415
        from ..models.clear_step import ClearStep  # noqa: PLC0415
        from ..models.click_step import ClickStep  # noqa: PLC0415
        from ..models.clipboard_step import ClipboardStep  # noqa: PLC0415
        from ..models.clock_step import ClockStep  # noqa: PLC0415
        from ..models.close_tab_step import CloseTabStep  # noqa: PLC0415
        from ..models.comment_step import CommentStep  # noqa: PLC0415
        from ..models.continue_step import ContinueStep  # noqa: PLC0415
        from ..models.cookies_step import CookiesStep  # noqa: PLC0415
        from ..models.copy_step import CopyStep  # noqa: PLC0415
        from ..models.deny_permissions_step import DenyPermissionsStep  # noqa: PLC0415
        from ..models.done_step import DoneStep  # noqa: PLC0415
        from ..models.download_step import DownloadStep  # noqa: PLC0415
        from ..models.drag_step import DragStep  # noqa: PLC0415
        from ..models.drop_files_step import DropFilesStep  # noqa: PLC0415
        from ..models.emulate_step import EmulateStep  # noqa: PLC0415
        from ..models.evaluate_step import EvaluateStep  # noqa: PLC0415
        from ..models.extract_step import ExtractStep  # noqa: PLC0415
        from ..models.fail_step import FailStep  # noqa: PLC0415
        from ..models.fake_media_step import FakeMediaStep  # noqa: PLC0415
        from ..models.fill_form_step import FillFormStep  # noqa: PLC0415
        from ..models.fill_step import FillStep  # noqa: PLC0415
        from ..models.focus_step import FocusStep  # noqa: PLC0415
        from ..models.for_each_step import ForEachStep  # noqa: PLC0415
        from ..models.forward_step import ForwardStep  # noqa: PLC0415
        from ..models.goto_step import GotoStep  # noqa: PLC0415
        from ..models.grant_permissions_step import GrantPermissionsStep  # noqa: PLC0415
        from ..models.handle_dialog_step import HandleDialogStep  # noqa: PLC0415
        from ..models.har_record_step import HarRecordStep  # noqa: PLC0415
        from ..models.har_replay_step import HarReplayStep  # noqa: PLC0415
        from ..models.highlight_step import HighlightStep  # noqa: PLC0415
        from ..models.hover_step import HoverStep  # noqa: PLC0415
        from ..models.http_request_step import HttpRequestStep  # noqa: PLC0415
        from ..models.if_step import IfStep  # noqa: PLC0415
        from ..models.indexeddb_step import IndexeddbStep  # noqa: PLC0415
        from ..models.inspect_step import InspectStep  # noqa: PLC0415
        from ..models.key_down_step import KeyDownStep  # noqa: PLC0415
        from ..models.key_up_step import KeyUpStep  # noqa: PLC0415
        from ..models.load_state_step import LoadStateStep  # noqa: PLC0415
        from ..models.local_storage_step import LocalStorageStep  # noqa: PLC0415
        from ..models.log_step import LogStep  # noqa: PLC0415
        from ..models.mock_step import MockStep  # noqa: PLC0415
        from ..models.mock_ws_step import MockWsStep  # noqa: PLC0415
        from ..models.modify_request_step import ModifyRequestStep  # noqa: PLC0415
        from ..models.modify_response_step import ModifyResponseStep  # noqa: PLC0415
        from ..models.mouse_step import MouseStep  # noqa: PLC0415
        from ..models.new_tab_step import NewTabStep  # noqa: PLC0415
        from ..models.notify_step import NotifyStep  # noqa: PLC0415
        from ..models.offline_step import OfflineStep  # noqa: PLC0415
        from ..models.on_dialog_step import OnDialogStep  # noqa: PLC0415
        from ..models.on_overlay_step import OnOverlayStep  # noqa: PLC0415
        from ..models.parallel_step import ParallelStep  # noqa: PLC0415
        from ..models.parse_file_step import ParseFileStep  # noqa: PLC0415
        from ..models.paste_step import PasteStep  # noqa: PLC0415
        from ..models.pdf_fill_step import PdfFillStep  # noqa: PLC0415
        from ..models.pdf_split_step import PdfSplitStep  # noqa: PLC0415
        from ..models.pdf_step import PdfStep  # noqa: PLC0415
        from ..models.pinch_step import PinchStep  # noqa: PLC0415
        from ..models.press_step import PressStep  # noqa: PLC0415
        from ..models.read_file_step import ReadFileStep  # noqa: PLC0415
        from ..models.record_metric_step import RecordMetricStep  # noqa: PLC0415
        from ..models.reload_step import ReloadStep  # noqa: PLC0415
        from ..models.repeat_until_passes_step import RepeatUntilPassesStep  # noqa: PLC0415
        from ..models.replace_in_file_step import ReplaceInFileStep  # noqa: PLC0415
        from ..models.retry_step import RetryStep  # noqa: PLC0415
        from ..models.run_flow_async_step import RunFlowAsyncStep  # noqa: PLC0415
        from ..models.run_flow_step import RunFlowStep  # noqa: PLC0415
        from ..models.save_state_step import SaveStateStep  # noqa: PLC0415
        from ..models.screenshot_step import ScreenshotStep  # noqa: PLC0415
        from ..models.scroll_step import ScrollStep  # noqa: PLC0415
        from ..models.scroll_until_step import ScrollUntilStep  # noqa: PLC0415
        from ..models.search_page_step import SearchPageStep  # noqa: PLC0415
        from ..models.select_step import SelectStep  # noqa: PLC0415
        from ..models.select_text_step import SelectTextStep  # noqa: PLC0415
        from ..models.session_storage_step import SessionStorageStep  # noqa: PLC0415
        from ..models.set_checked_step import SetCheckedStep  # noqa: PLC0415
        from ..models.set_content_step import SetContentStep  # noqa: PLC0415
        from ..models.set_headers_step import SetHeadersStep  # noqa: PLC0415
        from ..models.set_step import SetStep  # noqa: PLC0415
        from ..models.set_viewport_step import SetViewportStep  # noqa: PLC0415
        from ..models.skip_step import SkipStep  # noqa: PLC0415
        from ..models.sleep_step import SleepStep  # noqa: PLC0415
        from ..models.snapshot_aria_step import SnapshotAriaStep  # noqa: PLC0415
        from ..models.stop_loading_step import StopLoadingStep  # noqa: PLC0415
        from ..models.submit_step import SubmitStep  # noqa: PLC0415
        from ..models.swipe_step import SwipeStep  # noqa: PLC0415
        from ..models.switch_step import SwitchStep  # noqa: PLC0415
        from ..models.switch_tab_step import SwitchTabStep  # noqa: PLC0415
        from ..models.takeover_step import TakeoverStep  # noqa: PLC0415
        from ..models.tap_step import TapStep  # noqa: PLC0415
        from ..models.throttle_step import ThrottleStep  # noqa: PLC0415
        from ..models.times_step import TimesStep  # noqa: PLC0415
        from ..models.travel_step import TravelStep  # noqa: PLC0415
        from ..models.try_step import TryStep  # noqa: PLC0415
        from ..models.type_step import TypeStep  # noqa: PLC0415
        from ..models.uncheck_step import UncheckStep  # noqa: PLC0415
        from ..models.unmock_step import UnmockStep  # noqa: PLC0415
        from ..models.until_step import UntilStep  # noqa: PLC0415
        from ..models.upload_step import UploadStep  # noqa: PLC0415
        from ..models.wait_console_step import WaitConsoleStep  # noqa: PLC0415
        from ..models.wait_download_step import WaitDownloadStep  # noqa: PLC0415
        from ..models.wait_email_step import WaitEmailStep  # noqa: PLC0415
        from ..models.wait_file_step import WaitFileStep  # noqa: PLC0415
        from ..models.wait_for_step import WaitForStep  # noqa: PLC0415
        from ..models.wait_function_step import WaitFunctionStep  # noqa: PLC0415
        from ..models.wait_load_step import WaitLoadStep  # noqa: PLC0415
        from ..models.wait_popup_step import WaitPopupStep  # noqa: PLC0415
        from ..models.wait_request_step import WaitRequestStep  # noqa: PLC0415
        from ..models.wait_response_step import WaitResponseStep  # noqa: PLC0415
        from ..models.wait_run_step import WaitRunStep  # noqa: PLC0415
        from ..models.wait_settled_step import WaitSettledStep  # noqa: PLC0415
        from ..models.wait_url_step import WaitUrlStep  # noqa: PLC0415
        from ..models.wait_ws_frame_step import WaitWsFrameStep  # noqa: PLC0415
        from ..models.web_vitals_step import WebVitalsStep  # noqa: PLC0415
        from ..models.webauthn_step import WebauthnStep  # noqa: PLC0415
        from ..models.webhook_step import WebhookStep  # noqa: PLC0415
        from ..models.while_step import WhileStep  # noqa: PLC0415
        from ..models.write_file_step import WriteFileStep  # noqa: PLC0415

        steps = []
        for steps_item_data in self.steps:
            steps_item: dict[str, Any]
            if isinstance(steps_item_data, GotoStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, BackStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, ForwardStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, ReloadStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, StopLoadingStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, SetContentStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, NewTabStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, SwitchTabStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, WaitPopupStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, CloseTabStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, SetViewportStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, ClickStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, HoverStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, DragStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, DropFilesStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, MouseStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, ScrollStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, ScrollUntilStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, TapStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, SwipeStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, PinchStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, FillStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, ClearStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, TypeStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, PressStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, KeyDownStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, KeyUpStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, SelectTextStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, CopyStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, PasteStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, ClipboardStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, CheckStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, UncheckStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, SetCheckedStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, FocusStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, BlurStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, SelectStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, FillFormStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, SubmitStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, UploadStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, DownloadStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, WaitDownloadStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, ReadFileStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, WriteFileStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, AppendFileStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, ReplaceInFileStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, WaitFileStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, ParseFileStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, PdfSplitStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, PdfFillStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, HandleDialogStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, OnDialogStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, GrantPermissionsStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, DenyPermissionsStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, OnOverlayStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, WaitForStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, WaitUrlStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, SleepStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, WaitLoadStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, WaitSettledStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, WaitFunctionStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, WaitEmailStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, WaitRequestStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, WaitResponseStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, WaitWsFrameStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, WaitConsoleStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, CaptureRequestsStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, MockStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, ModifyRequestStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, ModifyResponseStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, AbortStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, UnmockStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, OfflineStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, ThrottleStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, HarRecordStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, HarReplayStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, MockWsStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, SetHeadersStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, BlockHostsStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, BasicAuthStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, HttpRequestStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, AddInitScriptStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, AddStyleStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, CookiesStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, LocalStorageStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, SessionStorageStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, IndexeddbStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, ClearStateStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, SaveStateStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, LoadStateStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, EmulateStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, ClockStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, WebauthnStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, TravelStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, FakeMediaStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, ExtractStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, SearchPageStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, SetStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, EvaluateStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, ScreenshotStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, InspectStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, PdfStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, SnapshotAriaStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, A11YScanStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, WebVitalsStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, HighlightStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, ChapterStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, ApproveStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, AskStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, TakeoverStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, BreakpointStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, NotifyStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, WebhookStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, AiActStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, AiTaskStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, AiExtractStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, AiLocateStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, AiWaitStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, AiAssertStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, GroupStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, RunFlowStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, RunFlowAsyncStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, WaitRunStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, IfStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, SwitchStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, ForEachStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, TimesStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, WhileStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, UntilStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, RepeatUntilPassesStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, RetryStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, TryStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, ParallelStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, BreakStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, ContinueStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, DoneStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, SkipStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, FailStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, LogStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, CommentStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, AnnotateStep):
                steps_item = steps_item_data.to_dict()
            elif isinstance(steps_item_data, RecordMetricStep):
                steps_item = steps_item_data.to_dict()
            else:
                steps_item = steps_item_data.to_dict()

            steps.append(steps_item)

        type_: str = self.type_

        id = self.id

        if_: dict[str, Any] | Unset = UNSET
        if not isinstance(self.if_, Unset):
            if_ = self.if_.to_dict()

        label = self.label

        name = self.name

        on_failure: str | Unset = UNSET
        if not isinstance(self.on_failure, Unset):
            on_failure = self.on_failure

        once = self.once

        postcondition: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.postcondition, Unset):
            postcondition = []
            for postcondition_item_data in self.postcondition:
                postcondition_item = postcondition_item_data.to_dict()
                postcondition.append(postcondition_item)

        recorded: dict[str, Any] | Unset = UNSET
        if not isinstance(self.recorded, Unset):
            recorded = self.recorded.to_dict()

        retry: dict[str, Any] | Unset = UNSET
        if not isinstance(self.retry, Unset):
            retry = self.retry.to_dict()

        soft = self.soft

        timeout_ms = self.timeout_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "steps": steps,
                "type": type_,
            }
        )
        if id is not UNSET:
            field_dict["id"] = id
        if if_ is not UNSET:
            field_dict["if"] = if_
        if label is not UNSET:
            field_dict["label"] = label
        if name is not UNSET:
            field_dict["name"] = name
        if on_failure is not UNSET:
            field_dict["on_failure"] = on_failure
        if once is not UNSET:
            field_dict["once"] = once
        if postcondition is not UNSET:
            field_dict["postcondition"] = postcondition
        if recorded is not UNSET:
            field_dict["recorded"] = recorded
        if retry is not UNSET:
            field_dict["retry"] = retry
        if soft is not UNSET:
            field_dict["soft"] = soft
        if timeout_ms is not UNSET:
            field_dict["timeout_ms"] = timeout_ms

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.a11y_scan_step import A11YScanStep  # noqa: PLC0415
        from ..models.abort_step import AbortStep  # noqa: PLC0415
        from ..models.add_init_script_step import AddInitScriptStep  # noqa: PLC0415
        from ..models.add_style_step import AddStyleStep  # noqa: PLC0415
        from ..models.ai_act_step import AiActStep  # noqa: PLC0415
        from ..models.ai_assert_step import AiAssertStep  # noqa: PLC0415
        from ..models.ai_extract_step import AiExtractStep  # noqa: PLC0415
        from ..models.ai_locate_step import AiLocateStep  # noqa: PLC0415
        from ..models.ai_task_step import AiTaskStep  # noqa: PLC0415
        from ..models.ai_wait_step import AiWaitStep  # noqa: PLC0415
        from ..models.annotate_step import AnnotateStep  # noqa: PLC0415
        from ..models.append_file_step import AppendFileStep  # noqa: PLC0415
        from ..models.approve_step import ApproveStep  # noqa: PLC0415
        from ..models.ask_step import AskStep  # noqa: PLC0415
        from ..models.back_step import BackStep  # noqa: PLC0415
        from ..models.basic_auth_step import BasicAuthStep  # noqa: PLC0415
        from ..models.block_hosts_step import BlockHostsStep  # noqa: PLC0415
        from ..models.blur_step import BlurStep  # noqa: PLC0415
        from ..models.break_step import BreakStep  # noqa: PLC0415
        from ..models.breakpoint_step import BreakpointStep  # noqa: PLC0415
        from ..models.capture_requests_step import CaptureRequestsStep  # noqa: PLC0415
        from ..models.chapter_step import ChapterStep  # noqa: PLC0415
        from ..models.check_step import CheckStep  # noqa: PLC0415
        from ..models.clear_state_step import ClearStateStep  # noqa: PLC0415
        from ..models.clear_step import ClearStep  # noqa: PLC0415
        from ..models.click_step import ClickStep  # noqa: PLC0415
        from ..models.clipboard_step import ClipboardStep  # noqa: PLC0415
        from ..models.clock_step import ClockStep  # noqa: PLC0415
        from ..models.close_tab_step import CloseTabStep  # noqa: PLC0415
        from ..models.comment_step import CommentStep  # noqa: PLC0415
        from ..models.condition import Condition  # noqa: PLC0415
        from ..models.continue_step import ContinueStep  # noqa: PLC0415
        from ..models.cookies_step import CookiesStep  # noqa: PLC0415
        from ..models.copy_step import CopyStep  # noqa: PLC0415
        from ..models.deny_permissions_step import DenyPermissionsStep  # noqa: PLC0415
        from ..models.done_step import DoneStep  # noqa: PLC0415
        from ..models.download_step import DownloadStep  # noqa: PLC0415
        from ..models.drag_step import DragStep  # noqa: PLC0415
        from ..models.drop_files_step import DropFilesStep  # noqa: PLC0415
        from ..models.emulate_step import EmulateStep  # noqa: PLC0415
        from ..models.evaluate_step import EvaluateStep  # noqa: PLC0415
        from ..models.expect_step import ExpectStep  # noqa: PLC0415
        from ..models.extract_step import ExtractStep  # noqa: PLC0415
        from ..models.fail_step import FailStep  # noqa: PLC0415
        from ..models.fake_media_step import FakeMediaStep  # noqa: PLC0415
        from ..models.fill_form_step import FillFormStep  # noqa: PLC0415
        from ..models.fill_step import FillStep  # noqa: PLC0415
        from ..models.focus_step import FocusStep  # noqa: PLC0415
        from ..models.for_each_step import ForEachStep  # noqa: PLC0415
        from ..models.forward_step import ForwardStep  # noqa: PLC0415
        from ..models.goto_step import GotoStep  # noqa: PLC0415
        from ..models.grant_permissions_step import GrantPermissionsStep  # noqa: PLC0415
        from ..models.handle_dialog_step import HandleDialogStep  # noqa: PLC0415
        from ..models.har_record_step import HarRecordStep  # noqa: PLC0415
        from ..models.har_replay_step import HarReplayStep  # noqa: PLC0415
        from ..models.highlight_step import HighlightStep  # noqa: PLC0415
        from ..models.hover_step import HoverStep  # noqa: PLC0415
        from ..models.http_request_step import HttpRequestStep  # noqa: PLC0415
        from ..models.if_step import IfStep  # noqa: PLC0415
        from ..models.indexeddb_step import IndexeddbStep  # noqa: PLC0415
        from ..models.inspect_step import InspectStep  # noqa: PLC0415
        from ..models.key_down_step import KeyDownStep  # noqa: PLC0415
        from ..models.key_up_step import KeyUpStep  # noqa: PLC0415
        from ..models.load_state_step import LoadStateStep  # noqa: PLC0415
        from ..models.local_storage_step import LocalStorageStep  # noqa: PLC0415
        from ..models.log_step import LogStep  # noqa: PLC0415
        from ..models.mock_step import MockStep  # noqa: PLC0415
        from ..models.mock_ws_step import MockWsStep  # noqa: PLC0415
        from ..models.modify_request_step import ModifyRequestStep  # noqa: PLC0415
        from ..models.modify_response_step import ModifyResponseStep  # noqa: PLC0415
        from ..models.mouse_step import MouseStep  # noqa: PLC0415
        from ..models.new_tab_step import NewTabStep  # noqa: PLC0415
        from ..models.notify_step import NotifyStep  # noqa: PLC0415
        from ..models.offline_step import OfflineStep  # noqa: PLC0415
        from ..models.on_dialog_step import OnDialogStep  # noqa: PLC0415
        from ..models.on_overlay_step import OnOverlayStep  # noqa: PLC0415
        from ..models.parallel_step import ParallelStep  # noqa: PLC0415
        from ..models.parse_file_step import ParseFileStep  # noqa: PLC0415
        from ..models.paste_step import PasteStep  # noqa: PLC0415
        from ..models.pdf_fill_step import PdfFillStep  # noqa: PLC0415
        from ..models.pdf_split_step import PdfSplitStep  # noqa: PLC0415
        from ..models.pdf_step import PdfStep  # noqa: PLC0415
        from ..models.pinch_step import PinchStep  # noqa: PLC0415
        from ..models.press_step import PressStep  # noqa: PLC0415
        from ..models.read_file_step import ReadFileStep  # noqa: PLC0415
        from ..models.record_metric_step import RecordMetricStep  # noqa: PLC0415
        from ..models.reload_step import ReloadStep  # noqa: PLC0415
        from ..models.repeat_until_passes_step import RepeatUntilPassesStep  # noqa: PLC0415
        from ..models.replace_in_file_step import ReplaceInFileStep  # noqa: PLC0415
        from ..models.retry_step import RetryStep  # noqa: PLC0415
        from ..models.run_flow_async_step import RunFlowAsyncStep  # noqa: PLC0415
        from ..models.run_flow_step import RunFlowStep  # noqa: PLC0415
        from ..models.save_state_step import SaveStateStep  # noqa: PLC0415
        from ..models.screenshot_step import ScreenshotStep  # noqa: PLC0415
        from ..models.scroll_step import ScrollStep  # noqa: PLC0415
        from ..models.scroll_until_step import ScrollUntilStep  # noqa: PLC0415
        from ..models.search_page_step import SearchPageStep  # noqa: PLC0415
        from ..models.select_step import SelectStep  # noqa: PLC0415
        from ..models.select_text_step import SelectTextStep  # noqa: PLC0415
        from ..models.session_storage_step import SessionStorageStep  # noqa: PLC0415
        from ..models.set_checked_step import SetCheckedStep  # noqa: PLC0415
        from ..models.set_content_step import SetContentStep  # noqa: PLC0415
        from ..models.set_headers_step import SetHeadersStep  # noqa: PLC0415
        from ..models.set_step import SetStep  # noqa: PLC0415
        from ..models.set_viewport_step import SetViewportStep  # noqa: PLC0415
        from ..models.skip_step import SkipStep  # noqa: PLC0415
        from ..models.sleep_step import SleepStep  # noqa: PLC0415
        from ..models.snapshot_aria_step import SnapshotAriaStep  # noqa: PLC0415
        from ..models.step_recorded import StepRecorded  # noqa: PLC0415
        from ..models.step_retry import StepRetry  # noqa: PLC0415
        from ..models.stop_loading_step import StopLoadingStep  # noqa: PLC0415
        from ..models.submit_step import SubmitStep  # noqa: PLC0415
        from ..models.swipe_step import SwipeStep  # noqa: PLC0415
        from ..models.switch_step import SwitchStep  # noqa: PLC0415
        from ..models.switch_tab_step import SwitchTabStep  # noqa: PLC0415
        from ..models.takeover_step import TakeoverStep  # noqa: PLC0415
        from ..models.tap_step import TapStep  # noqa: PLC0415
        from ..models.throttle_step import ThrottleStep  # noqa: PLC0415
        from ..models.times_step import TimesStep  # noqa: PLC0415
        from ..models.travel_step import TravelStep  # noqa: PLC0415
        from ..models.try_step import TryStep  # noqa: PLC0415
        from ..models.type_step import TypeStep  # noqa: PLC0415
        from ..models.uncheck_step import UncheckStep  # noqa: PLC0415
        from ..models.unmock_step import UnmockStep  # noqa: PLC0415
        from ..models.until_step import UntilStep  # noqa: PLC0415
        from ..models.upload_step import UploadStep  # noqa: PLC0415
        from ..models.wait_console_step import WaitConsoleStep  # noqa: PLC0415
        from ..models.wait_download_step import WaitDownloadStep  # noqa: PLC0415
        from ..models.wait_email_step import WaitEmailStep  # noqa: PLC0415
        from ..models.wait_file_step import WaitFileStep  # noqa: PLC0415
        from ..models.wait_for_step import WaitForStep  # noqa: PLC0415
        from ..models.wait_function_step import WaitFunctionStep  # noqa: PLC0415
        from ..models.wait_load_step import WaitLoadStep  # noqa: PLC0415
        from ..models.wait_popup_step import WaitPopupStep  # noqa: PLC0415
        from ..models.wait_request_step import WaitRequestStep  # noqa: PLC0415
        from ..models.wait_response_step import WaitResponseStep  # noqa: PLC0415
        from ..models.wait_run_step import WaitRunStep  # noqa: PLC0415
        from ..models.wait_settled_step import WaitSettledStep  # noqa: PLC0415
        from ..models.wait_url_step import WaitUrlStep  # noqa: PLC0415
        from ..models.wait_ws_frame_step import WaitWsFrameStep  # noqa: PLC0415
        from ..models.web_vitals_step import WebVitalsStep  # noqa: PLC0415
        from ..models.webauthn_step import WebauthnStep  # noqa: PLC0415
        from ..models.webhook_step import WebhookStep  # noqa: PLC0415
        from ..models.while_step import WhileStep  # noqa: PLC0415
        from ..models.write_file_step import WriteFileStep  # noqa: PLC0415

        d = dict(src_dict)
        steps = []
        _steps = d.pop("steps")
        for steps_item_data in _steps:

            def _parse_steps_item(
                data: object,
            ) -> (
                A11YScanStep
                | AbortStep
                | AddInitScriptStep
                | AddStyleStep
                | AiActStep
                | AiAssertStep
                | AiExtractStep
                | AiLocateStep
                | AiTaskStep
                | AiWaitStep
                | AnnotateStep
                | AppendFileStep
                | ApproveStep
                | AskStep
                | BackStep
                | BasicAuthStep
                | BlockHostsStep
                | BlurStep
                | BreakpointStep
                | BreakStep
                | CaptureRequestsStep
                | ChapterStep
                | CheckStep
                | ClearStateStep
                | ClearStep
                | ClickStep
                | ClipboardStep
                | ClockStep
                | CloseTabStep
                | CommentStep
                | ContinueStep
                | CookiesStep
                | CopyStep
                | DenyPermissionsStep
                | DoneStep
                | DownloadStep
                | DragStep
                | DropFilesStep
                | EmulateStep
                | EvaluateStep
                | ExpectStep
                | ExtractStep
                | FailStep
                | FakeMediaStep
                | FillFormStep
                | FillStep
                | FocusStep
                | ForEachStep
                | ForwardStep
                | GotoStep
                | GrantPermissionsStep
                | GroupStep
                | HandleDialogStep
                | HarRecordStep
                | HarReplayStep
                | HighlightStep
                | HoverStep
                | HttpRequestStep
                | IfStep
                | IndexeddbStep
                | InspectStep
                | KeyDownStep
                | KeyUpStep
                | LoadStateStep
                | LocalStorageStep
                | LogStep
                | MockStep
                | MockWsStep
                | ModifyRequestStep
                | ModifyResponseStep
                | MouseStep
                | NewTabStep
                | NotifyStep
                | OfflineStep
                | OnDialogStep
                | OnOverlayStep
                | ParallelStep
                | ParseFileStep
                | PasteStep
                | PdfFillStep
                | PdfSplitStep
                | PdfStep
                | PinchStep
                | PressStep
                | ReadFileStep
                | RecordMetricStep
                | ReloadStep
                | RepeatUntilPassesStep
                | ReplaceInFileStep
                | RetryStep
                | RunFlowAsyncStep
                | RunFlowStep
                | SaveStateStep
                | ScreenshotStep
                | ScrollStep
                | ScrollUntilStep
                | SearchPageStep
                | SelectStep
                | SelectTextStep
                | SessionStorageStep
                | SetCheckedStep
                | SetContentStep
                | SetHeadersStep
                | SetStep
                | SetViewportStep
                | SkipStep
                | SleepStep
                | SnapshotAriaStep
                | StopLoadingStep
                | SubmitStep
                | SwipeStep
                | SwitchStep
                | SwitchTabStep
                | TakeoverStep
                | TapStep
                | ThrottleStep
                | TimesStep
                | TravelStep
                | TryStep
                | TypeStep
                | UncheckStep
                | UnmockStep
                | UntilStep
                | UploadStep
                | WaitConsoleStep
                | WaitDownloadStep
                | WaitEmailStep
                | WaitFileStep
                | WaitForStep
                | WaitFunctionStep
                | WaitLoadStep
                | WaitPopupStep
                | WaitRequestStep
                | WaitResponseStep
                | WaitRunStep
                | WaitSettledStep
                | WaitUrlStep
                | WaitWsFrameStep
                | WebauthnStep
                | WebhookStep
                | WebVitalsStep
                | WhileStep
                | WriteFileStep
            ):
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_0 = GotoStep.from_dict(data)

                    return componentsschemas_step_type_0
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_1 = BackStep.from_dict(data)

                    return componentsschemas_step_type_1
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_2 = ForwardStep.from_dict(data)

                    return componentsschemas_step_type_2
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_3 = ReloadStep.from_dict(data)

                    return componentsschemas_step_type_3
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_4 = StopLoadingStep.from_dict(data)

                    return componentsschemas_step_type_4
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_5 = SetContentStep.from_dict(data)

                    return componentsschemas_step_type_5
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_6 = NewTabStep.from_dict(data)

                    return componentsschemas_step_type_6
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_7 = SwitchTabStep.from_dict(data)

                    return componentsschemas_step_type_7
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_8 = WaitPopupStep.from_dict(data)

                    return componentsschemas_step_type_8
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_9 = CloseTabStep.from_dict(data)

                    return componentsschemas_step_type_9
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_10 = SetViewportStep.from_dict(data)

                    return componentsschemas_step_type_10
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_11 = ClickStep.from_dict(data)

                    return componentsschemas_step_type_11
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_12 = HoverStep.from_dict(data)

                    return componentsschemas_step_type_12
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_13 = DragStep.from_dict(data)

                    return componentsschemas_step_type_13
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_14 = DropFilesStep.from_dict(data)

                    return componentsschemas_step_type_14
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_15 = MouseStep.from_dict(data)

                    return componentsschemas_step_type_15
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_16 = ScrollStep.from_dict(data)

                    return componentsschemas_step_type_16
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_17 = ScrollUntilStep.from_dict(data)

                    return componentsschemas_step_type_17
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_18 = TapStep.from_dict(data)

                    return componentsschemas_step_type_18
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_19 = SwipeStep.from_dict(data)

                    return componentsschemas_step_type_19
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_20 = PinchStep.from_dict(data)

                    return componentsschemas_step_type_20
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_21 = FillStep.from_dict(data)

                    return componentsschemas_step_type_21
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_22 = ClearStep.from_dict(data)

                    return componentsschemas_step_type_22
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_23 = TypeStep.from_dict(data)

                    return componentsschemas_step_type_23
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_24 = PressStep.from_dict(data)

                    return componentsschemas_step_type_24
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_25 = KeyDownStep.from_dict(data)

                    return componentsschemas_step_type_25
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_26 = KeyUpStep.from_dict(data)

                    return componentsschemas_step_type_26
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_27 = SelectTextStep.from_dict(data)

                    return componentsschemas_step_type_27
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_28 = CopyStep.from_dict(data)

                    return componentsschemas_step_type_28
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_29 = PasteStep.from_dict(data)

                    return componentsschemas_step_type_29
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_30 = ClipboardStep.from_dict(data)

                    return componentsschemas_step_type_30
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_31 = CheckStep.from_dict(data)

                    return componentsschemas_step_type_31
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_32 = UncheckStep.from_dict(data)

                    return componentsschemas_step_type_32
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_33 = SetCheckedStep.from_dict(data)

                    return componentsschemas_step_type_33
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_34 = FocusStep.from_dict(data)

                    return componentsschemas_step_type_34
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_35 = BlurStep.from_dict(data)

                    return componentsschemas_step_type_35
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_36 = SelectStep.from_dict(data)

                    return componentsschemas_step_type_36
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_37 = FillFormStep.from_dict(data)

                    return componentsschemas_step_type_37
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_38 = SubmitStep.from_dict(data)

                    return componentsschemas_step_type_38
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_39 = UploadStep.from_dict(data)

                    return componentsschemas_step_type_39
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_40 = DownloadStep.from_dict(data)

                    return componentsschemas_step_type_40
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_41 = WaitDownloadStep.from_dict(data)

                    return componentsschemas_step_type_41
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_42 = ReadFileStep.from_dict(data)

                    return componentsschemas_step_type_42
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_43 = WriteFileStep.from_dict(data)

                    return componentsschemas_step_type_43
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_44 = AppendFileStep.from_dict(data)

                    return componentsschemas_step_type_44
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_45 = ReplaceInFileStep.from_dict(data)

                    return componentsschemas_step_type_45
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_46 = WaitFileStep.from_dict(data)

                    return componentsschemas_step_type_46
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_47 = ParseFileStep.from_dict(data)

                    return componentsschemas_step_type_47
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_48 = PdfSplitStep.from_dict(data)

                    return componentsschemas_step_type_48
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_49 = PdfFillStep.from_dict(data)

                    return componentsschemas_step_type_49
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_50 = HandleDialogStep.from_dict(data)

                    return componentsschemas_step_type_50
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_51 = OnDialogStep.from_dict(data)

                    return componentsschemas_step_type_51
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_52 = GrantPermissionsStep.from_dict(data)

                    return componentsschemas_step_type_52
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_53 = DenyPermissionsStep.from_dict(data)

                    return componentsschemas_step_type_53
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_54 = OnOverlayStep.from_dict(data)

                    return componentsschemas_step_type_54
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_55 = WaitForStep.from_dict(data)

                    return componentsschemas_step_type_55
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_56 = WaitUrlStep.from_dict(data)

                    return componentsschemas_step_type_56
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_57 = SleepStep.from_dict(data)

                    return componentsschemas_step_type_57
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_58 = WaitLoadStep.from_dict(data)

                    return componentsschemas_step_type_58
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_59 = WaitSettledStep.from_dict(data)

                    return componentsschemas_step_type_59
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_60 = WaitFunctionStep.from_dict(data)

                    return componentsschemas_step_type_60
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_61 = WaitEmailStep.from_dict(data)

                    return componentsschemas_step_type_61
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_62 = WaitRequestStep.from_dict(data)

                    return componentsschemas_step_type_62
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_63 = WaitResponseStep.from_dict(data)

                    return componentsschemas_step_type_63
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_64 = WaitWsFrameStep.from_dict(data)

                    return componentsschemas_step_type_64
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_65 = WaitConsoleStep.from_dict(data)

                    return componentsschemas_step_type_65
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_66 = CaptureRequestsStep.from_dict(data)

                    return componentsschemas_step_type_66
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_67 = MockStep.from_dict(data)

                    return componentsschemas_step_type_67
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_68 = ModifyRequestStep.from_dict(data)

                    return componentsschemas_step_type_68
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_69 = ModifyResponseStep.from_dict(data)

                    return componentsschemas_step_type_69
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_70 = AbortStep.from_dict(data)

                    return componentsschemas_step_type_70
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_71 = UnmockStep.from_dict(data)

                    return componentsschemas_step_type_71
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_72 = OfflineStep.from_dict(data)

                    return componentsschemas_step_type_72
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_73 = ThrottleStep.from_dict(data)

                    return componentsschemas_step_type_73
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_74 = HarRecordStep.from_dict(data)

                    return componentsschemas_step_type_74
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_75 = HarReplayStep.from_dict(data)

                    return componentsschemas_step_type_75
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_76 = MockWsStep.from_dict(data)

                    return componentsschemas_step_type_76
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_77 = SetHeadersStep.from_dict(data)

                    return componentsschemas_step_type_77
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_78 = BlockHostsStep.from_dict(data)

                    return componentsschemas_step_type_78
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_79 = BasicAuthStep.from_dict(data)

                    return componentsschemas_step_type_79
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_80 = HttpRequestStep.from_dict(data)

                    return componentsschemas_step_type_80
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_81 = AddInitScriptStep.from_dict(data)

                    return componentsschemas_step_type_81
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_82 = AddStyleStep.from_dict(data)

                    return componentsschemas_step_type_82
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_83 = CookiesStep.from_dict(data)

                    return componentsschemas_step_type_83
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_84 = LocalStorageStep.from_dict(data)

                    return componentsschemas_step_type_84
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_85 = SessionStorageStep.from_dict(data)

                    return componentsschemas_step_type_85
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_86 = IndexeddbStep.from_dict(data)

                    return componentsschemas_step_type_86
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_87 = ClearStateStep.from_dict(data)

                    return componentsschemas_step_type_87
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_88 = SaveStateStep.from_dict(data)

                    return componentsschemas_step_type_88
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_89 = LoadStateStep.from_dict(data)

                    return componentsschemas_step_type_89
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_90 = EmulateStep.from_dict(data)

                    return componentsschemas_step_type_90
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_91 = ClockStep.from_dict(data)

                    return componentsschemas_step_type_91
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_92 = WebauthnStep.from_dict(data)

                    return componentsschemas_step_type_92
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_93 = TravelStep.from_dict(data)

                    return componentsschemas_step_type_93
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_94 = FakeMediaStep.from_dict(data)

                    return componentsschemas_step_type_94
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_95 = ExtractStep.from_dict(data)

                    return componentsschemas_step_type_95
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_96 = SearchPageStep.from_dict(data)

                    return componentsschemas_step_type_96
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_97 = SetStep.from_dict(data)

                    return componentsschemas_step_type_97
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_98 = EvaluateStep.from_dict(data)

                    return componentsschemas_step_type_98
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_99 = ScreenshotStep.from_dict(data)

                    return componentsschemas_step_type_99
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_100 = InspectStep.from_dict(data)

                    return componentsschemas_step_type_100
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_101 = PdfStep.from_dict(data)

                    return componentsschemas_step_type_101
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_102 = SnapshotAriaStep.from_dict(data)

                    return componentsschemas_step_type_102
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_103 = A11YScanStep.from_dict(data)

                    return componentsschemas_step_type_103
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_104 = WebVitalsStep.from_dict(data)

                    return componentsschemas_step_type_104
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_105 = HighlightStep.from_dict(data)

                    return componentsschemas_step_type_105
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_106 = ChapterStep.from_dict(data)

                    return componentsschemas_step_type_106
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_107 = ApproveStep.from_dict(data)

                    return componentsschemas_step_type_107
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_108 = AskStep.from_dict(data)

                    return componentsschemas_step_type_108
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_109 = TakeoverStep.from_dict(data)

                    return componentsschemas_step_type_109
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_110 = BreakpointStep.from_dict(data)

                    return componentsschemas_step_type_110
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_111 = NotifyStep.from_dict(data)

                    return componentsschemas_step_type_111
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_112 = WebhookStep.from_dict(data)

                    return componentsschemas_step_type_112
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_113 = AiActStep.from_dict(data)

                    return componentsschemas_step_type_113
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_114 = AiTaskStep.from_dict(data)

                    return componentsschemas_step_type_114
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_115 = AiExtractStep.from_dict(data)

                    return componentsschemas_step_type_115
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_116 = AiLocateStep.from_dict(data)

                    return componentsschemas_step_type_116
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_117 = AiWaitStep.from_dict(data)

                    return componentsschemas_step_type_117
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_118 = AiAssertStep.from_dict(data)

                    return componentsschemas_step_type_118
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_119 = GroupStep.from_dict(data)

                    return componentsschemas_step_type_119
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_120 = RunFlowStep.from_dict(data)

                    return componentsschemas_step_type_120
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_121 = RunFlowAsyncStep.from_dict(data)

                    return componentsschemas_step_type_121
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_122 = WaitRunStep.from_dict(data)

                    return componentsschemas_step_type_122
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_123 = IfStep.from_dict(data)

                    return componentsschemas_step_type_123
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_124 = SwitchStep.from_dict(data)

                    return componentsschemas_step_type_124
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_125 = ForEachStep.from_dict(data)

                    return componentsschemas_step_type_125
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_126 = TimesStep.from_dict(data)

                    return componentsschemas_step_type_126
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_127 = WhileStep.from_dict(data)

                    return componentsschemas_step_type_127
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_128 = UntilStep.from_dict(data)

                    return componentsschemas_step_type_128
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_129 = RepeatUntilPassesStep.from_dict(data)

                    return componentsschemas_step_type_129
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_130 = RetryStep.from_dict(data)

                    return componentsschemas_step_type_130
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_131 = TryStep.from_dict(data)

                    return componentsschemas_step_type_131
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_132 = ParallelStep.from_dict(data)

                    return componentsschemas_step_type_132
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_133 = BreakStep.from_dict(data)

                    return componentsschemas_step_type_133
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_134 = ContinueStep.from_dict(data)

                    return componentsschemas_step_type_134
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_135 = DoneStep.from_dict(data)

                    return componentsschemas_step_type_135
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_136 = SkipStep.from_dict(data)

                    return componentsschemas_step_type_136
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_137 = FailStep.from_dict(data)

                    return componentsschemas_step_type_137
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_138 = LogStep.from_dict(data)

                    return componentsschemas_step_type_138
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_139 = CommentStep.from_dict(data)

                    return componentsschemas_step_type_139
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_140 = AnnotateStep.from_dict(data)

                    return componentsschemas_step_type_140
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_step_type_141 = RecordMetricStep.from_dict(data)

                    return componentsschemas_step_type_141
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_step_type_142 = ExpectStep.from_dict(data)

                return componentsschemas_step_type_142

            steps_item = _parse_steps_item(steps_item_data)

            steps.append(steps_item)

        type_ = check_group_step_type(d.pop("type"))

        id = d.pop("id", UNSET)

        _if_ = d.pop("if", UNSET)
        if_: Condition | Unset
        if isinstance(_if_, Unset):
            if_ = UNSET
        else:
            if_ = Condition.from_dict(_if_)

        label = d.pop("label", UNSET)

        name = d.pop("name", UNSET)

        _on_failure = d.pop("on_failure", UNSET)
        on_failure: GroupStepOnFailure | Unset
        if isinstance(_on_failure, Unset):
            on_failure = UNSET
        else:
            on_failure = check_group_step_on_failure(_on_failure)

        once = d.pop("once", UNSET)

        _postcondition = d.pop("postcondition", UNSET)
        postcondition: list[Condition] | Unset = UNSET
        if _postcondition is not UNSET:
            postcondition = []
            for postcondition_item_data in _postcondition:
                postcondition_item = Condition.from_dict(postcondition_item_data)

                postcondition.append(postcondition_item)

        _recorded = d.pop("recorded", UNSET)
        recorded: StepRecorded | Unset
        if isinstance(_recorded, Unset):
            recorded = UNSET
        else:
            recorded = StepRecorded.from_dict(_recorded)

        _retry = d.pop("retry", UNSET)
        retry: StepRetry | Unset
        if isinstance(_retry, Unset):
            retry = UNSET
        else:
            retry = StepRetry.from_dict(_retry)

        soft = d.pop("soft", UNSET)

        timeout_ms = d.pop("timeout_ms", UNSET)

        group_step = cls(
            steps=steps,
            type_=type_,
            id=id,
            if_=if_,
            label=label,
            name=name,
            on_failure=on_failure,
            once=once,
            postcondition=postcondition,
            recorded=recorded,
            retry=retry,
            soft=soft,
            timeout_ms=timeout_ms,
        )

        group_step.additional_properties = d
        return group_step

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
