/** `text`: the smallest elements whose text matches. */

import { all, children, isElement, type Scope, shadowRoot, shadowsIn } from "./dom";
import { type Matcher, isUnread, nodeHolds, normalText } from "./text";

/** `inner`: it matches, but so does something inside it. */
export function matchesText(element: Element, matcher: Matcher): "none" | "self" | "inner" {
  if (isUnread(element) || !nodeHolds(matcher, element)) return "none";
  for (const child of children(element)) if (isElement(child) && nodeHolds(matcher, child)) return "inner";
  const shadow = shadowRoot(element);
  return shadow && nodeHolds(matcher, shadow) ? "inner" : "self";
}

export function queryText(scope: Scope, matcher: Matcher): Element[] {
  const found: Element[] = [];
  if (matcher.part) {
    descend(scope, matcher, found);
    return found;
  }
  if (isElement(scope) && matchesText(scope, matcher) === "self") found.push(scope);
  const walk = (tree: Scope): void => {
    for (const element of all(tree, "*")) if (matchesText(element, matcher) === "self") found.push(element);
    for (const shadow of shadowsIn(tree)) walk(shadow);
  };
  walk(scope);
  return found;
}

/** Only what contains the wanted part can match, or have a match inside: whole branches are left out. */
function descend(scope: Scope, matcher: Matcher, found: Element[]): void {
  const part = matcher.part as string;
  const holdsPart = (node: Node): boolean => {
    const text = normalText(node);
    return (matcher.fold ? text.toLowerCase() : text).includes(part);
  };
  const later: ShadowRoot[] = [];
  const visit = (node: Node): void => {
    if (!holdsPart(node)) return;
    if (isElement(node)) {
      if (isUnread(node)) return;
      if (matchesText(node, matcher) === "self") found.push(node);
      const shadow = shadowRoot(node);
      if (shadow) later.push(shadow);
    }
    for (const child of children(node)) if (isElement(child)) visit(child);
  };
  visit(scope);
  for (const shadow of later) descend(shadow, matcher, found);
}
