from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.expect_step_is import ExpectStepIs, check_expect_step_is
from ..models.expect_step_level import ExpectStepLevel, check_expect_step_level
from ..models.expect_step_on_failure import (
    ExpectStepOnFailure,
    check_expect_step_on_failure,
)
from ..models.expect_step_page import ExpectStepPage, check_expect_step_page
from ..models.expect_step_to import ExpectStepTo, check_expect_step_to
from ..models.expect_step_type import ExpectStepType, check_expect_step_type
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.a11y_matcher import A11YMatcher
    from ..models.attribute_matcher import AttributeMatcher
    from ..models.box_matcher import BoxMatcher
    from ..models.cell_matcher import CellMatcher
    from ..models.change_matcher import ChangeMatcher
    from ..models.close_to import CloseTo
    from ..models.column_comparison import ColumnComparison
    from ..models.column_matcher import ColumnMatcher
    from ..models.condition import Condition
    from ..models.console_matcher import ConsoleMatcher
    from ..models.cookie_matcher import CookieMatcher
    from ..models.count_range import CountRange
    from ..models.expect_step_aria_snapshot_item_type_1 import (
        ExpectStepAriaSnapshotItemType1,
    )
    from ..models.expect_step_row import ExpectStepRow
    from ..models.expect_step_schema import ExpectStepSchema
    from ..models.file_matcher import FileMatcher
    from ..models.links_matcher import LinksMatcher
    from ..models.list_order import ListOrder
    from ..models.matcher import Matcher
    from ..models.number_range import NumberRange
    from ..models.option_matcher import OptionMatcher
    from ..models.property_matcher import PropertyMatcher
    from ..models.request_matcher import RequestMatcher
    from ..models.response_matcher import ResponseMatcher
    from ..models.screenshot_matcher import ScreenshotMatcher
    from ..models.sorted_by import SortedBy
    from ..models.step_recorded import StepRecorded
    from ..models.step_retry import StepRetry
    from ..models.storage_matcher import StorageMatcher
    from ..models.style_matcher import StyleMatcher
    from ..models.target import Target
    from ..models.web_vitals_budget import WebVitalsBudget
    from ..models.ws_frame_matcher import WsFrameMatcher


T = TypeVar("T", bound="ExpectStep")


