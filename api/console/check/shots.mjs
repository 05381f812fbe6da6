// Pictures of every page at 1280 and 400 pixels, of real data, into a directory; and axe's verdict on each.
// Usage: node check/shots.mjs BASE SHOP DIR [ONLY]
import { createRequire } from 'node:module'
import { mkdirSync, readFileSync } from 'node:fs'
import { api, open, over } from './chromium.mjs'

const [base, shop, dir, only] = process.argv.slice(2)
if (!base || !shop || !dir) throw new Error('usage: shots.mjs BASE SHOP DIR [ONLY]')
mkdirSync(dir, { recursive: true })
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const log = (text) => console.error(text)

/** Real runs, flows, a secret and a baseline, so that no page is empty. */
async function seed() {
  const evidence = { video: 'on', trace: 'on', screenshots: 'always', console: 'on', network: 'on' }
  const teapot = { name: 'Put a teapot into the cart', description: 'From the shelf to the cart.', tags: ['smoke', 'cart'], start_url: `${shop}/`, params: { quantity: 2 }, steps: [{ type: 'click', target: { role: 'link', name: 'Brown Betty' } }, { type: 'fill', target: { label: 'Quantity' }, value: '{{quantity}}' }, { type: 'click', target: { role: 'button', name: 'Add to cart' } }, { type: 'expect', target: { testid: 'total' }, text: '€68.00' }] }
  const signIn = { name: 'Sign in', description: 'As ada, who is known.', tags: ['smoke', 'account'], start_url: `${shop}/login`, steps: [{ type: 'fill', target: { label: 'User name' }, value: 'ada' }, { type: 'fill', target: { label: 'Password' }, value: 'teapot' }, { type: 'click', target: { role: 'button', name: 'Sign in' } }, { type: 'expect', target: { text: 'Welcome, ada' }, to: 'visible' }] }
  const wrong = { name: 'Expect a wrong total', description: 'Fails on purpose.', tags: ['demo'], start_url: `${shop}/teapots/brown-betty`, steps: [{ type: 'click', target: { role: 'button', name: 'Add to cart' } }, { type: 'expect', target: { testid: 'total' }, text: '€34.00', timeout_ms: 1500, label: 'The total is right' }] }
  const look = { name: 'The shop looks the same', tags: ['visual'], start_url: `${shop}/teapots/brown-betty`, steps: [{ type: 'expect', screenshot: { name: 'brown-betty' } }] }
  const stored = []
  for (const document of [teapot, signIn, look, wrong]) stored.push(await api(base, '/api/flows', { document, approve: document !== wrong }))
  const first = await api(base, '/api/execute-flows', { flow_ids: stored.slice(0, 2).map((flow) => flow.id), options: { matrix: { repeat: 3 } } })
  const good = await api(base, '/api/execute-flows', { flows: [wrong], options: { evidence } })
  await over(base, first.test_run_id)
  await over(base, good.test_run_id)
  wrong.steps[1] = { ...wrong.steps[1], text: '€35.00' }
  await api(base, `/api/flows/${stored[3].id}`, { document: wrong }, 'PUT')
  const pictures = await api(base, '/api/execute-flows', { flow_ids: [stored[2].id], options: { update_snapshots: true } })
  const demo = await api(base, '/api/execute-flows', { flows: [teapot, signIn, wrong], options: { retries: 1, evidence, matrix: { viewport: [{ width: 1280, height: 720 }, { width: 390, height: 844 }] } } })
  await api(base, '/api/execute-flows', { flows: [{ name: 'Never in time', start_url: `${shop}/`, timeout: '1s', steps: [{ type: 'sleep', ms: 5000 }] }] }).then((run) => over(base, run.test_run_id))
  await api(base, '/api/secrets/shop_password', { value: 'brewed-for-four-minutes', hosts: ['127.0.0.1'] }, 'PUT').catch((error) => log(`no secret: ${error.message}`))
  await api(base, '/api/keys', { name: 'Nightly runs', scopes: ['read', 'run'], expires_in: '90d' })
  await api(base, '/api/schedules', { name: 'Smoke tests, every night', cron: '0 3 * * *', time_zone: 'Europe/Berlin', tags: ['smoke'] })
  await api(base, '/api/schedules', { name: 'The cart, in working hours', cron: '*/15 8-18 * * 1-5', time_zone: 'America/New_York', flow_ids: [stored[0].id], overlap: 'queue', active: false })
  const hook = await api(base, '/api/webhooks', { url: `${base}/api/v1/logout`, name: 'Build server', events: ['run.finished', 'generation.finished'] })
  await api(base, '/api/webhooks', { url: 'https://chat.example.org/hooks/flowtilla', name: 'Team chat', events: ['run.*'] }).then((made) => api(base, `/api/webhooks/${made.webhook.id}`, { active: false }, 'PUT'))
  await api(base, `/api/webhooks/${hook.webhook.id}/ping`, {})
  const agent = await api(base, '/api/v1/sessions', { title: 'The price of a pot' })
  await api(base, `/api/v1/sessions/${agent.id}/messages`, { message: `Find the price of the Brown Betty at ${shop}/teapots/brown-betty and write it down.` })
  await api(base, '/api/v1/session-templates/careful', { description: 'Asks before it does anything.', options: { confirm_policy: 'always' } }, 'PUT')
  await api(base, `/api/flows/${stored[0].id}/comments`, { path: 'steps[3]', text: 'Is the total enough? The cart could hold something else.' })
  await api(base, `/api/flows/${stored[0].id}/mutation-score`, { mutants: 8, seconds: 120 })
  const lost = { name: 'Put a pot into the cart by a lost locator', tags: ['cart'], start_url: `${shop}/teapots/brown-betty`, steps: [{ type: 'click', target: { css: '#add-it' }, timeout_ms: 1500, recorded: { candidates: [{ role: 'button', name: 'Add to cart' }], role: 'button', tag: 'button' } }, { type: 'expect', target: { testid: 'total' }, text: '€34.00' }] }
  const healed = await api(base, '/api/flows', { document: lost, approve: true })
  await api(base, '/api/execute-flows', { flow_ids: [healed.id], options: { healing: 'auto' } }).then((run) => over(base, run.test_run_id))
  const written = await api(base, '/api/generate-flows', { prompt: `Test how Ada signs in at ${shop}/login`, base_url: `${shop}/` })
  await over(base, pictures.test_run_id)
  const run = await over(base, demo.test_run_id)
  const bad = run.executions.find((execution) => execution.status === 'failed')
  for (let tries = 0; tries < 8; tries++) if ((await api(base, `/api/generate-flows/${written.test_session_id}?wait_seconds=30`)).status !== 'generating') break
  for (let tries = 0; tries < 8; tries++) if (['ready', 'failed'].includes((await api(base, `/api/flows/${stored[0].id}/mutation-score?wait_seconds=30`)).status)) break
  for (let tries = 0; tries < 180; tries++) {
    const { status, usage } = await api(base, `/api/v1/sessions/${agent.id}`)
    if (status === 'idle' && usage.answers > 0) break
    await new Promise((next) => setTimeout(next, 1000))
  }
  // one more, which waits for a person
  const asked = await api(base, '/api/v1/sessions', { title: 'The price of a pot, with care', template: 'careful' })
  await api(base, `/api/v1/sessions/${asked.id}/messages`, { message: `Find the price of the Blue Betty at ${shop}/teapots/brown-betty and write it down.` })
  for (let tries = 0; tries < 120; tries++) {
    if ((await api(base, `/api/v1/sessions/${asked.id}`)).waiting_for === 'approval') break
    await new Promise((next) => setTimeout(next, 1000))
  }
  await api(base, '/api/execute-flows', { flows: ['Brew slowly', 'Watch the kettle'].map((name, place) => ({ name, start_url: place ? `${shop}/guide` : `${shop}/`, timeout: '900s', steps: [{ type: 'times', n: 800, steps: [{ type: 'sleep', ms: 1000 }] }] })) })
  return { agent: agent.id, asked: asked.id, healed: healed.id, run: demo.test_run_id, bad: bad.id, flow: stored[0].id, changed: stored[3].id, hook: hook.webhook.id, written: written.test_session_id }
}

