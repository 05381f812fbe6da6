// Puts one fault into a page, and tells what is to be seen on it. Runs in the engine's world of every document, after the engine.
// `spec`: { kind, target, page, testid_attribute, component_attribute }. Each effect is told through the binding `__flowtillaMutated`.
(spec) => {
  "use strict";
  const world = globalThis;
  const doc = document;
  if (world.__flowtillaMutant?.document === doc) return;

  const MOST_FACTS = 32;
  const LONGEST = 160;
  const given = { testid_attribute: spec.testid_attribute, component_attribute: spec.component_attribute };
  const clip = (text) => text.replace(/\s+/g, " ").trim().slice(0, LONGEST);
  const tell = (what) => world.__flowtillaMutated?.(clip(String(what)));

  const isChanging = (part) => /^(\d+|[0-9a-f]{12,}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i.test(part);
  const general = (path) => path.split("/").map((part) => (isChanging(part) ? "*" : part)).join("/");
  const isHere = () => !spec.page || general(location.pathname) === spec.page;

  // ------------------------------------------------------------------------------------------------------ the faulty element

  /** What has been made of a node, so that it is made once and again when the page takes it back. */
  const made = new WeakMap();
  let victim = null;
  let looking = false;
  let again = false;

  async function look() {
    if (!spec.target || !isHere()) return;
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    try {
      do {
        again = false;
        const asked = { op: "locate", for: "evaluate", scroll: false, explain: false, budget_ms: 0, target: spec.target, ...given };
        const answer = await world.__flowtilla.run(asked);
        const element = answer.ok ? world.__flowtilla.node(answer.element) : null;
        if (element instanceof Element) {
          victim = element;
          faults[spec.kind]?.(element);
        }
      } while (again);
    } catch {
      // a document that is going
    } finally {
      looking = false;
    }
  }

  function textOf(element, wanted) {
    const walker = doc.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) if (wanted.test(node.data)) return node;
    return null;
  }

  function rewrite(element, wanted, change) {
    if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) {
      if (!wanted.test(element.value) || made.get(element) === element.value) return;
      const before = element.value;
      element.value = change(before);
      made.set(element, element.value);
      tell(`“${before}” became “${element.value}”`);
      return;
    }
    const node = textOf(element, wanted);
    if (!node || made.get(node) === node.data) return;
    const before = node.data;
    node.data = change(before);
    made.set(node, node.data);
    tell(`“${before}” became “${node.data}”`);
  }

  function hide(element, what) {
    if (element.style.getPropertyValue("display") === "none" && made.has(element)) return;
    made.set(element, true);
    element.style.setProperty("display", "none", "important");
    tell(`${what} is not shown: ${element.textContent}`);
  }

  const rowsOf = (list) => [...list.children].filter((child) => !child.hidden && child.style.display !== "none");

  const faults = {
    text_changed: (element) => rewrite(element, /\S/, () => "Something else"),
    wrong_number: (element) => rewrite(element, /\d/, (text) => text.replace(/\d+/, (digits) => String(Number(digits) + 1).padStart(digits.length, "0"))),
    element_gone: (element) => hide(element, "an element"),
    error_swallowed: (element) => hide(element, "a message"),
    control_disabled: (element) => {
      if (!("disabled" in element) || element.disabled) return;
      element.disabled = true;
      tell(`disabled: ${element.textContent || element.getAttribute("name") || element.localName}`);
    },
    row_duplicated: (list) => {
      const copy = made.get(list);
      const rows = rowsOf(list);
      if ((copy?.isConnected && copy.parentNode === list) || !rows.length) return;
      const twin = rows[0].cloneNode(true);
      made.set(list, twin);
      list.append(twin);
      tell(`twice: ${twin.textContent}`);
    },
    row_missing: (list) => {
      const left = made.get(list);
      const rows = rowsOf(list);
      // what is left of a list that has lost its row is left alone, until the page fills it anew
      if (!rows.length || (left && rows.every((row) => left.has(row)))) return;
      const last = rows[rows.length - 1];
      made.set(list, new WeakSet(rows.slice(0, -1)));
      last.remove();
      tell(`missing: ${last.textContent}`);
    },
    order_changed: (list) => {
      const first = made.get(list);
      const rows = rowsOf(list);
      if ((first?.isConnected && first.parentNode === list) || rows.length < 2 || rows[0].textContent === rows[rows.length - 1].textContent) return;
      made.set(list, rows[0]);
      list.append(rows[0]);
      tell(`first became last: ${rows[0].textContent}`);
    },
  };

  // --------------------------------------------------------------------------------------------------------- faulty reactions

  const isVictim = (event) => victim && isHere() && event.composedPath().includes(victim);
  const stop = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  const reactions = {
    button_dead: () => doc.addEventListener("click", (event) => {
      if (!isVictim(event)) return;
      stop(event);
      tell(`a click on “${victim.textContent || victim.value || victim.localName}” did nothing`);
    }, true),
    link_wrong: () => doc.addEventListener("click", (event) => {
      const link = isVictim(event) ? event.composedPath().find((node) => node instanceof HTMLAnchorElement && node.href) : null;
      if (!link) return;
      const wrong = new URL(link.pathname === "/" ? location.pathname : "/", location.href).href;
      stop(event);
      tell(`the link to ${link.href} led to ${wrong}`);
      location.assign(wrong);
    }, true),
    value_lost: () => {
      const lose = () => {
        const field = victim;
        if (!field?.isConnected || !isHere()) return;
        if (field instanceof HTMLInputElement && /^(checkbox|radio)$/.test(field.type)) {
          if (field.checked === field.defaultChecked) return;
          field.checked = field.defaultChecked;
        } else if (field instanceof HTMLSelectElement) {
          const first = Math.max(0, [...field.options].findIndex((option) => option.defaultSelected));
          if (field.selectedIndex === first) return;
          field.selectedIndex = first;
        } else if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) {
          if (field.value === field.defaultValue) return;
          field.value = field.defaultValue;
        } else return;
        tell(`what was entered into “${field.name || field.id || field.localName}” was lost`);
      };
      doc.addEventListener("focusout", (event) => { if (isVictim(event)) lose(); }, true);
      // a click elsewhere need not move the focus, and Enter does not
      doc.addEventListener("submit", lose, true);
      doc.addEventListener("mousedown", (event) => { if (!isVictim(event)) lose(); }, true);
    },
  };
  if (!spec.page || isHere() || spec.target) reactions[spec.kind]?.();

  // ---------------------------------------------------------------------------------------------------- what is to be seen

  let lastSignature = "";

  const isShown = (element) => element.checkVisibility?.({ visibilityProperty: true }) !== false && element.getClientRects().length > 0;
  const ownText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const ALERTS = "[role=alert],.error,.alert,.danger,[aria-live=assertive]";
  const STATUSES = "[role=status],output,.success,.notice,.message,[aria-live=polite]";
  const LISTS = "ul,ol,tbody,[role=list]";

  function found(selector, fits = () => true) {
    const inside = (element) => !element.closest("footer,nav,script,style,template");
    return [...doc.body.querySelectorAll(selector)].filter((element) => inside(element) && isShown(element) && fits(element));
  }

  function candidates() {
    const said = (element) => clip(element.textContent) && clip(element.textContent).length < LONGEST;
    const leaf = (element) => ownText(element) && said(element) && element.childElementCount < 3;
    const listed = (element) => !element.closest(LISTS) || element.closest(LISTS).children.length <= 6;
    const list = [];
    const add = (kind, elements, most) => {
      for (const element of elements.slice(0, most)) if (!list.some(([, known]) => known === element)) list.push([kind, element]);
    };
    add("alert", found(ALERTS, said), 4);
    add("status", found(STATUSES, said), 4);
    add("heading", found("h1,h2,h3,[role=heading]", said), 5);
    add("list", found(LISTS, (element) => element.children.length > 0 && element.children.length <= 60), 4);
    add("number", found("td,span,strong,b,p,dd,em,li,div,a,output", (element) => leaf(element) && /\d/.test(element.textContent) && clip(element.textContent).length <= 48 && listed(element)), 8);
    add("field", found("input,textarea,select", (element) => element.value && !/^(password|hidden|submit|button|reset|file|image)$/.test(element.type)), 5);
    add("text", found("p,strong,span,dd,em,b", (element) => leaf(element) && !/\d/.test(element.textContent) && listed(element)), 6);
    return list.slice(0, MOST_FACTS);
  }

  function factOf([kind, element]) {
    const [best] = world.__flowtilla.suggest(element, { most: 1, ...given });
    if (!best) return null;
    const fact = { kind, target: best.target, strategy: best.strategy, text: clip(kind === "field" ? element.value : element.textContent) };
    if (kind === "list") {
      const rows = rowsOf(element);
      fact.row = rows[0]?.localName ?? "li";
      fact.rows = rows.map((row) => clip(row.textContent));
      fact.text = "";
    }
    return fact;
  }

  /** What a person could check on this page; null when it is as at the last look. */
  function survey() {
    if (!doc.body || !world.__flowtilla) return { page: general(location.pathname), facts: [] };
    const list = candidates();
    const signature = `${location.href}\n${list.map(([kind, element]) => `${kind} ${kind === "field" ? element.value : element.textContent}`).join("\n")}`;
    if (signature === lastSignature) return { page: general(location.pathname), facts: null };
    lastSignature = signature;
    return { page: general(location.pathname), facts: list.map(factOf).filter(Boolean) };
  }

  Object.defineProperty(world, "__flowtillaMutant", { value: Object.freeze({ document: doc, survey }), configurable: true });
  if (spec.target) {
    new MutationObserver(look).observe(doc, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["class", "style", "hidden", "disabled", "value", "aria-live", "role"] });
    doc.addEventListener("DOMContentLoaded", look);
    look();
  }
}
