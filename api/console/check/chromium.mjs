// One Chromium, the system's own, for the checks that flows cannot make.
import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'

const FOUND = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path))

export async function open(options = {}) {
  const executablePath = process.env.CHROMIUM ?? FOUND
  if (!executablePath) throw new Error('Chromium is not installed: ops/install-deps')
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'], ...options })
  return browser
}

/** Calls the API; a server that is busy for a moment is asked again. */
export async function api(base, path, body, method = body ? 'POST' : 'GET') {
  for (let tries = 0; ; tries++) {
    const answer = await fetch(base + path, { method, headers: { 'content-type': 'application/json' }, body: body ? JSON.stringify(body) : undefined, signal: AbortSignal.timeout(90_000) })
    if (answer.ok) return answer.status === 204 ? undefined : answer.json()
    if (answer.status !== 503 || tries >= 20) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    await new Promise((next) => setTimeout(next, 1000))
  }
}

/** Waits until a run is over, at most `seconds`. */
export async function over(base, run, seconds = 180) {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const state = await api(base, `/api/test-runs/${run}?wait_seconds=20`)
    if (state.finished_at && !state.executions.some((execution) => execution.evidence_pending)) return state
    if (Date.now() > end) throw new Error(`The run ${run} is not over after ${seconds} s: ${JSON.stringify(state.counts)}`)
    if (state.finished_at) await new Promise((next) => setTimeout(next, 500))
  }
}
