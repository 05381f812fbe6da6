/**
 * Watches what a person does in a page and tells it to the driver, as steps in the making: `flowtilla record`.
 *
 * It runs in the engine's world of every frame, after the engine, whose `suggest` gives the locators. It hears only trusted events, in
 * the capture phase at the window, and stops none of them but its own keys. What it tells (`Told`) is plain JSON through the binding
 * `__flowtillaTell`. The value of a password never leaves the page.
 *
 * Asserting: hold Alt over an element and press A (visible), T (text) or V (value); H records that the pointer rests there.
 */

interface Suggestion { target: Record<string, unknown>; locator?: string }
interface Engine { suggest?: (element: Element, options?: { most?: number }) => Suggestion[]; node: (handle: number) => Node | null }

/** One thing that the person did. `key` names the element within its document, so that typing into one field is one step. */
interface Told {
  what: "click" | "double" | "check" | "fill" | "select" | "press" | "upload" | "hover" | "expect";
  target?: Record<string, unknown>;
  key?: number;
  /** Of `fill` and `expect`. */
  value?: string;
  /** What the field is called, of a password. */
  secret?: string;
  checked?: boolean;
  labels?: string[];
  keys?: string;
  button?: "right" | "middle";
  modifiers?: string[];
  files?: { name: string; media_type: string; base64: string | null }[];
  to?: "visible" | "text" | "value";
}

/** Files up to this many bytes become part of the flow. */
const LARGEST_FILE = 512 * 1024;
const TEXT_TYPES = /^(text|search|email|url|tel|number|password|date|time|datetime-local|month|week|color|range|)$/;

const world = globalThis as unknown as {
  __flowtilla?: Engine;
  __flowtillaScribe?: { document: Document; show: (lines: string[], note: string) => void; target: (handle: number) => unknown };
  __flowtillaTell?: (text: string) => void;
};

