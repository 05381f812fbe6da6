import { Button, Group, Tabs, Text, Title } from '@mantine/core'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import { call } from '../api/call'
import { useLive, useNow } from '../api/live'
import { socket } from '../api/socket'
import type { Artifact, FlowExecution, StepResult } from '../api/types'
import { at, go, useParameter } from '../app/route'
import { useMay } from '../app/who'
import { Card, Empty, Loaded } from '../parts/card'
import { ConsoleLog, Document, Network, Outline } from '../parts/evidence'
import { Permissions } from '../parts/permission'
import { StatusMark } from '../parts/status'
import { StepDetail, pictureOf, toneOf } from '../parts/step'
import { useDeed } from '../parts/toast'
import { Video, type VideoHandle } from '../parts/video'
import { ago, labelsBeside, size, took, when } from '../parts/words'

export interface Attempt {
  number: number
  status: string
  duration: number | null
  message: string | null
  steps: StepResult[]
  artifacts: Artifact[]
}

/** The attempts of an execution, the first one first. */
export function attemptsOf(execution: FlowExecution): Attempt[] {
  const of = (number: number) => execution.artifacts.filter((artifact) => artifact.attempt === number)
  const earlier = execution.earlier_steps.map((attempt) => {
    const told = execution.earlier_attempts.find((other) => other.attempt === attempt.attempt)
    return { number: attempt.attempt, status: told?.status ?? 'errored', duration: told?.duration_ms ?? attempt.duration_ms, message: told?.message ?? null, steps: attempt.steps, artifacts: of(attempt.attempt) }
  })
  const last = { number: execution.attempt, status: execution.status, duration: execution.duration_ms, message: execution.message, steps: execution.steps, artifacts: of(execution.attempt) }
  return [...earlier, last]
}

export default function ExecutionPage({ id }: { id: string }) {
  const live = useLive(id, (signal) => call('GET /api/v1/executions/{id}', { id }, signal), { pause: 400 })
  const run = live.data?.test_run_id
  const pending = live.data?.evidence_pending ?? false
  const over = live.data ? live.data.finished_at !== null : true
  const { reload } = live
  const waits = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  useEffect(() => {
    if (!run) return
    const unfollow = socket.follow(`run:${run}`, (event) => {
      if (event.type !== 'reset' && !('execution_id' in event.data && event.data.execution_id === id)) return
      waits.current ??= setTimeout(() => {
        waits.current = undefined
        reload()
      }, 250)
    })
    return () => {
      clearTimeout(waits.current)
      waits.current = undefined
      unfollow()
    }
  }, [run, id, reload])
  return <Loaded live={live}>{(execution) => <Execution key={execution.id} execution={execution} over={over} pending={pending} />}</Loaded>
}

