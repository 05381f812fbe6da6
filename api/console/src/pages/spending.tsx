import { Button, Group, NumberInput, SegmentedControl, Text } from '@mantine/core'
import { Suspense, lazy, useState } from 'react'
import { call } from '../api/call'
import { useLive } from '../api/live'
import type { BudgetRules, ProjectRules, SpendingReport } from '../api/types'
import { useParameter } from '../app/route'
import { useMay, useWho } from '../app/who'
import { Card, Empty, Loaded } from '../parts/card'
import { useDeed } from '../parts/toast'
import { dollars } from '../parts/words'

const Chart = lazy(() => import('../parts/chart'))

/** What language models cost, day by day, and the budgets. */
export function Spending() {
  const [days, setDays] = useParameter('days', '30')
  const live = useLive(`spending ${days}`, (signal) => call('GET /api/v1/spending', { days: Number(days) || 30 }, signal), { on: (event) => event.type === 'model.called', every: 30_000, pause: 3000 })
  return (
    <Card
      title="Spent on language models"
      tools={
        <SegmentedControl
          size="xs"
          value={days}
          onChange={setDays}
          aria-label="Days"
          data={[
            { value: '7', label: '7 days' },
            { value: '30', label: '30 days' },
            { value: '90', label: '90 days' },
          ]}
        />
      }
    >
      <Loaded live={live}>{(report) => <Report report={report} reload={live.reload} />}</Loaded>
    </Card>
  )
}

function Report({ report, reload }: { report: SpendingReport; reload: () => void }) {
  const { days, models, spending } = report
  const sum = days.reduce((sum, day) => sum + day.usd, 0)
  const calls = days.reduce((sum, day) => sum + day.calls, 0)
  return (
    <div className="stack" style={{ gap: 12 }}>
      <div className="columns">
        <div>
          <Budget label="Today (UTC)" spent={spending.today_usd} cap={spending.max_usd_per_project_day} />
          <Text size="xs" c="dimmed" mt={6}>
            A run, prompt or agent session may cost {spending.max_usd_per_run > 0 ? dollars(spending.max_usd_per_run) : 'any sum'}, everybody's day {spending.max_usd_per_day > 0 ? dollars(spending.max_usd_per_day) : 'any sum'}. The server's settings, <span className="mono">models.max_usd_…</span>, hold for all projects, and a project may have less; no model is asked beyond that.
          </Text>
        </div>
        <div>
          <Budgets changed={reload} />
          <Text size="sm" className="numbers">
            {dollars(sum)} for {calls.toLocaleString()} {calls === 1 ? 'call' : 'calls'} in these {days.length} days
          </Text>
        </div>
      </div>
      <Suspense fallback={<div className="chart" />}>
        <Chart title="Dollars a day" times={days.map((day) => Date.parse(`${day.date}T00:00:00Z`) / 1000)} series={[{ label: 'dollars', colour: '--running', values: days.map((day) => day.usd), bars: true }]} unit=" $" />
      </Suspense>
      {models.length === 0 ? (
        <Empty>No model was asked in these days.</Empty>
      ) : (
        <div className="scroll" tabIndex={0} role="region" aria-label="Models">
          <table className="plain">
            <thead>
              <tr>
                <th>Model</th>
                <th className="end">Calls</th>
                <th className="end">Without answer</th>
                <th className="end">Cost</th>
              </tr>
            </thead>
            <tbody>
              {models.map((model) => (
                <tr key={`${model.endpoint} ${model.model}`}>
                  <td>
                    {model.model} <span className="dim">{model.endpoint}</span>
                  </td>
                  <td className="end numbers">{model.calls.toLocaleString()}</td>
                  <td className="end numbers">{model.failed.toLocaleString()}</td>
                  <td className="end numbers">{dollars(model.usd)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  )
}

/** The project's own caps, for whoever may change them. */
function Budgets({ changed }: { changed: () => void }) {
  const may = useMay('admin')
  const id = useWho()?.project_id ?? ''
  const rules = useLive(may && id ? `rules ${id}` : null, (signal) => call('GET /api/v1/projects/{id}/rules', { id }, signal))
  if (!rules.data) return null
  const reload = () => {
    rules.reload()
    changed()
  }
  return <Caps key={JSON.stringify(rules.data.own)} id={id} rules={rules.data} reload={reload} />
}

function Caps({ id, rules, reload }: { id: string; rules: ProjectRules; reload: () => void }) {
  const [own, setOwn] = useState<BudgetRules>(rules.own.budgets)
  const [busy, act] = useDeed()
  const keep = async () => {
    const budgets = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined && value !== null))
    await call('PUT /api/v1/projects/{id}/rules', { id }, { ...rules.own, budgets })
    reload()
  }
  const field = (name: keyof BudgetRules, label: string) => <NumberInput size="xs" label={label} min={0} decimalScale={4} prefix="$" placeholder={rules.own.budgets[name] === undefined && rules.budgets[name] ? `$${rules.budgets[name]}, as the settings have it` : 'as the settings have it'} value={own[name] ?? ''} onChange={(value) => setOwn({ ...own, [name]: value === '' ? undefined : Number(value) })} style={{ flex: '1 1 150px' }} />
  return (
    <form
      style={{ marginBottom: 10 }}
      onSubmit={(event) => {
        event.preventDefault()
        void act(keep, 'The budgets of this project are changed.')
      }}
    >
      <Group gap="xs" align="end">
        {field('max_usd_per_project_day', 'Budget of a day')}
        {field('max_usd_per_run', 'Budget of a run')}
        <Button size="xs" type="submit" loading={busy}>
          Keep budgets
        </Button>
      </Group>
    </form>
  )
}

/** How much of a cap is used. */
function Budget({ label, spent, cap }: { label: string; spent: number; cap: number }) {
  const share = cap > 0 ? Math.min(1, spent / cap) : 0
  return (
    <div>
      <Text size="sm" className="numbers">
        {label}: {dollars(spent)} {cap > 0 ? `of ${dollars(cap)}` : 'without a cap'}
      </Text>
      {cap > 0 ? (
        <span className="bar" role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={cap} aria-valuenow={spent} aria-valuetext={`${dollars(spent)} of ${dollars(cap)}`} style={{ marginTop: 4 }}>
          {share > 0 ? <i data-status={share > 0.9 ? 'failed' : share > 0.7 ? 'waiting' : 'ok'} style={{ width: `${share * 100}%` }} /> : null}
        </span>
      ) : null}
    </div>
  )
}
