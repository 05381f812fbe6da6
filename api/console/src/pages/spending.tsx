import { SegmentedControl, Text } from '@mantine/core'
import { Suspense, lazy } from 'react'
import { call } from '../api/call'
import { useLive } from '../api/live'
import type { SpendingReport } from '../api/types'
import { useParameter } from '../app/route'
import { Card, Empty, Loaded } from '../parts/card'
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
      <Loaded live={live}>{(report) => <Report report={report} />}</Loaded>
    </Card>
  )
}

function Report({ report }: { report: SpendingReport }) {
  const { days, models, spending } = report
  const sum = days.reduce((sum, day) => sum + day.usd, 0)
  const calls = days.reduce((sum, day) => sum + day.calls, 0)
  return (
    <div className="stack" style={{ gap: 12 }}>
      <div className="columns">
        <div>
          <Budget label="Today (UTC)" spent={spending.today_usd} cap={spending.max_usd_per_project_day} />
          <Text size="xs" c="dimmed" mt={6}>
            A run or prompt may cost {spending.max_usd_per_run > 0 ? dollars(spending.max_usd_per_run) : 'any sum'}, everybody's day {spending.max_usd_per_day > 0 ? dollars(spending.max_usd_per_day) : 'any sum'}. Caps stand in the server's settings, <span className="mono">models.max_usd_…</span>; no model is asked beyond them.
          </Text>
        </div>
        <div className="numbers">
          <Text size="sm">
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
      )}
    </div>
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