function Execution({ execution, over, pending }: { execution: FlowExecution; over: boolean; pending: boolean }) {
  const now = useNow(1000)
  const attempts = useMemo(() => attemptsOf(execution), [execution])
  const [asked, setAsked] = useParameter('attempt', String(execution.attempt))
  const attempt = attempts.find((attempt) => String(attempt.number) === asked) ?? attempts.at(-1)
  const labels = labelsBeside(execution.flow_name, execution.labels)
  return (
    <>
      <Text size="sm" mb={2}>
        <a href={at(`/runs/${execution.test_run_id}`)}>Run</a> <span className="dim">/</span>
      </Text>
      <Group justify="space-between" mb={6} gap="sm">
        <Title order={1}>
          {execution.flow_name}{' '}
          {labels ? (
            <Text span c="dimmed" inherit fw={400}>
              {labels}
            </Text>
          ) : null}
        </Title>
        <Actions execution={execution} over={over} />
      </Group>
      <Group gap="md" mb="sm" className="numbers">
        <StatusMark status={execution.status} note={execution.flaky ? 'flaky' : execution.skipped ? 'skipped' : execution.reason} />
        <Text size="sm" c="dimmed" title={when(execution.started_at)}>
          {execution.started_at ? `begun ${ago(execution.started_at, now)}` : `queued ${ago(execution.queued_at, now)}`}
          {over ? `, took ${took(execution.duration_ms)}` : ''}
          {execution.worker ? ` on ${execution.worker}` : ''}
        </Text>
        {pending ? (
          <Text size="sm" c="dimmed" role="status">
            pictures and films are being made…
          </Text>
        ) : null}
      </Group>
      <Permissions execution={execution} />
      {attempts.length > 1 ? (
        <Tabs value={String(attempt?.number)} onChange={(value) => value && setAsked(value)} mb="sm">
          <Tabs.List aria-label="Attempts">
            {attempts.map((attempt) => (
              <Tabs.Tab key={attempt.number} value={String(attempt.number)} leftSection={<StatusMark status={attempt.status} />}>
                Attempt {attempt.number}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </Tabs>
      ) : null}
      {attempt ? <AttemptView key={attempt.number} execution={execution} attempt={attempt} over={over || attempt.number !== execution.attempt} /> : null}
    </>
  )
}

function AttemptView({ execution, attempt, over }: { execution: FlowExecution; attempt: Attempt; over: boolean }) {
  const { steps } = attempt
  const bad = steps.findIndex((step) => step.status === 'failed' || step.status === 'in_doubt')
  const [chosen, choose] = useParameter('step')
  const index = chosen !== '' && Number(chosen) < steps.length ? Number(chosen) : over ? (bad >= 0 ? bad : Math.max(0, steps.length - 1)) : steps.length - 1
  const step = steps[index]
  const film = useRef<VideoHandle>(null)
  const starts = useMemo(() => {
    let sum = 0
    return steps.map((step) => {
      const start = sum
      sum += step.duration_ms ?? 0
      return start
    })
  }, [steps])
  const length = Math.max(1, (starts.at(-1) ?? 0) + (steps.at(-1)?.duration_ms ?? 0), attempt.duration ?? 0)
  const pick = useCallback(
    (next: number) => {
      const to = Math.min(steps.length - 1, Math.max(0, next))
      choose(String(to))
      film.current?.seek((starts[to] ?? 0) / 1000)
      document.getElementById(`step-${to}`)?.scrollIntoView({ block: 'nearest' })
    },
    [steps.length, choose, starts],
  )
  // the other way round: the film says which step it shows
  const played = useCallback(
    (seconds: number) => {
      const to = starts.findLastIndex((start) => start <= seconds * 1000)
      if (to < 0 || to === index) return
      choose(String(to))
      document.getElementById(`step-${to}`)?.scrollIntoView({ block: 'nearest' })
    },
    [starts, index, choose],
  )
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      if (event.metaKey || event.ctrlKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return
      if (event.key === 'j') pick(index + 1)
      if (event.key === 'k') pick(index - 1)
    }
    document.addEventListener('keydown', hear)
    return () => document.removeEventListener('keydown', hear)
  }, [index, pick])

  const whole = (kind: string) => attempt.artifacts.find((artifact) => artifact.kind === kind && artifact.step_index === null)
  const video = whole('video')
  const trace = whole('trace')
  const pictures = steps.map((step) => pictureOf(attempt, step))
  return (
    <>
      {pictures.some(Boolean) ? (
        <div className="card film" style={{ marginBottom: 14 }} role="group" aria-label="Pictures of the steps">
          {steps.map((step, place) => {
            const picture = pictures[place]
            return picture ? (
              <button key={step.index} type="button" onClick={() => pick(place)} aria-current={place === index || undefined}>
                <img src={picture.url} alt={`Step ${step.index + 1}: ${step.label ?? step.type}`} loading="lazy" />
                <span className="numbers">{took(starts[place])}</span>
              </button>
            ) : null
          })}
        </div>
      ) : null}
      <div className="split">
        <Card title={`Steps (${steps.length})`} flush>
          {steps.length === 0 ? <Empty>{over ? 'It ended before its first step.' : 'It waits for a worker.'}</Empty> : null}
          <ol className="steps" style={{ maxHeight: '70vh', overflowY: 'auto' }}>
            {steps.map((step, place) => (
              <li key={step.index}>
                <button id={`step-${place}`} type="button" className="step" data-status={toneOf(step)} aria-current={place === index || undefined} onClick={() => pick(place)}>
                  <i role="img" aria-label={step.status} />
                  <span className="what" title={step.path}>
                    {step.label ?? <Words step={step} execution={execution} />}
                  </span>
                  <span className="track" aria-hidden>
                    <b style={{ left: `${((starts[place] ?? 0) / length) * 100}%`, width: `${((step.duration_ms ?? 0) / length) * 100}%` }} />
                  </span>
                  <span className="end numbers dim">{step.status === 'running' ? '…' : took(step.duration_ms)}</span>
                </button>
              </li>
            ))}
          </ol>
        </Card>
        <div className="stack" style={{ gap: 14 }}>
          {attempt.message && !step?.error ? (
            <Card>
              <Text size="sm">{attempt.message}</Text>
            </Card>
          ) : null}
          {step ? <StepDetail attempt={attempt} step={step} /> : null}
        </div>
      </div>
      <Evidence execution={execution} attempt={attempt} video={video} trace={trace} film={film} played={played} />
    </>
  )
}

/** What a step does, from the document: `click "Sign in"`. */
function Words({ step, execution }: { step: StepResult; execution: FlowExecution }) {
  const written = useMemo(() => lookUp(execution.document, step.path), [execution.document, step.path])
  const about = written ? (text(written.target) ?? text(written.url) ?? text(written.flow) ?? text(written.var) ?? '') : step.path === 'start_url' ? text(execution.document?.start_url) : ''
  return (
    <>
      <span>{step.type}</span> <span className="dim">{about}</span>
    </>
  )
}

function text(value: unknown): string | undefined {
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const words = Object.entries(value as Record<string, unknown>).flatMap(([key, part]) => {
    const said = text(part)
    return said === undefined ? [] : [key === 'equals' || key === 'contains' ? said : `${key}=${said}`]
  })
  return words.length > 0 ? words.join(' ') : undefined
}

/** The value at `steps[3].then[0]`. */
export function lookUp(document: unknown, path: string): Record<string, unknown> | undefined {
  let value: unknown = document
  for (const part of path.match(/[^.[\]]+/g) ?? []) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Record<string, unknown>)[part]
  }
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
}

