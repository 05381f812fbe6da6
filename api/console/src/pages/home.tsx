import { Button, Code, Group, Text, Title } from '@mantine/core'
import { call } from '../api/call'
import { isMilestone, useLive, useNow, type Live } from '../api/live'
import type { AgentSession, ExecutionSummary, TestRunSummary, Worker } from '../api/types'
import { at } from '../app/route'
import { useMay } from '../app/who'
import { Card, Empty, Loaded } from '../parts/card'
import { CountsBar, StatusMark, total } from '../parts/status'
import { useDeed } from '../parts/toast'
import { ago, dollars, labelsBeside, plural, took } from '../parts/words'
import { tryDemo } from './demo'

export function HomePage() {
  const now = useNow(5000)
  const follow = { on: isMilestone, every: 5000 }
  const stats = useLive('stats', (signal) => call('GET /api/v1/system-stats', {}, signal), follow)
  const queue = useLive('queue', (signal) => call('GET /api/v1/queue/depth', {}, signal), follow)
  const runs = useLive('runs', (signal) => call('GET /api/v1/test-runs', { size: 8 }, signal), { on: isMilestone })
  const workers = useLive('workers', (signal) => call('GET /api/v1/workers', {}, signal), follow)
  const failures = useLive('failures', loadFailures, { on: (event) => event.type === 'execution.finished' })
  const spending = useLive('spending', (signal) => call('GET /api/v1/spending', { days: 1 }, signal), { on: (event) => event.type === 'model.called', every: 30_000 })
  const asked = useLive('asked', loadAsked, { on: (event) => event.type === 'status' || event.type.startsWith('execution.approval_') || event.type === 'execution.finished', every: 15_000 })
  const { data } = stats
  const free = data ? data.slots - data.slots_busy : 0
  return (
    <>
      <Group justify="space-between" mb="sm">
        <Title order={1}>Home</Title>
        <Demo />
      </Group>
      <div className="figures" style={{ marginBottom: 14 }}>
        <Figure to="/runs?status=running" value={data?.executions.running} label={data?.executions.waiting ? `running, ${data.executions.waiting} waiting for people` : 'executions run now'} />
        <Figure to="/operate" value={queue.data?.pending} label={queue.data?.pending ? `in the queue, oldest ${took(queue.data.oldest_age_seconds * 1000)}` : 'wait in the queue'} />
        <Figure to="/operate" value={data ? `${data.slots_busy} / ${data.slots}` : undefined} label={data?.workers ? `slots busy, ${free} free` : 'slots: no worker'} />
        <Figure to="/runs" value={data?.finished_today} label="ended in 24 hours" />
        <Figure to="/operate" value={data ? took(data.mean_duration_ms) : undefined} label="mean duration" />
        <Figure to="/wall" value={data?.browser_sessions_open} label="browsers open" />
        <Figure to="/operate" value={spending.data ? dollars(spending.data.spending.today_usd) : undefined} label={spending.data && spending.data.spending.max_usd_per_project_day > 0 ? `spent today, of ${dollars(spending.data.spending.max_usd_per_project_day)}` : 'spent on models today'} />
      </div>
      {asked.data && asked.data.length > 0 ? <Asked items={asked.data} now={now} /> : null}
      <div className="columns">
        <Card title="Recent runs" tools={<a href={at('/runs')}>All</a>} flush>
          <Loaded live={runs}>{(page) => <Runs items={page.items} now={now} />}</Loaded>
        </Card>
        <Card title="Recent failures" flush>
          <Failures live={failures} now={now} />
        </Card>
        <Card title="Workers" tools={<a href={at('/operate')}>All</a>} flush>
          <Loaded live={workers}>{(list) => <Workers items={list.items} />}</Loaded>
        </Card>
      </div>
    </>
  )
}

/** The newest executions that did not pass, whatever kind; those with a fault on purpose are meant to fail. */
async function loadFailures(signal: AbortSignal): Promise<ExecutionSummary[]> {
  const parts = await Promise.all((['failed', 'errored'] as const).map((status) => call('GET /api/v1/executions', { status, size: 40 }, signal)))
  const all = parts.flatMap((part) => part.items).filter((item) => !('mutant' in item.labels))
  return all.sort((a, b) => (b.finished_at ?? '').localeCompare(a.finished_at ?? '')).slice(0, 8)
}

/** Something that waits for a person. */
interface Waiting {
  to: string
  name: string
  what: string
  since: string
}

const WAITS: Record<NonNullable<AgentSession['waiting_for']>, string> = { approval: 'asks whether it may', answer: 'asks a question', help: 'needs help', control: 'waits while a person drives' }

