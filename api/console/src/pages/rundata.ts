// A test run as its page shows it: loaded once, then kept up to date by the events of its stream. Events come in bursts, so the
// page is told at most once in a frame, and only the rows that are seen are drawn.
import { call } from '../api/call'
import { socket } from '../api/socket'
import type { Event, Status, TestRun } from '../api/types'

export interface Row {
  id: string
  name: string
  labels: Record<string, string>
  status: Status
  reason: string | null
  message: string | null
  attempt: number
  flaky: boolean
  skipped: boolean
  worker: string | null
  duration: number | null
  startedAt: number | null
  /** Steps with a result, and what is done now. */
  steps: number
  doing: string | null
  browser: string | null
}

/** Least time between two drawings in milliseconds. */
const PAUSE = 100

export class RunData {
  run: TestRun | undefined
  error: unknown
  readonly rows = new Map<string, Row>()
  /** By position. */
  ids: string[] = []
  version = 0
  private readonly listeners = new Set<() => void>()
  private waiting: ReturnType<typeof setTimeout> | undefined
  private unfollow: (() => void) | undefined
  private closed = false

  constructor(readonly id: string) {
    void this.load()
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  close(): void {
    this.closed = true
    clearTimeout(this.waiting)
    this.unfollow?.()
  }

  load = async (): Promise<void> => {
    try {
      // the place in the log first: events between the two are heard twice and do no harm
      const log = await call('GET /api/v1/test-runs/{id}/events', { id: this.id, limit: 1 })
      const run = await call('GET /api/v1/test-runs/{id}', { id: this.id })
      if (this.closed) return
      this.take(run)
      this.error = undefined
      this.unfollow?.()
      this.unfollow = socket.follow(`run:${this.id}`, (event) => this.hear(event), log.head)
    } catch (error) {
      this.error = error
    }
    this.changed()
  }

  private take(run: TestRun): void {
    this.run = run
    this.ids = run.executions.map((execution) => execution.id)
    this.rows.clear()
    for (const execution of run.executions) {
      const doing = execution.steps.find((step) => step.status === 'running')
      this.rows.set(execution.id, {
        id: execution.id,
        name: execution.flow_name,
        labels: execution.labels,
        status: execution.status,
        reason: execution.reason,
        message: execution.message,
        attempt: execution.attempt,
        flaky: execution.flaky,
        skipped: execution.skipped,
        worker: execution.worker,
        duration: execution.duration_ms,
        startedAt: execution.started_at ? Date.parse(execution.started_at) : null,
        steps: execution.steps.filter((step) => step.status !== 'running' && step.status !== 'pending').length,
        doing: doing ? (doing.label ?? doing.type) : null,
        browser: null,
      })
      // the documents are not needed here, and long
      execution.steps = []
      execution.earlier_steps = []
      execution.artifacts = []
    }
  }

  private changed(): void {
    this.waiting ??= setTimeout(() => {
      this.waiting = undefined
      this.version += 1
      for (const listener of this.listeners) listener()
    }, PAUSE)
  }

  private hear(event: Event): void {
    if (event.type === 'reset') {
      void this.load()
      return
    }
    this.apply(event)
    this.changed()
  }

  private become(row: Row, status: Status): void {
    const counts = this.run?.counts
    if (counts && row.status !== status) {
      counts[row.status] = Math.max(0, counts[row.status] - 1)
      counts[status] += 1
    }
    row.status = status
  }

  private apply(event: Event): void {
    const run = this.run
    if (!run) return
    const row = 'execution_id' in event.data ? this.rows.get(event.data.execution_id) : undefined
    switch (event.type) {
      case 'run.started':
        if (run.status === 'queued') run.status = 'running'
        run.started_at ??= event.at
        break
      case 'run.finished':
        run.status = event.data.status
        run.counts = event.data.counts
        run.finished_at = event.at
        break
      case 'run.cancel_requested':
        run.cancel_requested = true
        break
    }
    if (!row) return
    switch (event.type) {
      case 'execution.started':
        this.become(row, 'running')
        row.worker = event.data.worker
        row.attempt = event.data.attempt
        row.startedAt ??= Date.parse(event.at)
        if (!event.data.resumed) row.steps = 0
        break
      case 'execution.released':
        this.become(row, 'queued')
        row.doing = null
        break
      case 'execution.finished':
        this.become(row, event.data.status)
        Object.assign(row, { reason: event.data.reason, message: event.data.message, flaky: event.data.flaky, skipped: event.data.skipped, duration: event.data.duration_ms, attempt: event.data.attempt, doing: null, browser: null })
        break
      case 'step.started':
        if (event.data.attempt > row.attempt) row.steps = 0
        row.attempt = event.data.attempt
        row.doing = event.data.label ?? event.data.step_type
        break
      case 'step.finished':
        row.steps = event.data.index + 1
        row.doing = null
        break
      case 'browser.opened':
        row.browser = event.data.browser_session_id
        break
      case 'browser.closed':
        row.browser = null
        break
      case 'control.taken':
        this.become(row, 'waiting')
        break
      case 'control.released':
        this.become(row, 'running')
        break
    }
  }
}
