import { Button, Group, NumberInput, Switch, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { Refused, call } from '../api/call'
import { useLive } from '../api/live'
import { socket } from '../api/socket'
import type { FlowStep, MutantOutcome, MutationScore, StoredFlow } from '../api/types'
import { at } from '../app/route'
import { useMay } from '../app/who'
import { Card, Empty, Loaded } from '../parts/card'
import { StatusMark } from '../parts/status'
import { useDeed } from '../parts/toast'
import { plural } from '../parts/words'

const MARKS: Record<string, string> = { queued: 'queued', running: 'running', ready: 'ok', failed: 'failed', cancelled: 'cancelled' }
const FATES: Record<string, { status: string; word: string }> = { caught: { status: 'passed', word: 'caught' }, missed: { status: 'failed', word: 'missed' }, not_applicable: { status: 'skipped', word: 'changed nothing' }, unclear: { status: 'in_doubt', word: 'unclear' } }

export const percent = (score: number): string => `${Math.round(score * 100)} %`

/** How much of what goes wrong on the site a version of the flow notices. `add` puts an assertion into the flow. */
export function Strength({ flow, add }: { flow: StoredFlow; add: ((after: string, step: FlowStep) => void) | undefined }) {
  const live = useLive(
    `${flow.id} ${flow.version}`,
    async (signal) => {
      try {
        return await call('GET /api/v1/flows/{id}/mutation-score', { id: flow.id, version: flow.version }, signal)
      } catch (error) {
        if (error instanceof Refused && error.status === 404) return null
        throw error
      }
    },
    { every: 10_000 },
  )
  return <Loaded live={live}>{(score) => <View flow={flow} score={score} add={add} reload={live.reload} />}</Loaded>
}

function View({ flow, score, add, reload }: { flow: StoredFlow; score: MutationScore | null; add: ((after: string, step: FlowStep) => void) | undefined; reload: () => void }) {
  const under = score?.status === 'queued' || score?.status === 'running'
  const progress = useProgress(under ? score.topic : undefined, reload)
  return (
    <div className="stack" style={{ gap: 14 }}>
      <Card title="What this version notices" tools={score ? <StatusMark status={MARKS[score.status] ?? 'unknown'} word={score.status} /> : null}>
        <div className="stack" style={{ gap: 10 }}>
          {score?.score !== null && score?.score !== undefined ? <Bar score={score} /> : null}
          <Text size="sm" c="dimmed">
            The flow is carried out as it is, and then with faults put into the site on its way to the browser: a dead button, a failed request, a wrong number. A fault that it does not notice is one that a real bug could be.
          </Text>
          {score?.message ? <Text size="sm">{score.message}</Text> : null}
          {under ? (
            <Text size="sm" role="status">
              {progress ?? 'It waits for a worker…'}
            </Text>
          ) : null}
          <Measure flow={flow} under={under} again={score !== null} reload={reload} />
        </div>
      </Card>
      {score && score.mutants.length > 0 ? (
        <Card title={plural(score.mutants.length, 'fault')} flush>
          <ul className="faults">
            {score.mutants
              .toSorted((a, b) => Number(b.fate === 'missed') - Number(a.fate === 'missed'))
              .map((mutant, place) => (
                <Fault key={place} mutant={mutant} add={add} />
              ))}
          </ul>
        </Card>
      ) : score ? null : (
        <Empty>This version was not measured yet.</Empty>
      )}
    </div>
  )
}

/** The last word of a measurement that is under way; `over` when it has ended. */
function useProgress(topic: string | undefined, over: () => void): string | undefined {
  const [word, setWord] = useState<string>()
  useEffect(() => {
    setWord(undefined)
    if (!topic) return
    return socket.follow(
      topic,
      (event) => {
        if (event.type === 'mutation.progress') setWord(`${event.data.message} ${event.data.total > 0 ? `${event.data.done} of ${event.data.total}.` : ''}`)
        if (event.type === 'mutation.finished' || event.type === 'reset') over()
      },
      0,
    )
  }, [topic, over])
  return word
}

function Bar({ score }: { score: MutationScore }) {
  const { tally } = score
  const rest = [tally.not_applicable > 0 ? `${tally.not_applicable} changed nothing` : '', tally.unclear > 0 ? `${tally.unclear} unclear` : '', tally.left_out > 0 ? `${tally.left_out} left out` : ''].filter(Boolean)
  return (
    <div>
      <Text fw={650} size="xl" className="numbers" data-testid="mutation-score">
        {percent(score.score ?? 0)}
      </Text>
      <span className="bar" role="img" aria-label={`${tally.caught} caught, ${tally.missed} missed`} style={{ height: 10 }}>
        {tally.caught > 0 ? <i data-status="passed" style={{ flexGrow: tally.caught }} /> : null}
        {tally.missed > 0 ? <i data-status="failed" style={{ flexGrow: tally.missed }} /> : null}
      </span>
      <Text size="xs" c="dimmed" mt={4}>
        {tally.caught} caught, {tally.missed} missed{rest.length > 0 ? `; ${rest.join(', ')}` : ''}
      </Text>
    </div>
  )
}

function Measure({ flow, under, again, reload }: { flow: StoredFlow; under: boolean; again: boolean; reload: () => void }) {
  const may = useMay('run')
  const [mutants, setMutants] = useState(24)
  const [once, setOnce] = useState(false)
  const [busy, act] = useDeed()
  const hasOnce = JSON.stringify(flow.document.steps).includes('"once":true')
  if (!may) return null
  const start = async () => {
    await call('POST /api/v1/flows/{id}/mutation-score', { id: flow.id }, { version: flow.version, mutants, allow_once: once || undefined })
    reload()
  }
  const cancel = async () => {
    await call('POST /api/v1/flows/{id}/mutation-score/cancel', { id: flow.id, version: flow.version })
    reload()
  }
  if (under) {
    return (
      <Group>
        <Button size="xs" variant="default" loading={busy} onClick={() => void act(cancel)}>
          Cancel
        </Button>
      </Group>
    )
  }
  return (
    <Group gap="sm" align="end">
      <NumberInput size="xs" label="Faults at most" min={1} max={60} value={mutants} onChange={(value) => setMutants(Number(value) || 24)} w={120} />
      {hasOnce ? <Switch size="xs" label="Also carry out steps that are for once" checked={once} onChange={(event) => setOnce(event.currentTarget.checked)} mb={6} /> : null}
      <Button size="xs" loading={busy} onClick={() => void act(start)}>
        {again ? 'Measure again' : 'Measure it'}
      </Button>
    </Group>
  )
}

function Fault({ mutant, add }: { mutant: MutantOutcome; add: ((after: string, step: FlowStep) => void) | undefined }) {
  const fate = FATES[mutant.fate] ?? { status: 'unknown', word: mutant.fate }
  const hint = mutant.suggestion
  return (
    <li>
      <Group gap="sm" wrap="nowrap" align="start">
        <span className="fate">
          <StatusMark status={fate.status} word={fate.word} />
        </span>
        <div style={{ minWidth: 0, flex: 1 }}>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {mutant.description}
          </Text>
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {mutant.caught_by ? `noticed by ${mutant.caught_by}: ` : ''}
            {mutant.message} {mutant.execution_id ? <a href={at(`/executions/${mutant.execution_id}`)}>Execution</a> : null}
          </Text>
          {hint ? (
            <div className="stack" style={{ gap: 4, marginTop: 4 }}>
              <Text size="sm">
                {hint.sentence} <span className="dim">After {hint.after}.</span>
              </Text>
              {hint.yaml ? <div className="log">{hint.yaml}</div> : null}
              {hint.step && add ? (
                <Group>
                  <Button size="compact-xs" variant="default" onClick={() => add(hint.after, hint.step as FlowStep)}>
                    Put it into the flow
                  </Button>
                </Group>
              ) : null}
            </div>
          ) : null}
        </div>
      </Group>
    </li>
  )
}
