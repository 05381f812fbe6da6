import { Button, Group, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { call } from '../api/call'
import { useLive, useNow } from '../api/live'
import type { Schedule, ScheduleTick } from '../api/types'
import { at, go, useParameter } from '../app/route'
import { useMay } from '../app/who'
import { ScheduleDialog } from '../flow/scheduledialog'
import { Card, Empty, Loaded } from '../parts/card'
import { StatusMark } from '../parts/status'
import { Sure } from '../parts/sure'
import { useDeed } from '../parts/toast'
import { ago, plural, when } from '../parts/words'

export default function SchedulesPage() {
  const may = useMay('run')
  const now = useNow(1000)
  const [making, setMaking] = useState(false)
  const [changing, change] = useState<Schedule>()
  const live = useLive('schedules', (signal) => call('GET /api/v1/schedules', {}, signal), { on: (event) => event.type === 'run.queued', every: 8000 })
  const close = () => {
    setMaking(false)
    change(undefined)
    live.reload()
  }
  return (
    <>
      <Group justify="space-between" mb="sm">
        <Title order={1}>Schedules</Title>
        {may ? (
          <Button size="xs" onClick={() => setMaking(true)}>
            Add a schedule
          </Button>
        ) : null}
      </Group>
      <Loaded live={live}>
        {({ items }) =>
          items.length === 0 ? (
            <Card>
              <Empty>
                Nothing runs by itself. A schedule runs approved flows by the clock of a time zone: all with a tag, those that you name, or those of one prompt.
              </Empty>
            </Card>
          ) : (
            <div className="stack" style={{ gap: 14 }}>
              {items.map((schedule) => (
                <One key={schedule.id} schedule={schedule} now={now} may={may} reload={live.reload} change={() => change(schedule)} />
              ))}
            </div>
          )
        }
      </Loaded>
      {making || changing ? <ScheduleDialog schedule={changing} close={close} /> : null}
    </>
  )
}

/** What a schedule runs, in words. */
function what(schedule: Schedule): string {
  if (schedule.tags) return `flows with the ${schedule.tags.length === 1 ? 'tag' : 'tags'} ${schedule.tags.join(', ')}`
  if (schedule.flow_ids) return plural(schedule.flow_ids.length, 'flow')
  return 'the flows of a prompt'
}

const OVERLAPS: Record<string, string> = { skip: 'skips a tick while it still runs', queue: 'waits for the run before', cancel_previous: 'cancels the run before', allow: 'runs beside the run before' }

/** Ticks that are told of in advance. */
const AHEAD = 3

/** A moment by the clock of a time zone. */
const by = (zone: string, moment: string) => new Date(moment).toLocaleString(undefined, { timeZone: zone, weekday: 'short', day: '2-digit', month: 'short', hour: '2-digit', minute: '2-digit' })

function One({ schedule, now, may, reload, change }: { schedule: Schedule; now: number; may: boolean; reload: () => void; change: () => void }) {
  const [open, setOpen] = useParameter('open')
  const [busy, act] = useDeed()
  const next = schedule.next_ticks[0]
  const shown = open === schedule.id
  const run = async () => {
    const accepted = await call('POST /api/v1/schedules/{id}/run', { id: schedule.id })
    go(`/runs/${accepted.test_run_id}`)
  }
  const turn = async () => {
    if (schedule.active) await call('POST /api/v1/schedules/{id}/pause', { id: schedule.id })
    else await call('POST /api/v1/schedules/{id}/resume', { id: schedule.id })
    reload()
  }
  return (
    <section aria-label={schedule.name}>
      <Card title={schedule.name} tools={<StatusMark status={schedule.active ? 'ok' : 'cancelled'} word={schedule.active ? 'on' : 'paused'} />}>
        <Group justify="space-between" align="start" gap="md">
          <div style={{ flex: '1 1 260px', minWidth: 0 }}>
            <Text size="sm">
              <span className="mono">{schedule.cron}</span> in {schedule.time_zone}: {what(schedule)}
              {schedule.test_session_id ? (
                <>
                  {' '}
                  (<a href={at(`/generate/${schedule.test_session_id}`)}>which</a>)
                </>
              ) : null}
            </Text>
            <Text size="xs" c="dimmed" mt={2}>
              {OVERLAPS[schedule.overlap]}
              {schedule.missed === 'run_once' ? '; makes up for missed ticks once' : ''}; made by {schedule.created_by}
              {schedule.last_tick ? `; last ${ago(schedule.last_tick, now)}` : ''}
            </Text>
            {next ? (
              <Text size="sm" mt={6}>
                Next {ago(next, now)}: <span className="dim numbers">{schedule.next_ticks.slice(0, AHEAD).map((tick) => by(schedule.time_zone, tick)).join(' · ')}</span>
              </Text>
            ) : null}
          </div>
          <Group gap={6}>
            <Button size="compact-sm" variant="default" aria-expanded={shown} onClick={() => setOpen(shown ? '' : schedule.id)}>
              Ticks
            </Button>
            {may ? (
              <>
                <Button size="compact-sm" variant="default" loading={busy} onClick={() => void act(run)}>
                  Run now
                </Button>
                <Button size="compact-sm" variant="default" loading={busy} onClick={() => void act(turn)}>
                  {schedule.active ? 'Pause' : 'Go on'}
                </Button>
                <Button size="compact-sm" variant="default" onClick={change} aria-label={`Change ${schedule.name}`}>
                  Change
                </Button>
                <Sure
                  title="Delete the schedule"
                  act={async () => {
                    await call('DELETE /api/v1/schedules/{id}', { id: schedule.id })
                    reload()
                  }}
                  button={(ask) => (
                    <Button size="compact-sm" variant="default" onClick={ask} aria-label={`Delete ${schedule.name}`}>
                      Delete
                    </Button>
                  )}
                >
                  The runs that <b>{schedule.name}</b> started stay.
                </Sure>
              </>
            ) : null}
          </Group>
        </Group>
        {shown ? <Ticks schedule={schedule} /> : null}
      </Card>
    </section>
  )
}

const OUTCOMES: Record<string, string> = { waiting: 'waiting', started: 'ok', skipped: 'skipped', missed: 'cancelled', failed: 'failed' }

function Ticks({ schedule }: { schedule: Schedule }) {
  const live = useLive(`ticks of ${schedule.id}`, (signal) => call('GET /api/v1/schedules/{id}/ticks', { id: schedule.id }, signal), { on: (event) => event.type === 'run.queued', every: 5000 })
  return (
    <Loaded live={live}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty>It has not come yet.</Empty>
        ) : (
          <table className="plain" aria-label={`Ticks of ${schedule.name}`}>
            <tbody>
              {items.map((tick) => (
                <Tick key={tick.tick} tick={tick} />
              ))}
            </tbody>
          </table>
        )
      }
    </Loaded>
  )
}

function Tick({ tick }: { tick: ScheduleTick }) {
  return (
    <tr>
      <td className="numbers">{when(tick.tick)}</td>
      <td>
        <StatusMark status={OUTCOMES[tick.outcome] ?? 'unknown'} word={tick.outcome} />
      </td>
      <td className="dim">{tick.message}</td>
      <td className="end">{tick.test_run_id ? <a href={at(`/runs/${tick.test_run_id}`)}>Run</a> : null}</td>
    </tr>
  )
}
