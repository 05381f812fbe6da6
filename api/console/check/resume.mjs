// Whether the console's socket resumes: on the way to a run's page one event is lost, then the connection is cut twice, and the page
// still shows every execution's end, without having read the run again.
// Usage: node check/resume.mjs BASE
import assert from 'node:assert/strict'
import { api, open } from './chromium.mjs'

const [base] = process.argv.slice(2)
if (!base) throw new Error('usage: resume.mjs BASE')
const steps = Array.from({ length: 8 }, (_, place) => ({ type: 'sleep', ms: 120, label: `Step ${place + 1}` }))
const run = await api(base, '/api/execute-flows', { flows: [{ name: 'Lose nothing', params: { n: 0 }, steps }], options: { delay_seconds: 4, matrix: { data: Array.from({ length: 12 }, (_, n) => ({ n })) } } })
const topic = `run:${run.test_run_id}`

const browser = await open()
const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage()
const resumed = []
let [heard, lost, cut, reads] = [0, 0, 0, 0]
await page.routeWebSocket('**/ws', (socket) => {
  const server = socket.connectToServer()
  socket.onMessage((message) => {
    const said = JSON.parse(message)
    if (said.type === 'subscribe' && said.topic === topic) resumed.push(said.after)
    server.send(message)
  })
  server.onMessage((message) => {
    const event = JSON.parse(message)
    const own = event.topic === topic && event.position === undefined && typeof event.seq === 'number'
    if (own && ++heard === 5) {
      lost += 1
      return
    }
    socket.send(message)
    if (own && cut < 2 && heard > 20 * (cut + 1)) {
      cut += 1
      void socket.close({ code: 4008, reason: 'cut on purpose' })
      void server.close()
    }
  })
})
page.on('request', (request) => {
  if (request.method() === 'GET' && new URL(request.url()).pathname === `/api/v1/test-runs/${run.test_run_id}`) reads += 1
})
await page.goto(`${base}/console/runs/${run.test_run_id}`)
await page.getByTestId('run-status').getByText('passed').waitFor({ timeout: 120_000 })
await page.getByText('12 passed').first().waitFor({ timeout: 10_000 })
assert.equal(await page.locator('.exec-row.row [data-status="passed"]').count(), 12, 'an execution is not shown as it ended')
assert.equal(lost, 1, 'no event was lost on the way')
assert.equal(cut, 2, 'the connection was not cut')
assert.ok(resumed.length >= 4, `subscribed ${resumed.length} times`)
assert.ok(resumed.every((after, place) => typeof after === 'number' && (place === 0 || after > 0)), `resumed after ${resumed}`)
assert.equal(reads, 1, 'the run was read again instead of resumed')
console.log(`socket: resumed ${resumed.length - 1} times after a lost event and ${cut} cuts, nothing missing`)
await browser.close()
