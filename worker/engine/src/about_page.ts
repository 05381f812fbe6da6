/** What can be asked about the page as a whole. */

import { compared, rangeWords } from "./about_element";
import { allDeep, attr, bodyOf, boxOf, children, doc, documentElement, innerText, inputType, isElement, isVisible, scroller, shadowsIn, styleOf, titleOf, win } from "./dom";
import { describe, targetWords } from "./describe";
import { inDocumentOrder } from "./css";
import type { Question, Seen } from "./expect";
import { brokenLinks } from "./links";
import { ambiguous, type Job, missing, refuse } from "./locate";
import type { Expect, Target, TextMatcher, VitalsMatcher } from "./protocol";
import { resolve } from "./resolve";
import { isDisabled } from "./roles";
import { asserted, clip, holds, matcherOf, normalize, urlMatcher } from "./text";
import { vitals } from "./vitals";

/** By field of the expect. */
export const PAGE: Record<string, (expect: Expect, job: Job) => Question> = {
  url(expect) {
    const matcher = urlMatcher(expect.url as TextMatcher, win.location.href);
    return { words: `url ${matcher.words}`, look: () => ({ holds: matcher.test(win.location.href), actual: win.location.href }) };
  },
  title(expect) {
    const matcher = asserted(expect.title as TextMatcher, expect);
    return { words: `title ${matcher.words}`, look: () => compared(matcher, titleOf(doc)) };
  },
  page_text(expect) {
    const matcher = matcherOf(expect.page_text as TextMatcher, "part");
    return {
      words: `the visible text ${matcher.words}`,
      look() {
        const text = visibleText();
        return { holds: holds(matcher, text), actual: clip(normalize(text), 300) };
      },
    };
  },
  language(expect) {
    const given = expect.language as TextMatcher;
    const matcher = asserted(given, expect);
    // As a language range: `en` is also `en-GB`.
    const range = typeof given === "string" ? given.toLowerCase() : null;
    return {
      words: `language ${matcher.words}`,
      look() {
        const root = documentElement(doc);
        const actual = (root && (attr(root, "lang") ?? attr(root, "xml:lang"))) ?? "";
        return { holds: range === null ? holds(matcher, actual) : actual.toLowerCase() === range || actual.toLowerCase().startsWith(`${range}-`), actual, ...(actual ? {} : { hint: "<html> has no lang" }) };
      },
    };
  },
  page(expect) {
    if (expect.page === "no_horizontal_overflow") return { words: "no horizontal overflow", plain: true, look: overflow };
    return refuse(`\`page\` cannot be ${JSON.stringify(expect.page)}`);
  },
  focus_order: (expect, job) => focusQuestion(expect.focus_order as Target[], job),
  links: (expect, job) => {
    const { max_broken = 0, max_links = 100 } = expect.links ?? {};
    return {
      words: max_broken ? `at most ${max_broken} broken links` : "no broken links",
      plain: true,
      async look() {
        const { broken, seen, left } = await brokenLinks(Math.min(max_links, 500), job);
        const actual = left ? `not known yet: ${left} of ${seen} links are not answered` : `${broken.length} of ${seen} links broken`;
        return { holds: !left && broken.length <= max_broken, actual, ...(broken.length ? { hint: clip(broken.slice(0, 5).join("; "), 500), details: { broken } } : {}) };
      },
    };
  },
  web_vitals(expect) {
    const wanted = expect.web_vitals as VitalsMatcher;
    const asked = Object.entries(wanted).filter(([, most]) => typeof most === "number") as [keyof VitalsMatcher, number][];
    return {
      words: `web vitals within ${asked.map(([key, most]) => `${key} ${rangeWords({ max: most })}`).join(", ")}`,
      plain: true,
      async look() {
        const got = await vitals();
        const over = asked.filter(([key, most]) => got[key] === undefined || (got[key] as number) > most);
        const shown = ([key]: [keyof VitalsMatcher, number]): string => `${key} ${got[key] === undefined ? "not measured" : Math.round((got[key] as number) * 1000) / 1000}`;
        return { holds: !over.length, actual: asked.map(shown).join(", "), ...(over.length ? { hint: `over budget: ${over.map(([key]) => key).join(", ")}` } : {}), details: { measured: got } };
      },
    };
  },
};

