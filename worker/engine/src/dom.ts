/**
 * The document, read so that a page cannot mislead us: named form controls and images shadow properties of `<form>` and
 * `document` (also in an isolated world), so every property is read through the prototype's own getter.
 */

type Getter<T> = (of: unknown) => T;

function getter<T>(proto: object, name: string): Getter<T> {
  const read = Object.getOwnPropertyDescriptor(proto, name)?.get;
  return read ? (of) => read.call(of) as T : (of) => (of as Record<string, T>)[name] as T;
}

function method<A extends unknown[], R>(proto: object, name: string): (of: unknown, ...args: A) => R {
  const call = (proto as Record<string, (...args: A) => R>)[name] as (...args: A) => R;
  return (of, ...args) => call.apply(of, args);
}

export const win = globalThis as unknown as Window & typeof globalThis;
export const doc = win.document;

export const parentNode = getter<Node | null>(Node.prototype, "parentNode");
export const parentElement = getter<Element | null>(Node.prototype, "parentElement");
export const firstChild = getter<Node | null>(Node.prototype, "firstChild");
export const nextSibling = getter<Node | null>(Node.prototype, "nextSibling");
export const childNodes = getter<NodeListOf<ChildNode>>(Node.prototype, "childNodes");
export const nodeType = getter<number>(Node.prototype, "nodeType");
export const nodeName = getter<string>(Node.prototype, "nodeName");
export const nodeValue = getter<string | null>(Node.prototype, "nodeValue");
export const textContent = getter<string | null>(Node.prototype, "textContent");
export const isConnected = getter<boolean>(Node.prototype, "isConnected");
export const contains = method<[Node | null], boolean>(Node.prototype, "contains");
export const rootOf = method<[], Node>(Node.prototype, "getRootNode");

export const localName = getter<string>(Element.prototype, "localName");
const openRoot = getter<ShadowRoot | null>(Element.prototype, "shadowRoot");
/** Closed shadow roots that the driver brought here, and whether the present look goes into them. */
const closedRoots = new WeakMap<Element, ShadowRoot>();
let piercing = false;

export const pierceClosed = (on: boolean): void => { piercing = on; };

export const rememberClosed = (root: ShadowRoot): void => void closedRoots.set(root.host, root);

/** The open shadow root of an element; the closed one, too, in a look that goes into them. */
export const shadowRoot = (element: unknown): ShadowRoot | null => openRoot(element) ?? (piercing ? closedRoots.get(element as Element) ?? null : null);
const elementSlot = getter<HTMLSlotElement | null>(Element.prototype, "assignedSlot");
const textSlot = getter<HTMLSlotElement | null>(Text.prototype, "assignedSlot");
export const assignedSlot = (of: Node): HTMLSlotElement | null => (isElement(of) ? elementSlot(of) : isText(of) ? textSlot(of) : null);
export const attributes = getter<NamedNodeMap>(Element.prototype, "attributes");
export const attr = method<[string], string | null>(Element.prototype, "getAttribute");
export const hasAttr = method<[string], boolean>(Element.prototype, "hasAttribute");
export const matches = method<[string], boolean>(Element.prototype, "matches");
export const closest = method<[string], Element | null>(Element.prototype, "closest");
export const boxOf = method<[], DOMRect>(Element.prototype, "getBoundingClientRect");
export const boxesOf = method<[], DOMRectList>(Element.prototype, "getClientRects");
export const scrollTo = method<[ScrollIntoViewOptions], void>(Element.prototype, "scrollIntoView");
const checkVisibility = method<[], boolean>(Element.prototype, "checkVisibility");
export const prevElement = getter<Element | null>(Element.prototype, "previousElementSibling");
export const nextElement = getter<Element | null>(Element.prototype, "nextElementSibling");
const firstElement = getter<Element | null>(Element.prototype, "firstElementChild");

