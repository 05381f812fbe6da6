/**
 * The protocol between the driver (Rust) and the engine (this script, in an isolated world of every frame).
 *
 * One call is one round trip: `await globalThis.__flowtilla.run(request)` with `awaitPromise` and `returnByValue`; the
 * request and the answer are plain JSON with snake_case names. `run` never throws and never waits longer than the request's
 * `budget_ms`: the driver calls in slices of at most 5,000 ms until its own deadline, and again when the document was
 * replaced meanwhile. An error with `final: true` will not go away by waiting: do not call again.
 *
 * Nodes do not travel. `element` is a number; `globalThis.__flowtilla.node(element)` gives the DOM node (or null) to
 * `Runtime.evaluate` with `returnByValue: false` (objectId → `DOM.describeNode`, `DOM.setFileInputFiles`, …) or, over
 * WebDriver, as an element reference. The last 512 handles of a document are kept.
 *
 * Lengths are CSS pixels; points and rectangles are relative to the viewport of the frame that the engine runs in. The
 * driver adds the frames' offsets (`frame_box`). Times are milliseconds.
 *
 * `Target`, `Expect`, `SelectValue` … are the JSON of `shared/src/domain/flow/model.rs`. A target's own `frame` is ignored
 * here (the driver has entered it already); a `frame` deeper inside (`within`, `has`, …) is refused.
 */

// ---------------------------------------------------------------------------------------------------------------- targets

/** A plain string means what its place says: a case-insensitive part for locators, the whole text for `expect`. */
export type TextMatcher =
  | string
  | { equals: string }
  | { contains: string }
  | { matches: string; flags?: string };

/** A plain string is a glob (Playwright's: `*` within a path segment, `**` anything, `{a,b}`; `/path` is relative to the origin). */
export type UrlMatcher = TextMatcher;

export interface Target {
  role?: string;
  name?: TextMatcher;
  exact?: boolean;
  level?: number;
  checked?: boolean | "mixed";
  pressed?: boolean | "mixed";
  expanded?: boolean;
  selected?: boolean;
  disabled?: boolean;
  include_hidden?: boolean;
  text?: TextMatcher;
  label?: TextMatcher;
  placeholder?: TextMatcher;
  alt?: TextMatcher;
  title?: TextMatcher;
  testid?: TextMatcher;
  /** Whole value of one of the `component_attribute`s, as it stands. */
  component?: TextMatcher;
  /** The value of a button, option, text field or select, as it is now. */
  value?: TextMatcher;
  id?: string;
  name_attr?: string;
  /** The whole text of an `<a>`. */
  link_text?: string;
  /** A part of the text of an `<a>`, by case. */
  partial_link_text?: string;
  css?: string;
  xpath?: string;
  /** What is at a point of the viewport. */
  xy?: Point;
  /** The first that means exactly one element. An action takes a later one only after 500 ms without the first. */
  any_of?: Target[];
  within?: Target;
  has?: Target;
  has_not?: Target;
  has_text?: TextMatcher;
  has_not_text?: TextMatcher;
  /** It is also one of these. */
  and?: Target;
  /** These count as well, each narrowed by itself. */
  or?: Target;
  /** Playwright's layout relations between boxes; the nearest match first. */
  near?: Target;
  above?: Target;
  below?: Target;
  left_of?: Target;
  right_of?: Target;
  /** How far away at most; for `near` 50 when absent. */
  px?: number;
  visible?: boolean;
  enabled_only?: boolean;
  nth?: number;
  first?: boolean;
  last?: boolean;
  /** `closed`: also inside closed shadow roots, those that `closed()` was told of. */
  shadow?: "open" | "closed";
  frame?: unknown;
  /** Engine only: a handle from an earlier answer, instead of a strategy. */
  element?: number;
  /** Engine only: a `[ref=e7]` of the latest `outline` with `refs: true`, instead of a strategy. */
  ref?: string;
}

export type ElementState =
  | "visible" | "hidden" | "attached" | "detached" | "enabled" | "disabled" | "editable"
  | "checked" | "unchecked" | "focused" | "unfocused" | "empty" | "in_viewport" | "read_only" | "indeterminate" | "loaded";

export interface AttributeMatcher { name: string; equals?: string; contains?: string; matches?: string }
export interface CssMatcher { name: string; equals: string }
export type CountMatcher = number | { min?: number | null; max?: number | null };

