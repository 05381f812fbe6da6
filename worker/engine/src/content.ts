/** The document as a whole, and the text in it: replace it, select, copy, paste, send a form. */

import { activeIn, bodyOf, doc, innerText, inputType, isElement, isEditableHost, newRange, shadowRoot, tag, textContent, win } from "./dom";
import { describe } from "./describe";
import { Fault } from "./fault";
import { selectAll } from "./fields";
import { handleOf } from "./handles";
import { found, type Job, one, pass, until } from "./locate";
import type { Copied, CopyRequest, Found, KindRequest, KindOf, Pasted, PasteRequest, SelectTextRequest, SetContentRequest, SubmitRequest } from "./protocol";
import { plainlyChecked } from "./roles";
import { control } from "./states";
import { clip, normalize } from "./text";

type Bare<T> = Omit<T, "elapsed_ms" | "url" | "title">;

const open = Document.prototype.open as () => Document;
const write = Document.prototype.write as (text: string) => void;
const close = Document.prototype.close as () => void;

/** How far the document has come that was written last; `readyState` does not tell. */
let come: SetContentRequest["wait_until"] = "load";

const FAR: SetContentRequest["wait_until"][] = ["commit", "domcontentloaded", "load"];

/** Writes the document anew, once, and waits for what it loads. */
export async function setContent(request: SetContentRequest, job: Job): Promise<{ ok: true }> {
  if (!request.written) {
    // What is half loaded would never let the new document be.
    win.stop();
    open.call(doc);
    come = "commit";
    doc.addEventListener("DOMContentLoaded", () => { if (come === "commit") come = "domcontentloaded"; }, { once: true });
    win.addEventListener("load", () => { come = "load"; }, { once: true });
    write.call(doc, request.html);
    close.call(doc);
  }
  return until(job, () => {
    if (FAR.indexOf(come) < FAR.indexOf(request.wait_until)) throw new Fault("timeout", `The new document did not come as far as "${request.wait_until}" in time; something that it loads does not answer`);
    return { ok: true as const };
  });
}

// ----------------------------------------------------------------------------------------------------------------- forms

const requestSubmit = HTMLFormElement.prototype.requestSubmit as (submitter?: HTMLElement | null) => void;
const formElements = Object.getOwnPropertyDescriptor(HTMLFormElement.prototype, "elements")?.get as (this: HTMLFormElement) => HTMLFormControlsCollection;
const noValidate = Object.getOwnPropertyDescriptor(HTMLFormElement.prototype, "noValidate")?.get as (this: HTMLFormElement) => boolean;

/** Sends the form that the target is, or is in, by its default button. */
export async function submit(request: SubmitRequest, job: Job): Promise<Bare<Found>> {
  const { form, element } = await until(job, () => {
    const element = one(request.target, job);
    const form = tag(element) === "form" ? element : formOf(control(element)) ?? element.closest("form");
    if (!form) throw new Fault("not_actionable", `${describe(element)} is no form and in none`, true);
    return { form: form as HTMLFormElement, element };
  });
  const controls = [...formElements.call(form)];
  const button = controls.find((at) => (tag(at) === "button" && (at as HTMLButtonElement).type === "submit") || (tag(at) === "input" && ["submit", "image"].includes(inputType(at)))) as HTMLButtonElement | undefined;
  if (button?.disabled) throw new Fault("not_actionable", `The form was not sent: its button ${describe(button)} is disabled`, true);
  if (!noValidate.call(form) && !button?.formNoValidate) {
    const bad = controls.find((at) => "validity" in at && !(at as HTMLInputElement).validity.valid && (at as HTMLInputElement).willValidate) as HTMLInputElement | undefined;
    if (bad) throw new Fault("not_actionable", `The form was not sent: ${describe(bad)} is invalid: ${clip(bad.validationMessage, 200)}`, true);
  }
  const answer = found(element, job);
  if (button) requestSubmit.call(form, button);
  else requestSubmit.call(form);
  return answer;
}

const formOf = (element: Element): HTMLFormElement | null => ("form" in element ? (element as HTMLInputElement).form : null);

/** By which step a control is filled. */
export async function kindOf(request: KindRequest, job: Job): Promise<Bare<KindOf>> {
  return until(job, () => {
    const element = one(request.target, job);
    const at = control(element);
    const kind = tag(at) === "select" ? "select" : plainlyChecked(at) !== null && !isEditableHost(at) ? "check" : "fill";
    return { ...found(element, job), kind } as Bare<KindOf>;
  });
}

// ------------------------------------------------------------------------------------------------------------- selection

