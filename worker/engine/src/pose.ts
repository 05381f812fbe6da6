/** The page as it is pictured: animations at their end, no blinking caret. After Playwright's way. */

import { adoptedSheets, doc, type Scope, shadowsIn, win } from "./dom";

interface Held { sheets: [Document | ShadowRoot, CSSStyleSheet][]; stopped: Animation[]; release(): void }

let held: Held | undefined;

/** Every tree of the document, open shadow roots included. */
function trees(scope: Document | ShadowRoot, into: (Document | ShadowRoot)[] = []): (Document | ShadowRoot)[] {
  into.push(scope);
  for (const shadow of shadowsIn(scope as Scope)) trees(shadow, into);
  return into;
}

/** Strikes the pose, or (without either) lets go of it. */
export function pose(hideCaret: boolean, endAnimations: boolean): void {
  unpose();
  if (!hideCaret && !endAnimations) return;
  const roots = trees(doc);
  const sheets: Held["sheets"] = [];
  if (hideCaret) {
    for (const root of roots) {
      const sheet = new win.CSSStyleSheet();
      sheet.replaceSync("* { caret-color: transparent !important }");
      const list = root === doc ? adoptedSheets(doc) : (root as ShadowRoot).adoptedStyleSheets;
      list.push(sheet);
      sheets.push([root, sheet]);
    }
  }
  const stopped: Animation[] = [];
  const end = (): void => {
    for (const root of roots) {
      for (const animation of root.getAnimations()) {
        if (!animation.effect || animation.playbackRate === 0 || stopped.includes(animation)) continue;
        try {
          if (Number.isFinite(animation.effect.getComputedTiming().endTime as number)) animation.finish();
          else {
            animation.cancel();
            stopped.push(animation);
          }
        } catch {
          // One that cannot be finished goes on.
        }
      }
    }
  };
  if (endAnimations) {
    end();
    for (const root of roots) for (const type of ["transitionrun", "animationstart"]) root.addEventListener(type, end);
  }
  held = { sheets, stopped, release: () => { for (const root of roots) for (const type of ["transitionrun", "animationstart"]) root.removeEventListener(type, end); } };
}

function unpose(): void {
  if (!held) return;
  const { sheets, stopped, release } = held;
  held = undefined;
  release();
  for (const [root, sheet] of sheets) {
    const list = root === doc ? adoptedSheets(doc) : (root as ShadowRoot).adoptedStyleSheets;
    const at = list.indexOf(sheet);
    if (at >= 0) list.splice(at, 1);
  }
  for (const animation of stopped) {
    try {
      animation.play();
    } catch {
      // Its element is gone.
    }
  }
}