/** A number, or bounds, both inclusive. */
export type Range = number | { min?: number | null; max?: number | null };
export interface Sorted { order?: "asc" | "desc"; by?: "text" | "number" | "date" }
export type Column = string | number;
/** `row` counts the rows below the headers, from 0, or names one by its cells. */
export interface CellMatcher { row: number | Record<string, TextMatcher>; column: Column; text: TextMatcher }
export interface ColumnMatcher { name: Column; sum?: Range; average?: Range; min?: Range; max?: Range; texts?: TextMatcher[] }
export interface ComparedColumns { left: Column; op: "eq" | "ne" | "lt" | "lte" | "gt" | "gte"; right: Column }
export interface BoxMatcher { x?: Range; y?: Range; width?: Range; height?: Range }
export interface LinksMatcher { max_broken?: number; max_links?: number }
export interface VitalsMatcher { lcp_ms?: number; fcp_ms?: number; cls?: number; inp_ms?: number; ttfb_ms?: number; load_ms?: number; page_bytes?: number; requests?: number }
/** A node of a parsed aria snapshot: a word (`heading "Shop" [level=1]`), or an object of one word and what is below or beside it. */
export type SnapshotNode = string | Record<string, unknown>;

/** `var`, `property`, pictures and what else needs the driver are not the engine's. */
export interface Expect {
  target?: Target;
  to?: ElementState;
  /** With `to: in_viewport`: the least part of its area. */
  ratio?: number;
  text?: TextMatcher;
  texts?: TextMatcher[];
  value?: TextMatcher;
  values?: TextMatcher[];
  selected?: SelectValue;
  options?: TextMatcher[];
  attribute?: AttributeMatcher;
  class?: TextMatcher;
  css?: CssMatcher;
  element_id?: TextMatcher;
  aria_role?: string;
  accessible_name?: TextMatcher;
  accessible_description?: TextMatcher;
  error_message?: TextMatcher;
  placeholder_text?: TextMatcher;
  count?: CountMatcher;
  sorted?: Sorted;
  box?: BoxMatcher;
  inside?: Target;
  overlaps?: Target;
  cell?: CellMatcher;
  row?: Record<string, TextMatcher>;
  column?: ColumnMatcher;
  columns?: ComparedColumns;
  sorted_by?: Sorted & { column: Column };
  aria_snapshot?: SnapshotNode[];
  url?: UrlMatcher;
  title?: TextMatcher;
  page_text?: TextMatcher;
  language?: TextMatcher;
  page?: "no_horizontal_overflow";
  focus_order?: Target[];
  links?: LinksMatcher;
  web_vitals?: VitalsMatcher;
  not?: boolean;
  ignore_case?: boolean;
  /** False: white space counts. */
  normalize?: boolean;
  /** Of lists: false when the order does not matter. */
  ordered?: boolean;
  /** Of lists: there may be others. */
  partial?: boolean;
  /** It must hold without a break for so long. */
  stable_for?: number;
  /** Looks at these intervals instead of whenever the page changes; the last one repeats. */
  poll?: number[];
}

export type OptionRef = string | { label: string } | { value: string } | { index: number };
export type SelectValue = OptionRef | OptionRef[];

// --------------------------------------------------------------------------------------------------------------- requests

export interface Point { x: number; y: number }
export interface Rect { x: number; y: number; width: number; height: number }
/** Offset from the top left of the element's padding box. */
export type Position = Point;

export type Check = "visible" | "stable" | "enabled" | "editable" | "receives_events";

/** What every request may carry. */
export interface Common {
  /** Longest wait in the page; 0 looks once. Default 0. At most 30,000. */
  budget_ms?: number;
  /** Attributes of `testid`, separated by commas; default `data-testid`. */
  testid_attribute?: string;
  /** Attributes of `component`, separated by commas; default `data-component,data-slot,data-part`. */
  component_attribute?: string;
  /** The request carries a secret: whatever it fills is shown as dots from then on. */
  secret?: boolean;
  /** Secrets in the request that only documents of these hosts may have (`example.org`, `*.example.org`, `host:port`); others refuse it. */
  secret_hosts?: { name: string; hosts: string[] }[];
  /** Default true. False: an error carries no candidates (for `if`, and for slices that are not the last). */
  explain?: boolean;
}

