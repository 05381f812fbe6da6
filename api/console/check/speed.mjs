// How the console holds up: a list of 5,000 executions scrolled, and a run of 500 executions that changes 50 times a second.
// Usage: node check/speed.mjs BASE
import { api, open, over } from './chromium.mjs'

const [base] = process.argv.slice(2)
if (!base) throw new Error('usage: speed.mjs BASE')
const browser = await open()
const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage()
await page.addInitScript(() => {
  globalThis.tasks = []
  new PerformanceObserver((list) => globalThis.tasks.push(...list.getEntries().map((entry) => ({ start: entry.startTime, took: Math.round(entry.duration) })))).observe({ type: 'longtask', buffered: true })
})
// a task of ours that asks the page something is no task of the page: only those between `from` and `to` count
const sayTasks = async (what, from = 0, to = Infinity) => {
  const told = await page.evaluate(() => globalThis.tasks.splice(0))
  const tasks = told.filter((task) => task.start >= from && task.start < to).map((task) => task.took)
  console.log(`${what}: ${tasks.length} tasks above 50 ms, longest ${Math.max(0, ...tasks)} ms`)
  return Math.max(0, ...tasks)
}
const flow = (name, steps) => ({ name, params: { n: 0 }, steps })
const rows = (count) => Array.from({ length: count }, (_, n) => ({ n }))

// 5,000 executions that never start: they are for later
const many = await api(base, '/api/execute-flows', { flows: [flow('One of many', [{ type: 'set', var: 'x', value: '{{n}}' }])], options: { delay_seconds: 600_000, matrix: { data: rows(50), repeat: 100 } } })
await page.goto(`${base}/console/runs/${many.test_run_id}`)
await page.getByText('5,000 executions').first().waitFor({ timeout: 60_000 })
await page.waitForTimeout(1000)
await sayTasks(`load of ${many.executions.length} executions`)
const list = page.getByRole('list', { name: 'Executions' })
const { frames, from, to } = await list.evaluate(async (element) => {
  const times = []
  const from = await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))
  let last = performance.now()
  const end = last + 4000
  return new Promise((done) => {
    const step = (now) => {
      times.push(now - last)
      last = now
      element.scrollTop = (element.scrollTop + 700) % (element.scrollHeight - element.clientHeight)
      if (now < end) requestAnimationFrame(step)
      else done({ frames: times.slice(1), from, to: now })
    }
    requestAnimationFrame(step)
  })
})
frames.sort((a, b) => a - b)
const at = (share) => frames[Math.floor((frames.length - 1) * share)]?.toFixed(1)
console.log(`scroll of 5,000: ${frames.length} frames in 4 s, median ${at(0.5)} ms, 95 % below ${at(0.95)} ms, rows in the page: ${await page.locator('.exec-row.row').count()}`)
const scrolled = await sayTasks('scroll', from, to)
await api(base, `/api/test-runs/${many.test_run_id}/cancel`, {})

// 500 executions without a browser, each of ten short steps
const steps = Array.from({ length: 10 }, (_, place) => ({ type: 'sleep', ms: 60, label: `Step ${place + 1}` }))
const run = await api(base, '/api/execute-flows', { flows: [flow('A short one', steps)], options: { matrix: { data: rows(5), repeat: 100 } } })
await page.goto(`${base}/console/runs/${run.test_run_id}`)
await page.getByText('500 executions').first().waitFor()
await page.waitForTimeout(1500)
await sayTasks('load of 500 executions')
const begun = await page.evaluate(() => performance.now() + 100)
const before = (await api(base, `/api/test-runs/${run.test_run_id}/events?limit=1`)).head
await page.waitForTimeout(15_000)
const after = (await api(base, `/api/test-runs/${run.test_run_id}/events?limit=1`)).head
const ended = await page.evaluate(() => performance.now())
const live = await sayTasks(`500 executions, ${((after - before) / 15).toFixed(0)} events/s for 15 s`, begun, ended - 100)
await api(base, `/api/test-runs/${run.test_run_id}/cancel`, {})
await over(base, run.test_run_id, 60)
await browser.close()
if (Math.max(scrolled, live) > 100 && process.env.STRICT) process.exitCode = 1
