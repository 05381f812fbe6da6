import { Button, Group, Text, Title } from '@mantine/core'
import { Suspense, lazy, useEffect, useMemo, useState } from 'react'
import { call } from '../api/call'
import { isMilestone, useLive, useNow } from '../api/live'
import type { ExecutionSummary, Health, QueueDepth, RoundTrip } from '../api/types'
import { at } from '../app/route'
import { Card, Empty, Loaded } from '../parts/card'
import { StatusMark } from '../parts/status'
import { useDeed } from '../parts/toast'
import { ago, labelsBeside, plural, size, took } from '../parts/words'
import { Fleet } from './fleet'
import { Spending } from './spending'

const Chart = lazy(() => import('../parts/chart'))

/** Samples of the queue that are kept while the page is open. */
const SAMPLES = 240

export default function OperatePage() {
  const now = useNow(5000)
  const queue = useLive('queue', (signal) => call('GET /api/v1/queue/depth', {}, signal), { on: isMilestone, every: 2000 })
  const dead = useLive('dead', (signal) => call('GET /api/v1/executions', { status: 'errored', size: 20 }, signal), { on: (event) => event.type === 'execution.finished' })
  const recent = useLive('finished', loadFinished, { on: (event) => event.type === 'execution.finished', pause: 3000 })
  const health = useLive('health', loadHealth, { every: 5000 })
  const stats = useLive('stats', (signal) => call('GET /api/v1/system-stats', {}, signal), { on: isMilestone, every: 10_000 })
  const sockets = useLive('sockets', (signal) => call('GET /api/v1/websocket-stats', {}, signal), { every: 5000 })
  return (
    <>
      <Title order={1} mb="sm">
        Operate
      </Title>
      <div className="stack" style={{ gap: 14 }}>
        <Loaded live={recent}>{(items) => <Charts items={items} queue={queue.data} />}</Loaded>
        <Fleet now={now} />
        <Spending />
        <div className="columns">
          <Card title="Queue" flush>
            <Loaded live={queue}>
              {(depth) => (
                <Pairs
                  items={[
                    ['Waiting', depth.pending.toLocaleString()],
                    ['Oldest', depth.pending > 0 ? took(depth.oldest_age_seconds * 1000) : '–'],
                    ['Running', depth.running.toLocaleString()],
                    ['For later', depth.delayed.toLocaleString()],
                    ['Slots wanted', depth.slots_wanted.toLocaleString()],
                  ]}
                />
              )}
            </Loaded>
          </Card>
          <Card title="Health" tools={<Probe />} flush>
            <Loaded live={health}>{(health) => <HealthTable health={health} />}</Loaded>
          </Card>
          <Card title="Kept" flush>
            <Loaded live={stats}>
              {(stats) => (
                <Pairs
                  items={[
                    ['Flows', stats.flows.toLocaleString()],
                    ['Runs', stats.test_runs.toLocaleString()],
                    ['Artifacts', `${stats.artifacts.toLocaleString()}, ${size(stats.artifact_bytes)}`],
                    ['Sockets and streams open', sockets.data ? `${sockets.data.open_sockets + sockets.data.open_streams}` : '–'],
                    ['Messages sent', sockets.data?.messages_sent.toLocaleString() ?? '–'],
                  ]}
                />
              )}
            </Loaded>
          </Card>
        </div>
        <Card title="Dead executions" tools={<a href={at('/runs?status=errored')}>Runs that errored</a>} flush>
          <Loaded live={dead}>{({ items }) => <Dead items={items} now={now} />}</Loaded>
        </Card>
      </div>
    </>
  )
}

async function loadHealth(signal: AbortSignal): Promise<Health> {
  // 503 tells as much as 200
  return (await (await fetch('/health', { signal })).json()) as Health
}

/** The newest 600 executions that are over. */
async function loadFinished(signal: AbortSignal): Promise<ExecutionSummary[]> {
  const items: ExecutionSummary[] = []
  let cursor: string | undefined
  do {
    const part = await call('GET /api/v1/executions', { size: 200, cursor }, signal)
    items.push(...part.items.filter((item) => item.finished_at))
    cursor = part.next_cursor ?? undefined
  } while (cursor && items.length < 600)
  return items
}

