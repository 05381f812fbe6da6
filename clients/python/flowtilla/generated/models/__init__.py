"""Contains all the data models used in inputs/outputs"""

from .a11y_matcher import A11YMatcher
from .a11y_matcher_impact import A11YMatcherImpact
from .a11y_scan_step import A11YScanStep
from .a11y_scan_step_on_failure import A11YScanStepOnFailure
from .a11y_scan_step_type import A11YScanStepType
from .abort_step import AbortStep
from .abort_step_on_failure import AbortStepOnFailure
from .abort_step_reason import AbortStepReason
from .abort_step_type import AbortStepType
from .accepted_execution import AcceptedExecution
from .accepted_execution_labels import AcceptedExecutionLabels
from .accepted_run import AcceptedRun
from .add_init_script_step import AddInitScriptStep
from .add_init_script_step_on_failure import AddInitScriptStepOnFailure
from .add_init_script_step_type import AddInitScriptStepType
from .add_style_step import AddStyleStep
from .add_style_step_on_failure import AddStyleStepOnFailure
from .add_style_step_type import AddStyleStepType
from .agent_action import AgentAction
from .agent_action_list import AgentActionList
from .agent_approval import AgentApproval
from .agent_approval_list import AgentApprovalList
from .agent_clipboard import AgentClipboard
from .agent_decision import AgentDecision
from .agent_desktop import AgentDesktop
from .agent_file import AgentFile
from .agent_file_list import AgentFileList
from .agent_limits import AgentLimits
from .agent_message import AgentMessage
from .agent_message_list import AgentMessageList
from .agent_session import AgentSession
from .agent_session_metadata import AgentSessionMetadata
from .agent_status import AgentStatus
from .agent_usage import AgentUsage
from .agent_video import AgentVideo
from .ai_act_step import AiActStep
from .ai_act_step_on_failure import AiActStepOnFailure
from .ai_act_step_risky import AiActStepRisky
from .ai_act_step_type import AiActStepType
from .ai_act_step_values import AiActStepValues
from .ai_assert_step import AiAssertStep
from .ai_assert_step_level import AiAssertStepLevel
from .ai_assert_step_on_failure import AiAssertStepOnFailure
from .ai_assert_step_type import AiAssertStepType
from .ai_extract_step import AiExtractStep
from .ai_extract_step_on_failure import AiExtractStepOnFailure
from .ai_extract_step_schema import AiExtractStepSchema
from .ai_extract_step_type import AiExtractStepType
from .ai_locate_step import AiLocateStep
from .ai_locate_step_on_failure import AiLocateStepOnFailure
from .ai_locate_step_type import AiLocateStepType
from .ai_task_step import AiTaskStep
from .ai_task_step_on_failure import AiTaskStepOnFailure
from .ai_task_step_risky import AiTaskStepRisky
from .ai_task_step_type import AiTaskStepType
from .ai_task_step_values import AiTaskStepValues
from .ai_wait_step import AiWaitStep
from .ai_wait_step_on_failure import AiWaitStepOnFailure
from .ai_wait_step_type import AiWaitStepType
from .annotate_step import AnnotateStep
from .annotate_step_on_failure import AnnotateStepOnFailure
from .annotate_step_type import AnnotateStepType
from .answer_approval import AnswerApproval
from .api_key import ApiKey
from .api_key_list import ApiKeyList
from .append_file_step import AppendFileStep
from .append_file_step_on_failure import AppendFileStepOnFailure
from .append_file_step_type import AppendFileStepType
from .approval import Approval
from .approval_answer import ApprovalAnswer
from .approval_decided_data import ApprovalDecidedData
from .approval_decided_event import ApprovalDecidedEvent
from .approval_decided_event_type import ApprovalDecidedEventType
from .approval_kind import ApprovalKind
from .approval_requested_data import ApprovalRequestedData
from .approval_requested_event import ApprovalRequestedEvent
from .approval_requested_event_type import ApprovalRequestedEventType
from .approval_status import ApprovalStatus
from .approval_told import ApprovalTold
from .approve_step import ApproveStep
from .approve_step_on_failure import ApproveStepOnFailure
from .approve_step_otherwise import ApproveStepOtherwise
from .approve_step_type import ApproveStepType
from .artifact import Artifact
from .artifact_added_data import ArtifactAddedData
from .artifact_added_event import ArtifactAddedEvent
from .artifact_added_event_type import ArtifactAddedEventType
from .ask_step import AskStep
from .ask_step_on_failure import AskStepOnFailure
from .ask_step_schema import AskStepSchema
from .ask_step_type import AskStepType
from .attempt_steps import AttemptSteps
from .attribute_matcher import AttributeMatcher
from .audit_entry import AuditEntry
from .back_step import BackStep
from .back_step_on_failure import BackStepOnFailure
from .back_step_type import BackStepType
from .back_step_wait_until import BackStepWaitUntil
from .baseline import Baseline
from .baseline_status import BaselineStatus
from .basic_auth_step import BasicAuthStep
from .basic_auth_step_on_failure import BasicAuthStepOnFailure
from .basic_auth_step_type import BasicAuthStepType
from .block_hosts_step import BlockHostsStep
from .block_hosts_step_on_failure import BlockHostsStepOnFailure
from .block_hosts_step_type import BlockHostsStepType
from .blur_step import BlurStep
from .blur_step_on_failure import BlurStepOnFailure
from .blur_step_type import BlurStepType
from .box_matcher import BoxMatcher
from .break_step import BreakStep
from .break_step_on_failure import BreakStepOnFailure
from .break_step_type import BreakStepType
from .breakpoint_step import BreakpointStep
from .breakpoint_step_on_failure import BreakpointStepOnFailure
from .breakpoint_step_type import BreakpointStepType
from .browser_closed_data import BrowserClosedData
from .browser_closed_event import BrowserClosedEvent
from .browser_closed_event_type import BrowserClosedEventType
from .browser_inspect import BrowserInspect
from .browser_opened_data import BrowserOpenedData
from .browser_opened_event import BrowserOpenedEvent
from .browser_opened_event_type import BrowserOpenedEventType
from .browser_session import BrowserSession
from .browser_session_list import BrowserSessionList
from .browser_test import BrowserTest
from .browser_test_params import BrowserTestParams
from .browser_test_result import BrowserTestResult
from .budget_rules import BudgetRules
from .call_state import CallState
from .capture_requests_step import CaptureRequestsStep
from .capture_requests_step_on_failure import CaptureRequestsStepOnFailure
from .capture_requests_step_type import CaptureRequestsStepType
from .cell_matcher import CellMatcher
from .cell_matcher_row_type_1 import CellMatcherRowType1
from .change_matcher import ChangeMatcher
from .chapter_step import ChapterStep
from .chapter_step_on_failure import ChapterStepOnFailure
from .chapter_step_type import ChapterStepType
from .check_step import CheckStep
from .check_step_on_failure import CheckStepOnFailure
from .check_step_type import CheckStepType
from .chore import Chore
from .chore_list import ChoreList
from .clear_state_step import ClearStateStep
from .clear_state_step_on_failure import ClearStateStepOnFailure
from .clear_state_step_type import ClearStateStepType
from .clear_step import ClearStep
from .clear_step_on_failure import ClearStepOnFailure
from .clear_step_type import ClearStepType
from .click_step import ClickStep
from .click_step_button import ClickStepButton
from .click_step_modifiers_item import ClickStepModifiersItem
from .click_step_on_failure import ClickStepOnFailure
from .click_step_type import ClickStepType
from .clipboard_step import ClipboardStep
from .clipboard_step_action import ClipboardStepAction
from .clipboard_step_on_failure import ClipboardStepOnFailure
from .clipboard_step_type import ClipboardStepType
from .clock_step import ClockStep
from .clock_step_on_failure import ClockStepOnFailure
from .clock_step_type import ClockStepType
from .close_tab_step import CloseTabStep
from .close_tab_step_on_failure import CloseTabStepOnFailure
from .close_tab_step_tab_type_1 import CloseTabStepTabType1
from .close_tab_step_type import CloseTabStepType
from .close_to import CloseTo
from .column_comparison import ColumnComparison
from .column_comparison_op import ColumnComparisonOp
from .column_matcher import ColumnMatcher
from .comment_step import CommentStep
from .comment_step_on_failure import CommentStepOnFailure
from .comment_step_type import CommentStepType
from .condition import Condition
from .condition_aria_snapshot_item_type_1 import ConditionAriaSnapshotItemType1
from .condition_is import ConditionIs
from .condition_level import ConditionLevel
from .condition_page import ConditionPage
from .condition_row import ConditionRow
from .condition_schema import ConditionSchema
from .condition_to import ConditionTo
from .confirm_policy import ConfirmPolicy
from .console_error_data import ConsoleErrorData
from .console_error_event import ConsoleErrorEvent
from .console_error_event_type import ConsoleErrorEventType
from .console_matcher import ConsoleMatcher
from .console_matcher_level import ConsoleMatcherLevel
from .content_data import ContentData
from .content_done_data import ContentDoneData
from .content_done_event import ContentDoneEvent
from .content_done_event_type import ContentDoneEventType
from .content_event import ContentEvent
from .content_event_type import ContentEventType
from .content_reset_data import ContentResetData
from .content_reset_event import ContentResetEvent
from .content_reset_event_type import ContentResetEventType
from .continue_step import ContinueStep
from .continue_step_on_failure import ContinueStepOnFailure
from .continue_step_type import ContinueStepType
from .control import Control
from .control_released_data import ControlReleasedData
from .control_released_event import ControlReleasedEvent
from .control_released_event_type import ControlReleasedEventType
from .control_taken_data import ControlTakenData
from .control_taken_event import ControlTakenEvent
from .control_taken_event_type import ControlTakenEventType
from .cookie_matcher import CookieMatcher
from .cookie_matcher_same_site import CookieMatcherSameSite
from .cookies_step import CookiesStep
from .cookies_step_action import CookiesStepAction
from .cookies_step_on_failure import CookiesStepOnFailure
from .cookies_step_same_site import CookiesStepSameSite
from .cookies_step_type import CookiesStepType
from .copy_step import CopyStep
from .copy_step_on_failure import CopyStepOnFailure
from .copy_step_type import CopyStepType
from .count_range import CountRange
from .counts import Counts
from .decide_proposal import DecideProposal
from .decision import Decision
from .delivery import Delivery
from .delivery_attempt import DeliveryAttempt
from .delivery_detail import DeliveryDetail
from .delivery_status import DeliveryStatus
from .deny_permissions_step import DenyPermissionsStep
from .deny_permissions_step_on_failure import DenyPermissionsStepOnFailure
from .deny_permissions_step_permissions_item import DenyPermissionsStepPermissionsItem
from .deny_permissions_step_type import DenyPermissionsStepType
from .desktop_control import DesktopControl
from .desktop_control_data import DesktopControlData
from .desktop_control_event import DesktopControlEvent
from .desktop_control_event_type import DesktopControlEventType
from .desktop_data import DesktopData
from .desktop_driver import DesktopDriver
from .desktop_event import DesktopEvent
from .desktop_event_type import DesktopEventType
from .desktop_status import DesktopStatus
from .desktop_told import DesktopTold
from .dialog_opened_data import DialogOpenedData
from .dialog_opened_event import DialogOpenedEvent
from .dialog_opened_event_type import DialogOpenedEventType
from .done_step import DoneStep
from .done_step_on_failure import DoneStepOnFailure
from .done_step_type import DoneStepType
from .download_finished_data import DownloadFinishedData
from .download_finished_event import DownloadFinishedEvent
from .download_finished_event_type import DownloadFinishedEventType
from .download_step import DownloadStep
from .download_step_on_failure import DownloadStepOnFailure
from .download_step_type import DownloadStepType
from .drag_step import DragStep
from .drag_step_on_failure import DragStepOnFailure
from .drag_step_type import DragStepType
from .drop_files_step import DropFilesStep
from .drop_files_step_on_failure import DropFilesStepOnFailure
from .drop_files_step_type import DropFilesStepType
from .earlier_attempt import EarlierAttempt
from .element_box import ElementBox
from .element_position import ElementPosition
from .emulate_step import EmulateStep
from .emulate_step_color_scheme import EmulateStepColorScheme
from .emulate_step_contrast import EmulateStepContrast
from .emulate_step_device import EmulateStepDevice
from .emulate_step_forced_colors import EmulateStepForcedColors
from .emulate_step_media import EmulateStepMedia
from .emulate_step_on_failure import EmulateStepOnFailure
from .emulate_step_reduced_motion import EmulateStepReducedMotion
from .emulate_step_type import EmulateStepType
from .emulation import Emulation
from .emulation_color_scheme import EmulationColorScheme
from .emulation_contrast import EmulationContrast
from .emulation_device import EmulationDevice
from .emulation_forced_colors import EmulationForcedColors
from .emulation_media import EmulationMedia
from .emulation_reduced_motion import EmulationReducedMotion
from .engine import Engine
from .error_data import ErrorData
from .error_event import ErrorEvent
from .error_event_type import ErrorEventType
from .error_kind import ErrorKind
from .evaluate_step import EvaluateStep
from .evaluate_step_on_failure import EvaluateStepOnFailure
from .evaluate_step_type import EvaluateStepType
from .event_list import EventList
from .evidence_kept_data import EvidenceKeptData
from .evidence_kept_event import EvidenceKeptEvent
from .evidence_kept_event_type import EvidenceKeptEventType
from .execute_flows import ExecuteFlows
from .execute_matrix import ExecuteMatrix
from .execute_matrix_data_item import ExecuteMatrixDataItem
from .execute_options import ExecuteOptions
from .execute_options_env import ExecuteOptionsEnv
from .execute_options_params import ExecuteOptionsParams
from .execution_approval import ExecutionApproval
from .execution_approval_decided_data import ExecutionApprovalDecidedData
from .execution_approval_decided_event import ExecutionApprovalDecidedEvent
from .execution_approval_decided_event_type import ExecutionApprovalDecidedEventType
from .execution_approval_list import ExecutionApprovalList
from .execution_approval_requested_data import ExecutionApprovalRequestedData
from .execution_approval_requested_event import ExecutionApprovalRequestedEvent
from .execution_approval_requested_event_type import ExecutionApprovalRequestedEventType
from .execution_finished_data import ExecutionFinishedData
from .execution_finished_event import ExecutionFinishedEvent
from .execution_finished_event_type import ExecutionFinishedEventType
from .execution_note_data import ExecutionNoteData
from .execution_note_event import ExecutionNoteEvent
from .execution_note_event_type import ExecutionNoteEventType
from .execution_notified_data import ExecutionNotifiedData
from .execution_notified_event import ExecutionNotifiedEvent
from .execution_notified_event_type import ExecutionNotifiedEventType
from .execution_queued_data import ExecutionQueuedData
from .execution_queued_data_labels import ExecutionQueuedDataLabels
from .execution_queued_event import ExecutionQueuedEvent
from .execution_queued_event_type import ExecutionQueuedEventType
from .execution_released_data import ExecutionReleasedData
from .execution_released_event import ExecutionReleasedEvent
from .execution_released_event_type import ExecutionReleasedEventType
from .execution_started_data import ExecutionStartedData
from .execution_started_event import ExecutionStartedEvent
from .execution_started_event_type import ExecutionStartedEventType
from .execution_summary import ExecutionSummary
from .execution_summary_labels import ExecutionSummaryLabels
from .expect_step import ExpectStep
from .expect_step_aria_snapshot_item_type_1 import ExpectStepAriaSnapshotItemType1
from .expect_step_is import ExpectStepIs
from .expect_step_level import ExpectStepLevel
from .expect_step_on_failure import ExpectStepOnFailure
from .expect_step_page import ExpectStepPage
from .expect_step_row import ExpectStepRow
from .expect_step_schema import ExpectStepSchema
from .expect_step_to import ExpectStepTo
from .expect_step_type import ExpectStepType
from .extract_step import ExtractStep
from .extract_step_on_failure import ExtractStepOnFailure
from .extract_step_type import ExtractStepType
from .extract_step_what import ExtractStepWhat
from .fail_step import FailStep
from .fail_step_on_failure import FailStepOnFailure
from .fail_step_type import FailStepType
from .fake_media_step import FakeMediaStep
from .fake_media_step_camera import FakeMediaStepCamera
from .fake_media_step_microphone import FakeMediaStepMicrophone
from .fake_media_step_on_failure import FakeMediaStepOnFailure
from .fake_media_step_type import FakeMediaStepType
from .field_difference import FieldDifference
from .field_error import FieldError
from .file_deleted_data import FileDeletedData
from .file_deleted_event import FileDeletedEvent
from .file_deleted_event_type import FileDeletedEventType
from .file_matcher import FileMatcher
from .file_saved_data import FileSavedData
from .file_saved_event import FileSavedEvent
from .file_saved_event_type import FileSavedEventType
from .fill_form_step import FillFormStep
from .fill_form_step_on_failure import FillFormStepOnFailure
from .fill_form_step_type import FillFormStepType
from .fill_step import FillStep
from .fill_step_on_failure import FillStepOnFailure
from .fill_step_type import FillStepType
from .flow import Flow
from .flow_allowed_methods_item import FlowAllowedMethodsItem
from .flow_approval import FlowApproval
from .flow_browser import FlowBrowser
from .flow_comment import FlowComment
from .flow_comment_list import FlowCommentList
from .flow_data_type_0_item import FlowDataType0Item
from .flow_decision import FlowDecision
from .flow_decision_list import FlowDecisionList
from .flow_difference import FlowDifference
from .flow_engine import FlowEngine
from .flow_evidence import FlowEvidence
from .flow_evidence_console import FlowEvidenceConsole
from .flow_evidence_network import FlowEvidenceNetwork
from .flow_evidence_outline import FlowEvidenceOutline
from .flow_evidence_screenshots import FlowEvidenceScreenshots
from .flow_evidence_trace import FlowEvidenceTrace
from .flow_evidence_video import FlowEvidenceVideo
from .flow_execution import FlowExecution
from .flow_execution_labels import FlowExecutionLabels
from .flow_execution_params import FlowExecutionParams
from .flow_params import FlowParams
from .flow_proposal import FlowProposal
from .flow_proposal_list import FlowProposalList
from .flow_proposed_data import FlowProposedData
from .flow_proposed_event import FlowProposedEvent
from .flow_proposed_event_type import FlowProposedEventType
from .flow_source import FlowSource
from .flow_version import FlowVersion
from .flow_version_list import FlowVersionList
from .flow_viewport import FlowViewport
from .focus_step import FocusStep
from .focus_step_on_failure import FocusStepOnFailure
from .focus_step_type import FocusStepType
from .for_each_step import ForEachStep
from .for_each_step_on_failure import ForEachStepOnFailure
from .for_each_step_type import ForEachStepType
from .form_field import FormField
from .forward_step import ForwardStep
from .forward_step_on_failure import ForwardStepOnFailure
from .forward_step_type import ForwardStepType
from .forward_step_wait_until import ForwardStepWaitUntil
from .frame_matcher import FrameMatcher
from .generate_flows import GenerateFlows
from .generated_flow import GeneratedFlow
from .generation import Generation
from .generation_finished_data import GenerationFinishedData
from .generation_finished_event import GenerationFinishedEvent
from .generation_finished_event_type import GenerationFinishedEventType
from .generation_progress_data import GenerationProgressData
from .generation_progress_event import GenerationProgressEvent
from .generation_progress_event_type import GenerationProgressEventType
from .generation_queued_data import GenerationQueuedData
from .generation_queued_event import GenerationQueuedEvent
from .generation_queued_event_type import GenerationQueuedEventType
from .geolocation import Geolocation
from .get_test_run_report_response_200 import GetTestRunReportResponse200
from .goto_step import GotoStep
from .goto_step_on_failure import GotoStepOnFailure
from .goto_step_type import GotoStepType
from .goto_step_wait_until import GotoStepWaitUntil
from .grant_permissions_step import GrantPermissionsStep
from .grant_permissions_step_on_failure import GrantPermissionsStepOnFailure
from .grant_permissions_step_permissions_item import GrantPermissionsStepPermissionsItem
from .grant_permissions_step_type import GrantPermissionsStepType
from .group_step import GroupStep
from .group_step_on_failure import GroupStepOnFailure
from .group_step_type import GroupStepType
from .handle_dialog_step import HandleDialogStep
from .handle_dialog_step_action import HandleDialogStepAction
from .handle_dialog_step_on_failure import HandleDialogStepOnFailure
from .handle_dialog_step_type import HandleDialogStepType
from .har_record_step import HarRecordStep
from .har_record_step_on_failure import HarRecordStepOnFailure
from .har_record_step_type import HarRecordStepType
from .har_replay_step import HarReplayStep
from .har_replay_step_on_failure import HarReplayStepOnFailure
from .har_replay_step_type import HarReplayStepType
from .header_matcher import HeaderMatcher
from .healing import Healing
from .healing_proof import HealingProof
from .health import Health
from .health_checks import HealthChecks
from .highlight_step import HighlightStep
from .highlight_step_on_failure import HighlightStepOnFailure
from .highlight_step_type import HighlightStepType
from .hover_step import HoverStep
from .hover_step_modifiers_item import HoverStepModifiersItem
from .hover_step_on_failure import HoverStepOnFailure
from .hover_step_type import HoverStepType
from .http_request_step import HttpRequestStep
from .http_request_step_form import HttpRequestStepForm
from .http_request_step_headers import HttpRequestStepHeaders
from .http_request_step_on_failure import HttpRequestStepOnFailure
from .http_request_step_save import HttpRequestStepSave
from .http_request_step_type import HttpRequestStepType
from .if_branch import IfBranch
from .if_step import IfStep
from .if_step_on_failure import IfStepOnFailure
from .if_step_type import IfStepType
from .indexeddb_step import IndexeddbStep
from .indexeddb_step_action import IndexeddbStepAction
from .indexeddb_step_on_failure import IndexeddbStepOnFailure
from .indexeddb_step_type import IndexeddbStepType
from .inspect_step import InspectStep
from .inspect_step_on_failure import InspectStepOnFailure
from .inspect_step_type import InspectStepType
from .inspected_element import InspectedElement
from .key_down_step import KeyDownStep
from .key_down_step_on_failure import KeyDownStepOnFailure
from .key_down_step_type import KeyDownStepType
from .key_scope import KeyScope
from .key_up_step import KeyUpStep
from .key_up_step_on_failure import KeyUpStepOnFailure
from .key_up_step_type import KeyUpStepType
from .language_model import LanguageModel
from .level import Level
from .links import Links
from .links_matcher import LinksMatcher
from .list_agent_session import ListAgentSession
from .list_audit_entry import ListAuditEntry
from .list_baseline import ListBaseline
from .list_delivery import ListDelivery
from .list_execution_summary import ListExecutionSummary
from .list_order import ListOrder
from .list_order_by import ListOrderBy
from .list_order_order import ListOrderOrder
from .list_stored_flow import ListStoredFlow
from .list_test_run_summary import ListTestRunSummary
from .list_test_session_summary import ListTestSessionSummary
from .load_state_step import LoadStateStep
from .load_state_step_on_failure import LoadStateStepOnFailure
from .load_state_step_type import LoadStateStepType
from .local_storage_step import LocalStorageStep
from .local_storage_step_action import LocalStorageStepAction
from .local_storage_step_on_failure import LocalStorageStepOnFailure
from .local_storage_step_type import LocalStorageStepType
from .log_step import LogStep
from .log_step_on_failure import LogStepOnFailure
from .log_step_type import LogStepType
from .login import Login
from .made_api_key import MadeApiKey
from .matcher import Matcher
from .measure_mutation_score import MeasureMutationScore
from .measure_mutation_score_params import MeasureMutationScoreParams
from .message import Message
from .message_accepted import MessageAccepted
from .message_added_data import MessageAddedData
from .message_added_event import MessageAddedEvent
from .message_added_event_type import MessageAddedEventType
from .message_begun_data import MessageBegunData
from .message_begun_event import MessageBegunEvent
from .message_begun_event_type import MessageBegunEventType
from .missed import Missed
from .mock_step import MockStep
from .mock_step_headers import MockStepHeaders
from .mock_step_on_failure import MockStepOnFailure
from .mock_step_type import MockStepType
from .mock_ws_step import MockWsStep
from .mock_ws_step_on_failure import MockWsStepOnFailure
from .mock_ws_step_type import MockWsStepType
from .model_called_data import ModelCalledData
from .model_called_event import ModelCalledEvent
from .model_called_event_type import ModelCalledEventType
from .model_list import ModelList
from .model_spending import ModelSpending
from .modify_request_step import ModifyRequestStep
from .modify_request_step_headers import ModifyRequestStepHeaders
from .modify_request_step_on_failure import ModifyRequestStepOnFailure
from .modify_request_step_type import ModifyRequestStepType
from .modify_response_step import ModifyResponseStep
from .modify_response_step_headers import ModifyResponseStepHeaders
from .modify_response_step_on_failure import ModifyResponseStepOnFailure
from .modify_response_step_replace import ModifyResponseStepReplace
from .modify_response_step_set import ModifyResponseStepSet
from .modify_response_step_type import ModifyResponseStepType
from .mouse_step import MouseStep
from .mouse_step_action import MouseStepAction
from .mouse_step_button import MouseStepButton
from .mouse_step_on_failure import MouseStepOnFailure
from .mouse_step_type import MouseStepType
from .mutant_fate import MutantFate
from .mutant_kind import MutantKind
from .mutant_outcome import MutantOutcome
from .mutation_counts import MutationCounts
from .mutation_finished_data import MutationFinishedData
from .mutation_finished_event import MutationFinishedEvent
from .mutation_finished_event_type import MutationFinishedEventType
from .mutation_progress_data import MutationProgressData
from .mutation_progress_event import MutationProgressEvent
from .mutation_progress_event_type import MutationProgressEventType
from .mutation_queued_data import MutationQueuedData
from .mutation_queued_event import MutationQueuedEvent
from .mutation_queued_event_type import MutationQueuedEventType
from .mutation_score import MutationScore
from .mutation_summary import MutationSummary
from .mutation_tally import MutationTally
from .mutation_tried_data import MutationTriedData
from .mutation_tried_event import MutationTriedEvent
from .mutation_tried_event_type import MutationTriedEventType
from .new_agent_file import NewAgentFile
from .new_agent_message import NewAgentMessage
from .new_agent_session import NewAgentSession
from .new_agent_session_metadata import NewAgentSessionMetadata
from .new_agent_session_variables import NewAgentSessionVariables
from .new_api_key import NewApiKey
from .new_baseline import NewBaseline
from .new_flow_comment import NewFlowComment
from .new_login import NewLogin
from .new_project import NewProject
from .new_project_rules import NewProjectRules
from .new_secret import NewSecret
from .new_session_template import NewSessionTemplate
from .new_tab_step import NewTabStep
from .new_tab_step_on_failure import NewTabStepOnFailure
from .new_tab_step_type import NewTabStepType
from .new_test_flows import NewTestFlows
from .new_test_session import NewTestSession
from .new_view_ticket import NewViewTicket
from .new_webhook import NewWebhook
from .note import Note
from .note_kind import NoteKind
from .notify_step import NotifyStep
from .notify_step_on_failure import NotifyStepOnFailure
from .notify_step_type import NotifyStepType
from .number_range import NumberRange
from .offline_step import OfflineStep
from .offline_step_on_failure import OfflineStepOnFailure
from .offline_step_type import OfflineStepType
from .on_dialog_step import OnDialogStep
from .on_dialog_step_action import OnDialogStepAction
from .on_dialog_step_on_failure import OnDialogStepOnFailure
from .on_dialog_step_type import OnDialogStepType
from .on_overlay_step import OnOverlayStep
from .on_overlay_step_on_failure import OnOverlayStepOnFailure
from .on_overlay_step_type import OnOverlayStepType
from .option_matcher import OptionMatcher
from .overlap import Overlap
from .own_rules import OwnRules
from .page_error_data import PageErrorData
from .page_error_event import PageErrorEvent
from .page_error_event_type import PageErrorEventType
from .parallel_branch import ParallelBranch
from .parallel_step import ParallelStep
from .parallel_step_on_failure import ParallelStepOnFailure
from .parallel_step_tabs import ParallelStepTabs
from .parallel_step_type import ParallelStepType
from .parse_file_step import ParseFileStep
from .parse_file_step_as import ParseFileStepAs
from .parse_file_step_on_failure import ParseFileStepOnFailure
from .parse_file_step_schema import ParseFileStepSchema
from .parse_file_step_type import ParseFileStepType
from .part_health import PartHealth
from .paste_step import PasteStep
from .paste_step_on_failure import PasteStepOnFailure
from .paste_step_type import PasteStepType
from .pdf_fill_step import PdfFillStep
from .pdf_fill_step_fields import PdfFillStepFields
from .pdf_fill_step_on_failure import PdfFillStepOnFailure
from .pdf_fill_step_type import PdfFillStepType
from .pdf_split_step import PdfSplitStep
from .pdf_split_step_on_failure import PdfSplitStepOnFailure
from .pdf_split_step_type import PdfSplitStepType
from .pdf_step import PdfStep
from .pdf_step_format import PdfStepFormat
from .pdf_step_on_failure import PdfStepOnFailure
from .pdf_step_type import PdfStepType
from .pinch_step import PinchStep
from .pinch_step_on_failure import PinchStepOnFailure
from .pinch_step_type import PinchStepType
from .press_step import PressStep
from .press_step_on_failure import PressStepOnFailure
from .press_step_type import PressStepType
from .priority import Priority
from .problem import Problem
from .profile import Profile
from .profile_list import ProfileList
from .profile_rules import ProfileRules
from .project import Project
from .project_change import ProjectChange
from .project_list import ProjectList
from .project_rules import ProjectRules
from .project_usage import ProjectUsage
from .prompt_attachment import PromptAttachment
from .proof_status import ProofStatus
from .property_matcher import PropertyMatcher
from .proposal_decision import ProposalDecision
from .queue_depth import QueueDepth
from .queue_health import QueueHealth
from .quota_rules import QuotaRules
from .read_file_step import ReadFileStep
from .read_file_step_on_failure import ReadFileStepOnFailure
from .read_file_step_type import ReadFileStepType
from .reason import Reason
from .record_metric_step import RecordMetricStep
from .record_metric_step_on_failure import RecordMetricStepOnFailure
from .record_metric_step_type import RecordMetricStepType
from .reload_step import ReloadStep
from .reload_step_on_failure import ReloadStepOnFailure
from .reload_step_type import ReloadStepType
from .reload_step_wait_until import ReloadStepWaitUntil
from .removal import Removal
from .repeat_until_passes_step import RepeatUntilPassesStep
from .repeat_until_passes_step_on_failure import RepeatUntilPassesStepOnFailure
from .repeat_until_passes_step_type import RepeatUntilPassesStepType
from .replace_in_file_step import ReplaceInFileStep
from .replace_in_file_step_on_failure import ReplaceInFileStepOnFailure
from .replace_in_file_step_type import ReplaceInFileStepType
from .report_format import ReportFormat
from .request_failed_data import RequestFailedData
from .request_failed_event import RequestFailedEvent
from .request_failed_event_type import RequestFailedEventType
from .request_matcher import RequestMatcher
from .request_part import RequestPart
from .rerun import Rerun
from .reset_data import ResetData
from .reset_event import ResetEvent
from .reset_event_type import ResetEventType
from .response_matcher import ResponseMatcher
from .retention_plan import RetentionPlan
from .retention_rules import RetentionRules
from .retry_step import RetryStep
from .retry_step_on_failure import RetryStepOnFailure
from .retry_step_type import RetryStepType
from .role import Role
from .round_trip import RoundTrip
from .run_cancel_requested_data import RunCancelRequestedData
from .run_cancel_requested_event import RunCancelRequestedEvent
from .run_cancel_requested_event_type import RunCancelRequestedEventType
from .run_finished_data import RunFinishedData
from .run_finished_event import RunFinishedEvent
from .run_finished_event_type import RunFinishedEventType
from .run_flow_async_step import RunFlowAsyncStep
from .run_flow_async_step_on_failure import RunFlowAsyncStepOnFailure
from .run_flow_async_step_params import RunFlowAsyncStepParams
from .run_flow_async_step_type import RunFlowAsyncStepType
from .run_flow_step import RunFlowStep
from .run_flow_step_on_failure import RunFlowStepOnFailure
from .run_flow_step_params import RunFlowStepParams
from .run_flow_step_type import RunFlowStepType
from .run_queued_data import RunQueuedData
from .run_queued_event import RunQueuedEvent
from .run_queued_event_type import RunQueuedEventType
from .run_started_data import RunStartedData
from .run_started_event import RunStartedEvent
from .run_started_event_type import RunStartedEventType
from .sandbox_health import SandboxHealth
from .save_state_step import SaveStateStep
from .save_state_step_on_failure import SaveStateStepOnFailure
from .save_state_step_type import SaveStateStepType
from .schedule import Schedule
from .schedule_list import ScheduleList
from .schedule_options import ScheduleOptions
from .schedule_plan import SchedulePlan
from .schedule_preview import SchedulePreview
from .schedule_tick import ScheduleTick
from .schedule_tick_list import ScheduleTickList
from .screenshot_matcher import ScreenshotMatcher
from .screenshot_matcher_animations import ScreenshotMatcherAnimations
from .screenshot_matcher_caret import ScreenshotMatcherCaret
from .screenshot_step import ScreenshotStep
from .screenshot_step_on_failure import ScreenshotStepOnFailure
from .screenshot_step_type import ScreenshotStepType
from .scroll_step import ScrollStep
from .scroll_step_direction import ScrollStepDirection
from .scroll_step_on_failure import ScrollStepOnFailure
from .scroll_step_to import ScrollStepTo
from .scroll_step_type import ScrollStepType
from .scroll_until_step import ScrollUntilStep
from .scroll_until_step_direction import ScrollUntilStepDirection
from .scroll_until_step_on_failure import ScrollUntilStepOnFailure
from .scroll_until_step_type import ScrollUntilStepType
from .search_page_step import SearchPageStep
from .search_page_step_on_failure import SearchPageStepOnFailure
from .search_page_step_type import SearchPageStepType
from .secret import Secret
from .secret_list import SecretList
from .select_step import SelectStep
from .select_step_mode import SelectStepMode
from .select_step_on_failure import SelectStepOnFailure
from .select_step_type import SelectStepType
from .select_text_step import SelectTextStep
from .select_text_step_on_failure import SelectTextStepOnFailure
from .select_text_step_type import SelectTextStepType
from .session_created_data import SessionCreatedData
from .session_created_event import SessionCreatedEvent
from .session_created_event_type import SessionCreatedEventType
from .session_storage_step import SessionStorageStep
from .session_storage_step_action import SessionStorageStepAction
from .session_storage_step_on_failure import SessionStorageStepOnFailure
from .session_storage_step_type import SessionStorageStepType
from .session_template import SessionTemplate
from .session_template_list import SessionTemplateList
from .set_checked_step import SetCheckedStep
from .set_checked_step_on_failure import SetCheckedStepOnFailure
from .set_checked_step_type import SetCheckedStepType
from .set_content_step import SetContentStep
from .set_content_step_on_failure import SetContentStepOnFailure
from .set_content_step_type import SetContentStepType
from .set_content_step_wait_until import SetContentStepWaitUntil
from .set_desktop_control import SetDesktopControl
from .set_headers_step import SetHeadersStep
from .set_headers_step_headers import SetHeadersStepHeaders
from .set_headers_step_on_failure import SetHeadersStepOnFailure
from .set_headers_step_type import SetHeadersStepType
from .set_step import SetStep
from .set_step_on_failure import SetStepOnFailure
from .set_step_type import SetStepType
from .set_viewport_step import SetViewportStep
from .set_viewport_step_on_failure import SetViewportStepOnFailure
from .set_viewport_step_type import SetViewportStepType
from .skip_step import SkipStep
from .skip_step_on_failure import SkipStepOnFailure
from .skip_step_type import SkipStepType
from .sleep_step import SleepStep
from .sleep_step_on_failure import SleepStepOnFailure
from .sleep_step_type import SleepStepType
from .snapshot_aria_step import SnapshotAriaStep
from .snapshot_aria_step_on_failure import SnapshotAriaStepOnFailure
from .snapshot_aria_step_type import SnapshotAriaStepType
from .sorted_by import SortedBy
from .sorted_by_by import SortedByBy
from .sorted_by_order import SortedByOrder
from .spending_day import SpendingDay
from .spending_model import SpendingModel
from .spending_report import SpendingReport
from .status import Status
from .status_data import StatusData
from .status_event import StatusEvent
from .status_event_type import StatusEventType
from .step_difference import StepDifference
from .step_effect import StepEffect
from .step_error import StepError
from .step_finished_data import StepFinishedData
from .step_finished_event import StepFinishedEvent
from .step_finished_event_type import StepFinishedEventType
from .step_recorded import StepRecorded
from .step_result import StepResult
from .step_retry import StepRetry
from .step_started_data import StepStartedData
from .step_started_event import StepStartedEvent
from .step_started_event_type import StepStartedEventType
from .step_status import StepStatus
from .stop_loading_step import StopLoadingStep
from .stop_loading_step_on_failure import StopLoadingStepOnFailure
from .stop_loading_step_type import StopLoadingStepType
from .storage_matcher import StorageMatcher
from .stored_flow import StoredFlow
from .style_matcher import StyleMatcher
from .submit_step import SubmitStep
from .submit_step_on_failure import SubmitStepOnFailure
from .submit_step_type import SubmitStepType
from .suggested_assertion import SuggestedAssertion
from .suggested_locator import SuggestedLocator
from .swipe_step import SwipeStep
from .swipe_step_direction import SwipeStepDirection
from .swipe_step_on_failure import SwipeStepOnFailure
from .swipe_step_type import SwipeStepType
from .switch_case import SwitchCase
from .switch_step import SwitchStep
from .switch_step_on_failure import SwitchStepOnFailure
from .switch_step_type import SwitchStepType
from .switch_tab_step import SwitchTabStep
from .switch_tab_step_on_failure import SwitchTabStepOnFailure
from .switch_tab_step_tab_type_1 import SwitchTabStepTabType1
from .switch_tab_step_type import SwitchTabStepType
from .system_stats import SystemStats
from .tab_matcher import TabMatcher
from .takeover_step import TakeoverStep
from .takeover_step_on_failure import TakeoverStepOnFailure
from .takeover_step_type import TakeoverStepType
from .tap_step import TapStep
from .tap_step_on_failure import TapStepOnFailure
from .tap_step_type import TapStepType
from .target import Target
from .target_checked_type_1 import TargetCheckedType1
from .target_pressed_type_1 import TargetPressedType1
from .target_shadow import TargetShadow
from .test_run import TestRun
from .test_run_options import TestRunOptions
from .test_run_summary import TestRunSummary
from .test_session import TestSession
from .test_session_summary import TestSessionSummary
from .thinking_data import ThinkingData
from .thinking_event import ThinkingEvent
from .thinking_event_type import ThinkingEventType
from .throttle_step import ThrottleStep
from .throttle_step_on_failure import ThrottleStepOnFailure
from .throttle_step_profile import ThrottleStepProfile
from .throttle_step_type import ThrottleStepType
from .times_step import TimesStep
from .times_step_on_failure import TimesStepOnFailure
from .times_step_type import TimesStepType
from .token_price import TokenPrice
from .tool_result_data import ToolResultData
from .tool_result_event import ToolResultEvent
from .tool_result_event_type import ToolResultEventType
from .tool_use_data import ToolUseData
from .tool_use_event import ToolUseEvent
from .tool_use_event_type import ToolUseEventType
from .travel_step import TravelStep
from .travel_step_on_failure import TravelStepOnFailure
from .travel_step_type import TravelStepType
from .try_step import TryStep
from .try_step_on_failure import TryStepOnFailure
from .try_step_type import TryStepType
from .type_step import TypeStep
from .type_step_on_failure import TypeStepOnFailure
from .type_step_type import TypeStepType
from .uncheck_step import UncheckStep
from .uncheck_step_on_failure import UncheckStepOnFailure
from .uncheck_step_type import UncheckStepType
from .unmock_step import UnmockStep
from .unmock_step_on_failure import UnmockStepOnFailure
from .unmock_step_type import UnmockStepType
from .until_step import UntilStep
from .until_step_on_failure import UntilStepOnFailure
from .until_step_type import UntilStepType
from .upload_file import UploadFile
from .upload_step import UploadStep
from .upload_step_on_failure import UploadStepOnFailure
from .upload_step_type import UploadStepType
from .usage_data import UsageData
from .usage_event import UsageEvent
from .usage_event_type import UsageEventType
from .valid_if import ValidIf
from .validation import Validation
from .view_mode import ViewMode
from .view_ticket import ViewTicket
from .viewport import Viewport
from .viewport_point import ViewportPoint
from .wait_console_step import WaitConsoleStep
from .wait_console_step_level import WaitConsoleStepLevel
from .wait_console_step_on_failure import WaitConsoleStepOnFailure
from .wait_console_step_type import WaitConsoleStepType
from .wait_download_step import WaitDownloadStep
from .wait_download_step_on_failure import WaitDownloadStepOnFailure
from .wait_download_step_type import WaitDownloadStepType
from .wait_email_step import WaitEmailStep
from .wait_email_step_on_failure import WaitEmailStepOnFailure
from .wait_email_step_since import WaitEmailStepSince
from .wait_email_step_type import WaitEmailStepType
from .wait_file_step import WaitFileStep
from .wait_file_step_on_failure import WaitFileStepOnFailure
from .wait_file_step_type import WaitFileStepType
from .wait_for_step import WaitForStep
from .wait_for_step_on_failure import WaitForStepOnFailure
from .wait_for_step_state import WaitForStepState
from .wait_for_step_type import WaitForStepType
from .wait_function_step import WaitFunctionStep
from .wait_function_step_on_failure import WaitFunctionStepOnFailure
from .wait_function_step_type import WaitFunctionStepType
from .wait_load_step import WaitLoadStep
from .wait_load_step_on_failure import WaitLoadStepOnFailure
from .wait_load_step_state import WaitLoadStepState
from .wait_load_step_type import WaitLoadStepType
from .wait_popup_step import WaitPopupStep
from .wait_popup_step_on_failure import WaitPopupStepOnFailure
from .wait_popup_step_type import WaitPopupStepType
from .wait_request_step import WaitRequestStep
from .wait_request_step_on_failure import WaitRequestStepOnFailure
from .wait_request_step_type import WaitRequestStepType
from .wait_response_step import WaitResponseStep
from .wait_response_step_on_failure import WaitResponseStepOnFailure
from .wait_response_step_type import WaitResponseStepType
from .wait_run_step import WaitRunStep
from .wait_run_step_on_failure import WaitRunStepOnFailure
from .wait_run_step_status import WaitRunStepStatus
from .wait_run_step_type import WaitRunStepType
from .wait_settled_step import WaitSettledStep
from .wait_settled_step_on_failure import WaitSettledStepOnFailure
from .wait_settled_step_type import WaitSettledStepType
from .wait_url_step import WaitUrlStep
from .wait_url_step_on_failure import WaitUrlStepOnFailure
from .wait_url_step_type import WaitUrlStepType
from .wait_ws_frame_step import WaitWsFrameStep
from .wait_ws_frame_step_direction import WaitWsFrameStepDirection
from .wait_ws_frame_step_on_failure import WaitWsFrameStepOnFailure
from .wait_ws_frame_step_type import WaitWsFrameStepType
from .waiting_for import WaitingFor
from .web_vitals_budget import WebVitalsBudget
from .web_vitals_step import WebVitalsStep
from .web_vitals_step_on_failure import WebVitalsStepOnFailure
from .web_vitals_step_type import WebVitalsStepType
from .webauthn_step import WebauthnStep
from .webauthn_step_action import WebauthnStepAction
from .webauthn_step_on_failure import WebauthnStepOnFailure
from .webauthn_step_protocol import WebauthnStepProtocol
from .webauthn_step_transport import WebauthnStepTransport
from .webauthn_step_type import WebauthnStepType
from .webhook import Webhook
from .webhook_change import WebhookChange
from .webhook_list import WebhookList
from .webhook_step import WebhookStep
from .webhook_step_on_failure import WebhookStepOnFailure
from .webhook_step_type import WebhookStepType
from .webhook_with_secret import WebhookWithSecret
from .websocket_stats import WebsocketStats
from .welcome import Welcome
from .while_step import WhileStep
from .while_step_on_failure import WhileStepOnFailure
from .while_step_type import WhileStepType
from .who_am_i import WhoAmI
from .worker import Worker
from .worker_list import WorkerList
from .workers_health import WorkersHealth
from .write_file_step import WriteFileStep
from .write_file_step_on_failure import WriteFileStepOnFailure
from .write_file_step_type import WriteFileStepType
from .ws_frame_matcher import WsFrameMatcher
from .ws_frame_matcher_direction import WsFrameMatcherDirection
from .ws_reply import WsReply