const allInDocument = method<[string], NodeListOf<Element>>(Document.prototype, "querySelectorAll");
const allInFragment = method<[string], NodeListOf<Element>>(DocumentFragment.prototype, "querySelectorAll");
const allInElement = method<[string], NodeListOf<Element>>(Element.prototype, "querySelectorAll");
export const adoptedSheets = getter<CSSStyleSheet[]>(Document.prototype, "adoptedStyleSheets");
export const titleOf = getter<string>(Document.prototype, "title");
export const documentElement = getter<Element | null>(Document.prototype, "documentElement");
export const bodyOf = getter<HTMLElement | null>(Document.prototype, "body");
export const scroller = getter<Element | null>(Document.prototype, "scrollingElement");
const activeInDocument = getter<Element | null>(Document.prototype, "activeElement");
const activeInShadow = getter<Element | null>(ShadowRoot.prototype, "activeElement");
export const readyState = getter<DocumentReadyState>(Document.prototype, "readyState");
export const visibility = getter<DocumentVisibilityState>(Document.prototype, "visibilityState");
export const hasFocus = method<[], boolean>(Document.prototype, "hasFocus");
export const animations = method<[], Animation[]>(Element.prototype, "getAnimations");
const createRange = method<[], Range>(Document.prototype, "createRange");
const pointInDocument = method<[number, number], Element[]>(Document.prototype, "elementsFromPoint");
const pointInShadow = method<[number, number], Element[]>(ShadowRoot.prototype, "elementsFromPoint");

const contentEditable = getter<boolean>(HTMLElement.prototype, "isContentEditable");
const innerTextOf = getter<string>(HTMLElement.prototype, "innerText");
export const classesOf = getter<DOMTokenList>(Element.prototype, "classList");
export const childCount = getter<number>(Element.prototype, "childElementCount");
export const ownerSvg = (element: Element): Element | null => (element instanceof SVGElement ? element.ownerSVGElement : null);
export const isEditableHost = (element: Element): boolean => element instanceof HTMLElement && contentEditable(element);
/** The text as it is rendered. */
export const innerText = (element: Element): string | null => (element instanceof HTMLElement ? innerTextOf(element) : null);
export const newRange = (): Range => createRange(doc);

export type Scope = Document | ShadowRoot | Element;

export const isElement = (node: Node | null | undefined): node is Element => !!node && nodeType(node) === 1;
export const isText = (node: Node): node is Text => nodeType(node) === 3;
export const isShadow = (node: Node | null): node is ShadowRoot => !!node && nodeType(node) === 11 && "host" in node;

/** Every match of a native selector below `scope`, in this tree only. */
export function all(scope: Scope, css: string): NodeListOf<Element> {
  const type = nodeType(scope);
  return type === 9 ? allInDocument(scope, css) : type === 11 ? allInFragment(scope, css) : allInElement(scope, css);
}

export function activeIn(scope: Node): Element | null {
  return nodeType(scope) === 9 ? activeInDocument(scope) : isShadow(scope) ? activeInShadow(scope) : null;
}

const oneInDocument = method<[number, number], Element | null>(Document.prototype, "elementFromPoint");
const oneInShadow = method<[number, number], Element | null>(ShadowRoot.prototype, "elementFromPoint");

export function elementFromPoint(scope: Node, x: number, y: number): Element | null {
  return nodeType(scope) === 9 ? oneInDocument(scope, x, y) : oneInShadow(scope, x, y);
}

const borderLeft = getter<number>(Element.prototype, "clientLeft");
const borderTop = getter<number>(Element.prototype, "clientTop");

/** Width of the left and top borders. */
export const borderOf = (element: Element): { x: number; y: number } => ({ x: borderLeft(element), y: borderTop(element) });

export function atPoint(scope: Node, x: number, y: number): Element[] {
  return nodeType(scope) === 9 ? pointInDocument(scope, x, y) : pointInShadow(scope, x, y);
}

/** Lower case tag name. */
export const tag = (element: Element): string => localName(element).toLowerCase();

/** The parent element, or the host of the shadow root that the element stands in. */
export function parent(element: Node): Element | null {
  const direct = parentElement(element);
  if (direct) return direct;
  const up = parentNode(element);
  return isShadow(up) ? up.host : null;
}

/** The parent as it is rendered: the slot before the light-tree parent. */
export const composedParent = (element: Element): Element | null => assignedSlot(element) ?? parent(element);

export function* children(node: Node): Generator<Node> {
  for (let child = firstChild(node); child; child = nextSibling(child)) yield child;
}

export function* elementChildren(element: Element): Generator<Element> {
  for (let child = firstElement(element); child; child = nextElement(child)) yield child;
}

/** True when `element` is `ancestor` or stands below it, shadow trees included. */
export function isInside(ancestor: Node, element: Element | null): boolean {
  while (element) {
    if (contains(ancestor, element)) return true;
    const root = rootOf(element);
    element = isShadow(root) ? root.host : null;
  }
  return false;
}

