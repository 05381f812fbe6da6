import { Button, Group, Menu, SegmentedControl, Text, TextInput, Title } from '@mantine/core'
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { call } from '../api/call'
import { useNow } from '../api/live'
import type { TestRun } from '../api/types'
import { at, go, useParameter } from '../app/route'
import { useMay } from '../app/who'
import { Card, Empty, Failure } from '../parts/card'
import { Matrix } from '../parts/matrix'
import { CountsBar, CountsText, StatusMark, total } from '../parts/status'
import { Sure } from '../parts/sure'
import { useDeed } from '../parts/toast'
import { VirtualList } from '../parts/virtual'
import { ago, labelsBeside, labelsText, took, when } from '../parts/words'
import { RunData, type Row } from './rundata'

function useRun(id: string): RunData | undefined {
  const [data, setData] = useState<RunData>()
  // in an effect: what is made while drawing may be thrown away without a word
  useEffect(() => {
    const fresh = new RunData(id)
    setData(fresh)
    return () => fresh.close()
  }, [id])
  useSyncExternalStore(data?.subscribe ?? NEVER, () => data?.version ?? 0)
  return data?.id === id ? data : undefined
}

const NEVER = () => () => {}
const OVER = new Set(['passed', 'failed', 'errored', 'cancelled'])
const BAD = new Set(['failed', 'errored', 'cancelled'])

export default function RunPage({ id }: { id: string }) {
  const data = useRun(id)
  if (data?.error !== undefined && !data.run) return <Failure error={data.error} again={() => void data.load()} />
  if (!data?.run) return <Text c="dimmed">Loading…</Text>
  return <RunView data={data} run={data.run} />
}

function RunView({ data, run }: { data: RunData; run: TestRun }) {
  const [status, setStatus] = useParameter('status', 'all')
  const [search, setSearch] = useParameter('q')
  const now = useNow(1000)
  const { version } = data
  const rows = useMemo(() => data.ids.flatMap((id) => data.rows.get(id) ?? []), [data, data.ids])
  const seen = useMemo(() => {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean)
    return rows.filter((row) => {
      if (status === 'bad' ? !BAD.has(row.status) : status === 'flaky' ? !row.flaky : status !== 'all' && row.status !== status) return false
      const text = `${row.name} ${labelsText(row.labels)} ${row.message ?? ''}`.toLowerCase()
      return words.every((word) => text.includes(word))
    })
  }, [rows, status, search, version])
  const count = total(run.counts)
  const over = OVER.has(run.status)
  const flaky = rows.filter((row) => row.flaky).length
  const open = (row: Row) => go(`/executions/${row.id}`)
  return (
    <>
      <Group justify="space-between" mb={6} gap="sm">
        <Title order={1}>
          {run.name ?? 'Run'}
          {count > 1 ? <Text span c="dimmed" inherit fw={400}>{` and ${count - 1} more`}</Text> : null}
        </Title>
        <Actions run={run} over={over} seen={seen.length < rows.length ? seen : undefined} />
      </Group>
      <Group gap="md" mb="sm" className="numbers" wrap="wrap">
        <span data-testid="run-status">
          <StatusMark status={run.status} note={run.cancel_requested && !over ? 'being cancelled' : flaky > 0 ? `${flaky} flaky` : null} />
        </span>
        <CountsText counts={run.counts} />
        <Text size="sm" c="dimmed" title={when(run.created_at)}>
          begun {ago(run.created_at, now)}
          {run.started_at ? `, ${over ? 'took' : 'running for'} ${took((run.finished_at ? Date.parse(run.finished_at) : now) - Date.parse(run.started_at))}` : ''}
        </Text>
        {run.rerun_of ? (
          <Text size="sm">
            repeats <a href={at(`/runs/${run.rerun_of}`)}>an earlier run</a>
          </Text>
        ) : null}
      </Group>
      <CountsBar counts={run.counts} height={10} />
      {count > 1 ? (
        <div className="card" style={{ padding: 12, margin: '14px 0' }}>
          <div>
            <Matrix rows={rows} version={version} open={open} />
          </div>
        </div>
      ) : (
        <div style={{ height: 14 }} />
      )}
      <Group mb={10} gap="sm">
        <TextInput type="search" size="xs" placeholder="Search flows, labels, messages" aria-label="Search" value={search} onChange={(event) => setSearch(event.currentTarget.value)} w={{ base: '100%', xs: 260 }} />
        <div className="scroll">
          <SegmentedControl
            size="xs"
            value={status}
            onChange={setStatus}
            aria-label="Status"
            data={[
              { value: 'all', label: 'All' },
              { value: 'running', label: 'Running' },
              { value: 'queued', label: 'Queued' },
              { value: 'passed', label: 'Passed' },
              { value: 'bad', label: 'Not passed' },
              { value: 'flaky', label: 'Flaky' },
            ]}
          />
        </div>
      </Group>
      <Card flush>
        <div className="head exec-row" aria-hidden>
          <span>{seen.length.toLocaleString()} executions</span>
          <span>Status</span>
          <span className="wide">Step</span>
          <span className="wide">Worker</span>
          <span className="end">Took</span>
        </div>
        {seen.length === 0 ? <Empty>None is like that.</Empty> : null}
        <VirtualList
          count={seen.length}
          height={46}
          label="Executions"
          onOpen={(index) => seen[index] && open(seen[index])}
          row={(index) => {
            const row = seen[index]
            return row ? <ExecutionRow row={row} now={now} /> : null
          }}
        />
      </Card>
    </>
  )
}

