/** The states of an element by Playwright's definitions. */

import { activeIn, boxOf, closest, controlOfLabel, isConnected, isEditableHost, isVisible, matches, rootOf, tag, textContent, win } from "./dom";
import { Fault } from "./fault";
import type { ElementState } from "./protocol";
import { checkedOf, isDisabled, isReadonly, plainlyChecked } from "./roles";
import { sleep } from "./watch";

/** From a label (or something inside a button or a check box) to the control that it stands for. */
export function control(element: Element): Element {
  const editable = (at: Element): boolean => matches(at, "input, textarea, select") || isEditableHost(at);
  let at = element;
  if (!editable(at)) at = closest(at, "button, [role=button], [role=checkbox], [role=radio]") ?? at;
  if (!editable(at) && !matches(at, "a, button, [role=link], [role=button], [role=checkbox], [role=radio]")) {
    const label = closest(at, "label");
    return (label && controlOfLabel(label)) ?? at;
  }
  return at;
}

/** `holds`, and the word for what it is instead. */
export interface Verdict { holds: boolean; actual: string }

const verdict = (holds: boolean, yes: string, no: string): Verdict => ({ holds, actual: holds ? yes : no });

/**
 * # Errors
 * A final fault when the element is nothing that could have the state.
 */
export async function stateOf(element: Element, state: ElementState, ratio = 0): Promise<Verdict> {
  return state === "in_viewport" ? inViewport(element, ratio) : stateNow(element, state);
}

export function stateNow(element: Element, state: Exclude<ElementState, "in_viewport">): Verdict {
  switch (state) {
    case "attached": return verdict(isConnected(element), "attached", "detached");
    case "detached": return verdict(!isConnected(element), "detached", "attached");
    case "visible": return verdict(isConnected(element) && isVisible(element), "visible", "hidden");
    case "hidden": return verdict(!isConnected(element) || !isVisible(element), "hidden", "visible");
    case "enabled": return verdict(!isDisabled(control(element)), "enabled", "disabled");
    case "disabled": return verdict(isDisabled(control(element)), "disabled", "enabled");
    case "editable": {
      const at = control(element);
      const readonly = isReadonly(at);
      if (readonly === null) throw new Fault("not_actionable", "Element is not an <input>, <textarea>, <select> or [contenteditable] and does not have a role allowing [aria-readonly]", true);
      const disabled = isDisabled(at);
      return { holds: !readonly && !disabled, actual: disabled ? "disabled" : readonly ? "read-only" : "editable" };
    }
    case "read_only": {
      const readonly = isReadonly(control(element));
      if (readonly === null) throw new Fault("not_actionable", "Element is not an <input>, <textarea>, <select> or [contenteditable] and does not have a role allowing [aria-readonly]", true);
      return verdict(readonly, "read-only", "not read-only");
    }
    case "indeterminate": {
      const checked = checkedOf(control(element));
      if (checked === null) throw new Fault("not_actionable", "Element is not a checkbox or radio button", true);
      return { holds: checked === "mixed", actual: checked === "mixed" ? "indeterminate" : checked ? "checked" : "unchecked" };
    }
    case "loaded": {
      if (!(element instanceof HTMLImageElement)) throw new Fault("not_actionable", "Element is not an <img>", true);
      if (!element.complete) return { holds: false, actual: "still loading" };
      return { holds: element.naturalWidth > 0, actual: element.naturalWidth > 0 ? "loaded" : `broken (${element.currentSrc || "no source"})` };
    }
    case "checked":
    case "unchecked": {
      const checked = plainlyChecked(control(element));
      if (checked === null) throw new Fault("not_actionable", "Element is not a checkbox or radio button", true);
      return { holds: checked === (state === "checked"), actual: checked ? "checked" : "unchecked" };
    }
    case "focused": return verdict(isFocused(element), "focused", "not focused");
    case "unfocused": return verdict(!isFocused(element), "not focused", "focused");
    case "empty": {
      const typed = tag(element) === "input" || tag(element) === "textarea";
      const text = typed ? (element as HTMLInputElement).value : textContent(element)?.trim();
      return verdict(!text, "empty", "not empty");
    }
  }
}

export const isFocused = (element: Element): boolean => activeIn(rootOf(element)) === element;

/** Any part of it (or at least such a part of its area) in the viewport and not cut off by something that scrolls. */
async function inViewport(element: Element, least: number): Promise<Verdict> {
  const ratio = await new Promise<number>((resolve) => {
    const observer = new IntersectionObserver(([entry]) => {
      observer.disconnect();
      resolve(entry ? entry.intersectionRatio : 0);
    });
    observer.observe(element);
    void sleep(200).then(() => {
      observer.disconnect();
      resolve(roughly(element));
    });
  });
  const holds = ratio > 0 && ratio > least - 1e-9;
  return { holds, actual: ratio <= 0 ? "outside of the viewport" : least > 0 ? `in the viewport by a ratio of ${Math.round(ratio * 1000) / 1000}` : "in the viewport" };
}

/** For pages that draw no frames: the viewport alone counts. */
function roughly(element: Element): number {
  const box = boxOf(element);
  return box.width * box.height > 0 && box.bottom > 0 && box.right > 0 && box.top < win.innerHeight && box.left < win.innerWidth ? 1 : 0;
}
