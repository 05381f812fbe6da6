/** Form fields: fill, check, select, upload. What needs trusted input is only made ready here; the driver sends the input. */

import { inputType, isConnected, isEditableHost, newRange, tag } from "./dom";
import { describe } from "./describe";
import { Fault } from "./fault";
import { controlOf, found, type Job, one, pass, until } from "./locate";
import { setGuard } from "./hit";
import type { CheckReady, CheckRequest, Filled, FillRequest, FocusRequest, OptionRef, Selected, SelectRequest, UploadReady, UploadRequest } from "./protocol";
import { isDisabled, plainlyChecked } from "./roles";
import { dots } from "./secrets";
import { control, isFocused } from "./states";
import { normalize, Refused } from "./text";

/** An answer without what every answer has. */
type Bare<T> = Omit<T, "elapsed_ms" | "url" | "title">;

const TYPED = new Set(["", "email", "number", "password", "search", "tel", "text", "url"]);
const SET = new Set(["color", "date", "time", "datetime-local", "month", "range", "week"]);

const setInput = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set as (this: Element, value: string) => void;
const setArea = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value")?.set as (this: Element, value: string) => void;

/** The events that a person's change of a control fires. */
export function announce(element: Element): void {
  element.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
  element.dispatchEvent(new Event("change", { bubbles: true }));
}

const final = (message: string): Fault => new Fault("not_actionable", message, true);

export async function fill(request: FillRequest, job: Job): Promise<Bare<Filled>> {
  const checks = request.force ? [] : (["visible", "enabled", "editable"] as const);
  const { element, mode } = await until(job, async (round) => {
    const target = one(request.target, job);
    const field = control(target);
    assertFillable(field);
    await pass(target, { target: request.target, checks: [...checks], force: !!request.force, pointed: false }, job, round);
    if (request.secret) dots(field);
    return { element: field, mode: fillNow(field, request.value, !!request.direct) };
  });
  return { ...found(element, job), mode };
}

function assertFillable(field: Element): void {
  const type = inputType(field);
  if (tag(field) === "input" && !TYPED.has(type) && !SET.has(type)) {
    const instead = type === "checkbox" || type === "radio" ? "; use `check`" : type === "file" ? "; use `upload`" : "; use `click`";
    throw final(`Input of type "${type}" cannot be filled: ${describe(field)}${instead}`);
  }
  if (tag(field) === "input" || tag(field) === "textarea" || isEditableHost(field)) return;
  throw final(`Element is not an <input>, <textarea> or [contenteditable] element: ${describe(field)}${tag(field) === "select" ? "; use `select`" : ""}`);
}

function fillNow(field: Element, given: string, direct: boolean): Filled["mode"] {
  const type = inputType(field);
  let value = given;
  if (type === "number") {
    value = value.trim();
    if (Number.isNaN(Number(value))) throw final(`Cannot type text into input[type=number]: ${JSON.stringify(given)}`);
  }
  if (tag(field) === "input" && SET.has(type)) {
    setField(field as HTMLInputElement, type === "color" ? value.trim().toLowerCase() : value.trim());
    return "done";
  }
  selectAll(field as HTMLElement);
  if (!direct) return value ? "insert_text" : "delete";
  if (tag(field) === "input") setInput.call(field, value);
  else if (tag(field) === "textarea") setArea.call(field, value);
  else field.textContent = value;
  announce(field);
  return "done";
}

function setField(field: HTMLInputElement, value: string): void {
  field.focus();
  const before = field.value;
  setInput.call(field, value);
  if (field.value !== value) {
    const got = field.value;
    setInput.call(field, before);
    throw new Refused(`Malformed value ${JSON.stringify(value)} for input[type=${inputType(field)}]${got ? ` (the browser would make ${JSON.stringify(got)} of it)` : ""}`);
  }
  announce(field);
}

/** Focuses the field and selects all that it holds. */
export function selectAll(field: HTMLElement): void {
  if (tag(field) === "input" || tag(field) === "textarea") {
    (field as HTMLInputElement).select();
    field.focus();
    return;
  }
  field.focus();
  const range = newRange();
  range.selectNodeContents(field);
  const selection = globalThis.getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
}

export async function focus(request: FocusRequest, job: Job): Promise<Element> {
  return until(job, () => {
    const field = control(one(request.target, job)) as HTMLElement;
    if (!isConnected(field)) throw new Fault("not_found", "The element was removed meanwhile");
    const had = isFocused(field);
    field.focus();
    if (!had && request.caret && request.caret !== "keep") placeCaret(field, request.caret);
    return field;
  });
}

