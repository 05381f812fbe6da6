import { Button, Checkbox, Group, Menu, SegmentedControl, Title } from '@mantine/core'
import { useCallback, useEffect, useRef, useState } from 'react'
import { call, words } from '../api/call'
import { isMilestone, useNow } from '../api/live'
import { socket } from '../api/socket'
import type { Event, Status, TestRunSummary } from '../api/types'
import { at, go, useParameter } from '../app/route'
import { useMay } from '../app/who'
import { Card, Empty, Failure } from '../parts/card'
import { CountsBar, StatusMark, total } from '../parts/status'
import { say } from '../parts/toast'
import { VirtualList } from '../parts/virtual'
import { ago, plural, took } from '../parts/words'

const FILTERS = ['all', 'running', 'queued', 'passed', 'failed', 'errored', 'cancelled'] as const
const SIZE = 100
/** Requests of a bulk action that are under way at once. */
const AT_ONCE = 4

interface List {
  items: TestRunSummary[]
  total: number
  cursor: string | null
}

/** Runs of one status, part by part, and anew at the top when something begins or ends. */
function useRuns(status: Status | undefined) {
  const [list, setList] = useState<List>()
  const [error, setError] = useState<unknown>()
  const loading = useRef(false)
  const state = useRef({ list, status })
  state.current = { list, status }

  const refresh = useCallback(async () => {
    try {
      const part = await call('GET /api/v1/test-runs', { status, size: SIZE })
      if (state.current.status !== status) return
      setError(undefined)
      setList((old) => {
        const known = new Set(part.items.map((run) => run.id))
        const older = old?.items.filter((run) => !known.has(run.id) && run.id < (part.items.at(-1)?.id ?? '')) ?? []
        const keep = part.next_cursor ? older : []
        return { items: [...part.items, ...keep], total: part.total, cursor: keep.length > 0 ? (old?.cursor ?? null) : part.next_cursor }
      })
    } catch (error) {
      setError(error)
    }
  }, [status])

  useEffect(() => {
    setList(undefined)
    void refresh()
    let timer: ReturnType<typeof setTimeout> | undefined
    const hear = (event: Event) => {
      if (event.type !== 'reset' && !isMilestone(event)) return
      timer ??= setTimeout(() => {
        timer = undefined
        void refresh()
      }, 1000)
    }
    const unfollow = socket.follow('all', hear)
    return () => {
      clearTimeout(timer)
      unfollow()
    }
  }, [refresh])

  const more = useCallback(async () => {
    const cursor = state.current.list?.cursor
    if (!cursor || loading.current) return
    loading.current = true
    try {
      const part = await call('GET /api/v1/test-runs', { status, size: SIZE, cursor })
      setList((old) => (old ? { items: [...old.items, ...part.items], total: part.total, cursor: part.next_cursor } : old))
    } catch (error) {
      say(words(error), true)
    }
    loading.current = false
  }, [status])

  return { list, error, refresh, more }
}

export default function RunsPage() {
  const [status, setStatus] = useParameter('status', 'all')
  const only = FILTERS.includes(status as never) && status !== 'all' ? (status as Status) : undefined
  const { list, error, refresh, more } = useRuns(only)
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  const now = useNow(5000)
  useEffect(() => setPicked(new Set()), [status])
  const items = list?.items ?? []
  return (
    <>
      <Group justify="space-between" mb="sm">
        <Title order={1}>Runs</Title>
        <Bulk picked={picked} status={only} total={list?.total ?? 0} done={() => (setPicked(new Set()), void refresh())} />
      </Group>
      <div className="scroll" style={{ marginBottom: 10 }}>
        <SegmentedControl size="xs" value={status} onChange={setStatus} data={FILTERS.map((value) => ({ value, label: value[0]?.toUpperCase() + value.slice(1) }))} aria-label="Status" />
      </div>
      {error !== undefined && !list ? <Failure error={error} again={() => void refresh()} /> : null}
      {list ? (
        <Card flush>
          <div className="head runs-row" aria-hidden>
            <span />
            <span>{plural(list.total, 'run')}</span>
            <span>Status</span>
            <span className="wide">Executions</span>
            <span className="wide end">Took</span>
            <span className="end">Begun</span>
          </div>
          {items.length === 0 ? <Empty>{only ? `No run is ${only}.` : 'Nothing was run yet.'}</Empty> : null}
          <VirtualList
            count={items.length}
            height={42}
            label="Runs"
            onEnd={() => void more()}
            onOpen={(index) => items[index] && go(`/runs/${items[index].id}`)}
            row={(index) => {
              const run = items[index]
              return run ? (
                <Row
                  run={run}
                  now={now}
                  picked={picked.has(run.id)}
                  pick={(on) => {
                    const next = new Set(picked)
                    if (on) next.add(run.id)
                    else next.delete(run.id)
                    setPicked(next)
                  }}
                />
              ) : null
            }}
          />
        </Card>
      ) : null}
    </>
  )
}

