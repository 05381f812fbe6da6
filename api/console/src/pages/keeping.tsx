import { Button, Group, NumberInput, Text, TextInput, Title } from '@mantine/core'
import { useState } from 'react'
import { call } from '../api/call'
import { useLive, useNow } from '../api/live'
import type { Chore, ProjectRules, RetentionPlan, RetentionRules } from '../api/types'
import { useMay, useWho } from '../app/who'
import { Card, Empty, Loaded } from '../parts/card'
import { StatusMark } from '../parts/status'
import { Sure } from '../parts/sure'
import { useDeed } from '../parts/toast'
import { ago, size } from '../parts/words'

const RULES: [Exclude<keyof RetentionRules, 'artifact_bytes'>, string][] = [
  ['runs', 'Runs with all that belongs to them'],
  ['artifacts', 'Artifacts of executions'],
  ['artifact_kinds', 'Artifacts by kind'],
  ['events', 'Events of runs'],
  ['baselines', 'Pictures that were rejected or replaced'],
  ['flows', 'Deleted flows'],
  ['generations', 'What is known of generations'],
  ['model_calls', 'Calls of models'],
  ['sessions', 'Closed agent sessions'],
  ['audit', 'The audit log'],
]

/** How long things are kept, what the project takes up, and what workers do about it. */
export default function KeepingPage() {
  const may = useMay('admin')
  const who = useWho()
  const id = who?.project_id ?? ''
  const rules = useLive(may && id ? id : null, (signal) => call('GET /api/v1/projects/{id}/rules', { id }, signal), { every: 15_000 })
  return (
    <>
      <Title order={1} mb="sm">
        Keeping
      </Title>
      {may ? (
        <div className="stack" style={{ gap: 14 }}>
          <Loaded live={rules}>
            {(data) => (
              <>
                <Usage rules={data} />
                <Rules key={JSON.stringify(data.own)} id={id} rules={data} reload={rules.reload} />
              </>
            )}
          </Loaded>
          <Chores />
        </div>
      ) : (
        <Card>
          <Empty>How long things are kept is seen with a key that has the scope admin.</Empty>
        </Card>
      )}
    </>
  )
}

function Usage({ rules }: { rules: ProjectRules }) {
  const { usage, quotas } = rules
  const now = useNow(10_000)
  const of = (most: number | undefined, said: (n: number) => string) => (most ? ` of ${said(most)}` : '')
  const plain = (n: number) => n.toLocaleString()
  const rows: [string, string][] = [
    ['Artifacts', `${plain(usage.artifacts)}, ${size(usage.artifact_bytes)}${of(quotas.storage_bytes, size)}`],
    ['Executions that wait', `${plain(usage.queued_executions)}${of(quotas.queued_executions, plain)}`],
    ['Executions asked for today', `${plain(usage.executions_today)}${of(quotas.executions_per_day, plain)}`],
    ['Agent sessions that are open', `${plain(usage.sessions)}${of(quotas.sessions, plain)}`],
  ]
  return (
    <Card title="What this project takes up" tools={<Text size="xs" c="dimmed">{usage.counted_at ? `artifacts counted ${ago(usage.counted_at, now)}` : 'artifacts are not counted yet'}</Text>} flush>
      <table className="plain">
        <tbody>
          {rows.map(([name, value]) => (
            <tr key={name}>
              <td className="dim">{name}</td>
              <td className="end numbers">{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  )
}

function Rules({ id, rules, reload }: { id: string; rules: ProjectRules; reload: () => void }) {
  const [own, setOwn] = useState<RetentionRules>(rules.own.retention)
  const [busy, act] = useDeed()
  const keep = async () => {
    const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== '' && value !== undefined && value !== null))
    await call('PUT /api/v1/projects/{id}/rules', { id }, { ...rules.own, retention: given })
    reload()
  }
  return (
    <Card title="How long things are kept">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void act(keep, 'Kept.')
        }}
      >
        <Text size="sm" c="dimmed" mb="sm">
          After they were made or are over, such as <span className="mono">30d</span> or <span className="mono">12h</span>; <span className="mono">0s</span> for ever. An empty field is as the server's settings have it.
        </Text>
        <div className="fields">
          {RULES.map(([name, label]) => (
            <TextInput key={name} size="xs" label={label} placeholder={String(rules.retention[name] ?? '')} value={own[name] ?? ''} onChange={(event) => setOwn({ ...own, [name]: event.currentTarget.value || undefined })} />
          ))}
          <NumberInput size="xs" label="Bytes of artifacts, the oldest go first" min={0} placeholder={String(rules.retention.artifact_bytes ?? '')} value={own.artifact_bytes ?? ''} onChange={(value) => setOwn({ ...own, artifact_bytes: value === '' ? undefined : Number(value) })} thousandSeparator=" " />
        </div>
        <Group justify="flex-end" mt="sm">
          <Button size="xs" type="submit" loading={busy}>
            Keep these rules
          </Button>
        </Group>
      </form>
    </Card>
  )
}