interface Kept {
  execution: FlowExecution
  attempt: Attempt
  video: Artifact | undefined
  trace: Artifact | undefined
  film: React.RefObject<VideoHandle | null>
  played: (seconds: number) => void
}

function Evidence({ execution, attempt, video, trace, film, played }: Kept) {
  const [tab, setTab] = useParameter('tab', video ? 'video' : 'document')
  const find = (kind: string) => attempt.artifacts.find((artifact) => artifact.kind === kind)
  const [network, log, outline] = [find('network'), find('console'), find('outline')]
  const others = attempt.artifacts.filter((artifact) => artifact.kind !== 'screenshot')
  return (
    <section className="card" style={{ marginTop: 14 }}>
      <Tabs value={tab} onChange={(value) => value && setTab(value)}>
        <Tabs.List aria-label="Evidence">
          {video ? <Tabs.Tab value="video">Video</Tabs.Tab> : null}
          {log ? <Tabs.Tab value="console">Console</Tabs.Tab> : null}
          {network ? <Tabs.Tab value="network">Network</Tabs.Tab> : null}
          {outline ? <Tabs.Tab value="outline">Outline</Tabs.Tab> : null}
          {trace ? <Tabs.Tab value="trace">Trace</Tabs.Tab> : null}
          {execution.notes.length > 0 ? <Tabs.Tab value="notes">Notes</Tabs.Tab> : null}
          <Tabs.Tab value="document">Document</Tabs.Tab>
          <Tabs.Tab value="files">Files ({others.length})</Tabs.Tab>
        </Tabs.List>
        <div style={{ padding: 14 }}>
          {video ? (
            <Tabs.Panel value="video">
              <Video ref={film} address={video.url} played={played} />
            </Tabs.Panel>
          ) : null}
          <Tabs.Panel value="console">{log ? <ConsoleLog address={log.url} /> : null}</Tabs.Panel>
          <Tabs.Panel value="network">{network ? <Network address={network.url} /> : null}</Tabs.Panel>
          <Tabs.Panel value="outline">{outline ? <Outline address={outline.url} /> : null}</Tabs.Panel>
          <Tabs.Panel value="trace">{trace ? <Trace trace={trace} /> : null}</Tabs.Panel>
          <Tabs.Panel value="notes">
            <table className="plain">
              <tbody>
                {execution.notes.map((note, place) => (
                  <tr key={place}>
                    <td className="dim">step {note.step + 1}</td>
                    <td>{note.name ?? note.kind}</td>
                    <td className="mono">
                      {typeof note.value === 'string' ? note.value : JSON.stringify(note.value)} {note.unit}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Tabs.Panel>
          <Tabs.Panel value="document">
            <Document value={execution.document} />
          </Tabs.Panel>
          <Tabs.Panel value="files">
            {others.length === 0 ? <Empty>No files were kept of this attempt.</Empty> : null}
            <table className="plain">
              <tbody>
                {others.map((artifact) => (
                  <tr key={artifact.id}>
                    <td>
                      <a href={artifact.url} download={artifact.name ?? artifact.kind}>
                        {artifact.name ?? artifact.kind}
                      </a>
                    </td>
                    <td className="dim">{artifact.kind}</td>
                    <td className="end numbers">{size(artifact.bytes)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Tabs.Panel>
        </div>
      </Tabs>
    </section>
  )
}

/** The trace, and how it is looked at: every action with the page before and after it, console, network, sources. */
function Trace({ trace }: { trace: Artifact }) {
  const name = trace.name ?? 'trace.zip'
  const command = `npx playwright show-trace ${name}`
  return (
    <div className="stack" style={{ gap: 10 }}>
      <Group gap="sm">
        <Button size="xs" component="a" href={trace.url} download={name}>
          Save the trace
        </Button>
        <Text size="sm" c="dimmed" className="numbers">
          {name}, {size(trace.bytes)}
        </Text>
      </Group>
      <Text size="sm">The Playwright viewer opens it, with every action, the page before and after it, console and network:</Text>
      <Group gap="xs">
        <span className="log" style={{ padding: '4px 8px' }}>
          {command}
        </span>
        <Button size="compact-xs" variant="default" onClick={() => void navigator.clipboard?.writeText(command)}>
          Copy
        </Button>
      </Group>
      <Text size="xs" c="dimmed">
        Without Node.js: the same viewer is at trace.playwright.dev, where the file stays in your browser.
      </Text>
    </div>
  )
}

function Actions({ execution, over }: { execution: FlowExecution; over: boolean }) {
  const may = useMay('run')
  const [busy, act] = useDeed()
  const again = () =>
    act(async () => {
      if (!execution.document) return
      const accepted = await call('POST /api/v1/execute-flows', {}, { flows: [execution.document], options: { params: execution.params, evidence: { video: 'on', trace: 'on', screenshots: 'always', console: 'on', network: 'on' } } })
      const next = accepted.executions[0]
      go(next ? `/executions/${next.id}` : `/runs/${accepted.test_run_id}`)
    })
  return (
    <Group gap="xs">
      {execution.status !== 'passed' && over ? (
        <Button size="xs" variant="default" component="a" href={at(`/compare/${execution.id}`)}>
          Compare with the last good one
        </Button>
      ) : null}
      {execution.flow_id ? (
        <Button size="xs" variant="default" component="a" href={at(`/flows/${execution.flow_id}`)}>
          Flow
        </Button>
      ) : null}
      {may && over ? (
        <Button size="xs" variant="default" loading={busy} onClick={() => void again()} title="The same document and params, as a run of its own, with all evidence">
          Run it again, with film
        </Button>
      ) : null}
    </Group>
  )
}
