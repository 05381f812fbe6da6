import { Alert, Button, Group, Text, Title } from '@mantine/core'
import { useEffect, useMemo, useState } from 'react'
import { Refused, call } from '../api/call'
import { useLive, useNow } from '../api/live'
import { socket } from '../api/socket'
import type { Event, Generation, TestSession } from '../api/types'
import { at, go } from '../app/route'
import { useMay } from '../app/who'
import { Candidate } from '../flow/candidate'
import { Card, Empty, Loaded } from '../parts/card'
import { StatusMark } from '../parts/status'
import { useDeed } from '../parts/toast'
import { dollars, plural, took } from '../parts/words'
import { MARKS } from './generate'
import { Tile } from './wall'

interface Asked {
  session: TestSession
  /** Absent where nobody asked a model. */
  generation: Generation | undefined
}

async function load(id: string, signal: AbortSignal): Promise<Asked> {
  const session = await call('GET /api/v1/test-sessions/{id}', { id }, signal)
  try {
    return { session, generation: await call('GET /api/v1/generate-flows/{id}', { id }, signal) }
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return { session, generation: undefined }
    throw error
  }
}

/** Every event of a generation, those that were before too. */
function useEvents(topic: string): Event[] {
  const [events, setEvents] = useState<Event[]>([])
  useEffect(() => {
    setEvents([])
    return socket.follow(topic, (event) => setEvents((old) => (event.type === 'reset' ? [] : [...old, event])), 0)
  }, [topic])
  return events
}

export default function GenerationPage({ id }: { id: string }) {
  const live = useLive(id, (signal) => load(id, signal), { every: 10_000 })
  const events = useEvents(`generation:${id}`)
  const { reload } = live
  const over = events.some((event) => event.type === 'generation.finished')
  useEffect(() => {
    if (over) reload()
  }, [over, reload])
  return <Loaded live={live}>{(asked) => <View asked={asked} events={events} over={over} reload={reload} />}</Loaded>
}

function View({ asked, events, over, reload }: { asked: Asked; events: Event[]; over: boolean; reload: () => void }) {
  const { session, generation } = asked
  const status = generation?.status ?? session.status
  const running = status === 'generating' && !over
  const flows = generation?.flows ?? session.flows.map((flow) => ({ flow_id: flow.id, name: flow.name, version: flow.version, approval: flow.approval, document: flow.document, lint: flow.lint, generation: {} }))
  return (
    <>
      <Text size="sm" mb={2}>
        <a href={at('/generate')}>Generate</a> <span className="dim">/</span>
      </Text>
      <Group justify="space-between" mb={6} gap="sm">
        <Title order={1}>{session.title}</Title>
        <Actions session={session} running={generation !== undefined && running} reload={reload} approved={flows.filter((flow) => flow.approval === 'approved').length} />
      </Group>
      <Group gap="md" mb="sm">
        <span data-testid="generation-status">
          <StatusMark status={MARKS[status] ?? status} word={status} />
        </span>
        <Spent events={events} />
        {generation?.demo ? (
          <Text size="sm" c="dimmed">
            written by the scripted demo model
          </Text>
        ) : null}
      </Group>
      {generation?.message ? (
        <Alert color={status === 'failed' ? 'red' : 'orange'} variant="outline" mb="sm">
          {generation.message}
        </Alert>
      ) : null}
      {generation ? (
        <div className={running ? 'split' : 'stack'} style={{ gap: 14, marginBottom: 14 }}>
          <Progress events={events} prompt={session.prompt} />
          {running ? <Pictures events={events} /> : null}
        </div>
      ) : null}
      {flows.length > 0 ? (
        <div className="candidates" role="list" aria-label="Candidates">
          {flows.map((flow) => (
            <Candidate key={`${flow.flow_id} ${flow.version}`} flow={flow} reload={reload} />
          ))}
        </div>
      ) : running ? null : (
        <Card>
          <Empty>
            It has no flows. <a href={at('/generate')}>Ask again</a>, with more about what the site is for.
          </Empty>
        </Card>
      )}
    </>
  )
}