/** Executions and agents that wait for a person, the longest first. */
async function loadAsked(signal: AbortSignal): Promise<Waiting[]> {
  const [executions, sessions] = await Promise.all([call('GET /api/v1/executions', { status: 'waiting', size: 20 }, signal), call('GET /api/v1/sessions', { status: 'waiting', size: 20 }, signal)])
  const all = [
    ...executions.items.map((item) => ({ to: `/executions/${item.id}`, name: item.flow_name, what: 'an execution waits for a person', since: item.started_at ?? item.queued_at })),
    ...sessions.items.map((item) => ({ to: `/sessions/${item.id}`, name: item.title, what: `the agent ${item.waiting_for ? WAITS[item.waiting_for] : 'waits'}`, since: item.active_at })),
  ]
  return all.sort((a, b) => a.since.localeCompare(b.since))
}

function Asked({ items, now }: { items: Waiting[]; now: number }) {
  return (
    <div style={{ marginBottom: 14 }}>
      <Card title="Waits for a person" flush>
        <table className="plain">
          <tbody>
            {items.map((item) => (
              <tr key={item.to}>
                <td style={{ width: 24 }}>
                  <StatusMark status="waiting" word="" />
                </td>
                <td style={{ overflowWrap: 'anywhere' }}>
                  <a href={at(item.to)}>{item.name}</a> <span className="dim">{item.what}</span>
                </td>
                <td className="dim end numbers">{ago(item.since, now)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Card>
    </div>
  )
}

function Figure({ to, value, label }: { to: string; value: number | string | undefined; label: string }) {
  return (
    <a className="card figure" href={at(to)}>
      <b>{value === undefined ? '–' : value.toLocaleString()}</b>
      <span>{label}</span>
    </a>
  )
}

function Demo() {
  const may = useMay('run')
  const [busy, run] = useDeed()
  const welcome = useLive('welcome', (signal) => call('GET /', {}, signal))
  const shop = welcome.data?.links.demo
  if (!shop || !may) return null
  return (
    <Button size="xs" loading={busy} onClick={() => void run(() => tryDemo(shop))}>
      Try the demo shop
    </Button>
  )
}

function Runs({ items, now }: { items: TestRunSummary[]; now: number }) {
  if (items.length === 0) {
    return (
      <Empty>
        Nothing was run yet. <a href={at('/generate')}>Say what is to be tested</a>, <a href={at('/flows/new')}>write a flow</a>, or run one from a terminal: <Code>flowtilla run --server {location.origin} flow.yaml</Code>. With <Code>flowtilla dev --demo</Code> there is a shop to try it on.
      </Empty>
    )
  }
  return (
    <table className="plain">
      <tbody>
        {items.map((run) => (
          <tr key={run.id}>
            <td style={{ overflowWrap: 'anywhere' }}>
              <a href={at(`/runs/${run.id}`)}>{run.name ?? 'Run'}</a>
              {total(run.counts) > 1 ? <span className="dim"> and {total(run.counts) - 1} more</span> : null}
            </td>
            <td style={{ width: 110 }}>
              <StatusMark status={run.status} />
            </td>
            <td className="wide" style={{ width: 90 }}>
              <CountsBar counts={run.counts} />
            </td>
            <td className="dim end numbers" style={{ width: 90 }}>
              {ago(run.created_at, now)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Failures({ live, now }: { live: Live<ExecutionSummary[]>; now: number }) {
  return (
    <Loaded live={live}>
      {(items) =>
        items.length === 0 ? (
          <Empty>No execution failed. When one does, its message stands here.</Empty>
        ) : (
          <table className="plain">
            <tbody>
              {items.map((item) => (
                <tr key={item.id}>
                  <td style={{ width: 80 }}>
                    <StatusMark status={item.status} />
                  </td>
                  <td style={{ overflowWrap: 'anywhere' }}>
                    <a href={at(`/executions/${item.id}`)}>{item.flow_name}</a> <span className="dim">{labelsBeside(item.flow_name, item.labels)}</span>
                    <Text size="xs" c="dimmed" lineClamp={2} style={{ overflowWrap: 'anywhere' }}>
                      {item.message}
                    </Text>
                  </td>
                  <td className="dim end numbers" style={{ width: 90 }}>
                    {ago(item.finished_at, now)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )
      }
    </Loaded>
  )
}

function Workers({ items }: { items: Worker[] }) {
  if (items.length === 0) {
    return (
      <Empty>
        No worker is connected, so nothing will start. <Code>flowtilla worker</Code> adds one.
      </Empty>
    )
  }
  return (
    <table className="plain">
      <thead>
        <tr>
          <th>Name</th>
          <th>Slots</th>
          <th className="end">Load</th>
          <th className="end">Memory</th>
        </tr>
      </thead>
      <tbody>
        {items.slice(0, 8).map((worker) => (
          <tr key={worker.id}>
            <td>{worker.name}</td>
            <td className="numbers">
              {worker.busy} of {plural(worker.slots, 'slot')} busy
            </td>
            <td className="end numbers">{worker.load.toFixed(1)}</td>
            <td className="end numbers">{worker.memory_mib.toLocaleString()} MiB</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