@_attrs_define
class ExpectStep:
    """Holds, or comes to hold before the time is up: about a target, the page, a variable, requests, or the console. It
    says exactly one thing.

        Attributes:
            type_ (ExpectStepType):
            a11y (A11YMatcher | Unset): No more violations of axe-core's rules than these: of any impact, and of each impact
                or worse.
            accessible_description (Matcher | str | Unset): How a text is compared: a plain string, or `equals`, `contains`,
                `matches`.
            accessible_name (Matcher | str | Unset): How a text is compared: a plain string, or `equals`, `contains`,
                `matches`.
            after (str | Unset): The variable is a date or time after this one.
            allow (list[str] | Unset): What does not count, beside `no_…`: globs of addresses for requests, parts of lines
                for the console.
            aria_role (str | Unset): The ARIA role of the target.
            aria_snapshot (list[ExpectStepAriaSnapshotItemType1 | str] | Unset): The accessibility tree has these nodes, in
                Playwright's format, as YAML text or as a list.
            attribute (AttributeMatcher | Unset): An attribute of the element: that it is there, or its value.
            before (str | Unset): The variable is a date or time before this one, e.g. `2026-11-20` or `{{now}}`.
            box (BoxMatcher | Unset): Where the element is in the viewport and how large, in CSS pixels: numbers (to half a
                pixel) or ranges.
            cell (CellMatcher | Unset): The text of one cell.
            changed (ChangeMatcher | Unset): Whether the target (or the page) looks as in an earlier `screenshot` step of
                the flow.
            class_ (Matcher | str | Unset): How a text is compared: a plain string, or `equals`, `contains`, `matches`.
            close_to (CloseTo | Unset): A number, about.
            column (ColumnMatcher | Unset): A column as a whole: the numbers in it, or its texts. `1,234.50 €` is the number
                1234.5.
            columns (ColumnComparison | Unset): Two columns compared in every row, as numbers where both are.
            console (ConsoleMatcher | Unset): Lines of the console, and how often they were written.
            contains (Any | Unset): The variable's text has this part, or its list this item.
            cookie (CookieMatcher | Unset): A cookie that is there, and what it is like.
            count (CountRange | int | Unset): How many elements match the target: a number, or `{min, max}`.
            css (StyleMatcher | Unset): A computed style property and its wanted value.
            dialog (Matcher | str | Unset): How a text is compared: a plain string, or `equals`, `contains`, `matches`.
            element_id (Matcher | str | Unset): How a text is compared: a plain string, or `equals`, `contains`, `matches`.
            equals (Any | Unset): The variable has this value.
            error_message (Matcher | str | Unset): How a text is compared: a plain string, or `equals`, `contains`,
                `matches`.
            file (FileMatcher | Unset): A downloaded file, as the `download` step leaves it in a variable. All that is given
                must hold.
            focus_order (list[Target] | Unset): The Tab key goes through these elements in this order, perhaps with others
                between.
            gt (Any | Unset): The variable is greater.
            gte (Any | Unset): The variable is greater or equal.
            id (str | Unset): A name of the step that stays when steps are moved.
            if_ (Condition | Unset): Holds, or comes to hold before the time is up: about a target, the page, a variable,
                requests, or the console. It says exactly one thing.
            ignore_case (bool | Unset): Texts are compared without regard to upper and lower case. Default: False.
            in_ (list[Any] | Unset): The variable has one of these values.
            inside (Target | Unset): One element of the page: exactly one strategy (`role`, `text`, `label`, `placeholder`,
                `alt`, `title`, `testid`, `component`, `value`, `id`, `name_attr`, `link_text`, `partial_link_text`, `css`,
                `xpath`, `xy` or `any_of`), narrowed by the rest. More than one match is an error.
            is_ (ExpectStepIs | Unset): The type of the variable's value.
            label (str | Unset): What the step is called in reports.
            language (Matcher | str | Unset): How a text is compared: a plain string, or `equals`, `contains`, `matches`.
            length (float | NumberRange | Unset): How long its text or list is, or how many fields its object has.
            level (ExpectStepLevel | Unset): `warn` and `advisory`: a failure is shown, and changes no verdict. Default:
                'error'.
            links (LinksMatcher | Unset): The links of the page to its own origin answer without an error. They are asked by
                `HEAD`.
            local_storage (StorageMatcher | Unset): An entry that is there, and its value.
            lt (Any | Unset): The variable is less.
            lte (Any | Unset): The variable is less or equal.
            matches (str | Unset): The variable's text matches this regular expression.
            message (str | Unset): What a failure begins with, for readers of reports.
            ne (Any | Unset): The variable has another value.
            no_5xx (bool | Unset): No request was answered 5xx.
            no_console_errors (bool | Unset): Nothing was written to the console as an error; resources that did not load
                are, uncaught errors are not.
            no_failed_requests (bool | Unset): No request failed or was answered 4xx or 5xx; what the page gave up itself
                does not count.
            no_mixed_content (bool | Unset): No page over https asked for anything over http.
            no_page_errors (bool | Unset): No error of the page's scripts was left uncaught.
            normalize (bool | Unset): `false`: white space counts as it stands. Default: True.
            not_ (bool | Unset): The opposite must hold. Default: False.
            on_failure (ExpectStepOnFailure | Unset): `continue` records the failure and goes on; the flow fails at its end.
            once (bool | Unset): Must never be done twice: after a crash in this step the execution ends in doubt instead of
                starting over. Default: False.
            options (list[Matcher | str] | Unset): The labels of all options of a `<select>`; see `ordered` and `partial`.
            ordered (bool | Unset): Of lists: `false` when the order does not matter. Default: True.
            overlaps (Target | Unset): One element of the page: exactly one strategy (`role`, `text`, `label`,
                `placeholder`, `alt`, `title`, `testid`, `component`, `value`, `id`, `name_attr`, `link_text`,
                `partial_link_text`, `css`, `xpath`, `xy` or `any_of`), narrowed by the rest. More than one match is an error.
            page (ExpectStepPage | Unset): The page cannot be scrolled sideways; no secret of the run stands in it.
            page_text (Matcher | str | Unset): How a text is compared: a plain string, or `equals`, `contains`, `matches`.
            pages (CountRange | int | Unset): How many tabs are open: a number, or `{min, max}`.
            partial (bool | Unset): Of lists: there may be other items besides. Default: False.
            path (str | Unset): A JSON path (RFC 9535) inside the variable, e.g. `$.lines[*].price`; several hits are a
                list.
            placeholder_text (Matcher | str | Unset): How a text is compared: a plain string, or `equals`, `contains`,
                `matches`.
            poll (list[int] | Unset): Pauses between looks in milliseconds, the last again and again; it looks whenever the
                page changes when absent.
            postcondition (list[Condition] | Unset): What must hold when the step is done; each is an `expect` of its own.
            property_ (PropertyMatcher | Unset): A JavaScript property of the element and its wanted value.
            ratio (float | Unset): With `to: in_viewport`: the least part of it that must be there.
            recorded (StepRecorded | Unset): What is known of the element and the effect of a step that was recorded.
            request (RequestMatcher | Unset): Requests of the page, and how often they were made.
            response (ResponseMatcher | Unset): The last answer to a request with this address and method, and what it must
                be.
            retry (StepRetry | Unset): Further tries of one step.
            row (ExpectStepRow | Unset): The table has a row with these texts, by column header.
            schema (ExpectStepSchema | Unset): The value is valid by this JSON Schema. References to elsewhere are refused.
            screenshot (ScreenshotMatcher | Unset): The picture is the approved one, by Playwright's rules: taken until two
                in a row are the same, compared as pixelmatch does.
            security_headers (list[str] | Unset): The answer to the page itself has these headers, e.g. `content-security-
                policy`.
            selected (list[OptionMatcher | str] | OptionMatcher | str | Unset): The selected options of a `<select>`, all of
                them.
            session_storage (StorageMatcher | Unset): An entry that is there, and its value.
            since (str | Unset): The id of an earlier step, from whose beginning on requests and lines count; from the start
                of the execution when absent.
            soft (bool | Unset): The same as `on_failure: continue`, for assertions. Default: False.
            sorted_ (ListOrder | Unset): How a list is sorted.
            sorted_by (SortedBy | Unset): By which column the rows are sorted.
            stable_for (int | Unset): It must hold for so many milliseconds without a break.
            target (Target | Unset): One element of the page: exactly one strategy (`role`, `text`, `label`, `placeholder`,
                `alt`, `title`, `testid`, `component`, `value`, `id`, `name_attr`, `link_text`, `partial_link_text`, `css`,
                `xpath`, `xy` or `any_of`), narrowed by the rest. More than one match is an error.
            text (Matcher | str | Unset): How a text is compared: a plain string, or `equals`, `contains`, `matches`.
            texts (list[Matcher | str] | Unset): The texts of all matches of the target, in order; see `ordered` and
                `partial`.
            timeout_ms (int | Unset): Longest time for the step in milliseconds: 10,000 for `expect`, 120,000 for steps that
                ask a model (300,000 for those in which it acts), an hour for steps that ask a person or wait for a run, 30,000
                for others when absent.
            title (Matcher | str | Unset): How a text is compared: a plain string, or `equals`, `contains`, `matches`.
            to (ExpectStepTo | Unset): The state of the target; `loaded` is for images.
            unchanged (ChangeMatcher | Unset): Whether the target (or the page) looks as in an earlier `screenshot` step of
                the flow.
            url (Matcher | str | Unset): How an address is compared: a glob such as `**/orders/*`, or `equals`, `contains`,
                `matches`.
            value (Matcher | str | Unset): How a text is compared: a plain string, or `equals`, `contains`, `matches`.
            values (list[Matcher | str] | Unset): The values of the selected options of a `<select multiple>`.
            var (str | Unset): The variable it is about, e.g. `order` or `order.lines.0`.
            web_vitals (WebVitalsBudget | Unset): The most that the page may take, as the browser measured it.
            ws_frame (WsFrameMatcher | Unset): Messages over WebSockets of the page, and how often they were seen.
    """

    type_: ExpectStepType
    a11y: A11YMatcher | Unset = UNSET
    accessible_description: Matcher | str | Unset = UNSET
    accessible_name: Matcher | str | Unset = UNSET
    after: str | Unset = UNSET
    allow: list[str] | Unset = UNSET
    aria_role: str | Unset = UNSET
    aria_snapshot: list[ExpectStepAriaSnapshotItemType1 | str] | Unset = UNSET
    attribute: AttributeMatcher | Unset = UNSET
    before: str | Unset = UNSET
    box: BoxMatcher | Unset = UNSET
    cell: CellMatcher | Unset = UNSET
    changed: ChangeMatcher | Unset = UNSET
    class_: Matcher | str | Unset = UNSET
    close_to: CloseTo | Unset = UNSET
    column: ColumnMatcher | Unset = UNSET
    columns: ColumnComparison | Unset = UNSET
    console: ConsoleMatcher | Unset = UNSET
    contains: Any | Unset = UNSET
    cookie: CookieMatcher | Unset = UNSET
    count: CountRange | int | Unset = UNSET
    css: StyleMatcher | Unset = UNSET
    dialog: Matcher | str | Unset = UNSET
    element_id: Matcher | str | Unset = UNSET
    equals: Any | Unset = UNSET
    error_message: Matcher | str | Unset = UNSET
    file: FileMatcher | Unset = UNSET
    focus_order: list[Target] | Unset = UNSET
    gt: Any | Unset = UNSET
    gte: Any | Unset = UNSET
    id: str | Unset = UNSET
    if_: Condition | Unset = UNSET
    ignore_case: bool | Unset = False
    in_: list[Any] | Unset = UNSET
    inside: Target | Unset = UNSET
    is_: ExpectStepIs | Unset = UNSET
    label: str | Unset = UNSET
    language: Matcher | str | Unset = UNSET
    length: float | NumberRange | Unset = UNSET
    level: ExpectStepLevel | Unset = "error"
    links: LinksMatcher | Unset = UNSET
    local_storage: StorageMatcher | Unset = UNSET
    lt: Any | Unset = UNSET
    lte: Any | Unset = UNSET
    matches: str | Unset = UNSET
    message: str | Unset = UNSET
    ne: Any | Unset = UNSET
    no_5xx: bool | Unset = UNSET
    no_console_errors: bool | Unset = UNSET
    no_failed_requests: bool | Unset = UNSET
    no_mixed_content: bool | Unset = UNSET
    no_page_errors: bool | Unset = UNSET
    normalize: bool | Unset = True
    not_: bool | Unset = False
    on_failure: ExpectStepOnFailure | Unset = UNSET
    once: bool | Unset = False
    options: list[Matcher | str] | Unset = UNSET
    ordered: bool | Unset = True
    overlaps: Target | Unset = UNSET
    page: ExpectStepPage | Unset = UNSET
    page_text: Matcher | str | Unset = UNSET
    pages: CountRange | int | Unset = UNSET
    partial: bool | Unset = False
    path: str | Unset = UNSET
    placeholder_text: Matcher | str | Unset = UNSET
    poll: list[int] | Unset = UNSET
    postcondition: list[Condition] | Unset = UNSET
    property_: PropertyMatcher | Unset = UNSET
    ratio: float | Unset = UNSET
    recorded: StepRecorded | Unset = UNSET
    request: RequestMatcher | Unset = UNSET
    response: ResponseMatcher | Unset = UNSET
    retry: StepRetry | Unset = UNSET
    row: ExpectStepRow | Unset = UNSET
    schema: ExpectStepSchema | Unset = UNSET
    screenshot: ScreenshotMatcher | Unset = UNSET
    security_headers: list[str] | Unset = UNSET
    selected: list[OptionMatcher | str] | OptionMatcher | str | Unset = UNSET
    session_storage: StorageMatcher | Unset = UNSET
    since: str | Unset = UNSET
    soft: bool | Unset = False
    sorted_: ListOrder | Unset = UNSET
    sorted_by: SortedBy | Unset = UNSET
    stable_for: int | Unset = UNSET
    target: Target | Unset = UNSET
    text: Matcher | str | Unset = UNSET
    texts: list[Matcher | str] | Unset = UNSET
    timeout_ms: int | Unset = UNSET
    title: Matcher | str | Unset = UNSET
    to: ExpectStepTo | Unset = UNSET
    unchanged: ChangeMatcher | Unset = UNSET
    url: Matcher | str | Unset = UNSET
    value: Matcher | str | Unset = UNSET
    values: list[Matcher | str] | Unset = UNSET
    var: str | Unset = UNSET
    web_vitals: WebVitalsBudget | Unset = UNSET
    ws_frame: WsFrameMatcher | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.count_range import CountRange  # noqa: PLC0415
        from ..models.expect_step_aria_snapshot_item_type_1 import (
            ExpectStepAriaSnapshotItemType1,  # noqa: PLC0415
        )
        from ..models.matcher import Matcher  # noqa: PLC0415
        from ..models.number_range import NumberRange  # noqa: PLC0415
        from ..models.option_matcher import OptionMatcher  # noqa: PLC0415

        type_: str = self.type_

        a11y: dict[str, Any] | Unset = UNSET
        if not isinstance(self.a11y, Unset):
            a11y = self.a11y.to_dict()

        accessible_description: dict[str, Any] | str | Unset
        if isinstance(self.accessible_description, Unset):
            accessible_description = UNSET
        elif isinstance(self.accessible_description, Matcher):
            accessible_description = self.accessible_description.to_dict()
        else:
            accessible_description = self.accessible_description

        accessible_name: dict[str, Any] | str | Unset
        if isinstance(self.accessible_name, Unset):
            accessible_name = UNSET
        elif isinstance(self.accessible_name, Matcher):
            accessible_name = self.accessible_name.to_dict()
        else:
            accessible_name = self.accessible_name

        after = self.after

        allow: list[str] | Unset = UNSET
        if not isinstance(self.allow, Unset):
            allow = self.allow

        aria_role = self.aria_role

        aria_snapshot: list[dict[str, Any] | str] | Unset = UNSET
        if not isinstance(self.aria_snapshot, Unset):
            aria_snapshot = []
            for aria_snapshot_item_data in self.aria_snapshot:
                aria_snapshot_item: dict[str, Any] | str
                if isinstance(aria_snapshot_item_data, ExpectStepAriaSnapshotItemType1):
                    aria_snapshot_item = aria_snapshot_item_data.to_dict()
                else:
                    aria_snapshot_item = aria_snapshot_item_data
                aria_snapshot.append(aria_snapshot_item)

        attribute: dict[str, Any] | Unset = UNSET
        if not isinstance(self.attribute, Unset):
            attribute = self.attribute.to_dict()

        before = self.before

        box: dict[str, Any] | Unset = UNSET
        if not isinstance(self.box, Unset):
            box = self.box.to_dict()

        cell: dict[str, Any] | Unset = UNSET
        if not isinstance(self.cell, Unset):
            cell = self.cell.to_dict()

        changed: dict[str, Any] | Unset = UNSET
        if not isinstance(self.changed, Unset):
            changed = self.changed.to_dict()

        class_: dict[str, Any] | str | Unset
        if isinstance(self.class_, Unset):
            class_ = UNSET
        elif isinstance(self.class_, Matcher):
            class_ = self.class_.to_dict()
        else:
            class_ = self.class_

        close_to: dict[str, Any] | Unset = UNSET
        if not isinstance(self.close_to, Unset):
            close_to = self.close_to.to_dict()

        column: dict[str, Any] | Unset = UNSET
        if not isinstance(self.column, Unset):
            column = self.column.to_dict()

        columns: dict[str, Any] | Unset = UNSET
        if not isinstance(self.columns, Unset):
            columns = self.columns.to_dict()

        console: dict[str, Any] | Unset = UNSET
        if not isinstance(self.console, Unset):
            console = self.console.to_dict()

        contains = self.contains

        cookie: dict[str, Any] | Unset = UNSET
        if not isinstance(self.cookie, Unset):
            cookie = self.cookie.to_dict()

        count: dict[str, Any] | int | Unset
        if isinstance(self.count, Unset):
            count = UNSET
        elif isinstance(self.count, CountRange):
            count = self.count.to_dict()
        else:
            count = self.count

        css: dict[str, Any] | Unset = UNSET
        if not isinstance(self.css, Unset):
            css = self.css.to_dict()

        dialog: dict[str, Any] | str | Unset
        if isinstance(self.dialog, Unset):
            dialog = UNSET
        elif isinstance(self.dialog, Matcher):
            dialog = self.dialog.to_dict()
        else:
            dialog = self.dialog

        element_id: dict[str, Any] | str | Unset
        if isinstance(self.element_id, Unset):
            element_id = UNSET
        elif isinstance(self.element_id, Matcher):
            element_id = self.element_id.to_dict()
        else:
            element_id = self.element_id

        equals = self.equals

        error_message: dict[str, Any] | str | Unset
        if isinstance(self.error_message, Unset):
            error_message = UNSET
        elif isinstance(self.error_message, Matcher):
            error_message = self.error_message.to_dict()
        else:
            error_message = self.error_message

        file: dict[str, Any] | Unset = UNSET
        if not isinstance(self.file, Unset):
            file = self.file.to_dict()

        focus_order: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.focus_order, Unset):
            focus_order = []
            for focus_order_item_data in self.focus_order:
                focus_order_item = focus_order_item_data.to_dict()
                focus_order.append(focus_order_item)

        gt = self.gt

        gte = self.gte

        id = self.id

        if_: dict[str, Any] | Unset = UNSET
        if not isinstance(self.if_, Unset):
            if_ = self.if_.to_dict()

        ignore_case = self.ignore_case

        in_: list[Any] | Unset = UNSET
        if not isinstance(self.in_, Unset):
            in_ = self.in_

        inside: dict[str, Any] | Unset = UNSET
        if not isinstance(self.inside, Unset):
            inside = self.inside.to_dict()

        is_: str | Unset = UNSET
        if not isinstance(self.is_, Unset):
            is_ = self.is_

        label = self.label

        language: dict[str, Any] | str | Unset
        if isinstance(self.language, Unset):
            language = UNSET
        elif isinstance(self.language, Matcher):
            language = self.language.to_dict()
        else:
            language = self.language

        length: dict[str, Any] | float | Unset
        if isinstance(self.length, Unset):
            length = UNSET
        elif isinstance(self.length, NumberRange):
            length = self.length.to_dict()
        else:
            length = self.length

        level: str | Unset = UNSET
        if not isinstance(self.level, Unset):
            level = self.level

        links: dict[str, Any] | Unset = UNSET
        if not isinstance(self.links, Unset):
            links = self.links.to_dict()

        local_storage: dict[str, Any] | Unset = UNSET
        if not isinstance(self.local_storage, Unset):
            local_storage = self.local_storage.to_dict()

        lt = self.lt

        lte = self.lte

        matches = self.matches

        message = self.message

        ne = self.ne

        no_5xx = self.no_5xx

        no_console_errors = self.no_console_errors

        no_failed_requests = self.no_failed_requests

        no_mixed_content = self.no_mixed_content

        no_page_errors = self.no_page_errors

        normalize = self.normalize

        not_ = self.not_

        on_failure: str | Unset = UNSET
        if not isinstance(self.on_failure, Unset):
            on_failure = self.on_failure

        once = self.once

        options: list[dict[str, Any] | str] | Unset = UNSET
        if not isinstance(self.options, Unset):
            options = []
            for options_item_data in self.options:
                options_item: dict[str, Any] | str
                if isinstance(options_item_data, Matcher):
                    options_item = options_item_data.to_dict()
                else:
                    options_item = options_item_data
                options.append(options_item)

        ordered = self.ordered

        overlaps: dict[str, Any] | Unset = UNSET
        if not isinstance(self.overlaps, Unset):
            overlaps = self.overlaps.to_dict()

        page: str | Unset = UNSET
        if not isinstance(self.page, Unset):
            page = self.page

        page_text: dict[str, Any] | str | Unset
        if isinstance(self.page_text, Unset):
            page_text = UNSET
        elif isinstance(self.page_text, Matcher):
            page_text = self.page_text.to_dict()
        else:
            page_text = self.page_text

        pages: dict[str, Any] | int | Unset
        if isinstance(self.pages, Unset):
            pages = UNSET
        elif isinstance(self.pages, CountRange):
            pages = self.pages.to_dict()
        else:
            pages = self.pages

        partial = self.partial

        path = self.path

        placeholder_text: dict[str, Any] | str | Unset
        if isinstance(self.placeholder_text, Unset):
            placeholder_text = UNSET
        elif isinstance(self.placeholder_text, Matcher):
            placeholder_text = self.placeholder_text.to_dict()
        else:
            placeholder_text = self.placeholder_text

        poll: list[int] | Unset = UNSET
        if not isinstance(self.poll, Unset):
            poll = self.poll

        postcondition: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.postcondition, Unset):
            postcondition = []
            for postcondition_item_data in self.postcondition:
                postcondition_item = postcondition_item_data.to_dict()
                postcondition.append(postcondition_item)

        property_: dict[str, Any] | Unset = UNSET
        if not isinstance(self.property_, Unset):
            property_ = self.property_.to_dict()

        ratio = self.ratio

        recorded: dict[str, Any] | Unset = UNSET
        if not isinstance(self.recorded, Unset):
            recorded = self.recorded.to_dict()

        request: dict[str, Any] | Unset = UNSET
        if not isinstance(self.request, Unset):
            request = self.request.to_dict()

        response: dict[str, Any] | Unset = UNSET
        if not isinstance(self.response, Unset):
            response = self.response.to_dict()

        retry: dict[str, Any] | Unset = UNSET
        if not isinstance(self.retry, Unset):
            retry = self.retry.to_dict()

        row: dict[str, Any] | Unset = UNSET
        if not isinstance(self.row, Unset):
            row = self.row.to_dict()

        schema: dict[str, Any] | Unset = UNSET
        if not isinstance(self.schema, Unset):
            schema = self.schema.to_dict()

        screenshot: dict[str, Any] | Unset = UNSET
        if not isinstance(self.screenshot, Unset):
            screenshot = self.screenshot.to_dict()

        security_headers: list[str] | Unset = UNSET
        if not isinstance(self.security_headers, Unset):
            security_headers = self.security_headers

        selected: dict[str, Any] | list[dict[str, Any] | str] | str | Unset
        if isinstance(self.selected, Unset):
            selected = UNSET
        elif isinstance(self.selected, OptionMatcher):
            selected = self.selected.to_dict()
        elif isinstance(self.selected, list):
            selected = []
            for selected_type_2_item_data in self.selected:
                selected_type_2_item: dict[str, Any] | str
                if isinstance(selected_type_2_item_data, OptionMatcher):
                    selected_type_2_item = selected_type_2_item_data.to_dict()
                else:
                    selected_type_2_item = selected_type_2_item_data
                selected.append(selected_type_2_item)

        else:
            selected = self.selected

        session_storage: dict[str, Any] | Unset = UNSET
        if not isinstance(self.session_storage, Unset):
            session_storage = self.session_storage.to_dict()

        since = self.since

        soft = self.soft

        sorted_: dict[str, Any] | Unset = UNSET
        if not isinstance(self.sorted_, Unset):
            sorted_ = self.sorted_.to_dict()

        sorted_by: dict[str, Any] | Unset = UNSET
        if not isinstance(self.sorted_by, Unset):
            sorted_by = self.sorted_by.to_dict()

        stable_for = self.stable_for

        target: dict[str, Any] | Unset = UNSET
        if not isinstance(self.target, Unset):
            target = self.target.to_dict()

        text: dict[str, Any] | str | Unset
        if isinstance(self.text, Unset):
            text = UNSET
        elif isinstance(self.text, Matcher):
            text = self.text.to_dict()
        else:
            text = self.text

        texts: list[dict[str, Any] | str] | Unset = UNSET
        if not isinstance(self.texts, Unset):
            texts = []
            for texts_item_data in self.texts:
                texts_item: dict[str, Any] | str
                if isinstance(texts_item_data, Matcher):
                    texts_item = texts_item_data.to_dict()
                else:
                    texts_item = texts_item_data
                texts.append(texts_item)

        timeout_ms = self.timeout_ms

        title: dict[str, Any] | str | Unset
        if isinstance(self.title, Unset):
            title = UNSET
        elif isinstance(self.title, Matcher):
            title = self.title.to_dict()
        else:
            title = self.title

        to: str | Unset = UNSET
        if not isinstance(self.to, Unset):
            to = self.to

        unchanged: dict[str, Any] | Unset = UNSET
        if not isinstance(self.unchanged, Unset):
            unchanged = self.unchanged.to_dict()

        url: dict[str, Any] | str | Unset
        if isinstance(self.url, Unset):
            url = UNSET
        elif isinstance(self.url, Matcher):
            url = self.url.to_dict()
        else:
            url = self.url

        value: dict[str, Any] | str | Unset
        if isinstance(self.value, Unset):
            value = UNSET
        elif isinstance(self.value, Matcher):
            value = self.value.to_dict()
        else:
            value = self.value

        values: list[dict[str, Any] | str] | Unset = UNSET
        if not isinstance(self.values, Unset):
            values = []
            for values_item_data in self.values:
                values_item: dict[str, Any] | str
                if isinstance(values_item_data, Matcher):
                    values_item = values_item_data.to_dict()
                else:
                    values_item = values_item_data
                values.append(values_item)

        var = self.var

        web_vitals: dict[str, Any] | Unset = UNSET
        if not isinstance(self.web_vitals, Unset):
            web_vitals = self.web_vitals.to_dict()

        ws_frame: dict[str, Any] | Unset = UNSET
        if not isinstance(self.ws_frame, Unset):
            ws_frame = self.ws_frame.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
            }
        )
        if a11y is not UNSET:
            field_dict["a11y"] = a11y
        if accessible_description is not UNSET:
            field_dict["accessible_description"] = accessible_description
        if accessible_name is not UNSET:
            field_dict["accessible_name"] = accessible_name
        if after is not UNSET:
            field_dict["after"] = after
        if allow is not UNSET:
            field_dict["allow"] = allow
        if aria_role is not UNSET:
            field_dict["aria_role"] = aria_role
        if aria_snapshot is not UNSET:
            field_dict["aria_snapshot"] = aria_snapshot
        if attribute is not UNSET:
            field_dict["attribute"] = attribute
        if before is not UNSET:
            field_dict["before"] = before
        if box is not UNSET:
            field_dict["box"] = box
        if cell is not UNSET:
            field_dict["cell"] = cell
        if changed is not UNSET:
            field_dict["changed"] = changed
        if class_ is not UNSET:
            field_dict["class"] = class_
        if close_to is not UNSET:
            field_dict["close_to"] = close_to
        if column is not UNSET:
            field_dict["column"] = column
        if columns is not UNSET:
            field_dict["columns"] = columns
        if console is not UNSET:
            field_dict["console"] = console
        if contains is not UNSET:
            field_dict["contains"] = contains
        if cookie is not UNSET:
            field_dict["cookie"] = cookie
        if count is not UNSET:
            field_dict["count"] = count
        if css is not UNSET:
            field_dict["css"] = css
        if dialog is not UNSET:
            field_dict["dialog"] = dialog
        if element_id is not UNSET:
            field_dict["element_id"] = element_id
        if equals is not UNSET:
            field_dict["equals"] = equals
        if error_message is not UNSET:
            field_dict["error_message"] = error_message
        if file is not UNSET:
            field_dict["file"] = file
        if focus_order is not UNSET:
            field_dict["focus_order"] = focus_order
        if gt is not UNSET:
            field_dict["gt"] = gt
        if gte is not UNSET:
            field_dict["gte"] = gte
        if id is not UNSET:
            field_dict["id"] = id
        if if_ is not UNSET:
            field_dict["if"] = if_
        if ignore_case is not UNSET:
            field_dict["ignore_case"] = ignore_case
        if in_ is not UNSET:
            field_dict["in"] = in_
        if inside is not UNSET:
            field_dict["inside"] = inside
        if is_ is not UNSET:
            field_dict["is"] = is_
        if label is not UNSET:
            field_dict["label"] = label
        if language is not UNSET:
            field_dict["language"] = language
        if length is not UNSET:
            field_dict["length"] = length
        if level is not UNSET:
            field_dict["level"] = level
        if links is not UNSET:
            field_dict["links"] = links
        if local_storage is not UNSET:
            field_dict["local_storage"] = local_storage
        if lt is not UNSET:
            field_dict["lt"] = lt
        if lte is not UNSET:
            field_dict["lte"] = lte
        if matches is not UNSET:
            field_dict["matches"] = matches
        if message is not UNSET:
            field_dict["message"] = message
        if ne is not UNSET:
            field_dict["ne"] = ne
        if no_5xx is not UNSET:
            field_dict["no_5xx"] = no_5xx
        if no_console_errors is not UNSET:
            field_dict["no_console_errors"] = no_console_errors
        if no_failed_requests is not UNSET:
            field_dict["no_failed_requests"] = no_failed_requests
        if no_mixed_content is not UNSET:
            field_dict["no_mixed_content"] = no_mixed_content
        if no_page_errors is not UNSET:
            field_dict["no_page_errors"] = no_page_errors
        if normalize is not UNSET:
            field_dict["normalize"] = normalize
        if not_ is not UNSET:
            field_dict["not"] = not_
        if on_failure is not UNSET:
            field_dict["on_failure"] = on_failure
        if once is not UNSET:
            field_dict["once"] = once
        if options is not UNSET:
            field_dict["options"] = options
        if ordered is not UNSET:
            field_dict["ordered"] = ordered
        if overlaps is not UNSET:
            field_dict["overlaps"] = overlaps
        if page is not UNSET:
            field_dict["page"] = page
        if page_text is not UNSET:
            field_dict["page_text"] = page_text
        if pages is not UNSET:
            field_dict["pages"] = pages
        if partial is not UNSET:
            field_dict["partial"] = partial
        if path is not UNSET:
            field_dict["path"] = path
        if placeholder_text is not UNSET:
            field_dict["placeholder_text"] = placeholder_text
        if poll is not UNSET:
            field_dict["poll"] = poll
        if postcondition is not UNSET:
            field_dict["postcondition"] = postcondition
        if property_ is not UNSET:
            field_dict["property"] = property_
        if ratio is not UNSET:
            field_dict["ratio"] = ratio
        if recorded is not UNSET:
            field_dict["recorded"] = recorded
        if request is not UNSET:
            field_dict["request"] = request
        if response is not UNSET:
            field_dict["response"] = response
        if retry is not UNSET:
            field_dict["retry"] = retry
        if row is not UNSET:
            field_dict["row"] = row
        if schema is not UNSET:
            field_dict["schema"] = schema
        if screenshot is not UNSET:
            field_dict["screenshot"] = screenshot
        if security_headers is not UNSET:
            field_dict["security_headers"] = security_headers
        if selected is not UNSET:
            field_dict["selected"] = selected
        if session_storage is not UNSET:
            field_dict["session_storage"] = session_storage
        if since is not UNSET:
            field_dict["since"] = since
        if soft is not UNSET:
            field_dict["soft"] = soft
        if sorted_ is not UNSET:
            field_dict["sorted"] = sorted_
        if sorted_by is not UNSET:
            field_dict["sorted_by"] = sorted_by
        if stable_for is not UNSET:
            field_dict["stable_for"] = stable_for
        if target is not UNSET:
            field_dict["target"] = target
        if text is not UNSET:
            field_dict["text"] = text
        if texts is not UNSET:
            field_dict["texts"] = texts
        if timeout_ms is not UNSET:
            field_dict["timeout_ms"] = timeout_ms
        if title is not UNSET:
            field_dict["title"] = title
        if to is not UNSET:
            field_dict["to"] = to
        if unchanged is not UNSET:
            field_dict["unchanged"] = unchanged
        if url is not UNSET:
            field_dict["url"] = url
        if value is not UNSET:
            field_dict["value"] = value
        if values is not UNSET:
            field_dict["values"] = values
        if var is not UNSET:
            field_dict["var"] = var
        if web_vitals is not UNSET:
            field_dict["web_vitals"] = web_vitals
        if ws_frame is not UNSET:
            field_dict["ws_frame"] = ws_frame

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.a11y_matcher import A11YMatcher  # noqa: PLC0415
        from ..models.attribute_matcher import AttributeMatcher  # noqa: PLC0415
        from ..models.box_matcher import BoxMatcher  # noqa: PLC0415
        from ..models.cell_matcher import CellMatcher  # noqa: PLC0415
        from ..models.change_matcher import ChangeMatcher  # noqa: PLC0415
        from ..models.close_to import CloseTo  # noqa: PLC0415
        from ..models.column_comparison import ColumnComparison  # noqa: PLC0415
        from ..models.column_matcher import ColumnMatcher  # noqa: PLC0415
        from ..models.condition import Condition  # noqa: PLC0415
        from ..models.console_matcher import ConsoleMatcher  # noqa: PLC0415
        from ..models.cookie_matcher import CookieMatcher  # noqa: PLC0415
        from ..models.count_range import CountRange  # noqa: PLC0415
        from ..models.expect_step_aria_snapshot_item_type_1 import (
            ExpectStepAriaSnapshotItemType1,  # noqa: PLC0415
        )
        from ..models.expect_step_row import ExpectStepRow  # noqa: PLC0415
        from ..models.expect_step_schema import ExpectStepSchema  # noqa: PLC0415
        from ..models.file_matcher import FileMatcher  # noqa: PLC0415
        from ..models.links_matcher import LinksMatcher  # noqa: PLC0415
        from ..models.list_order import ListOrder  # noqa: PLC0415
        from ..models.matcher import Matcher  # noqa: PLC0415
        from ..models.number_range import NumberRange  # noqa: PLC0415
        from ..models.option_matcher import OptionMatcher  # noqa: PLC0415
        from ..models.property_matcher import PropertyMatcher  # noqa: PLC0415
        from ..models.request_matcher import RequestMatcher  # noqa: PLC0415
        from ..models.response_matcher import ResponseMatcher  # noqa: PLC0415
        from ..models.screenshot_matcher import ScreenshotMatcher  # noqa: PLC0415
        from ..models.sorted_by import SortedBy  # noqa: PLC0415
        from ..models.step_recorded import StepRecorded  # noqa: PLC0415
        from ..models.step_retry import StepRetry  # noqa: PLC0415
        from ..models.storage_matcher import StorageMatcher  # noqa: PLC0415
        from ..models.style_matcher import StyleMatcher  # noqa: PLC0415
        from ..models.target import Target  # noqa: PLC0415
        from ..models.web_vitals_budget import WebVitalsBudget  # noqa: PLC0415
        from ..models.ws_frame_matcher import WsFrameMatcher  # noqa: PLC0415

        d = dict(src_dict)
        type_ = check_expect_step_type(d.pop("type"))

        _a11y = d.pop("a11y", UNSET)
        a11y: A11YMatcher | Unset
        if isinstance(_a11y, Unset):
            a11y = UNSET
        else:
            a11y = A11YMatcher.from_dict(_a11y)

        def _parse_accessible_description(data: object) -> Matcher | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_text_matcher_type_1 = Matcher.from_dict(data)

                return componentsschemas_text_matcher_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Matcher | str | Unset, data)

        accessible_description = _parse_accessible_description(d.pop("accessible_description", UNSET))

        def _parse_accessible_name(data: object) -> Matcher | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_text_matcher_type_1 = Matcher.from_dict(data)

                return componentsschemas_text_matcher_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Matcher | str | Unset, data)

        accessible_name = _parse_accessible_name(d.pop("accessible_name", UNSET))

        after = d.pop("after", UNSET)

        allow = cast(list[str], d.pop("allow", UNSET))

        aria_role = d.pop("aria_role", UNSET)

        _aria_snapshot = d.pop("aria_snapshot", UNSET)
        aria_snapshot: list[ExpectStepAriaSnapshotItemType1 | str] | Unset = UNSET
        if _aria_snapshot is not UNSET:
            aria_snapshot = []
            for aria_snapshot_item_data in _aria_snapshot:

                def _parse_aria_snapshot_item(data: object) -> ExpectStepAriaSnapshotItemType1 | str:
                    try:
                        if not isinstance(data, dict):
                            raise TypeError()
                        aria_snapshot_item_type_1 = ExpectStepAriaSnapshotItemType1.from_dict(data)

                        return aria_snapshot_item_type_1
                    except (TypeError, ValueError, AttributeError, KeyError):
                        pass
                    return cast(ExpectStepAriaSnapshotItemType1 | str, data)

                aria_snapshot_item = _parse_aria_snapshot_item(aria_snapshot_item_data)

                aria_snapshot.append(aria_snapshot_item)

        _attribute = d.pop("attribute", UNSET)
        attribute: AttributeMatcher | Unset
        if isinstance(_attribute, Unset):
            attribute = UNSET
        else:
            attribute = AttributeMatcher.from_dict(_attribute)

        before = d.pop("before", UNSET)

        _box = d.pop("box", UNSET)
        box: BoxMatcher | Unset
        if isinstance(_box, Unset):
            box = UNSET
        else:
            box = BoxMatcher.from_dict(_box)

        _cell = d.pop("cell", UNSET)
        cell: CellMatcher | Unset
        if isinstance(_cell, Unset):
            cell = UNSET
        else:
            cell = CellMatcher.from_dict(_cell)

        _changed = d.pop("changed", UNSET)
        changed: ChangeMatcher | Unset
        if isinstance(_changed, Unset):
            changed = UNSET
        else:
            changed = ChangeMatcher.from_dict(_changed)

        def _parse_class_(data: object) -> Matcher | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_text_matcher_type_1 = Matcher.from_dict(data)

                return componentsschemas_text_matcher_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Matcher | str | Unset, data)

        class_ = _parse_class_(d.pop("class", UNSET))

        _close_to = d.pop("close_to", UNSET)
        close_to: CloseTo | Unset
        if isinstance(_close_to, Unset):
            close_to = UNSET
        else:
            close_to = CloseTo.from_dict(_close_to)

        _column = d.pop("column", UNSET)
        column: ColumnMatcher | Unset
        if isinstance(_column, Unset):
            column = UNSET
        else:
            column = ColumnMatcher.from_dict(_column)

        _columns = d.pop("columns", UNSET)
        columns: ColumnComparison | Unset
        if isinstance(_columns, Unset):
            columns = UNSET
        else:
            columns = ColumnComparison.from_dict(_columns)

        _console = d.pop("console", UNSET)
        console: ConsoleMatcher | Unset
        if isinstance(_console, Unset):
            console = UNSET
        else:
            console = ConsoleMatcher.from_dict(_console)

        contains = d.pop("contains", UNSET)

        _cookie = d.pop("cookie", UNSET)
        cookie: CookieMatcher | Unset
        if isinstance(_cookie, Unset):
            cookie = UNSET
        else:
            cookie = CookieMatcher.from_dict(_cookie)

        def _parse_count(data: object) -> CountRange | int | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                count_type_1 = CountRange.from_dict(data)

                return count_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CountRange | int | Unset, data)

        count = _parse_count(d.pop("count", UNSET))

        _css = d.pop("css", UNSET)
        css: StyleMatcher | Unset
        if isinstance(_css, Unset):
            css = UNSET
        else:
            css = StyleMatcher.from_dict(_css)

        def _parse_dialog(data: object) -> Matcher | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_text_matcher_type_1 = Matcher.from_dict(data)

                return componentsschemas_text_matcher_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Matcher | str | Unset, data)

        dialog = _parse_dialog(d.pop("dialog", UNSET))

        def _parse_element_id(data: object) -> Matcher | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_text_matcher_type_1 = Matcher.from_dict(data)

                return componentsschemas_text_matcher_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Matcher | str | Unset, data)

        element_id = _parse_element_id(d.pop("element_id", UNSET))

        equals = d.pop("equals", UNSET)

        def _parse_error_message(data: object) -> Matcher | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_text_matcher_type_1 = Matcher.from_dict(data)

                return componentsschemas_text_matcher_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Matcher | str | Unset, data)

        error_message = _parse_error_message(d.pop("error_message", UNSET))

        _file = d.pop("file", UNSET)
        file: FileMatcher | Unset
        if isinstance(_file, Unset):
            file = UNSET
        else:
            file = FileMatcher.from_dict(_file)

        _focus_order = d.pop("focus_order", UNSET)
        focus_order: list[Target] | Unset = UNSET
        if _focus_order is not UNSET:
            focus_order = []
            for focus_order_item_data in _focus_order:
                focus_order_item = Target.from_dict(focus_order_item_data)

                focus_order.append(focus_order_item)

        gt = d.pop("gt", UNSET)

        gte = d.pop("gte", UNSET)

        id = d.pop("id", UNSET)

        _if_ = d.pop("if", UNSET)
        if_: Condition | Unset
        if isinstance(_if_, Unset):
            if_ = UNSET
        else:
            if_ = Condition.from_dict(_if_)

        ignore_case = d.pop("ignore_case", UNSET)

        in_ = cast(list[Any], d.pop("in", UNSET))

        _inside = d.pop("inside", UNSET)
        inside: Target | Unset
        if isinstance(_inside, Unset):
            inside = UNSET
        else:
            inside = Target.from_dict(_inside)

        _is_ = d.pop("is", UNSET)
        is_: ExpectStepIs | Unset
        if isinstance(_is_, Unset):
            is_ = UNSET
        else:
            is_ = check_expect_step_is(_is_)

        label = d.pop("label", UNSET)

        def _parse_language(data: object) -> Matcher | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_text_matcher_type_1 = Matcher.from_dict(data)

                return componentsschemas_text_matcher_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Matcher | str | Unset, data)

        language = _parse_language(d.pop("language", UNSET))

        def _parse_length(data: object) -> float | NumberRange | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                length_type_1 = NumberRange.from_dict(data)

                return length_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(float | NumberRange | Unset, data)

        length = _parse_length(d.pop("length", UNSET))

        _level = d.pop("level", UNSET)
        level: ExpectStepLevel | Unset
        if isinstance(_level, Unset):
            level = UNSET
        else:
            level = check_expect_step_level(_level)

        _links = d.pop("links", UNSET)
        links: LinksMatcher | Unset
        if isinstance(_links, Unset):
            links = UNSET
        else:
            links = LinksMatcher.from_dict(_links)

        _local_storage = d.pop("local_storage", UNSET)
        local_storage: StorageMatcher | Unset
        if isinstance(_local_storage, Unset):
            local_storage = UNSET
        else:
            local_storage = StorageMatcher.from_dict(_local_storage)

        lt = d.pop("lt", UNSET)

        lte = d.pop("lte", UNSET)

        matches = d.pop("matches", UNSET)

        message = d.pop("message", UNSET)

        ne = d.pop("ne", UNSET)

        no_5xx = d.pop("no_5xx", UNSET)

        no_console_errors = d.pop("no_console_errors", UNSET)

        no_failed_requests = d.pop("no_failed_requests", UNSET)

        no_mixed_content = d.pop("no_mixed_content", UNSET)

        no_page_errors = d.pop("no_page_errors", UNSET)

        normalize = d.pop("normalize", UNSET)

        not_ = d.pop("not", UNSET)

        _on_failure = d.pop("on_failure", UNSET)
        on_failure: ExpectStepOnFailure | Unset
        if isinstance(_on_failure, Unset):
            on_failure = UNSET
        else:
            on_failure = check_expect_step_on_failure(_on_failure)

        once = d.pop("once", UNSET)

        _options = d.pop("options", UNSET)
        options: list[Matcher | str] | Unset = UNSET
        if _options is not UNSET:
            options = []
            for options_item_data in _options:

                def _parse_options_item(data: object) -> Matcher | str:
                    try:
                        if not isinstance(data, dict):
                            raise TypeError()
                        componentsschemas_text_matcher_type_1 = Matcher.from_dict(data)

                        return componentsschemas_text_matcher_type_1
                    except (TypeError, ValueError, AttributeError, KeyError):
                        pass
                    return cast(Matcher | str, data)

                options_item = _parse_options_item(options_item_data)

                options.append(options_item)

        ordered = d.pop("ordered", UNSET)

        _overlaps = d.pop("overlaps", UNSET)
        overlaps: Target | Unset
        if isinstance(_overlaps, Unset):
            overlaps = UNSET
        else:
            overlaps = Target.from_dict(_overlaps)

        _page = d.pop("page", UNSET)
        page: ExpectStepPage | Unset
        if isinstance(_page, Unset):
            page = UNSET
        else:
            page = check_expect_step_page(_page)

        def _parse_page_text(data: object) -> Matcher | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_text_matcher_type_1 = Matcher.from_dict(data)

                return componentsschemas_text_matcher_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Matcher | str | Unset, data)

        page_text = _parse_page_text(d.pop("page_text", UNSET))

        def _parse_pages(data: object) -> CountRange | int | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                pages_type_1 = CountRange.from_dict(data)

                return pages_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CountRange | int | Unset, data)

        pages = _parse_pages(d.pop("pages", UNSET))

        partial = d.pop("partial", UNSET)

        path = d.pop("path", UNSET)

        def _parse_placeholder_text(data: object) -> Matcher | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_text_matcher_type_1 = Matcher.from_dict(data)

                return componentsschemas_text_matcher_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Matcher | str | Unset, data)

        placeholder_text = _parse_placeholder_text(d.pop("placeholder_text", UNSET))

        poll = cast(list[int], d.pop("poll", UNSET))

        _postcondition = d.pop("postcondition", UNSET)
        postcondition: list[Condition] | Unset = UNSET
        if _postcondition is not UNSET:
            postcondition = []
            for postcondition_item_data in _postcondition:
                postcondition_item = Condition.from_dict(postcondition_item_data)

                postcondition.append(postcondition_item)

        _property_ = d.pop("property", UNSET)
        property_: PropertyMatcher | Unset
        if isinstance(_property_, Unset):
            property_ = UNSET
        else:
            property_ = PropertyMatcher.from_dict(_property_)

        ratio = d.pop("ratio", UNSET)

        _recorded = d.pop("recorded", UNSET)
        recorded: StepRecorded | Unset
        if isinstance(_recorded, Unset):
            recorded = UNSET
        else:
            recorded = StepRecorded.from_dict(_recorded)

        _request = d.pop("request", UNSET)
        request: RequestMatcher | Unset
        if isinstance(_request, Unset):
            request = UNSET
        else:
            request = RequestMatcher.from_dict(_request)

        _response = d.pop("response", UNSET)
        response: ResponseMatcher | Unset
        if isinstance(_response, Unset):
            response = UNSET
        else:
            response = ResponseMatcher.from_dict(_response)

        _retry = d.pop("retry", UNSET)
        retry: StepRetry | Unset
        if isinstance(_retry, Unset):
            retry = UNSET
        else:
            retry = StepRetry.from_dict(_retry)

        _row = d.pop("row", UNSET)
        row: ExpectStepRow | Unset
        if isinstance(_row, Unset):
            row = UNSET
        else:
            row = ExpectStepRow.from_dict(_row)

        _schema = d.pop("schema", UNSET)
        schema: ExpectStepSchema | Unset
        if isinstance(_schema, Unset):
            schema = UNSET
        else:
            schema = ExpectStepSchema.from_dict(_schema)

        _screenshot = d.pop("screenshot", UNSET)
        screenshot: ScreenshotMatcher | Unset
        if isinstance(_screenshot, Unset):
            screenshot = UNSET
        else:
            screenshot = ScreenshotMatcher.from_dict(_screenshot)

        security_headers = cast(list[str], d.pop("security_headers", UNSET))

        def _parse_selected(data: object) -> list[OptionMatcher | str] | OptionMatcher | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                selected_type_1 = OptionMatcher.from_dict(data)

                return selected_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, list):
                    raise TypeError()
                selected_type_2 = []
                _selected_type_2 = data
                for selected_type_2_item_data in _selected_type_2:

                    def _parse_selected_type_2_item(data: object) -> OptionMatcher | str:
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            selected_type_2_item_type_1 = OptionMatcher.from_dict(data)

                            return selected_type_2_item_type_1
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        return cast(OptionMatcher | str, data)

                    selected_type_2_item = _parse_selected_type_2_item(selected_type_2_item_data)

                    selected_type_2.append(selected_type_2_item)

                return selected_type_2
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[OptionMatcher | str] | OptionMatcher | str | Unset, data)

        selected = _parse_selected(d.pop("selected", UNSET))

        _session_storage = d.pop("session_storage", UNSET)
        session_storage: StorageMatcher | Unset
        if isinstance(_session_storage, Unset):
            session_storage = UNSET
        else:
            session_storage = StorageMatcher.from_dict(_session_storage)

        since = d.pop("since", UNSET)

        soft = d.pop("soft", UNSET)

        _sorted_ = d.pop("sorted", UNSET)
        sorted_: ListOrder | Unset
        if isinstance(_sorted_, Unset):
            sorted_ = UNSET
        else:
            sorted_ = ListOrder.from_dict(_sorted_)

        _sorted_by = d.pop("sorted_by", UNSET)
        sorted_by: SortedBy | Unset
        if isinstance(_sorted_by, Unset):
            sorted_by = UNSET
        else:
            sorted_by = SortedBy.from_dict(_sorted_by)

        stable_for = d.pop("stable_for", UNSET)

        _target = d.pop("target", UNSET)
        target: Target | Unset
        if isinstance(_target, Unset):
            target = UNSET
        else:
            target = Target.from_dict(_target)

        def _parse_text(data: object) -> Matcher | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_text_matcher_type_1 = Matcher.from_dict(data)

                return componentsschemas_text_matcher_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Matcher | str | Unset, data)

        text = _parse_text(d.pop("text", UNSET))

        _texts = d.pop("texts", UNSET)
        texts: list[Matcher | str] | Unset = UNSET
        if _texts is not UNSET:
            texts = []
            for texts_item_data in _texts:

                def _parse_texts_item(data: object) -> Matcher | str:
                    try:
                        if not isinstance(data, dict):
                            raise TypeError()
                        componentsschemas_text_matcher_type_1 = Matcher.from_dict(data)

                        return componentsschemas_text_matcher_type_1
                    except (TypeError, ValueError, AttributeError, KeyError):
                        pass
                    return cast(Matcher | str, data)

                texts_item = _parse_texts_item(texts_item_data)

                texts.append(texts_item)

        timeout_ms = d.pop("timeout_ms", UNSET)

        def _parse_title(data: object) -> Matcher | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_text_matcher_type_1 = Matcher.from_dict(data)

                return componentsschemas_text_matcher_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Matcher | str | Unset, data)

        title = _parse_title(d.pop("title", UNSET))

        _to = d.pop("to", UNSET)
        to: ExpectStepTo | Unset
        if isinstance(_to, Unset):
            to = UNSET
        else:
            to = check_expect_step_to(_to)

        _unchanged = d.pop("unchanged", UNSET)
        unchanged: ChangeMatcher | Unset
        if isinstance(_unchanged, Unset):
            unchanged = UNSET
        else:
            unchanged = ChangeMatcher.from_dict(_unchanged)

        def _parse_url(data: object) -> Matcher | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_url_matcher_type_1 = Matcher.from_dict(data)

                return componentsschemas_url_matcher_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Matcher | str | Unset, data)

        url = _parse_url(d.pop("url", UNSET))

        def _parse_value(data: object) -> Matcher | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_text_matcher_type_1 = Matcher.from_dict(data)

                return componentsschemas_text_matcher_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Matcher | str | Unset, data)

        value = _parse_value(d.pop("value", UNSET))

        _values = d.pop("values", UNSET)
        values: list[Matcher | str] | Unset = UNSET
        if _values is not UNSET:
            values = []
            for values_item_data in _values:

                def _parse_values_item(data: object) -> Matcher | str:
                    try:
                        if not isinstance(data, dict):
                            raise TypeError()
                        componentsschemas_text_matcher_type_1 = Matcher.from_dict(data)

                        return componentsschemas_text_matcher_type_1
                    except (TypeError, ValueError, AttributeError, KeyError):
                        pass
                    return cast(Matcher | str, data)

                values_item = _parse_values_item(values_item_data)

                values.append(values_item)

        var = d.pop("var", UNSET)

        _web_vitals = d.pop("web_vitals", UNSET)
        web_vitals: WebVitalsBudget | Unset
        if isinstance(_web_vitals, Unset):
            web_vitals = UNSET
        else:
            web_vitals = WebVitalsBudget.from_dict(_web_vitals)

        _ws_frame = d.pop("ws_frame", UNSET)
        ws_frame: WsFrameMatcher | Unset
        if isinstance(_ws_frame, Unset):
            ws_frame = UNSET
        else:
            ws_frame = WsFrameMatcher.from_dict(_ws_frame)

        expect_step = cls(
            type_=type_,
            a11y=a11y,
            accessible_description=accessible_description,
            accessible_name=accessible_name,
            after=after,
            allow=allow,
            aria_role=aria_role,
            aria_snapshot=aria_snapshot,
            attribute=attribute,
            before=before,
            box=box,
            cell=cell,
            changed=changed,
            class_=class_,
            close_to=close_to,
            column=column,
            columns=columns,
            console=console,
            contains=contains,
            cookie=cookie,
            count=count,
            css=css,
            dialog=dialog,
            element_id=element_id,
            equals=equals,
            error_message=error_message,
            file=file,
            focus_order=focus_order,
            gt=gt,
            gte=gte,
            id=id,
            if_=if_,
            ignore_case=ignore_case,
            in_=in_,
            inside=inside,
            is_=is_,
            label=label,
            language=language,
            length=length,
            level=level,
            links=links,
            local_storage=local_storage,
            lt=lt,
            lte=lte,
            matches=matches,
            message=message,
            ne=ne,
            no_5xx=no_5xx,
            no_console_errors=no_console_errors,
            no_failed_requests=no_failed_requests,
            no_mixed_content=no_mixed_content,
            no_page_errors=no_page_errors,
            normalize=normalize,
            not_=not_,
            on_failure=on_failure,
            once=once,
            options=options,
            ordered=ordered,
            overlaps=overlaps,
            page=page,
            page_text=page_text,
            pages=pages,
            partial=partial,
            path=path,
            placeholder_text=placeholder_text,
            poll=poll,
            postcondition=postcondition,
            property_=property_,
            ratio=ratio,
            recorded=recorded,
            request=request,
            response=response,
            retry=retry,
            row=row,
            schema=schema,
            screenshot=screenshot,
            security_headers=security_headers,
            selected=selected,
            session_storage=session_storage,
            since=since,
            soft=soft,
            sorted_=sorted_,
            sorted_by=sorted_by,
            stable_for=stable_for,
            target=target,
            text=text,
            texts=texts,
            timeout_ms=timeout_ms,
            title=title,
            to=to,
            unchanged=unchanged,
            url=url,
            value=value,
            values=values,
            var=var,
            web_vitals=web_vitals,
            ws_frame=ws_frame,
        )

        expect_step.additional_properties = d
        return expect_step

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