function Actions({ session, running, approved, reload }: { session: TestSession; running: boolean; approved: number; reload: () => void }) {
  const may = useMay('run')
  const [busy, act] = useDeed()
  const cancel = async () => {
    await call('POST /api/v1/generate-flows/{id}/cancel', { id: session.id })
    reload()
  }
  if (may && running) {
    return (
      <Button size="xs" variant="default" loading={busy} onClick={() => void act(cancel)}>
        Cancel
      </Button>
    )
  }
  if (!may || approved === 0) return null
  const run = async () => {
    const accepted = await call('POST /api/v1/execute-flows', {}, { test_session_id: session.id })
    go(`/runs/${accepted.test_run_id}`)
  }
  return (
    <Button size="xs" loading={busy} onClick={() => void act(run)}>
      Run what is approved
    </Button>
  )
}

/** What the models were paid. */
function Spent({ events }: { events: Event[] }) {
  const calls = events.filter((event) => event.type === 'model.called')
  if (calls.length === 0) return null
  const sum = calls.reduce((sum, event) => sum + event.data.cost_micro_usd, 0) / 1e6
  const tokens = calls.reduce((sum, event) => sum + event.data.input_tokens + event.data.output_tokens, 0)
  return (
    <Text size="sm" c="dimmed" className="numbers">
      {plural(calls.length, 'call')} of a model, {tokens.toLocaleString()} tokens, {dollars(sum)}
    </Text>
  )
}

/** What has been done, the newest last. */
function Progress({ events, prompt }: { events: Event[]; prompt: string }) {
  const told = events.filter((event) => event.type === 'generation.progress' || event.type === 'model.called' || event.type === 'generation.finished')
  const begin = events[0] ? Date.parse(events[0].at) : 0
  return (
    <Card title="What was asked, and what was done" flush>
      <Text size="sm" p="md" pb={4} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {prompt}
      </Text>
      <div role="log" aria-label="Progress">
        <table className="plain">
          <tbody>
            {told.map((event) => (
              <tr key={event.seq}>
                <td className="end dim numbers" style={{ width: 70 }}>
                  {took(Date.parse(event.at) - begin)}
                </td>
                <td>{saying(event)}</td>
                <td className="end">{event.type === 'generation.progress' && event.data.test_run_id ? <a href={at(`/runs/${event.data.test_run_id}`)}>Run</a> : null}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}

function saying(event: Event): string {
  switch (event.type) {
    case 'generation.progress':
      return event.data.message
    case 'model.called':
      return event.data.failure ? `${event.data.model} gave no answer: ${event.data.failure}` : `${event.data.model} answered (${event.data.label}) in ${took(event.data.duration_ms)}: ${(event.data.input_tokens + event.data.output_tokens).toLocaleString()} tokens, ${dollars(event.data.cost_micro_usd / 1e6)}`
    case 'generation.finished':
      return event.data.status === 'ready' ? `Done: ${plural(event.data.flows, 'flow')}.` : 'It ended without flows.'
    default:
      return event.type
  }
}

/** The browsers that look and try at the moment. */
function Pictures({ events }: { events: Event[] }) {
  const runs = useMemo(() => new Set(events.flatMap((event) => (event.type === 'generation.progress' && event.data.test_run_id ? [event.data.test_run_id] : []))), [events])
  const browsers = useLive('browsers', (signal) => call('GET /api/v1/browser/sessions', {}, signal), { on: (event) => event.type.startsWith('browser.'), every: 3000, pause: 300 })
  const now = useNow(1000)
  const open = browsers.data?.items.filter((item) => runs.has(item.test_run_id)) ?? []
  const last = events.findLast((event) => event.type === 'generation.progress')
  if (open.length === 0) {
    return (
      <Card title="Browser">
        <Text size="sm" c="dimmed" role="status">
          {last?.type === 'generation.progress' && last.data.phase !== 'exploring' && last.data.phase !== 'trying' ? 'The model is at work; no browser is open.' : 'A browser is on its way…'}
          {last ? <span className="numbers"> {took(Math.max(0, now - Date.parse(last.at)))}</span> : null}
        </Text>
      </Card>
    )
  }
  return (
    <div className="stack" style={{ gap: 14 }}>
      {open.slice(0, 3).map((session) => (
        <Tile key={session.id} session={session} />
      ))}
    </div>
  )
}
