import { Code, Text, Title } from '@mantine/core'
import { useMemo } from 'react'
import { call } from '../api/call'
import { useLive } from '../api/live'
import type { ExecutionSummary, FlowExecution, StepResult } from '../api/types'
import { at } from '../app/route'
import { diff } from '../flow/diff'
import { toYaml } from '../flow/text'
import { Card, Loaded } from '../parts/card'
import { DiffView } from '../parts/diff'
import { StatusMark } from '../parts/status'
import { pictureOf } from '../parts/step'
import { labelsText, took, when } from '../parts/words'
import { attemptsOf } from './execution'

interface Pair {
  bad: FlowExecution
  good: FlowExecution | undefined
}

/** The newest execution of the same flow before this one that passed, of the same kind where there is one. */
async function load(id: string, signal: AbortSignal): Promise<Pair> {
  const bad = await call('GET /api/v1/executions/{id}', { id }, signal)
  const list = (flow: string) => call('GET /api/v1/executions', { status: 'passed', size: 100, flow }, signal)
  const before = (items: ExecutionSummary[]) => items.filter((item) => item.id < bad.id)
  let earlier = before((await list(bad.flow_id ?? bad.flow_name)).items)
  // a matrix adds what sets its executions apart to the name
  const plain = bad.flow_name.replace(/ \[[^\]]*\]$/, '')
  if (earlier.length === 0 && plain !== bad.flow_name) earlier = before((await list(plain)).items)
  const alike = earlier.find((item) => labelsText(item.labels) === labelsText(bad.labels)) ?? earlier[0]
  return { bad, good: alike ? await call('GET /api/v1/executions/{id}', { id: alike.id }, signal) : undefined }
}

export default function ComparePage({ id }: { id: string }) {
  const live = useLive(id, (signal) => load(id, signal))
  return (
    <>
      <Title order={1} mb="sm">
        Compare with the last good one
      </Title>
      <Loaded live={live}>{({ bad, good }) => (good ? <Both bad={bad} good={good} /> : <None bad={bad} />)}</Loaded>
    </>
  )
}

function None({ bad }: { bad: FlowExecution }) {
  return (
    <Card>
      <Text size="sm">
        No earlier execution of <a href={at(`/executions/${bad.id}`)}>{bad.flow_name}</a> passed, so there is nothing to compare it with.
      </Text>
    </Card>
  )
}

function Both({ bad, good }: { bad: FlowExecution; good: FlowExecution }) {
  const [then, now] = [attemptsOf(good).at(-1), attemptsOf(bad).at(-1)]
  const rows = useMemo(() => {
    const paths = [...new Set([...(then?.steps ?? []), ...(now?.steps ?? [])].map((step) => step.path))]
    const find = (steps: StepResult[] | undefined, path: string) => steps?.find((step) => step.path === path)
    return paths.map((path) => ({ path, then: find(then?.steps, path), now: find(now?.steps, path) }))
  }, [then, now])
  const worst = rows.find((row) => row.now?.status === 'failed' || row.now?.status === 'in_doubt')
  const lines = useMemo(() => diff(toYaml(good.document), toYaml(bad.document)), [good, bad])
  const changed = lines.some((line) => line.kind !== ' ')
  const picture = (execution: FlowExecution, attempt: typeof then, step: StepResult | undefined, title: string) => {
    const shown = attempt && step ? pictureOf(attempt, step) : undefined
    return (
      <Card title={<a href={at(`/executions/${execution.id}`)}>{title}</a>} tools={<StatusMark status={execution.status} note={took(execution.duration_ms)} />}>
        <Text size="xs" c="dimmed" mb={6}>
          {when(execution.started_at)}
          {execution.version ? (
            <>
              {' '}
              · <Code>{execution.version.slice(7, 19)}</Code>
            </>
          ) : null}
        </Text>
        {shown ? <img className="shot" src={shown.url} alt={`${title}: the page at ${step?.path ?? ''}`} /> : <Text size="sm" c="dimmed">No picture was kept of this step.</Text>}
      </Card>
    )
  }
  const place = worst ?? rows.at(-1)
  return (
    <div className="stack" style={{ gap: 14 }}>
      {worst?.now?.error ? (
        <Card>
          <Text size="sm" fw={600}>
            {worst.now.error.message}
          </Text>
        </Card>
      ) : null}
      <div className="columns">
        {picture(good, then, place?.then, 'The last good one')}
        {picture(bad, now, place?.now, 'This one')}
      </div>
      <Card title="Steps" flush>
        <div className="scroll" tabIndex={0} role="region" aria-label="Steps of both">
          <table className="plain">
            <thead>
              <tr>
                <th>Step</th>
                <th>Then</th>
                <th className="end">Took</th>
                <th>Now</th>
                <th className="end">Took</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.path} style={row === worst ? { background: 'var(--removed)' } : undefined}>
                  <td>
                    {row.now?.label ?? row.then?.label ?? row.now?.type ?? row.then?.type} <span className="dim mono">{row.path}</span>
                  </td>
                  <td>{row.then ? <StatusMark status={row.then.status} /> : '–'}</td>
                  <td className="end numbers">{took(row.then?.duration_ms)}</td>
                  <td>{row.now ? <StatusMark status={row.now.status} /> : '–'}</td>
                  <td className="end numbers">{took(row.now?.duration_ms)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Card>
      <Card title="Document">{changed ? <DiffView lines={lines} /> : <Text size="sm">Both carried out the same document.</Text>}</Card>
    </div>
  )
}