/**
 * Waits until the target is one element that passes the checks, scrolls it into view, and says where to point.
 *
 * - More than one match must last 250 ms before it is an error (a page that is just being replaced has both for a moment).
 * - `stable`: the same box over one animation frame when nothing on the page moves, over two when something might (a running
 *   animation around it, a change of the document meanwhile, a page still loading, an element that was waited for or scrolled to).
 * - `receives_events`: the point belongs to the element or its descendants; to the button or link around it; or, for a check box or
 *   radio button, to its label. Covered elements are scrolled in turn to the middle, the end and the start, against sticky headers.
 * - The point is the middle of the first box of the element that is in the viewport, or `position`.
 * - Drag: `locate` the source, press, then `locate` the goal with `for: "hover"`, move, release.
 * Default checks by `for`: click, tap, drag → visible, stable, enabled, receives_events; hover → visible, stable, receives_events;
 * screenshot → visible, stable; others → none. `force` keeps only: attached, and a point in the viewport.
 */
export interface LocateRequest extends Common {
  op: "locate";
  target: Target;
  for?: "click" | "tap" | "hover" | "drag" | "screenshot" | "evaluate" | "other";
  checks?: Check[];
  position?: Position;
  /** Default true. */
  scroll?: boolean;
  force?: boolean;
  /**
   * Watches the input that the driver sends next, on this document: `block` also stops events that would land elsewhere
   * (Playwright's way; what the driver wants for click). Ask `landed` after the input. Ignored with `force`.
   * It acts for 30 s, and for 5 s after the first event.
   */
  guard?: "none" | "watch" | "block";
}

/** Where the guarded input went. Removes the guard. Waits up to `budget_ms` (default 0) for a first event. */
export interface LandedRequest extends Common { op: "landed" }

/** Hides these texts in every picture: as dots in fields, blacked out elsewhere. What comes later must be concealed again. */
export interface ConcealRequest extends Common { op: "conceal"; values: string[] }

/** Reads or changes the storage of this document's origin. `dump` gives every entry, `fill` adds `entries`. */
export interface StorageRequest extends Common {
  op: "storage";
  area: "local" | "session";
  action: "get" | "set" | "remove" | "clear" | "dump" | "fill";
  key?: string;
  value?: string;
  entries?: Record<string, string>;
}

/** One hit test, no waiting: does `point` belong to `element` (or its descendants, or its label)? Also for an `<iframe>` seen from its parent. */
export interface HitRequest extends Common { op: "hit"; element: number; point: Point }

/**
 * Makes a text field ready: waits for visible, enabled, editable; retargets a label to its control; focuses and selects the old text.
 * The answer's `mode` says what is left to do: `insert_text` → `Input.insertText(value)`; `delete` → press `Delete` (value is empty);
 * `done` → nothing (the value was set in the page with `input` and `change`: date, time, color, range …, or `direct`).
 */
export interface FillRequest extends Common {
  op: "fill";
  target: Target;
  /** Empty clears. */
  value: string;
  force?: boolean;
  /** Sets every kind of field in the page (no trusted input): for drivers that cannot insert text. */
  direct?: boolean;
}

/**
 * Like `locate` for click, on a checkbox, radio or ARIA equivalent. `checked` in the answer is its state now: when it is already
 * the wanted one, `done` is true, nothing was waited for and there is nothing to click. Otherwise click at `point`, then call `checked`.
 */
export interface CheckRequest extends Common {
  op: "check";
  target: Target;
  checked: boolean;
  force?: boolean;
  guard?: "none" | "watch" | "block";
}

/** After the click of `check`: waits until the element (or what the target now resolves to) is in the wanted state. */
export interface CheckedRequest extends Common { op: "checked"; target: Target; element?: number; checked: boolean }

/**
 * Selects options of a `<select>`: waits for visible, enabled, and for the options to exist and be enabled; `input` + `change`.
 * `add` and `remove` leave the other options as they are.
 */
export interface SelectRequest extends Common { op: "select"; target: Target; value: SelectValue; mode?: "replace" | "add" | "remove"; force?: boolean }