async function shoot(page, name, width) {
  await page.waitForTimeout(900)
  await page.evaluate(axe)
  const result = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }))
  const serious = result.violations.filter((violation) => ['serious', 'critical'].includes(violation.impact))
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1)
  await page.screenshot({ path: `${dir}/${name}-${width}.png` })
  for (const violation of serious) log(`  axe: ${violation.id}: ${violation.nodes.map((node) => `${node.target} ${node.any[0]?.message ?? ''}`).slice(0, 3).join(' | ')}`)
  if (wide) log('  scrolls sideways')
  log(`${name}-${width}: ${serious.length} serious${wide ? ', too wide' : ''}`)
  return serious.length + (wide ? 1 : 0)
}

const at = await seed()
const browsers = await (async () => {
  for (let tries = 0; tries < 100; tries++) {
    const { items } = await api(base, '/api/browser/sessions')
    if (items.length >= 2) return items
    await new Promise((next) => setTimeout(next, 300))
  }
  return []
})()
const pages = [
  ['home', '/'],
  ['runs', '/runs'],
  ['run', `/runs/${at.run}`],
  ['execution', `/executions/${at.bad}`],
  ['execution-network', `/executions/${at.bad}?tab=network`],
  ['compare', `/compare/${at.bad}`],
  ['generate', '/generate'],
  ['generation', `/generate/${at.written}`],
  ['flows', '/flows'],
  ['flow', `/flows/${at.flow}`],
  ['flow-yaml', `/flows/${at.flow}?as=yaml`, async (page) => page.getByRole('button', { name: 'Try it' }).click().then(() => page.getByText('elements can be picked').waitFor({ timeout: 60_000 }))],
  ['flow-try', `/flows/${at.flow}`, async (page) => page.getByRole('button', { name: 'Try up to step 2' }).click().then(() => page.getByRole('img', { name: 'The element of the step' }).waitFor({ timeout: 60_000 }))],
  ['flow-versions', `/flows/${at.changed}?tab=versions`],
  ['flow-review', `/flows/${at.flow}?tab=review`],
  ['flow-strength', `/flows/${at.flow}?tab=strength`],
  ['flow-proposals', `/flows/${at.healed}?tab=proposals`],
  ['flow-new', '/flows/new'],
  ['schedules', '/schedules'],
  ['sessions', '/sessions'],
  ['session', `/sessions/${at.agent}`],
  ['session-asks', `/sessions/${at.asked}`],
  ['session-past', `/sessions/${at.agent}?call=4&tab=usage`],
  ['wall', '/wall'],
  ['browser', `/browsers/${browsers[0]?.id}`],
  ['baselines', '/baselines'],
  ['webhooks', '/webhooks'],
  ['webhook', `/webhooks/${at.hook}`],
  ['vault', '/vault'],
  ['keys', '/keys'],
  ['keeping', '/keeping'],
  ['operate', '/operate'],
].filter(([name]) => !only || only.split(',').includes(name))

const browser = await open()
let bad = 0
const errors = []
for (const [width, scheme] of [[1280, 'light'], [400, 'dark']]) {
  const context = await browser.newContext({ viewport: { width, height: width === 400 ? 860 : 800 }, colorScheme: scheme })
  const page = await context.newPage()
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('request', (request) => !request.url().startsWith(base) && !/^(blob|data):/.test(request.url()) && errors.push(`asked another host: ${request.url()}`))
  for (const [name, path, act] of pages) {
    await page.goto(`${base}/console${path === '/' ? '' : path}`)
    await page.getByRole('heading', { level: 1 }).waitFor({ timeout: 20_000 })
    if (act && width === 1280) await act(page)
    bad += await shoot(page, name, width)
  }
  await context.close()
}
await browser.close()
for (const id of [at.agent, at.asked]) await api(base, `/api/v1/sessions/${id}`, undefined, 'DELETE')
for (const run of (await api(base, '/api/test-runs?status=running')).items) await api(base, `/api/test-runs/${run.id}/cancel`, {})
for (const error of new Set(errors)) log(`console: ${error}`)
log(bad || errors.length ? `${bad} findings, ${errors.length} errors` : 'no findings')
process.exitCode = bad || errors.length ? 1 : 0
