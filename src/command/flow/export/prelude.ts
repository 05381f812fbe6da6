//# absolute
/** Addresses of a flow may be relative to the page. */
function absolute(page: Page, url: string): string {
  return new URL(url, page.url() === 'about:blank' ? undefined : page.url()).href;
}
//# tidy
/** A text as people read it: white space collapsed and trimmed. */
function tidy(text: string | null | undefined): string {
  return (text ?? '').replace(/\s+/g, ' ').trim();
}
//# quoted
/** The source of a regular expression that matches a text, whatever its white space. */
function quoted(text: string): string {
  return tidy(text).replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/ /g, '\\s+');
}
//# globbed
/** An address glob: `*` within a path segment, `**` anything, `{a,b}` either; `/path` on any host. */
function globbed(glob: string): RegExp {
  let out = glob.startsWith('/') ? '[a-z]+://[^/]+' : '';
  let group = false;
  for (let i = 0; i < glob.length; i++) {
    const c = glob[i];
    if (c === '\\' && i + 1 < glob.length) out += glob[++i].replace(/[$^+.*()|\\?{}[\]/]/, '\\$&');
    else if (c === '*' && glob[i + 1] === '*') {
      const after = glob[i - 1] === '/';
      while (glob[i + 1] === '*') i++;
      if (glob[i + 1] !== '/') out += '.*';
      else { i++; out += after ? '(?:.+/)?' : '(?:.*/)'; }
    } else if (c === '*') out += '[^/]*';
    else if (c === '{') { group = true; out += '(?:'; }
    else if (c === '}' && group) { group = false; out += ')'; }
    else if (c === ',' && group) out += '|';
    else out += c.replace(/[$^+.()|?[\]/}]/, '\\$&');
  }
  return new RegExp(`^${out}$`, 's');
}
//# holds
/** Whether something holds. */
async function holds(check: () => Promise<unknown> | unknown): Promise<boolean> {
  try {
    await check();
    return true;
  } catch {
    return false;
  }
}
//# softly
/** What fails here fails the test at its end. */
async function softly(what: () => Promise<unknown>): Promise<void> {
  try {
    await what();
  } catch (error) {
    expect.soft(String(error), 'went on after a failure').toBe('');
  }
}
//# warned
/** What fails here is noted, and changes no verdict. */
async function warned(level: string, what: () => Promise<unknown>): Promise<void> {
  try {
    await what();
  } catch (error) {
    test.info().annotations.push({ type: level, description: String(error) });
  }
}
//# again
/** Tries something again when it fails. */
async function again(max: number, backoff: number, what: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await what();
      return;
    } catch (error) {
      if (tries >= max) throw error;
      await new Promise(done => setTimeout(done, backoff * 2 ** tries));
    }
  }
}
//# visited
/** Tabs that a step has been in. */
const visited = new WeakSet<Page>();
//# tab
/** Waits for the tab that is meant, and goes on there. */
async function tab(page: Page, which: (page: Page, index: number, all: Page[]) => boolean | Promise<boolean>): Promise<Page> {
  let found: Page | undefined;
  visited.add(page);
  await expect.poll(async () => {
    const all = page.context().pages();
    for (const [index, one] of all.entries()) if (!found && await which(one, index, all)) found = one;
    return found !== undefined;
  }, { message: 'the tab', timeout: 30_000 }).toBe(true);
  visited.add(found!);
  await found!.bringToFront();
  return found!;
}
//# opened
/** Opens a tab, and goes on there. */
async function opened(page: Page, url?: string): Promise<Page> {
  visited.add(page);
  const next = await page.context().newPage();
  visited.add(next);
  if (url) await next.goto(url);
  return next;
}
//# closed
/** Closes the tab; its opener, else the last one, comes to the front. */
async function closed(page: Page): Promise<Page> {
  const opener = await page.opener();
  await page.close();
  const next = opener && !opener.isClosed() ? opener : page.context().pages().at(-1);
  await next?.bringToFront();
  return next ?? page;
}
//# read
/** What a flow reads of an element; waits until it matches. */
async function read(get: () => Promise<string | null>, matches?: RegExp): Promise<string> {
  if (!matches) return tidy(await get());
  let found: RegExpMatchArray | null = null;
  await expect.poll(async () => (found = tidy(await get()).match(matches)) !== null, { message: String(matches), timeout: 30_000 }).toBe(true);
  return found![1] ?? found![0];
}
//# like
/** Values as flows compare them: `34` and `"34"` are the same. */
function like(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(like);
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, like(one)]));
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}
//# rounds
/** The values of a loop: items, pairs of an object, or numbers from 0. */
function rounds(items: any): any[] {
  if (Array.isArray(items)) return items;
  return typeof items === 'number'
    ? Array.from({ length: items }, (_, i) => i)
    : Object.entries(items).map(([key, value]) => ({ key, value }));
}
//# scrolled
/** Scrolls what can be scrolled around an element, or the page, to an edge or by so many times what is visible. */
async function scrolled(target: Locator, to: string, pages = 0): Promise<void> {
  await target.evaluate((element, [to, pages]) => {
    let box: Element = element;
    while (box.parentElement && box.scrollHeight <= box.clientHeight && box.scrollWidth <= box.clientWidth) box = box.parentElement;
    const down = to === 'bottom' || to === 'down' ? 1 : to === 'top' || to === 'up' ? -1 : 0;
    const right = to === 'right' ? 1 : to === 'left' ? -1 : 0;
    if (pages) box.scrollBy({ top: down * pages * box.clientHeight, left: right * pages * box.clientWidth, behavior: 'instant' });
    else box.scrollBy({ top: down * box.scrollHeight, left: right * box.scrollWidth, behavior: 'instant' });
  }, [to, pages] as [string, number]);
}
//# scrolledUntil
/** Scrolls on until an element is there and in view. */
async function scrolledUntil(target: Locator, pane: Locator, to: string, max: number): Promise<void> {
  for (let n = 0; n < max && !await target.first().isVisible(); n++) {
    await scrolled(pane, to, 0.8);
    await pane.page().waitForTimeout(100);
  }
  await target.scrollIntoViewIfNeeded();
}
//# dragged
/** Holds the left button down along a path. */
async function dragged(page: Page, path: { x: number; y: number }[], from?: Locator, steps = 1): Promise<void> {
  const box = from ? await from.boundingBox() : { x: 0, y: 0 };
  for (const [n, at] of path.entries()) {
    await page.mouse.move(box!.x + at.x, box!.y + at.y, { steps: n ? steps : 1 });
    if (!n) await page.mouse.down();
  }
  await page.mouse.up();
}
//# moved
/** Moves the mouse to a place on an element, its middle without one. */
async function moved(page: Page, target: Locator, at?: { x: number; y: number }, steps = 1): Promise<void> {
  const box = (await target.boundingBox())!;
  await page.mouse.move(box.x + (at?.x ?? box.width / 2), box.y + (at?.y ?? box.height / 2), { steps });
}
//# dropped
/** Drops files from outside on an element. */
async function dropped(target: Locator, files: { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> {
  const sent = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, base64: buffer.toString('base64') }));
  const dataTransfer = await target.page().evaluateHandle(sent => {
    const transfer = new DataTransfer();
    for (const { name, mimeType, base64 } of sent) {
      transfer.items.add(new File([Uint8Array.from(atob(base64), c => c.charCodeAt(0))], name, { type: mimeType }));
    }
    return transfer;
  }, sent);
  for (const type of ['dragenter', 'dragover', 'drop']) await target.dispatchEvent(type, { dataTransfer });
}
//# filled
/** Fills a field by what it is: text, a tick, or options. */
async function filled(target: Locator, value: any): Promise<void> {
  const kind = await target.evaluate(element => element instanceof HTMLSelectElement ? 'select' : (element as HTMLInputElement).type ?? '');
  if (kind === 'select') await target.selectOption(value);
  else if (kind === 'checkbox' || kind === 'radio') await target.setChecked(value === true || value === 'true');
  else await target.fill(String(value));
}
//# submitted
/** Sends a form as its default button would. */
async function submitted(target: Locator): Promise<void> {
  const fine = await target.evaluate(element => {
    const form = element instanceof HTMLFormElement ? element : (element as HTMLInputElement).form ?? element.closest('form');
    if (!form) throw new Error('there is no form');
    const valid = form.noValidate || form.reportValidity();
    if (valid) form.requestSubmit();
    return valid;
  });
  expect(fine, 'the form is valid').toBe(true);
}
//# answering
type Rule = { accept: boolean; text?: string; fits?: (message: string) => boolean; left?: number };
/** Answers dialogs: by the rule for the next one, else by the newest standing one that fits; others are dismissed. */
function answering(context: BrowserContext) {
  const state = { next: undefined as Rule | undefined, standing: [] as Rule[], seen: [] as string[] };
  context.on('dialog', async dialog => {
    const message = dialog.message();
    if (dialog.type() === 'beforeunload') return dialog.accept();
    state.seen.push(message);
    let rule = state.next;
    state.next = undefined;
    if (rule?.fits && !rule.fits(message)) {
      expect.soft(message, 'the dialog').toBe('another one');
      rule = undefined;
    } else if (!rule) {
      rule = [...state.standing].reverse().find(one => !one.fits || one.fits(message));
      if (rule?.left !== undefined && --rule.left === 0) state.standing.splice(state.standing.indexOf(rule), 1);
    }
    await (rule?.accept ? dialog.accept(rule.text) : dialog.dismiss());
  });
  return state;
}
//# watched
/** What the pages ask for, are answered and write. */
function watched(context: BrowserContext) {
  const seen = {
    requests: [] as Request[], responses: [] as Response[], failed: [] as Request[],
    console: [] as { level: string; text: string }[], errors: [] as string[],
  };
  context.on('request', request => seen.requests.push(request));
  context.on('response', response => seen.responses.push(response));
  context.on('requestfailed', request => seen.failed.push(request));
  context.on('console', line => seen.console.push({ level: line.type() === 'warning' ? 'warn' : line.type(), text: line.text() }));
  context.on('weberror', error => seen.errors.push(error.error().message));
  return seen;
}
//# routed
/** Meets requests for an address, perhaps of one method, perhaps only some times. */
async function routed(context: BrowserContext, url: RegExp, method: string | undefined, times: number, what: (route: Route) => Promise<unknown>): Promise<void> {
  let left = times;
  await context.route(url, async route => {
    if (left <= 0 || (method && route.request().method() !== method)) return route.fallback();
    left--;
    await what(route);
  });
}
//# merged
/** Headers with others set, or left out by `null`. */
function merged(headers: Record<string, string>, change: Record<string, any>): Record<string, string> {
  const out = { ...headers };
  for (const [name, value] of Object.entries(change)) {
    delete out[name.toLowerCase()];
    if (value !== null) out[name.toLowerCase()] = String(value);
  }
  return out;
}
//# put
/** Sets a value at a path such as `lines.0.price`. */
function put(data: any, path: string, value: any): void {
  const way = path.split('.');
  const last = way.pop()!;
  way.reduce((at, step) => at[step] ??= {}, data)[last] = value;
}
//# stored
/** A storage of the page's origin. */
async function stored(page: Page, area: 'localStorage' | 'sessionStorage', action: string, key = '', value = ''): Promise<string | null> {
  return page.evaluate(([area, action, key, value]) => {
    const storage = window[area as 'localStorage'];
    if (action === 'set') storage.setItem(key, value);
    if (action === 'remove') storage.removeItem(key);
    if (action === 'clear') storage.clear();
    return storage.getItem(key);
  }, [area, action, key, value]);
}
//# got
/** Asks for something outside of the page. */
async function got(ask: APIRequestContext, url: string, options: Parameters<APIRequestContext['fetch']>[1], wanted: RegExp): Promise<any> {
  const answer = await ask.fetch(url, options);
  const body = await answer.text();
  expect(String(answer.status()), `${url} was answered ${body.slice(0, 200)}`).toMatch(wanted);
  let json: unknown = null;
  try { json = JSON.parse(body); } catch { /* it is no JSON */ }
  return { status: answer.status(), url: answer.url(), headers: answer.headers(), json, body };
}
//# at
/** What stands at a path such as `json.items.0.id`. */
function at(value: any, path: string): any {
  const found = path.split('.').reduce((here, step) => here?.[step], value);
  expect(found, path).toBeDefined();
  return found;
}
//# kept
/** A download as a flow knows it; a copy is among the files of the run. */
async function kept(download: Download, name: string): Promise<any> {
  const path = test.info().outputPath(name || download.suggestedFilename());
  await download.saveAs(path);
  const bytes = readFileSync(path);
  return { name: download.suggestedFilename(), url: download.url(), size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), path };
}
//# param
/** A param: `PARAM_USER=ada` in the environment sets `user`. */
function param(name: string, value: any): any {
  const given = process.env[`PARAM_${name.toUpperCase()}`];
  return given === undefined ? value : typeof value === 'string' ? given : JSON.parse(given);
}
//# secret
/** A secret: `FLOWTILLA_SECRET_PIN` in the environment is `pin`. */
function secret(name: string): string {
  const value = process.env[`FLOWTILLA_SECRET_${name.toUpperCase()}`];
  if (value === undefined) throw new Error(`set FLOWTILLA_SECRET_${name.toUpperCase()}`);
  return value;
}
//# handedBack
/** What an inner flow hands back: what its steps have set. */
function handedBack(inner: Record<string, any>, params: string[]): Record<string, any> {
  return Object.fromEntries(Object.entries(inner).filter(([name]) => !params.includes(name)));
}
//# emulated
/** A device of Playwright's registry, in whichever browser the test runs. */
function emulated(name: string) {
  const { defaultBrowserType: _, ...device } = devices[name];
  return device;
}