const NAMES: Record<string, string> = { retention: 'Remove what is too old', orphans: 'Remove bytes that nothing names', usage: 'Count artifacts' }

function Chores() {
  const now = useNow(5000)
  const [plan, setPlan] = useState<RetentionPlan>()
  const [busy, act] = useDeed()
  const chores = useLive('chores', (signal) => call('GET /api/v1/housekeeping', {}, signal), { every: 5000 })
  const preview = () => void act(async () => setPlan(await call('POST /api/v1/housekeeping/retention', { dry_run: true })))
  return (
    <Card
      title="Housekeeping"
      tools={
        <Group gap="xs">
          <Button size="compact-xs" variant="default" loading={busy} onClick={preview}>
            What would go now
          </Button>
          <Sure
            title="Remove it now"
            done="A worker begins within seconds."
            act={async () => {
              await call('POST /api/v1/housekeeping/retention', { dry_run: false })
              chores.reload()
            }}
            button={(ask) => (
              <Button size="compact-xs" variant="default" onClick={ask}>
                Remove it now
              </Button>
            )}
          >
            What is older than the rules say goes, in all projects. It does not come back.
          </Sure>
        </Group>
      }
      flush
    >
      <Loaded live={chores}>
        {({ items }) => (
          <table className="plain">
            <tbody>
              {items.map((chore) => (
                <ChoreRow key={chore.name} chore={chore} now={now} />
              ))}
            </tbody>
          </table>
        )}
      </Loaded>
      {plan ? <Plan plan={plan} /> : null}
    </Card>
  )
}

function ChoreRow({ chore, now }: { chore: Chore; now: number }) {
  return (
    <tr>
      <td>{NAMES[chore.name] ?? chore.name}</td>
      <td>
        <StatusMark status={chore.running ? 'running' : chore.asked ? 'queued' : chore.ended_at ? 'ok' : 'unknown'} word={chore.running ? 'a worker is at it' : chore.asked ? 'asked for' : chore.ended_at ? 'done' : 'not yet'} />
      </td>
      <td className="mono dim wide" style={{ overflowWrap: 'anywhere' }}>
        {chore.report ? JSON.stringify(chore.report).slice(0, 160) : ''}
      </td>
      <td className="end dim numbers">{ago(chore.ended_at ?? chore.begun_at, now)}</td>
    </tr>
  )
}

function Plan({ plan }: { plan: RetentionPlan }) {
  if (plan.items.length === 0) return <Empty>Nothing is older than the rules say.</Empty>
  return (
    <table className="plain" aria-label="What would go">
      <thead>
        <tr>
          <th>Project</th>
          <th>What</th>
          <th className="end">Rows</th>
          <th className="end">Bytes</th>
        </tr>
      </thead>
      <tbody>
        {plan.items.map((item) => (
          <tr key={`${item.project_id} ${item.kind}`}>
            <td>{item.project}</td>
            <td>{item.kind.replace('_', ' ')}</td>
            <td className="end numbers">{item.rows.toLocaleString()}</td>
            <td className="end numbers">{item.bytes ? size(item.bytes) : '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
