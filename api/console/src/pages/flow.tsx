import { Alert, Button, Group, Select, Tabs, Text, Title } from '@mantine/core'
import { useMemo, useState } from 'react'
import { call } from '../api/call'
import { isMilestone, useLive, useNow } from '../api/live'
import type { FlowStep, FlowVersion, StoredFlow } from '../api/types'
import { at, go, useParameter } from '../app/route'
import { useMay } from '../app/who'
import { Decide } from '../flow/decide'
import { diff } from '../flow/diff'
import { Proposals, useProposals } from '../flow/proposals'
import { Review } from '../flow/review'
import { RunDialog } from '../flow/rundialog'
import { ScheduleDialog } from '../flow/scheduledialog'
import { StepDiff } from '../flow/stepdiff'
import { Strength, percent } from '../flow/strength'
import { toYaml } from '../flow/text'
import { Workbench } from '../flow/workbench'
import { Card, Empty, Loaded } from '../parts/card'
import { DiffView } from '../parts/diff'
import { StatusMark } from '../parts/status'
import { Sure } from '../parts/sure'
import { useDeed } from '../parts/toast'
import { ago, labelsText, plural, took } from '../parts/words'

export default function FlowPage({ id }: { id: string }) {
  const live = useLive(id, (signal) => call('GET /api/v1/flows/{id}', { id }, signal), { every: 10_000 })
  return <Loaded live={live}>{(flow) => <FlowView key={flow.version} flow={flow} reload={live.reload} />}</Loaded>
}

function FlowView({ flow, reload }: { flow: StoredFlow; reload: () => void }) {
  const [tab, setTab] = useParameter('tab', 'edit')
  const may = useMay('run')
  const now = useNow(10_000)
  const [running, setRunning] = useState(false)
  const [planning, setPlanning] = useState(false)
  const [, act] = useDeed()
  const proposals = useProposals(flow)
  const proposed = proposals.data?.items.filter((item) => item.status === 'open').length ?? 0
  // an assertion that would have noticed a fault, as a new version
  const put = (after: string, step: FlowStep) =>
    act(async () => {
      const place = Number(/^steps\[(\d+)\]/.exec(after)?.[1] ?? flow.document.steps.length - 1) + 1
      const steps = [...flow.document.steps.slice(0, place), step, ...flow.document.steps.slice(place)]
      await call('PUT /api/v1/flows/{id}', { id: flow.id }, { source: toYaml({ ...flow.document, steps }) })
      reload()
    }, 'Stored as a new version. It waits for approval.')
  return (
    <>
      <Text size="sm" mb={2}>
        <a href={at('/flows')}>Flows</a> <span className="dim">/</span>
        {flow.test_session_id ? (
          <>
            {' '}
            <a href={at(`/generate/${flow.test_session_id}`)}>written for a prompt</a> <span className="dim">/</span>
          </>
        ) : null}
      </Text>
      <Group justify="space-between" mb={6} gap="sm">
        <Title order={1}>{flow.name}</Title>
        <Group gap="xs">
          {may ? (
            <Sure
              title="Delete the flow"
              act={async () => {
                await call('DELETE /api/v1/flows/{id}', { id: flow.id })
                go('/flows')
              }}
              button={(ask) => (
                <Button size="xs" variant="default" onClick={ask}>
                  Delete
                </Button>
              )}
            >
              Runs keep their own copy of the document.
            </Sure>
          ) : null}
          {may ? (
            <Button size="xs" variant="default" onClick={() => setPlanning(true)}>
              Schedule
            </Button>
          ) : null}
          {may ? (
            <Button size="xs" onClick={() => setRunning(true)}>
              Run
            </Button>
          ) : null}
        </Group>
      </Group>
      <Group gap="md" mb="sm">
        <StatusMark status={flow.approval} note={`version ${flow.version_number}`} />
        <Text size="sm" c="dimmed">
          changed {ago(flow.updated_at, now)}
          {flow.decided_by ? `, ${flow.approval} by ${flow.decided_by}` : ''}
          {flow.comment ? `: “${flow.comment}”` : ''}
        </Text>
      </Group>
      {flow.approval === 'pending' ? (
        <Alert variant="default" mb="sm" title={`Version ${flow.version_number} waits for approval`}>
          <Decide id={flow.id} version={flow.version} name={`Version ${flow.version_number}`} done={reload} />
        </Alert>
      ) : null}
      {proposed > 0 && tab !== 'proposals' ? (
        <Alert variant="default" mb="sm" title={`${plural(proposed, 'version')} proposed by executions`}>
          <button type="button" className="plain-button" onClick={() => setTab('proposals')}>
            Look, and decide
          </button>
        </Alert>
      ) : null}
      <Tabs value={tab} onChange={(value) => value && setTab(value)}>
        <Tabs.List mb="sm" aria-label="About the flow">
          <Tabs.Tab value="edit">Edit</Tabs.Tab>
          <Tabs.Tab value="versions">Versions</Tabs.Tab>
          <Tabs.Tab value="review">Review</Tabs.Tab>
          <Tabs.Tab value="proposals">Proposals{proposed > 0 ? ` (${proposed})` : ''}</Tabs.Tab>
          <Tabs.Tab value="strength">Strength{flow.mutation_score?.score !== null && flow.mutation_score?.score !== undefined ? ` ${percent(flow.mutation_score.score)}` : ''}</Tabs.Tab>
          <Tabs.Tab value="runs">Runs</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="edit">
          <Edit flow={flow} may={may} reload={reload} />
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          <Versions id={flow.id} newest={flow.version} />
        </Tabs.Panel>
        <Tabs.Panel value="review">
          <Review flow={flow} />
        </Tabs.Panel>
        <Tabs.Panel value="proposals">
          <Proposals flow={flow} live={proposals} taken={reload} />
        </Tabs.Panel>
        <Tabs.Panel value="strength">
          <Strength flow={flow} add={may ? (after, step) => void put(after, step) : undefined} />
        </Tabs.Panel>
        <Tabs.Panel value="runs">
          <Runs id={flow.id} now={now} />
        </Tabs.Panel>
      </Tabs>
      {planning ? <ScheduleDialog flow={flow} close={() => setPlanning(false)} /> : null}
      {running ? <RunDialog flow={flow} close={() => setRunning(false)} /> : null}
    </>
  )
}