/** Which step fills the control: for forms whose fields are of many kinds. */
export interface KindRequest extends Common { op: "kind"; target: Target }
/** Sends the form (of the target) by its default button, as Enter would. Final errors: no form, disabled button, invalid field. */
export interface SubmitRequest extends Common { op: "submit"; target: Target }
/** Selects all text of the element, or the first place of `text` in it. */
export interface SelectTextRequest extends Common { op: "select_text"; target: Target; text?: string }
/** The text of the target or of the selection, after the page's own `copy` handlers. */
export interface CopyRequest extends Common { op: "copy"; target?: Target }
/** Fires `paste` at the focus; when the page does not take it, the driver inserts the text. */
export interface PasteRequest extends Common { op: "paste"; text: string }
/** Writes `text` to the browser's clipboard, or reads it. */
export interface ClipboardRequest extends Common { op: "clipboard"; text?: string }
/** Writes the document anew (unless `written`) and waits until it has come so far. */
export interface SetContentRequest extends Common { op: "set_content"; html: string; wait_until: "commit" | "domcontentloaded" | "load"; written?: boolean }
/** What JavaScript reads a date as, in milliseconds since 1970. */
export interface DateRequest extends Common { op: "date"; text: string }
/** Whether a time zone is known. */
export interface ZoneRequest extends Common { op: "zone"; text: string }

/**
 * Focuses the element (waits only until it is attached, as Playwright). For `type` and `press`: `caret: "start"` puts the caret first
 * when the field was not focused already, as Playwright does; default `keep`.
 */
export interface FocusRequest extends Common { op: "focus"; target: Target; caret?: "keep" | "start" | "end" }
export interface BlurRequest extends Common { op: "blur"; target: Target }

/** The `<input type=file>` of the target (label → control). With `files` given, sets them in the page (DataTransfer) and `mode` is `done`. */
export interface UploadRequest extends Common {
  op: "upload";
  target: Target;
  /** How many files will be set: more than one needs `multiple`. */
  count?: number;
  files?: { name: string; media_type?: string; base64: string }[];
}

/**
 * Without `direction` and `to`: scrolls the target into view. `direction` + `amount` (default 500) scrolls the target, or the nearest
 * scrollable ancestor, or the page. `to` scrolls it to an edge. Instantly, by script; the answer has the new offsets. For wheel
 * events instead, `locate` with checks [visible] and send `mouseWheel` at the point.
 */
export interface ScrollRequest extends Common {
  op: "scroll";
  target?: Target;
  direction?: "up" | "down" | "left" | "right";
  amount?: number;
  /** Instead of `amount`: times what is visible of what is scrolled. */
  pages?: number;
  to?: "top" | "bottom" | "left" | "right";
}

/**
 * Waits until the assertion holds. `not` here wins over `expect.not`. A missing element holds for `hidden` and `detached`, and with
 * `not` for `visible`, `attached` and `in_viewport`; all else waits for one. `text` is all text (hidden text too, as Playwright),
 * `class {contains}` means those classes in any order. For `wait_for` the error is a `timeout`.
 */
export interface ExpectRequest extends Common { op: "expect"; expect: Expect; not?: boolean }
/**
 * Runs axe-core, which the driver puts into this world first: `missing` in the answer says that it is not there. Without a target the
 * whole document.
 */
export interface A11yRequest extends Common {
  op: "a11y";
  target?: Target;
  rules?: string[];
  tags?: string[];
  exclude?: string[];
}
export interface WaitForRequest extends Common { op: "wait_for"; target: Target; state?: ElementState }

/**
 * `text` is the visible text (innerText, trimmed); `html` the inner HTML; `list` the texts of all matches; `count` their number. `list`
 * and `count` take what is there, also nothing; the others wait for one element. `options` are those of a `<select>`, as
 * `{value, label, selected, disabled}`.
 */
export interface ExtractRequest extends Common {
  op: "extract";
  target: Target;
  what: "text" | "value" | "attribute" | "html" | "count" | "list" | "options" | "box" | "table";
  /** The attribute. */
  name?: string;
  /** Regular expression: the value becomes its first group (or the whole match); waits until it matches. Not with `count`. */
  matches?: string;
}

/** The target as an `<iframe>`/`<frame>` element (strict, waits until attached). */
export interface FrameRequest extends Common { op: "frame"; target: Target }
/** Where the content of a frame element is now. */
export interface FrameBoxRequest extends Common { op: "frame_box"; element: number; scroll?: boolean }

/** The frame elements of this document, at most 100. */
export interface FramesRequest extends Common { op: "frames" }

/**
 * What an element is, and good locators for it: of one element (`target`, strict, waits until it is there), of what is at a point of
 * the viewport (the button or link around it), or of every visible element that one can act on or call by name (`all`).
 */