function Row({ run, now, picked, pick }: { run: TestRunSummary; now: number; picked: boolean; pick: (on: boolean) => void }) {
  const count = total(run.counts)
  const lasted = run.started_at ? (run.finished_at ? Date.parse(run.finished_at) : now) - Date.parse(run.started_at) : null
  return (
    <div className="row runs-row">
      <Checkbox size="xs" checked={picked} onChange={(event) => pick(event.currentTarget.checked)} aria-label={`Pick the run ${run.name ?? run.id}`} />
      <span>
        <a href={at(`/runs/${run.id}`)}>{run.name ?? 'Run'}</a>
        {count > 1 ? <span className="dim"> and {count - 1} more</span> : null}
        {run.rerun_of ? <span className="dim"> · rerun</span> : null}
      </span>
      <StatusMark status={run.status} note={run.cancel_requested && !run.finished_at ? 'being cancelled' : null} />
      <span className="wide">
        <CountsBar counts={run.counts} />
      </span>
      <span className="wide end numbers">{took(lasted)}</span>
      <span className="end numbers dim">{ago(run.created_at, now)}</span>
    </div>
  )
}

type Deed = 'cancel' | 'rerun' | 'failed'

/** Acts on the runs that are picked, or on all that the filter lets through. */
function Bulk({ picked, status, total, done }: { picked: ReadonlySet<string>; status: Status | undefined; total: number; done: () => void }) {
  const may = useMay('run')
  const [busy, setBusy] = useState(0)
  if (!may) return null
  const whole = picked.size === 0
  const count = whole ? total : picked.size
  const act = async (deed: Deed) => {
    const ids = whole ? await idsOf(status) : [...picked]
    let failed = 0
    let next = 0
    setBusy(ids.length)
    const one = async () => {
      for (;;) {
        const id = ids[next++]
        if (id === undefined) return
        try {
          if (deed === 'cancel') await call('POST /api/v1/test-runs/{id}/cancel', { id })
          else await call('POST /api/v1/test-runs/{id}/rerun', { id }, { only_failed: deed === 'failed' })
        } catch {
          failed += 1
        }
        setBusy((left) => left - 1)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, one))
    say(`${plural(ids.length - failed, 'run')} ${deed === 'cancel' ? 'told to stop' : 'begun again'}${failed ? `; ${failed} could not be` : ''}.`, failed > 0)
    done()
  }
  const of = whole ? `all ${count.toLocaleString()} of this list` : `the ${count} picked`
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="xs" variant="default" disabled={count === 0} loading={busy > 0}>
          {whole ? 'With all' : `With ${count} picked`}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>With {of}</Menu.Label>
        <Menu.Item onClick={() => void act('rerun')}>Run again</Menu.Item>
        <Menu.Item onClick={() => void act('failed')}>Run what failed again</Menu.Item>
        <Menu.Item color="red" onClick={() => void act('cancel')}>
          Cancel
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

async function idsOf(status: Status | undefined): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | undefined
  do {
    const part = await call('GET /api/v1/test-runs', { status, size: 200, cursor })
    ids.push(...part.items.map((run) => run.id))
    cursor = part.next_cursor ?? undefined
  } while (cursor)
  return ids
}