function start(): void {
  const doc = document;
  if (world.__flowtillaScribe?.document === doc) return;
  const keys = new WeakMap<Element, number>();
  let next = 1;
  /** What the pointer went down on, and its locator before the page could change anything. */
  let pressed: { element: Element; target: Record<string, unknown> | undefined } | null = null;
  let hovered: Element | null = null;

  const keyOf = (element: Element): number => {
    let key = keys.get(element);
    if (key === undefined) keys.set(element, (key = next++));
    return key;
  };
  const targetOf = (element: Element): Record<string, unknown> | undefined => {
    try {
      return world.__flowtilla?.suggest?.(element, { most: 1 })[0]?.target;
    } catch {
      return undefined;
    }
  };
  const tell = (told: Told): void => {
    if (told.what !== "press" && !told.target) return;
    world.__flowtillaTell?.(JSON.stringify(told));
  };
  const deepest = (event: Event): Element | null => {
    const first = event.composedPath()[0];
    const node = first instanceof Node ? first : null;
    const element = node instanceof Element ? node : node?.parentElement ?? null;
    return element && !ours(element) ? element : null;
  };
  const ours = (element: Element): boolean => element.localName === OVERLAY;

  /** The element that a person means by a click: the button around an icon, the label's control. */
  const meant = (element: Element): Element => {
    const INTERACTIVE = "button, a[href], summary, option, [role=button], [role=link], [role=menuitem], [role=tab], [role=option], [role=checkbox], [role=radio], [role=switch]";
    return element.closest(INTERACTIVE) ?? element;
  };
  const isText = (element: Element): element is HTMLInputElement | HTMLTextAreaElement =>
    element instanceof HTMLTextAreaElement || (element instanceof HTMLInputElement && TEXT_TYPES.test(element.type));
  const editable = (element: Element): HTMLElement | null => {
    let top: HTMLElement | null = null;
    for (let at: Element | null = element; at; at = at.parentElement) if (at instanceof HTMLElement && at.isContentEditable) top = at;
    return top;
  };
  const ticks = (element: Element): element is HTMLInputElement => element instanceof HTMLInputElement && /^(checkbox|radio)$/.test(element.type);
  const modifiers = (event: MouseEvent | KeyboardEvent): string[] =>
    ([["Shift", event.shiftKey], ["Control", event.ctrlKey], ["Alt", event.altKey], ["Meta", event.metaKey]] as const).filter(([, on]) => on).map(([name]) => name);
  const on = <K extends keyof WindowEventMap>(kind: K, hear: (event: WindowEventMap[K]) => void): void => {
    addEventListener(kind, (event) => { if (event.isTrusted && doc === document) hear(event); }, { capture: true, passive: false });
  };

  on("pointerdown", (event) => {
    const element = deepest(event);
    pressed = element ? { element: meant(element), target: targetOf(meant(element)) } : null;
  });
  on("click", (event) => {
    const element = deepest(event);
    // By the keyboard, or passed on by a label: told as the key, or as the change it makes.
    if (!element || event.detail === 0 || /^(html|body)$/.test(element.localName)) return;
    const control = element.closest("label")?.control;
    if (ticks(element) || (control && ticks(control)) || control?.localName === "select" || control instanceof HTMLInputElement && control.type === "file") return;
    if (element instanceof HTMLSelectElement || element instanceof HTMLOptionElement && element.closest("select")) return;
    if (element instanceof HTMLInputElement && /^(file|date|time|datetime-local|month|week|color|range)$/.test(element.type)) return;
    const it = meant(element);
    const target = pressed?.element === it ? pressed.target : targetOf(it);
    tell({ what: "click", target, key: keyOf(it), modifiers: modifiers(event) });
  });
  on("dblclick", (event) => {
    const element = deepest(event);
    if (element) tell({ what: "double", target: targetOf(meant(element)), key: keyOf(meant(element)) });
  });
  on("auxclick", (event) => {
    const element = deepest(event);
    if (element && event.button === 1) tell({ what: "click", target: targetOf(meant(element)), key: keyOf(meant(element)), button: "middle" });
  });
  on("contextmenu", (event) => {
    const element = deepest(event);
    if (element && (event as MouseEvent).button === 2) tell({ what: "click", target: targetOf(meant(element)), key: keyOf(meant(element)), button: "right" });
  });
  on("input", (event) => {
    const element = deepest(event);
    if (!element) return;
    if (ticks(element)) {
      tell({ what: "check", target: targetOf(element), key: keyOf(element), checked: element.checked });
    } else if (element instanceof HTMLSelectElement) {
      const labels = [...element.selectedOptions].map((option) => option.label.trim().replace(/\s+/g, " "));
      tell({ what: "select", target: targetOf(element), key: keyOf(element), labels });
    } else if (isText(element)) {
      fill(element, element.value, element.type === "password");
    } else {
      const field = editable(element);
      if (field) fill(field, field.innerText, false);
    }
  });
  on("change", (event) => {
    const element = deepest(event);
    if (!(element instanceof HTMLInputElement) || element.type !== "file") return;
    const [target, key] = [targetOf(element), keyOf(element)];
    void Promise.all([...(element.files ?? [])].map(read)).then((files) => tell({ what: "upload", target, key, files }));
  });
  on("keydown", (event) => {
    const element = deepest(event);
    if (event.altKey && !event.ctrlKey && !event.metaKey && /^Key[ATVH]$/.test(event.code)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (hovered) assert(event.code, hovered);
      return;
    }
    if (event.key === "Alt") return void highlight(hovered);
    if (event.repeat || !element) return;
    const held = modifiers(event);
    const chord = held.some((name) => name !== "Shift");
    const textual = isText(element) || !!editable(element);
    // What types is told as what it makes of the field; copying and pasting likewise.
    const plain = /^(Enter|Escape)$/.test(event.key) || (!textual && /^(Arrow(Up|Down|Left|Right)|Page(Up|Down)|Home|End|F\d+| )$/.test(event.key));
    const command = chord && event.key.length === 1 && !(textual && /^[acvxzy]$/i.test(event.key));
    if (!plain && !command) return;
    if (event.key === "Enter" && (element instanceof HTMLTextAreaElement || editable(element))) return;
    // The keys that choose: told as what they choose.
    const chooses = ticks(element) || element instanceof HTMLSelectElement || (element instanceof HTMLInputElement && element.type === "range");
    if (chooses && !/^(Enter|Escape)$/.test(event.key)) return;
    const name = event.key === " " ? "Space" : event.key.length === 1 ? event.key.toUpperCase() : event.key;
    const at = element === document.body || element === document.documentElement ? undefined : element;
    tell({ what: "press", ...(at ? { target: targetOf(at), key: keyOf(at) } : {}), keys: [...held.filter((m) => chord || m !== "Shift" || name.length > 1), name].join("+") });
  });
  on("keyup", (event) => { if (event.key === "Alt") highlight(null); });
  on("blur", () => highlight(null));
  on("pointermove", (event) => {
    hovered = deepest(event);
    if (event.altKey) highlight(hovered);
  });

  function fill(element: Element, value: string, secret: boolean): void {
    const target = targetOf(element);
    if (!secret) return tell({ what: "fill", target, key: keyOf(element), value });
    const named = element.getAttribute("name") || element.getAttribute("autocomplete") || element.id || "password";
    tell({ what: "fill", target, key: keyOf(element), secret: named });
  }

  function assert(code: string, element: Element): void {
    const target = targetOf(element);
    const key = keyOf(element);
    if (code === "KeyH") return tell({ what: "hover", target, key });
    if (code === "KeyA") return tell({ what: "expect", target, key, to: "visible" });
    if (code === "KeyV" && (isText(element) || element instanceof HTMLSelectElement)) {
      const secret = element instanceof HTMLInputElement && element.type === "password";
      return tell({ what: "expect", target, key, to: secret ? "visible" : "value", ...(secret ? {} : { value: element.value }) });
    }
    const text = (element.textContent ?? "").trim().replace(/\s+/g, " ");
    tell({ what: "expect", target, key, ...(text ? { to: "text" as const, value: text } : { to: "visible" as const }) });
  }

  async function read(file: File): Promise<{ name: string; media_type: string; base64: string | null }> {
    const about = { name: file.name, media_type: file.type };
    if (file.size > LARGEST_FILE) return { ...about, base64: null };
    const bytes = new Uint8Array(await file.arrayBuffer());
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    return { ...about, base64: btoa(text) };
  }

  // ------------------------------------------------------------------------------------------------------------- overlay
  const OVERLAY = "flowtilla-record";
  let shadow: ShadowRoot | null = null;
  const overlay = (): ShadowRoot | null => {
    if (shadow?.host.isConnected) return shadow;
    if (!doc.documentElement) return null;
    const host = doc.createElement(OVERLAY);
    host.setAttribute("aria-hidden", "true");
    host.style.cssText = "all:initial;position:fixed;inset:0;z-index:2147483647;pointer-events:none";
    shadow = host.attachShadow({ mode: "closed" });
    doc.documentElement.append(host);
    return shadow;
  };
  const part = (id: string, css: string): HTMLElement | null => {
    const root = overlay();
    if (!root) return null;
    let found = root.getElementById(id);
    if (!found) {
      found = doc.createElement("div");
      found.id = id;
      found.style.cssText = css;
      root.append(found);
    }
    return found;
  };
  function highlight(element: Element | null): void {
    const box = part("box", "position:fixed;border:2px solid #d6336c;background:#d6336c22;border-radius:3px;display:none");
    if (!box) return;
    const rect = element?.getBoundingClientRect();
    box.style.display = rect ? "block" : "none";
    if (rect) Object.assign(box.style, { left: `${rect.x - 2}px`, top: `${rect.y - 2}px`, width: `${rect.width}px`, height: `${rect.height}px` });
  }
  function show(lines: string[], note: string): void {
    if (top !== window) return;
    const list = part("list", "position:fixed;right:12px;bottom:12px;max-width:420px;padding:8px 12px;border-radius:8px;background:#212529ee;color:#f8f9fa;font:12px/1.5 ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere");
    if (list) list.textContent = [...lines, note].join("\n");
  }
  /** The locator of a frame element, for the chain of a step in a frame. */
  const target = (handle: number): unknown => {
    const node = world.__flowtilla?.node(handle);
    return node instanceof Element ? targetOf(node) : null;
  };
  Object.defineProperty(globalThis, "__flowtillaScribe", { value: { document: doc, show, target, targetOf }, configurable: true });
}

start();