export interface SuggestRequest extends Common {
  op: "suggest";
  target?: Target;
  point?: Point;
  all?: boolean;
  /** Elements at most; default 200. Locators for many take at most 4 s. */
  limit?: number;
  /** Locators per element at most; default 5. */
  most?: number;
}

/** Rectangles of all matches of each target (for masks); no waiting, not strict. */
export interface RectsRequest extends Common { op: "rects"; targets: Target[] }
export interface DescribeRequest extends Common { op: "describe"; target: Target }

/** Before a picture: brings animations to their end and hides the caret; without either undoes it. */
export interface PoseRequest extends Common { op: "pose"; hide_caret?: boolean; end_animations?: boolean }

/** Accessibility outline as indented text, in the manner of Playwright's aria snapshot. */
export interface OutlineRequest extends Common {
  op: "outline";
  /** Default 20,000. */
  max_chars?: number;
  /** Adds `[ref=e7]` to interactive and named elements, usable as `{ref: "e7"}`. */
  refs?: boolean;
  /** For models: short addresses, no roles that say nothing, refs only where one can act, and elements that only look clickable. */
  compact?: boolean;
  /** Only below this element (strict). */
  target?: Target;
}

/** Compares by the page's JavaScript rules: for dialogs, tabs, URLs seen by the driver. `plain` says what a plain string means. */
export interface MatchRequest extends Common {
  op: "match";
  value: string;
  matcher: TextMatcher;
  plain: "url" | "whole" | "part";
}

/** About the document; never waits. */
export interface PageRequest extends Common { op: "page" }
/** Every place of a text in what the page (or the target) shows; waits until there are `at_least` of them. At most 1,000. */
export interface SearchRequest extends Common { op: "search"; target?: Target; text: TextMatcher; at_least?: number }
/** What the browser has measured of this page load. */
export interface VitalsRequest extends Common { op: "vitals" }
/** Ends every wait of this document at once (each answers with a `timeout` error). */
export interface CancelRequest extends Common { op: "cancel" }

export type Request =
  | LocateRequest | LandedRequest | HitRequest | FillRequest | CheckRequest | CheckedRequest | SelectRequest | FocusRequest
  | BlurRequest | UploadRequest | ScrollRequest | ExpectRequest | WaitForRequest | ExtractRequest | FrameRequest
  | ConcealRequest | StorageRequest | A11yRequest | PoseRequest
  | FrameBoxRequest | FramesRequest | SuggestRequest | RectsRequest | DescribeRequest | OutlineRequest | MatchRequest | PageRequest | CancelRequest
  | KindRequest | SubmitRequest | SelectTextRequest | CopyRequest | PasteRequest | ClipboardRequest | SetContentRequest | DateRequest
  | ZoneRequest | SearchRequest | VitalsRequest;

// ---------------------------------------------------------------------------------------------------------------- answers

/** The words of `StepError.kind`. `refused`: the request itself is wrong (bad selector, expression, role, value). */
export type ErrorKind = "not_found" | "ambiguous" | "not_actionable" | "assertion" | "timeout" | "script" | "refused";

export interface EngineError {
  kind: ErrorKind;
  /** One sentence: what was wrong, where, what to do. */
  message: string;
  /** Of `expect`. */
  expected?: string;
  actual?: string;
  /** Like Playwright's call log; at most 50 lines. */
  log: string[];
  /** Matches of an ambiguous target (with a unique locator each), or near misses of a missing one; at most 10. */
  candidates: string[];
  /** Of `expect`, for reports: `diff` line by line, and what else is known. */
  details?: Record<string, unknown>;
  /** Waiting longer cannot help. */
  final: boolean;
}

/** In every answer. */
export interface Base {
  elapsed_ms: number;
  /** Of this document, after the work. */
  url: string;
  title: string;
}

export interface Failure extends Base { ok: false; error: EngineError }

/** In every good answer. */
export interface Good extends Base { ok: true; log: string[] }

/** An element that was found. */
export interface Found extends Good {
  element: number;
  /** `<button class="primary">Sign in</button>` */
  description: string;
  /** Lower case. */
  tag: string;
  /** `type` of an input, lower case. */
  input_type?: string;
  /** Bounding box. */
  rect: Rect;
  /** Which candidate of `any_of` was taken, from 0; absent for the first. */
  candidate?: number;
}