function Pairs({ items }: { items: [string, string][] }) {
  return (
    <table className="plain">
      <tbody>
        {items.map(([name, value]) => (
          <tr key={name}>
            <td className="dim">{name}</td>
            <td className="end numbers">{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function HealthTable({ health }: { health: Health }) {
  const { postgres, redis, workers, queue, storage } = health.checks
  const { sandbox } = health
  const part = (name: string, status: string, about: string) => (
    <tr>
      <td>{name}</td>
      <td>
        <StatusMark status={status === 'none' ? 'degraded' : status} />
      </td>
      <td className="end dim numbers">{about}</td>
    </tr>
  )
  return (
    <table className="plain">
      <tbody>
        {part('Server', health.status, `${health.version}, up ${took(health.uptime_seconds * 1000)}`)}
        {part('Postgres', postgres.status, postgres.detail ?? (postgres.latency_ms === undefined ? '' : `${postgres.latency_ms.toFixed(1)} ms`))}
        {part('Redis', redis.status, redis.detail ?? (redis.latency_ms === undefined ? '' : `${redis.latency_ms.toFixed(1)} ms`))}
        {part('Workers', workers.status, `${workers.count}, ${workers.busy} of ${workers.slots} slots busy`)}
        {part('Queue', queue.status, '')}
        {part('Storage', storage.status, storage.detail ?? '')}
        {part('Sandbox of desktops', sandbox.status, sandbox.workers > 0 ? `${sandbox.levels.join(', ') || 'none'} on ${plural(sandbox.workers, 'worker')}` : 'no worker has desktops')}
        {sandbox.missing.map((why) => (
          <tr key={why}>
            <td />
            <td colSpan={2} className="dim" style={{ overflowWrap: 'anywhere' }}>
              {why}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Sends a job that does nothing through the real queue. */
function Probe() {
  const [busy, act] = useDeed()
  const [trip, setTrip] = useState<RoundTrip>()
  return (
    <Group gap="xs">
      <Text size="xs" c="dimmed" role="status">
        {trip ? `there and back in ${trip.queue_round_trip_ms.toFixed(1)} ms` : ''}
      </Text>
      <Button size="compact-xs" variant="default" loading={busy} onClick={() => void act(async () => setTrip(await call('GET /api/v1/test', {})))}>
        Send a job through
      </Button>
    </Group>
  )
}

function Dead({ items, now }: { items: ExecutionSummary[]; now: number }) {
  if (items.length === 0) return <Empty>None. Executions that ended without a verdict stand here with their reason: a time-out, a worker that died, a step in doubt.</Empty>
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label="Dead executions">
      <table className="plain">
        <tbody>
          {items.map((item) => (
            <tr key={item.id}>
              <td style={{ width: 150 }}>
                <StatusMark status={item.status} note={item.reason?.replace('_', ' ')} />
              </td>
              <td>
                <a href={at(`/executions/${item.id}`)}>{item.flow_name}</a> <span className="dim">{labelsBeside(item.flow_name, item.labels)}</span>
                <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                  {item.message}
                </Text>
              </td>
              <td className="end dim numbers">{ago(item.finished_at, now)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Puts executions into as many spans of time as fit the page. */
function Charts({ items, queue }: { items: ExecutionSummary[]; queue: QueueDepth | undefined }) {
  const [samples, setSamples] = useState<{ at: number; pending: number; running: number }[]>([])
  useEffect(() => {
    if (queue) setSamples((old) => [...old.slice(1 - SAMPLES), { at: Date.now() / 1000, pending: queue.pending, running: queue.running }])
  }, [queue])
  const spans = useMemo(() => spansOf(items), [items])
  const times = spans.map((span) => span.at)
  const wait = (title: string) => <div className="chart" aria-label={title} role="img" />
  return (
    <div className="columns">
      <Card title={`Ended, each ${spans[0] ? took(spans[0].length * 1000) : ''}`}>
        <Suspense fallback={wait('Ended')}>
          <Chart
            title="Executions that ended"
            times={times}
            series={[
              { label: 'all', colour: '--passed', values: spans.map((span) => span.count), bars: true },
              { label: 'not passed', colour: '--failed', values: spans.map((span) => span.bad), bars: true },
            ]}
          />
        </Suspense>
      </Card>
      <Card title="How long they took and waited">
        <Suspense fallback={wait('Durations')}>
          <Chart
            title="Mean duration and wait"
            times={times}
            unit=" s"
            series={[
              { label: 'took', colour: '--running', values: spans.map((span) => (span.count > 0 ? span.duration / span.count : null)) },
              { label: 'waited', colour: '--waiting', values: spans.map((span) => (span.count > 0 ? span.wait / span.count : null)) },
            ]}
          />
        </Suspense>
      </Card>
      <Card title="Queue, since this page is open">
        <Suspense fallback={wait('Queue')}>
          <Chart
            title="Queue"
            times={samples.map((sample) => sample.at)}
            series={[
              { label: 'waiting', colour: '--waiting', values: samples.map((sample) => sample.pending) },
              { label: 'running', colour: '--running', values: samples.map((sample) => sample.running) },
            ]}
          />
        </Suspense>
      </Card>
    </div>
  )
}

interface Span {
  /** Its beginning in seconds since 1970, and its length. */
  at: number
  length: number
  count: number
  bad: number
  duration: number
  wait: number
}

const LENGTHS = [5, 15, 60, 300, 900, 3600, 21_600, 86_400, 604_800]

export function spansOf(items: ExecutionSummary[]): Span[] {
  const ends = items.map((item) => Date.parse(item.finished_at ?? '') / 1000)
  const [first, last] = [Math.min(...ends), Math.max(...ends)]
  if (!Number.isFinite(first)) return []
  const length = LENGTHS.find((length) => (last - first) / length <= 48) ?? 604_800
  const begin = Math.floor(first / length) * length
  const spans: Span[] = Array.from({ length: Math.floor((last - begin) / length) + 1 }, (_, place) => ({ at: begin + place * length, length, count: 0, bad: 0, duration: 0, wait: 0 }))
  items.forEach((item, place) => {
    const span = spans[Math.floor(((ends[place] ?? 0) - begin) / length)]
    if (!span) return
    span.count += 1
    if (item.status !== 'passed') span.bad += 1
    span.duration += (item.duration_ms ?? 0) / 1000
    if (item.started_at) span.wait += Math.max(0, (Date.parse(item.started_at) - Date.parse(item.queued_at)) / 1000)
  })
  return spans
}