/** The rendered text of the page, open shadow trees included. */
function visibleText(): string {
  const body = bodyOf(doc);
  if (!body) return "";
  let text = innerText(body) ?? "";
  const add = (scope: Document | ShadowRoot): void => {
    for (const shadow of shadowsIn(scope)) {
      for (const child of children(shadow)) if (isElement(child) && isVisible(child)) text += `\n${innerText(child) ?? ""}`;
      add(shadow);
    }
  };
  add(doc);
  return text;
}

/** Whether a person could scroll sideways, and what sticks out. */
function overflow(): Seen {
  const root = documentElement(doc);
  const page = scroller(doc) ?? root;
  if (!root || !page) return { holds: true, actual: "no page" };
  const body = bodyOf(doc);
  const cut = [root, body].some((element) => element && /hidden|clip/.test(styleOf(element).overflowX));
  const extra = page.scrollWidth - page.clientWidth;
  if (extra <= 0 || cut) return { holds: true, actual: "no overflow" };
  const edge = page.clientWidth;
  const wide = allDeep(doc, "body *").filter((element) => isVisible(element) && boxOf(element).right + win.scrollX > edge + 0.5);
  // The innermost ones are the cause.
  const causes = wide.filter((element) => !wide.some((other) => other !== element && element.contains(other)));
  return { holds: false, actual: `${Math.round(extra)} px wider than the viewport`, ...(causes.length ? { hint: causes.slice(0, 3).map((element) => `${describe(element)} reaches to ${Math.round(boxOf(element).right + win.scrollX)} px`).join("; ") } : {}) };
}

// ---------------------------------------------------------------------------------------------------------------- focus

const FOCUSABLE = "a[href],area[href],button,input,select,textarea,[tabindex],summary,iframe,audio[controls],video[controls],[contenteditable]:not([contenteditable=false])";

/** What the Tab key goes through, in order. */
function tabStops(): Element[] {
  const reachable = inDocumentOrder(allDeep(doc, FOCUSABLE)).filter((element) => {
    if (isDisabled(element) || !isVisible(element) || !!element.closest("[inert]") || inputType(element) === "hidden") return false;
    if ((element as HTMLElement).tabIndex < 0) return false;
    return inputType(element) !== "radio" || isStopOfGroup(element as HTMLInputElement);
  });
  const index = (element: Element): number => (element as HTMLElement).tabIndex || Number.POSITIVE_INFINITY;
  return reachable.map((element, at) => ({ element, at })).sort((a, b) => (index(a.element) === index(b.element) ? a.at - b.at : index(a.element) - index(b.element))).map(({ element }) => element);
}

/** Of a group of radios the checked one takes the focus, or the first. */
function isStopOfGroup(radio: HTMLInputElement): boolean {
  if (!radio.name) return true;
  const group = allDeep(doc, "input[type=radio]").filter((other) => (other as HTMLInputElement).name === radio.name && (other as HTMLInputElement).form === radio.form) as HTMLInputElement[];
  const checked = group.find((other) => other.checked);
  return checked ? checked === radio : group.find((other) => !isDisabled(other)) === radio;
}

function focusQuestion(targets: Target[], job: Job): Question {
  return {
    words: `focus order ${targets.map(targetWords).join(", ")}`,
    plain: true,
    look() {
      const stops = tabStops();
      const places = targets.map((target) => {
        const found = resolve(target, job.context);
        if (found.length > 1) throw ambiguous(target, found, job);
        if (!found[0]) throw missing(target, job);
        return stops.indexOf(found[0]);
      });
      const unreachable = places.indexOf(-1);
      const wrong = places.findIndex((place, i) => i > 0 && place <= (places[i - 1] as number));
      const order = targets.map((target, i) => ({ words: targetWords(target), place: places[i] as number })).filter(({ place }) => place >= 0).sort((a, b) => a.place - b.place).map(({ words }) => words);
      const hint = unreachable >= 0 ? `${targetWords(targets[unreachable] as Target)} cannot be reached with Tab` : "";
      return {
        holds: unreachable < 0 && wrong < 0, actual: order.join(", ") || "none of them", ...(hint ? { hint } : {}),
        details: { stops: stops.slice(0, 100).map(describe) },
      };
    },
  };
}