export interface Located extends Found { point: Point }
/** `landed`: true, false (another element got it), null (no event came). `hit` describes the element that got it. */
export interface Landed extends Good { landed: boolean | null; hit?: string }
export interface Hit extends Good { hit: boolean; /** What is there instead. */ by?: string }
export interface Filled extends Found { mode: "insert_text" | "delete" | "done" }
/** `point` is absent when `done`. */
export interface CheckReady extends Found { point?: Point; checked: boolean; done: boolean }
export interface CheckedState extends Good { checked: boolean }
export interface KindOf extends Found { kind: "fill" | "check" | "select" }
/** `inside`: a frame has the focus; ask there. */
export interface Copied extends Good { text: string; inside?: number }
export interface Pasted extends Good { taken: boolean; inside?: number }
/** Values of the options now selected. */
export interface Selected extends Found { selected: string[] }
export interface UploadReady extends Found { multiple: boolean; directory: boolean; mode: "set_files" | "done" }
export interface Scrolled extends Good { x: number; y: number; moved: boolean }
export interface Held extends Good { actual: string; expected: string }
export interface Extracted extends Good { value: unknown }
/** `before` and `after`: up to 60 characters around it. */
export interface Place { text: string; groups: string[]; before: string; after: string }
export interface Searched extends Good { value: Place[] }
/** `box`: content box of the frame in this viewport; `scale` for CSS transforms (parent px per frame px). */
export interface FrameFound extends Found { name: string; src: string; box: Rect; scale: Point }
export interface FrameBox extends Good { box: Rect; scale: Point }
export interface FrameList extends Good { items: { element: number; name: string; src: string; description: string }[] }
/** A locator that was tried and means its element alone. `locator` is the text to put into a flow; `score` 0 to 100 (README). */
export interface Suggestion { target: Target; locator: string; score: number; strategy: string }
/** `editable`, `checked` … only where the element can have the state. */
export interface States {
  visible: boolean;
  enabled: boolean;
  focused: boolean;
  editable?: boolean;
  checked?: boolean | "mixed";
  pressed?: boolean | "mixed";
  selected?: boolean;
  expanded?: boolean;
  level?: number;
}
export interface Inspected {
  element: number;
  description: string;
  tag: string;
  role: string | null;
  name: string;
  states: States;
  rect: Rect;
  locators: Suggestion[];
}
export interface Suggested extends Good { items: Inspected[]; truncated: boolean }
export interface Rects extends Good { rects: Rect[][] }
export interface Described extends Found {
  role: string | null;
  name: string;
  /** A unique target for this element, in the string form of STEPS.md where there is one. */
  locator: string;
  visible: boolean;
  enabled: boolean;
  editable: boolean | null;
  checked: boolean | "mixed" | null;
}
/** `frames`: the frame elements in the outline; `line` is the 0-based line of its `- iframe`, to hang its own outline below. */
export interface Outlined extends Good { outline: string; truncated: boolean; frames: { element: number; line: number; indent: number }[] }
export interface Matched extends Good { matches: boolean }
export interface PageInfo extends Good {
  ready_state: string;
  hidden: boolean;
  focused: boolean;
  viewport: { width: number; height: number; device_pixel_ratio: number };
  scroll: Point;
  /** Size of the whole document. */
  document: { width: number; height: number };
}

export type Answer =
  | Located | Landed | Hit | Filled | CheckReady | CheckedState | Selected | Found | UploadReady | Scrolled | Held | Extracted
  | KindOf | Copied | Pasted
  | FrameFound | FrameBox | FrameList | Suggested | Rects | Described | Outlined | Matched | PageInfo | Good;

export type Response = Answer | Failure;

/** `globalThis.__flowtilla` */
export interface EngineApi {
  readonly version: string;
  run(request: Request): Promise<Response>;
  node(element: number): Node | null;
  /** At once, for scripts in the engine's own world (the recorder's listeners): good locators for a node of this document, best first. */
  suggest(element: Element, options?: Pick<Common, "testid_attribute" | "component_attribute"> & { most?: number }): Suggestion[];
  /** From the driver: a closed shadow root, for targets with `shadow: closed`. */
  closed(root: ShadowRoot): void;
  /** What the engine was made for; another document in the same world gets an engine of its own when this script is evaluated again. */
  readonly document: Document;
}