__all__ = (
    "A11YMatcher",
    "A11YMatcherImpact",
    "A11YScanStep",
    "A11YScanStepOnFailure",
    "A11YScanStepType",
    "AbortStep",
    "AbortStepOnFailure",
    "AbortStepReason",
    "AbortStepType",
    "AcceptedExecution",
    "AcceptedExecutionLabels",
    "AcceptedRun",
    "AddInitScriptStep",
    "AddInitScriptStepOnFailure",
    "AddInitScriptStepType",
    "AddStyleStep",
    "AddStyleStepOnFailure",
    "AddStyleStepType",
    "AgentAction",
    "AgentActionList",
    "AgentApproval",
    "AgentApprovalList",
    "AgentClipboard",
    "AgentDecision",
    "AgentDesktop",
    "AgentFile",
    "AgentFileList",
    "AgentLimits",
    "AgentMessage",
    "AgentMessageList",
    "AgentSession",
    "AgentSessionMetadata",
    "AgentStatus",
    "AgentUsage",
    "AgentVideo",
    "AiActStep",
    "AiActStepOnFailure",
    "AiActStepRisky",
    "AiActStepType",
    "AiActStepValues",
    "AiAssertStep",
    "AiAssertStepLevel",
    "AiAssertStepOnFailure",
    "AiAssertStepType",
    "AiExtractStep",
    "AiExtractStepOnFailure",
    "AiExtractStepSchema",
    "AiExtractStepType",
    "AiLocateStep",
    "AiLocateStepOnFailure",
    "AiLocateStepType",
    "AiTaskStep",
    "AiTaskStepOnFailure",
    "AiTaskStepRisky",
    "AiTaskStepType",
    "AiTaskStepValues",
    "AiWaitStep",
    "AiWaitStepOnFailure",
    "AiWaitStepType",
    "AnnotateStep",
    "AnnotateStepOnFailure",
    "AnnotateStepType",
    "AnswerApproval",
    "ApiKey",
    "ApiKeyList",
    "AppendFileStep",
    "AppendFileStepOnFailure",
    "AppendFileStepType",
    "Approval",
    "ApprovalAnswer",
    "ApprovalDecidedData",
    "ApprovalDecidedEvent",
    "ApprovalDecidedEventType",
    "ApprovalKind",
    "ApprovalRequestedData",
    "ApprovalRequestedEvent",
    "ApprovalRequestedEventType",
    "ApprovalStatus",
    "ApprovalTold",
    "ApproveStep",
    "ApproveStepOnFailure",
    "ApproveStepOtherwise",
    "ApproveStepType",
    "Artifact",
    "ArtifactAddedData",
    "ArtifactAddedEvent",
    "ArtifactAddedEventType",
    "AskStep",
    "AskStepOnFailure",
    "AskStepSchema",
    "AskStepType",
    "AttemptSteps",
    "AttributeMatcher",
    "AuditEntry",
    "BackStep",
    "BackStepOnFailure",
    "BackStepType",
    "BackStepWaitUntil",
    "Baseline",
    "BaselineStatus",
    "BasicAuthStep",
    "BasicAuthStepOnFailure",
    "BasicAuthStepType",
    "BlockHostsStep",
    "BlockHostsStepOnFailure",
    "BlockHostsStepType",
    "BlurStep",
    "BlurStepOnFailure",
    "BlurStepType",
    "BoxMatcher",
    "BreakpointStep",
    "BreakpointStepOnFailure",
    "BreakpointStepType",
    "BreakStep",
    "BreakStepOnFailure",
    "BreakStepType",
    "BrowserClosedData",
    "BrowserClosedEvent",
    "BrowserClosedEventType",
    "BrowserInspect",
    "BrowserOpenedData",
    "BrowserOpenedEvent",
    "BrowserOpenedEventType",
    "BrowserSession",
    "BrowserSessionList",
    "BrowserTest",
    "BrowserTestParams",
    "BrowserTestResult",
    "BudgetRules",
    "CallState",
    "CaptureRequestsStep",
    "CaptureRequestsStepOnFailure",
    "CaptureRequestsStepType",
    "CellMatcher",
    "CellMatcherRowType1",
    "ChangeMatcher",
    "ChapterStep",
    "ChapterStepOnFailure",
    "ChapterStepType",
    "CheckStep",
    "CheckStepOnFailure",
    "CheckStepType",
    "Chore",
    "ChoreList",
    "ClearStateStep",
    "ClearStateStepOnFailure",
    "ClearStateStepType",
    "ClearStep",
    "ClearStepOnFailure",
    "ClearStepType",
    "ClickStep",
    "ClickStepButton",
    "ClickStepModifiersItem",
    "ClickStepOnFailure",
    "ClickStepType",
    "ClipboardStep",
    "ClipboardStepAction",
    "ClipboardStepOnFailure",
    "ClipboardStepType",
    "ClockStep",
    "ClockStepOnFailure",
    "ClockStepType",
    "CloseTabStep",
    "CloseTabStepOnFailure",
    "CloseTabStepTabType1",
    "CloseTabStepType",
    "CloseTo",
    "ColumnComparison",
    "ColumnComparisonOp",
    "ColumnMatcher",
    "CommentStep",
    "CommentStepOnFailure",
    "CommentStepType",
    "Condition",
    "ConditionAriaSnapshotItemType1",
    "ConditionIs",
    "ConditionLevel",
    "ConditionPage",
    "ConditionRow",
    "ConditionSchema",
    "ConditionTo",
    "ConfirmPolicy",
    "ConsoleErrorData",
    "ConsoleErrorEvent",
    "ConsoleErrorEventType",
    "ConsoleMatcher",
    "ConsoleMatcherLevel",
    "ContentData",
    "ContentDoneData",
    "ContentDoneEvent",
    "ContentDoneEventType",
    "ContentEvent",
    "ContentEventType",
    "ContentResetData",
    "ContentResetEvent",
    "ContentResetEventType",
    "ContinueStep",
    "ContinueStepOnFailure",
    "ContinueStepType",
    "Control",
    "ControlReleasedData",
    "ControlReleasedEvent",
    "ControlReleasedEventType",
    "ControlTakenData",
    "ControlTakenEvent",
    "ControlTakenEventType",
    "CookieMatcher",
    "CookieMatcherSameSite",
    "CookiesStep",
    "CookiesStepAction",
    "CookiesStepOnFailure",
    "CookiesStepSameSite",
    "CookiesStepType",
    "CopyStep",
    "CopyStepOnFailure",
    "CopyStepType",
    "CountRange",
    "Counts",
    "DecideProposal",
    "Decision",
    "Delivery",
    "DeliveryAttempt",
    "DeliveryDetail",
    "DeliveryStatus",
    "DenyPermissionsStep",
    "DenyPermissionsStepOnFailure",
    "DenyPermissionsStepPermissionsItem",
    "DenyPermissionsStepType",
    "DesktopControl",
    "DesktopControlData",
    "DesktopControlEvent",
    "DesktopControlEventType",
    "DesktopData",
    "DesktopDriver",
    "DesktopEvent",
    "DesktopEventType",
    "DesktopStatus",
    "DesktopTold",
    "DialogOpenedData",
    "DialogOpenedEvent",
    "DialogOpenedEventType",
    "DoneStep",
    "DoneStepOnFailure",
    "DoneStepType",
    "DownloadFinishedData",
    "DownloadFinishedEvent",
    "DownloadFinishedEventType",
    "DownloadStep",
    "DownloadStepOnFailure",
    "DownloadStepType",
    "DragStep",
    "DragStepOnFailure",
    "DragStepType",
    "DropFilesStep",
    "DropFilesStepOnFailure",
    "DropFilesStepType",
    "EarlierAttempt",
    "ElementBox",
    "ElementPosition",
    "EmulateStep",
    "EmulateStepColorScheme",
    "EmulateStepContrast",
    "EmulateStepDevice",
    "EmulateStepForcedColors",
    "EmulateStepMedia",
    "EmulateStepOnFailure",
    "EmulateStepReducedMotion",
    "EmulateStepType",
    "Emulation",
    "EmulationColorScheme",
    "EmulationContrast",
    "EmulationDevice",
    "EmulationForcedColors",
    "EmulationMedia",
    "EmulationReducedMotion",
    "Engine",
    "ErrorData",
    "ErrorEvent",
    "ErrorEventType",
    "ErrorKind",
    "EvaluateStep",
    "EvaluateStepOnFailure",
    "EvaluateStepType",
    "EventList",
    "EvidenceKeptData",
    "EvidenceKeptEvent",
    "EvidenceKeptEventType",
    "ExecuteFlows",
    "ExecuteMatrix",
    "ExecuteMatrixDataItem",
    "ExecuteOptions",
    "ExecuteOptionsEnv",
    "ExecuteOptionsParams",
    "ExecutionApproval",
    "ExecutionApprovalDecidedData",
    "ExecutionApprovalDecidedEvent",
    "ExecutionApprovalDecidedEventType",
    "ExecutionApprovalList",
    "ExecutionApprovalRequestedData",
    "ExecutionApprovalRequestedEvent",
    "ExecutionApprovalRequestedEventType",
    "ExecutionFinishedData",
    "ExecutionFinishedEvent",
    "ExecutionFinishedEventType",
    "ExecutionNoteData",
    "ExecutionNoteEvent",
    "ExecutionNoteEventType",
    "ExecutionNotifiedData",
    "ExecutionNotifiedEvent",
    "ExecutionNotifiedEventType",
    "ExecutionQueuedData",
    "ExecutionQueuedDataLabels",
    "ExecutionQueuedEvent",
    "ExecutionQueuedEventType",
    "ExecutionReleasedData",
    "ExecutionReleasedEvent",
    "ExecutionReleasedEventType",
    "ExecutionStartedData",
    "ExecutionStartedEvent",
    "ExecutionStartedEventType",
    "ExecutionSummary",
    "ExecutionSummaryLabels",
    "ExpectStep",
    "ExpectStepAriaSnapshotItemType1",
    "ExpectStepIs",
    "ExpectStepLevel",
    "ExpectStepOnFailure",
    "ExpectStepPage",
    "ExpectStepRow",
    "ExpectStepSchema",
    "ExpectStepTo",
    "ExpectStepType",
    "ExtractStep",
    "ExtractStepOnFailure",
    "ExtractStepType",
    "ExtractStepWhat",
    "FailStep",
    "FailStepOnFailure",
    "FailStepType",
    "FakeMediaStep",
    "FakeMediaStepCamera",
    "FakeMediaStepMicrophone",
    "FakeMediaStepOnFailure",
    "FakeMediaStepType",
    "FieldDifference",
    "FieldError",
    "FileDeletedData",
    "FileDeletedEvent",
    "FileDeletedEventType",
    "FileMatcher",
    "FileSavedData",
    "FileSavedEvent",
    "FileSavedEventType",
    "FillFormStep",
    "FillFormStepOnFailure",
    "FillFormStepType",
    "FillStep",
    "FillStepOnFailure",
    "FillStepType",
    "Flow",
    "FlowAllowedMethodsItem",
    "FlowApproval",
    "FlowBrowser",
    "FlowComment",
    "FlowCommentList",
    "FlowDataType0Item",
    "FlowDecision",
    "FlowDecisionList",
    "FlowDifference",
    "FlowEngine",
    "FlowEvidence",
    "FlowEvidenceConsole",
    "FlowEvidenceNetwork",
    "FlowEvidenceOutline",
    "FlowEvidenceScreenshots",
    "FlowEvidenceTrace",
    "FlowEvidenceVideo",
    "FlowExecution",
    "FlowExecutionLabels",
    "FlowExecutionParams",
    "FlowParams",
    "FlowProposal",
    "FlowProposalList",
    "FlowProposedData",
    "FlowProposedEvent",
    "FlowProposedEventType",
    "FlowSource",
    "FlowVersion",
    "FlowVersionList",
    "FlowViewport",
    "FocusStep",
    "FocusStepOnFailure",
    "FocusStepType",
    "ForEachStep",
    "ForEachStepOnFailure",
    "ForEachStepType",
    "FormField",
    "ForwardStep",
    "ForwardStepOnFailure",
    "ForwardStepType",
    "ForwardStepWaitUntil",
    "FrameMatcher",
    "GeneratedFlow",
    "GenerateFlows",
    "Generation",
    "GenerationFinishedData",
    "GenerationFinishedEvent",
    "GenerationFinishedEventType",
    "GenerationProgressData",
    "GenerationProgressEvent",
    "GenerationProgressEventType",
    "GenerationQueuedData",
    "GenerationQueuedEvent",
    "GenerationQueuedEventType",
    "Geolocation",
    "GetTestRunReportResponse200",
    "GotoStep",
    "GotoStepOnFailure",
    "GotoStepType",
    "GotoStepWaitUntil",
    "GrantPermissionsStep",
    "GrantPermissionsStepOnFailure",
    "GrantPermissionsStepPermissionsItem",
    "GrantPermissionsStepType",
    "GroupStep",
    "GroupStepOnFailure",
    "GroupStepType",
    "HandleDialogStep",
    "HandleDialogStepAction",
    "HandleDialogStepOnFailure",
    "HandleDialogStepType",
    "HarRecordStep",
    "HarRecordStepOnFailure",
    "HarRecordStepType",
    "HarReplayStep",
    "HarReplayStepOnFailure",
    "HarReplayStepType",
    "HeaderMatcher",
    "Healing",
    "HealingProof",
    "Health",
    "HealthChecks",
    "HighlightStep",
    "HighlightStepOnFailure",
    "HighlightStepType",
    "HoverStep",
    "HoverStepModifiersItem",
    "HoverStepOnFailure",
    "HoverStepType",
    "HttpRequestStep",
    "HttpRequestStepForm",
    "HttpRequestStepHeaders",
    "HttpRequestStepOnFailure",
    "HttpRequestStepSave",
    "HttpRequestStepType",
    "IfBranch",
    "IfStep",
    "IfStepOnFailure",
    "IfStepType",
    "IndexeddbStep",
    "IndexeddbStepAction",
    "IndexeddbStepOnFailure",
    "IndexeddbStepType",
    "InspectedElement",
    "InspectStep",
    "InspectStepOnFailure",
    "InspectStepType",
    "KeyDownStep",
    "KeyDownStepOnFailure",
    "KeyDownStepType",
    "KeyScope",
    "KeyUpStep",
    "KeyUpStepOnFailure",
    "KeyUpStepType",
    "LanguageModel",
    "Level",
    "Links",
    "LinksMatcher",
    "ListAgentSession",
    "ListAuditEntry",
    "ListBaseline",
    "ListDelivery",
    "ListExecutionSummary",
    "ListOrder",
    "ListOrderBy",
    "ListOrderOrder",
    "ListStoredFlow",
    "ListTestRunSummary",
    "ListTestSessionSummary",
    "LoadStateStep",
    "LoadStateStepOnFailure",
    "LoadStateStepType",
    "LocalStorageStep",
    "LocalStorageStepAction",
    "LocalStorageStepOnFailure",
    "LocalStorageStepType",
    "Login",
    "LogStep",
    "LogStepOnFailure",
    "LogStepType",
    "MadeApiKey",
    "Matcher",
    "MeasureMutationScore",
    "MeasureMutationScoreParams",
    "Message",
    "MessageAccepted",
    "MessageAddedData",
    "MessageAddedEvent",
    "MessageAddedEventType",
    "MessageBegunData",
    "MessageBegunEvent",
    "MessageBegunEventType",
    "Missed",
    "MockStep",
    "MockStepHeaders",
    "MockStepOnFailure",
    "MockStepType",
    "MockWsStep",
    "MockWsStepOnFailure",
    "MockWsStepType",
    "ModelCalledData",
    "ModelCalledEvent",
    "ModelCalledEventType",
    "ModelList",
    "ModelSpending",
    "ModifyRequestStep",
    "ModifyRequestStepHeaders",
    "ModifyRequestStepOnFailure",
    "ModifyRequestStepType",
    "ModifyResponseStep",
    "ModifyResponseStepHeaders",
    "ModifyResponseStepOnFailure",
    "ModifyResponseStepReplace",
    "ModifyResponseStepSet",
    "ModifyResponseStepType",
    "MouseStep",
    "MouseStepAction",
    "MouseStepButton",
    "MouseStepOnFailure",
    "MouseStepType",
    "MutantFate",
    "MutantKind",
    "MutantOutcome",
    "MutationCounts",
    "MutationFinishedData",
    "MutationFinishedEvent",
    "MutationFinishedEventType",
    "MutationProgressData",
    "MutationProgressEvent",
    "MutationProgressEventType",
    "MutationQueuedData",
    "MutationQueuedEvent",
    "MutationQueuedEventType",
    "MutationScore",
    "MutationSummary",
    "MutationTally",
    "MutationTriedData",
    "MutationTriedEvent",
    "MutationTriedEventType",
    "NewAgentFile",
    "NewAgentMessage",
    "NewAgentSession",
    "NewAgentSessionMetadata",
    "NewAgentSessionVariables",
    "NewApiKey",
    "NewBaseline",
    "NewFlowComment",
    "NewLogin",
    "NewProject",
    "NewProjectRules",
    "NewSecret",
    "NewSessionTemplate",
    "NewTabStep",
    "NewTabStepOnFailure",
    "NewTabStepType",
    "NewTestFlows",
    "NewTestSession",
    "NewViewTicket",
    "NewWebhook",
    "Note",
    "NoteKind",
    "NotifyStep",
    "NotifyStepOnFailure",
    "NotifyStepType",
    "NumberRange",
    "OfflineStep",
    "OfflineStepOnFailure",
    "OfflineStepType",
    "OnDialogStep",
    "OnDialogStepAction",
    "OnDialogStepOnFailure",
    "OnDialogStepType",
    "OnOverlayStep",
    "OnOverlayStepOnFailure",
    "OnOverlayStepType",
    "OptionMatcher",
    "Overlap",
    "OwnRules",
    "PageErrorData",
    "PageErrorEvent",
    "PageErrorEventType",
    "ParallelBranch",
    "ParallelStep",
    "ParallelStepOnFailure",
    "ParallelStepTabs",
    "ParallelStepType",
    "ParseFileStep",
    "ParseFileStepAs",
    "ParseFileStepOnFailure",
    "ParseFileStepSchema",
    "ParseFileStepType",
    "PartHealth",
    "PasteStep",
    "PasteStepOnFailure",
    "PasteStepType",
    "PdfFillStep",
    "PdfFillStepFields",
    "PdfFillStepOnFailure",
    "PdfFillStepType",
    "PdfSplitStep",
    "PdfSplitStepOnFailure",
    "PdfSplitStepType",
    "PdfStep",
    "PdfStepFormat",
    "PdfStepOnFailure",
    "PdfStepType",
    "PinchStep",
    "PinchStepOnFailure",
    "PinchStepType",
    "PressStep",
    "PressStepOnFailure",
    "PressStepType",
    "Priority",
    "Problem",
    "Profile",
    "ProfileList",
    "ProfileRules",
    "Project",
    "ProjectChange",
    "ProjectList",
    "ProjectRules",
    "ProjectUsage",
    "PromptAttachment",
    "ProofStatus",
    "PropertyMatcher",
    "ProposalDecision",
    "QueueDepth",
    "QueueHealth",
    "QuotaRules",
    "ReadFileStep",
    "ReadFileStepOnFailure",
    "ReadFileStepType",
    "Reason",
    "RecordMetricStep",
    "RecordMetricStepOnFailure",
    "RecordMetricStepType",
    "ReloadStep",
    "ReloadStepOnFailure",
    "ReloadStepType",
    "ReloadStepWaitUntil",
    "Removal",
    "RepeatUntilPassesStep",
    "RepeatUntilPassesStepOnFailure",
    "RepeatUntilPassesStepType",
    "ReplaceInFileStep",
    "ReplaceInFileStepOnFailure",
    "ReplaceInFileStepType",
    "ReportFormat",
    "RequestFailedData",
    "RequestFailedEvent",
    "RequestFailedEventType",
    "RequestMatcher",
    "RequestPart",
    "Rerun",
    "ResetData",
    "ResetEvent",
    "ResetEventType",
    "ResponseMatcher",
    "RetentionPlan",
    "RetentionRules",
    "RetryStep",
    "RetryStepOnFailure",
    "RetryStepType",
    "Role",
    "RoundTrip",
    "RunCancelRequestedData",
    "RunCancelRequestedEvent",
    "RunCancelRequestedEventType",
    "RunFinishedData",
    "RunFinishedEvent",
    "RunFinishedEventType",
    "RunFlowAsyncStep",
    "RunFlowAsyncStepOnFailure",
    "RunFlowAsyncStepParams",
    "RunFlowAsyncStepType",
    "RunFlowStep",
    "RunFlowStepOnFailure",
    "RunFlowStepParams",
    "RunFlowStepType",
    "RunQueuedData",
    "RunQueuedEvent",
    "RunQueuedEventType",
    "RunStartedData",
    "RunStartedEvent",
    "RunStartedEventType",
    "SandboxHealth",
    "SaveStateStep",
    "SaveStateStepOnFailure",
    "SaveStateStepType",
    "Schedule",
    "ScheduleList",
    "ScheduleOptions",
    "SchedulePlan",
    "SchedulePreview",
    "ScheduleTick",
    "ScheduleTickList",
    "ScreenshotMatcher",
    "ScreenshotMatcherAnimations",
    "ScreenshotMatcherCaret",
    "ScreenshotStep",
    "ScreenshotStepOnFailure",
    "ScreenshotStepType",
    "ScrollStep",
    "ScrollStepDirection",
    "ScrollStepOnFailure",
    "ScrollStepTo",
    "ScrollStepType",
    "ScrollUntilStep",
    "ScrollUntilStepDirection",
    "ScrollUntilStepOnFailure",
    "ScrollUntilStepType",
    "SearchPageStep",
    "SearchPageStepOnFailure",
    "SearchPageStepType",
    "Secret",
    "SecretList",
    "SelectStep",
    "SelectStepMode",
    "SelectStepOnFailure",
    "SelectStepType",
    "SelectTextStep",
    "SelectTextStepOnFailure",
    "SelectTextStepType",
    "SessionCreatedData",
    "SessionCreatedEvent",
    "SessionCreatedEventType",
    "SessionStorageStep",
    "SessionStorageStepAction",
    "SessionStorageStepOnFailure",
    "SessionStorageStepType",
    "SessionTemplate",
    "SessionTemplateList",
    "SetCheckedStep",
    "SetCheckedStepOnFailure",
    "SetCheckedStepType",
    "SetContentStep",
    "SetContentStepOnFailure",
    "SetContentStepType",
    "SetContentStepWaitUntil",
    "SetDesktopControl",
    "SetHeadersStep",
    "SetHeadersStepHeaders",
    "SetHeadersStepOnFailure",
    "SetHeadersStepType",
    "SetStep",
    "SetStepOnFailure",
    "SetStepType",
    "SetViewportStep",
    "SetViewportStepOnFailure",
    "SetViewportStepType",
    "SkipStep",
    "SkipStepOnFailure",
    "SkipStepType",
    "SleepStep",
    "SleepStepOnFailure",
    "SleepStepType",
    "SnapshotAriaStep",
    "SnapshotAriaStepOnFailure",
    "SnapshotAriaStepType",
    "SortedBy",
    "SortedByBy",
    "SortedByOrder",
    "SpendingDay",
    "SpendingModel",
    "SpendingReport",
    "Status",
    "StatusData",
    "StatusEvent",
    "StatusEventType",
    "StepDifference",
    "StepEffect",
    "StepError",
    "StepFinishedData",
    "StepFinishedEvent",
    "StepFinishedEventType",
    "StepRecorded",
    "StepResult",
    "StepRetry",
    "StepStartedData",
    "StepStartedEvent",
    "StepStartedEventType",
    "StepStatus",
    "StopLoadingStep",
    "StopLoadingStepOnFailure",
    "StopLoadingStepType",
    "StorageMatcher",
    "StoredFlow",
    "StyleMatcher",
    "SubmitStep",
    "SubmitStepOnFailure",
    "SubmitStepType",
    "SuggestedAssertion",
    "SuggestedLocator",
    "SwipeStep",
    "SwipeStepDirection",
    "SwipeStepOnFailure",
    "SwipeStepType",
    "SwitchCase",
    "SwitchStep",
    "SwitchStepOnFailure",
    "SwitchStepType",
    "SwitchTabStep",
    "SwitchTabStepOnFailure",
    "SwitchTabStepTabType1",
    "SwitchTabStepType",
    "SystemStats",
    "TabMatcher",
    "TakeoverStep",
    "TakeoverStepOnFailure",
    "TakeoverStepType",
    "TapStep",
    "TapStepOnFailure",
    "TapStepType",
    "Target",
    "TargetCheckedType1",
    "TargetPressedType1",
    "TargetShadow",
    "TestRun",
    "TestRunOptions",
    "TestRunSummary",
    "TestSession",
    "TestSessionSummary",
    "ThinkingData",
    "ThinkingEvent",
    "ThinkingEventType",
    "ThrottleStep",
    "ThrottleStepOnFailure",
    "ThrottleStepProfile",
    "ThrottleStepType",
    "TimesStep",
    "TimesStepOnFailure",
    "TimesStepType",
    "TokenPrice",
    "ToolResultData",
    "ToolResultEvent",
    "ToolResultEventType",
    "ToolUseData",
    "ToolUseEvent",
    "ToolUseEventType",
    "TravelStep",
    "TravelStepOnFailure",
    "TravelStepType",
    "TryStep",
    "TryStepOnFailure",
    "TryStepType",
    "TypeStep",
    "TypeStepOnFailure",
    "TypeStepType",
    "UncheckStep",
    "UncheckStepOnFailure",
    "UncheckStepType",
    "UnmockStep",
    "UnmockStepOnFailure",
    "UnmockStepType",
    "UntilStep",
    "UntilStepOnFailure",
    "UntilStepType",
    "UploadFile",
    "UploadStep",
    "UploadStepOnFailure",
    "UploadStepType",
    "UsageData",
    "UsageEvent",
    "UsageEventType",
    "Validation",
    "ValidIf",
    "ViewMode",
    "Viewport",
    "ViewportPoint",
    "ViewTicket",
    "WaitConsoleStep",
    "WaitConsoleStepLevel",
    "WaitConsoleStepOnFailure",
    "WaitConsoleStepType",
    "WaitDownloadStep",
    "WaitDownloadStepOnFailure",
    "WaitDownloadStepType",
    "WaitEmailStep",
    "WaitEmailStepOnFailure",
    "WaitEmailStepSince",
    "WaitEmailStepType",
    "WaitFileStep",
    "WaitFileStepOnFailure",
    "WaitFileStepType",
    "WaitForStep",
    "WaitForStepOnFailure",
    "WaitForStepState",
    "WaitForStepType",
    "WaitFunctionStep",
    "WaitFunctionStepOnFailure",
    "WaitFunctionStepType",
    "WaitingFor",
    "WaitLoadStep",
    "WaitLoadStepOnFailure",
    "WaitLoadStepState",
    "WaitLoadStepType",
    "WaitPopupStep",
    "WaitPopupStepOnFailure",
    "WaitPopupStepType",
    "WaitRequestStep",
    "WaitRequestStepOnFailure",
    "WaitRequestStepType",
    "WaitResponseStep",
    "WaitResponseStepOnFailure",
    "WaitResponseStepType",
    "WaitRunStep",
    "WaitRunStepOnFailure",
    "WaitRunStepStatus",
    "WaitRunStepType",
    "WaitSettledStep",
    "WaitSettledStepOnFailure",
    "WaitSettledStepType",
    "WaitUrlStep",
    "WaitUrlStepOnFailure",
    "WaitUrlStepType",
    "WaitWsFrameStep",
    "WaitWsFrameStepDirection",
    "WaitWsFrameStepOnFailure",
    "WaitWsFrameStepType",
    "WebauthnStep",
    "WebauthnStepAction",
    "WebauthnStepOnFailure",
    "WebauthnStepProtocol",
    "WebauthnStepTransport",
    "WebauthnStepType",
    "Webhook",
    "WebhookChange",
    "WebhookList",
    "WebhookStep",
    "WebhookStepOnFailure",
    "WebhookStepType",
    "WebhookWithSecret",
    "WebsocketStats",
    "WebVitalsBudget",
    "WebVitalsStep",
    "WebVitalsStepOnFailure",
    "WebVitalsStepType",
    "Welcome",
    "WhileStep",
    "WhileStepOnFailure",
    "WhileStepType",
    "WhoAmI",
    "Worker",
    "WorkerList",
    "WorkersHealth",
    "WriteFileStep",
    "WriteFileStepOnFailure",
    "WriteFileStepType",
    "WsFrameMatcher",
    "WsFrameMatcherDirection",
    "WsReply",
)