export async function selectText(request: SelectTextRequest, job: Job): Promise<Bare<Found>> {
  return until(job, async (round) => {
    const target = one(request.target, job);
    await pass(target, { target: request.target, checks: ["visible"], force: false, pointed: false }, job, round);
    const typed = control(target);
    const field = tag(typed) === "input" || tag(typed) === "textarea" ? (typed as HTMLInputElement) : null;
    if (request.text === undefined) {
      if (field) selectAll(field);
      else selectContents(target);
    } else if (!(field ? selectInField(field, request.text) : selectPart(target, request.text))) {
      const fault = new Fault("not_found", `${describe(target)} has no text ${JSON.stringify(clip(request.text, 100))}`);
      fault.actual = clip(normalize(field ? field.value : innerText(target) ?? ""), 500);
      throw fault;
    }
    return found(target, job);
  });
}

function selectContents(element: Element): void {
  (element as HTMLElement).focus?.();
  const range = newRange();
  range.selectNodeContents(element);
  choose(range);
}

function choose(range: Range): void {
  const selection = win.getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
}

function selectInField(field: HTMLInputElement, text: string): boolean {
  const at = field.value.indexOf(text);
  if (at < 0) return false;
  field.focus();
  field.setSelectionRange(at, at + text.length);
  return true;
}

/** Selects a part of what is written in an element, over the borders of its text nodes. */
function selectPart(element: Element, text: string): boolean {
  const walker = doc.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const nodes: { node: Text; from: number }[] = [];
  let whole = "";
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    nodes.push({ node: node as Text, from: whole.length });
    whole += (node as Text).data;
  }
  const pattern = new RegExp(text.trim().split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s+"));
  const match = pattern.exec(whole);
  if (!match?.[0]) return false;
  const end = match.index + match[0].length;
  const start = nodes.filter(({ from }) => from <= match.index).pop();
  const last = nodes.filter(({ from }) => from < end).pop();
  if (!start || !last) return false;
  (element as HTMLElement).focus?.();
  const range = newRange();
  range.setStart(start.node, match.index - start.from);
  range.setEnd(last.node, end - last.from);
  choose(range);
  return true;
}

// ------------------------------------------------------------------------------------------------------------- clipboard

/** The element that has the focus, through open shadow roots. */
function focused(): Element | null {
  let at = activeIn(doc) ?? bodyOf(doc);
  for (let root = at && shadowRoot(at); at && root; root = shadowRoot(at)) {
    const inner = activeIn(root);
    if (!inner) break;
    at = inner;
  }
  return at;
}

const isFrame = (element: Element | null): boolean => !!element && (tag(element) === "iframe" || tag(element) === "frame");

/** What a copy would bring: of the target, else of the selection. The page's own `copy` handler has its say. */
export async function copy(request: CopyRequest, job: Job): Promise<Bare<Copied>> {
  const { target } = request;
  const element = target ? await until(job, () => one(target, job)) : null;
  const at = element ? control(element) : focused();
  if (!element && isFrame(at)) return { ok: true, log: job.log.lines, text: "", inside: handleOf(at as Element) };
  const field = at && (tag(at) === "input" || tag(at) === "textarea") ? (at as HTMLInputElement) : null;
  const text = element ? (field ? field.value : (innerText(element) ?? textContent(element) ?? "").trim()) : selected(field);
  const data = new DataTransfer();
  const event = new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true, composed: true });
  const own = !(element ?? at ?? doc).dispatchEvent(event);
  return { ok: true, log: job.log.lines, text: own ? data.getData("text/plain") : text };
}

function selected(field: HTMLInputElement | null): string {
  if (field && inputType(field) !== "password") {
    const { selectionStart: from, selectionEnd: to } = field;
    if (from !== null && to !== null && to > from) return field.value.slice(from, to);
  }
  return win.getSelection()?.toString() ?? "";
}

/** Tells the page that something is pasted at the focus. `taken`: it has dealt with it itself. */
export function paste(request: PasteRequest, job: Job): Bare<Pasted> {
  const at = focused();
  if (isFrame(at)) return { ok: true, log: job.log.lines, taken: false, inside: handleOf(at as Element) };
  const data = new DataTransfer();
  data.setData("text/plain", request.text);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true, composed: true });
  const taken = !(at ?? doc).dispatchEvent(event);
  const typed = !!at && isElement(at) && (isEditableHost(at) || tag(at) === "textarea" || tag(at) === "input");
  // A page may have taken it without saying so, but not where nothing has the focus.
  const nowhere = !at || at === bodyOf(doc) || tag(at) === "html";
  if (!taken && !typed && nowhere) throw new Fault("not_actionable", `Nothing that takes text has the focus; give \`paste\` a \`target\``, true);
  return { ok: true, log: job.log.lines, taken: taken || !typed };
}

/** Reads or writes the browser's clipboard; null when this page may not. */
export async function clipboard(text: string | undefined): Promise<{ ok: true; text: string | null }> {
  const board = win.navigator.clipboard as Clipboard | undefined;
  if (!board) return { ok: true, text: null };
  try {
    if (text === undefined) return { ok: true, text: await board.readText() };
    await board.writeText(text);
    return { ok: true, text };
  } catch {
    return { ok: true, text: null };
  }
}