function ExecutionRow({ row, now }: { row: Row; now: number }) {
  const running = row.status === 'running' || row.status === 'waiting'
  return (
    <a className="row exec-row" href={at(`/executions/${row.id}`)}>
      <span>
        <span style={{ color: 'var(--mantine-color-anchor)' }}>{row.name}</span> <span className="dim">{labelsBeside(row.name, row.labels)}</span>
        {row.message ? <span className="dim" style={{ display: 'block', overflow: 'hidden', textOverflow: 'ellipsis', fontSize: '0.76rem' }}>{row.message}</span> : null}
      </span>
      <StatusMark status={row.status} note={row.flaky ? 'flaky' : row.skipped ? 'skipped' : (row.reason ?? (row.attempt > 1 ? `attempt ${row.attempt}` : null))} />
      <span className="wide dim numbers">{running ? `${row.steps + 1}: ${row.doing ?? '…'}` : row.steps > 0 ? `${row.steps} steps` : ''}</span>
      <span className="wide dim">{row.worker}</span>
      <span className="end numbers">{running && row.startedAt ? took(Math.floor((now - row.startedAt) / 1000) * 1000) : took(row.duration)}</span>
    </a>
  )
}

function Actions({ run, over, seen }: { run: TestRun; over: boolean; seen: Row[] | undefined }) {
  const may = useMay('run')
  const [busy, act] = useDeed()
  const again = (only_failed: boolean) =>
    act(async () => {
      const accepted = await call('POST /api/v1/test-runs/{id}/rerun', { id: run.id }, { only_failed })
      go(`/runs/${accepted.test_run_id}`)
    })
  const these = (rows: Row[]) =>
    act(async () => {
      const accepted = await call('POST /api/v1/test-runs/{id}/rerun', { id: run.id }, { executions: rows.map((row) => row.id) })
      go(`/runs/${accepted.test_run_id}`)
    })
  const bad = run.counts.failed + run.counts.errored + run.counts.cancelled
  return (
    <Group gap="xs">
      {may && !over ? (
        <Sure
          title="Cancel the run"
          act={() => call('POST /api/v1/test-runs/{id}/cancel', { id: run.id })}
          button={(ask) => (
            <Button size="xs" variant="default" onClick={ask} disabled={run.cancel_requested}>
              Cancel
            </Button>
          )}
        >
          What waits will not start; what runs stops within seconds.
        </Sure>
      ) : null}
      {may && bad > 0 ? (
        <Button size="xs" variant="default" loading={busy} onClick={() => void again(true)}>
          Run what failed again
        </Button>
      ) : null}
      {may && seen && seen.length > 0 ? (
        <Button size="xs" variant="default" loading={busy} onClick={() => void these(seen)} title="What the filter shows">
          Run these {seen.length.toLocaleString()} again
        </Button>
      ) : null}
      {may ? (
        <Button size="xs" variant="default" loading={busy} onClick={() => void again(false)}>
          Run again
        </Button>
      ) : null}
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="xs" variant="default">
            Report
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {(['html', 'junit', 'json'] as const).map((format) => (
            <Menu.Item key={format} component="a" href={`/api/test-runs/${run.id}/report?format=${format}`} download>
              {format === 'html' ? 'HTML, one file' : format === 'junit' ? 'JUnit XML' : 'JSON'}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Group>
  )
}