function Edit({ flow, may, reload }: { flow: StoredFlow; may: boolean; reload: () => void }) {
  const stored = useMemo(() => toYaml(flow.document), [flow.document])
  const [text, setText] = useState(stored)
  const [busy, act] = useDeed()
  return (
    <Workbench
      text={text}
      change={setText}
      may={may}
      tools={(checked) => (
        <Button
          size="compact-sm"
          loading={busy}
          disabled={!may || !checked?.valid || checked.version === flow.version}
          onClick={() =>
            void act(async () => {
              await call('PUT /api/v1/flows/{id}', { id: flow.id }, { source: text })
              reload()
            }, 'Stored as a new version. It waits for approval.')
          }
        >
          {checked?.version === flow.version ? 'Unchanged' : 'Store as a new version'}
        </Button>
      )}
    />
  )
}

function Versions({ id, newest }: { id: string; newest: string }) {
  const live = useLive(`${id} ${newest}`, (signal) => call('GET /api/v1/flows/{id}/versions', { id }, signal))
  return <Loaded live={live}>{({ items }) => <VersionList id={id} items={items} />}</Loaded>
}

function VersionList({ id, items }: { id: string; items: FlowVersion[] }) {
  const [after, setAfter] = useParameter('to', String(items[0]?.version_number ?? 1))
  const [before, setBefore] = useParameter('from', String(items[1]?.version_number ?? items[0]?.version_number ?? 1))
  const find = (number: string) => items.find((item) => String(item.version_number) === number) ?? items[0]
  const lines = useMemo(() => diff(toYaml(find(before)?.document), toYaml(find(after)?.document)), [items, before, after])
  const data = items.map((item) => ({ value: String(item.version_number), label: `Version ${item.version_number}` }))
  const now = useNow(10_000)
  return (
    <div className="stack" style={{ gap: 14 }}>
      <Card flush>
        <table className="plain">
          <tbody>
            {items.map((item) => (
              <tr key={item.version}>
                <td>Version {item.version_number}</td>
                <td>
                  <StatusMark status={item.approval} note={item.decided_by} />
                </td>
                <td className="dim">{item.comment}</td>
                <td className="mono dim wide">{item.version.slice(7, 19)}</td>
                <td className="end dim">{ago(item.created_at, now)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Card>
      {items.length > 1 ? (
        <Card
          title="What changed"
          tools={
            <Group gap="xs">
              <Select size="xs" w={120} aria-label="From version" data={data} value={before} onChange={(value) => value && setBefore(value)} allowDeselect={false} />
              <Select size="xs" w={120} aria-label="To version" data={data} value={after} onChange={(value) => value && setAfter(value)} allowDeselect={false} />
            </Group>
          }
        >
          {lines.some((line) => line.kind !== ' ') ? (
            <div className="stack" style={{ gap: 12 }}>
              <StepDiff id={id} from={find(before)?.version ?? ''} to={find(after)?.version ?? ''} />
              <DiffView lines={lines} />
            </div>
          ) : (
            <Text size="sm">These two are the same.</Text>
          )}
        </Card>
      ) : null}
    </div>
  )
}

function Runs({ id, now }: { id: string; now: number }) {
  const live = useLive(`runs of ${id}`, (signal) => call('GET /api/v1/executions', { flow: id, size: 100 }, signal), { on: isMilestone })
  return (
    <Loaded live={live}>
      {({ items, total }) => (
        <Card title={`${total.toLocaleString()} executions`} flush>
          {items.length === 0 ? <Empty>It was never run.</Empty> : null}
          <table className="plain">
            <tbody>
              {items.map((item) => (
                <tr key={item.id}>
                  <td>
                    <StatusMark status={item.status} note={item.flaky ? 'flaky' : item.reason} />
                  </td>
                  <td>
                    <a href={at(`/executions/${item.id}`)}>{labelsText(item.labels) || 'Execution'}</a>
                    <Text size="xs" c="dimmed" lineClamp={1}>
                      {item.message}
                    </Text>
                  </td>
                  <td className="end numbers">{took(item.duration_ms)}</td>
                  <td className="end dim numbers">{ago(item.queued_at, now)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Card>
      )}
    </Loaded>
  )
}