function placeCaret(field: HTMLElement, where: "start" | "end"): void {
  try {
    if (tag(field) === "input" || tag(field) === "textarea") {
      const at = where === "start" ? 0 : (field as HTMLInputElement).value.length;
      (field as HTMLInputElement).setSelectionRange(at, at);
    }
  } catch {
    // Some types of input have no selection.
  }
}

// ---------------------------------------------------------------------------------------------------------- check boxes

/** The state of a check box or radio button, by way of its label if need be. */
export function checkedNow(element: Element): boolean {
  const checked = plainlyChecked(control(element));
  if (checked === null) throw final(`Element is not a checkbox or radio button: ${describe(element)}`);
  return checked;
}

export async function check(request: CheckRequest, job: Job): Promise<Bare<CheckReady>> {
  const checks = ["visible", "stable", "enabled", "receives_events"] as const;
  return until(job, async (round) => {
    const element = one(request.target, job);
    const checked = checkedNow(element);
    if (checked === request.checked) return { ...found(element, job), checked, done: true };
    if (!request.checked && inputType(control(element)) === "radio") throw final("Cannot uncheck a radio button: radio buttons are only unchecked by selecting another one of their group");
    const { point } = await pass(element, { target: request.target, checks: [...checks], force: !!request.force, pointed: true, scroll: true }, job, round);
    if (request.guard && request.guard !== "none" && !request.force) setGuard(element, "click", request.guard === "block");
    return point ? { ...found(element, job), checked, done: false, point } : { ...found(element, job), checked, done: false };
  });
}

// --------------------------------------------------------------------------------------------------------------- select

export async function select(request: SelectRequest, job: Job): Promise<Bare<Selected>> {
  const wanted = Array.isArray(request.value) ? request.value : [request.value];
  return until(job, async (round) => {
    const target = one(request.target, job);
    const field = controlOf(target, ["select"], "is not a <select> element") as HTMLSelectElement;
    await pass(target, { target: request.target, checks: ["visible", "enabled"], force: !!request.force, pointed: false }, job, round);
    if (!field.multiple && wanted.length > 1) throw final(`${describe(field)} takes one option only`);
    const options = chosen(field, wanted, job);
    const { mode = "replace" } = request;
    if (mode === "remove" && !field.multiple) throw final(`${describe(field)} takes one option only, which cannot be taken away; choose another one`);
    if (mode === "replace" || !field.multiple) field.selectedIndex = -1;
    for (const option of options) option.selected = mode !== "remove";
    announce(field);
    return { ...found(field, job), selected: [...field.selectedOptions].map((option) => option.value) };
  });
}

function chosen(field: HTMLSelectElement, wanted: OptionRef[], job: Job): HTMLOptionElement[] {
  const all = [...field.options];
  const options = new Set<HTMLOptionElement>();
  for (const ref of wanted) {
    const fits = all.filter((option, index) => isMeant(option, index, ref));
    if (!fits.length) {
      job.log.add("  did not find some options");
      const fault = new Fault("not_actionable", `${describe(field)} has no option ${JSON.stringify(ref)}`);
      fault.candidates = all.slice(0, 10).map((option) => `${describe(option)} label ${JSON.stringify(normalize(option.label))}`);
      throw fault;
    }
    for (const option of field.multiple ? fits : fits.slice(0, 1)) {
      if (isDisabled(option)) {
        job.log.add("  option being selected is not enabled");
        throw new Fault("not_actionable", `The option ${describe(option)} is not enabled`);
      }
      options.add(option);
    }
  }
  return all.filter((option) => options.has(option));
}

export function isMeant(option: HTMLOptionElement, index: number, ref: OptionRef): boolean {
  const labelled = (label: string): boolean => label === option.label || normalize(label) === normalize(option.label);
  if (typeof ref === "string") return ref === option.value || labelled(ref);
  if ("label" in ref) return labelled(ref.label);
  if ("value" in ref) return ref.value === option.value;
  return ref.index === index;
}

// --------------------------------------------------------------------------------------------------------------- upload

export async function upload(request: UploadRequest, job: Job): Promise<Bare<UploadReady>> {
  const field = await until(job, () => controlOf(one(request.target, job), ["input"], "is not an <input type=file>") as HTMLInputElement);
  if (inputType(field) !== "file") throw final(`${describe(field)} is not an <input type=file>`);
  const count = request.files?.length ?? request.count ?? 1;
  if (count > 1 && !field.multiple && !field.webkitdirectory) throw final(`${describe(field)} takes one file only, not ${count}`);
  if (request.files) {
    const data = new DataTransfer();
    for (const { name, media_type, base64 } of request.files) {
      data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name, { type: media_type ?? "" }));
    }
    field.files = data.files;
    announce(field);
  }
  return { ...found(field, job), multiple: field.multiple, directory: field.webkitdirectory, mode: request.files ? "done" : "set_files" };
}