export function closestDeep(element: Element | null, css: string): Element | null {
  while (element) {
    const found = closest(element, css);
    if (found) return found;
    const root = rootOf(element);
    element = isShadow(root) ? root.host : null;
  }
  return null;
}

export function byIds(element: Element, ids: string | null): Element[] {
  if (!ids) return [];
  const root = rootOf(element) as Scope;
  const found: Element[] = [];
  for (const id of ids.split(/\s+/)) {
    const one = id && nodeType(root) !== 1 ? all(root, `#${CSS.escape(id)}`)[0] : undefined;
    if (one && !found.includes(one)) found.push(one);
  }
  return found;
}

export const inputType = (element: Element): string => (element instanceof HTMLInputElement ? inputTypeGetter(element).toLowerCase() : "");
const inputTypeGetter = getter<string>(HTMLInputElement.prototype, "type");

/** The `<label>`s of a control. Asked from the labels' side: `control.labels` walks the whole page for every control. */
export function labelsOf(element: Element): Element[] {
  if (!look.labels) {
    look.labels = new Map();
    for (const label of allDeep(doc, "label")) {
      const control = controlOfLabel(label);
      if (!control) continue;
      const known = look.labels.get(control);
      if (known) known.push(label);
      else look.labels.set(control, [label]);
    }
  }
  return look.labels.get(element) ?? [];
}

const controlGetter = getter<Element | null>(HTMLLabelElement.prototype, "control");
export const controlOfLabel = (label: Element): Element | null => (label instanceof HTMLLabelElement ? controlGetter(label) : null);

// ------------------------------------------------------------------------------------------------- one look at the page

/** What was computed during one synchronous look; thrown away before the next. */
export interface Look {
  style: Map<Element, CSSStyleDeclaration>;
  shadows: Map<Node, ShadowRoot[]>;
  text: Map<Node, string>;
  normal: Map<Node, string>;
  role: Map<Element, string | null>;
  name: Map<Element, string>;
  nameHidden: Map<Element, string>;
  hidden: Map<Element, boolean>;
  disabled: Map<Element, boolean>;
  labels: Map<Element, Element[]> | undefined;
  head: Element | null | undefined;
}

const emptyLook = (): Look => ({
  style: new Map(), shadows: new Map(), text: new Map(), normal: new Map(), role: new Map(),
  name: new Map(), nameHidden: new Map(), hidden: new Map(), disabled: new Map(), labels: undefined, head: undefined,
});

export let look: Look = emptyLook();

/** Forgets what was computed; call whenever the page may have changed since. */
export function lookAgain(): void {
  look = emptyLook();
}

export function styleOf(element: Element): CSSStyleDeclaration {
  let style = look.style.get(element);
  if (!style) look.style.set(element, (style = win.getComputedStyle(element)));
  return style;
}

/** The open shadow roots directly in the trees below `scope` (its own first), not those nested in other shadow roots. */
export function shadowsIn(scope: Scope): ShadowRoot[] {
  let found = look.shadows.get(scope);
  if (!found) {
    found = [];
    const own = isElement(scope) ? shadowRoot(scope) : null;
    if (own) found.push(own);
    for (const element of all(scope, "*")) {
      const root = shadowRoot(element);
      if (root) found.push(root);
    }
    look.shadows.set(scope, found);
  }
  return found;
}

/** Matches of a native selector in this tree and in all open shadow trees below, the lighter tree first. */
export function allDeep(scope: Scope, css: string, into: Element[] = []): Element[] {
  for (const element of all(scope, css)) into.push(element);
  for (const root of shadowsIn(scope)) allDeep(root, css, into);
  return into;
}

// ---------------------------------------------------------------------------------------------------------- visibility

export function styleIsVisible(element: Element): boolean {
  return checkVisibility(element) && styleOf(element).visibility === "visible";
}

export function textHasBox(node: Text): boolean {
  const range = newRange();
  range.selectNode(node);
  const box = range.getBoundingClientRect();
  return box.width > 0 && box.height > 0;
}

/** Playwright's definition: a box that is not empty, and no `visibility: hidden`; `display: contents` counts by its children. */
export function isVisible(element: Element): boolean {
  if (styleOf(element).display === "contents") {
    for (const child of children(element)) {
      if (isElement(child) ? isVisible(child) : isText(child) && textHasBox(child)) return true;
    }
    return false;
  }
  if (!styleIsVisible(element)) return false;
  const box = boxOf(element);
  return box.width > 0 && box.height > 0;
}
