import { Autocomplete, Button, Group, Modal, MultiSelect, SegmentedControl, Select, Stack, TagsInput, Text, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { call, words } from '../api/call'
import { useLive } from '../api/live'
import type { ExecuteOptions, Missed, Overlap, Schedule } from '../api/types'
import { useDeed } from '../parts/toast'
import { allFlows } from './all'

/** Pause after the last key before the server is asked, in milliseconds. */
const PAUSE = 300
const PATTERNS = ['*/15 * * * *', '@hourly', '0 3 * * *', '0 8 * * 1-5', '@weekly']
const ZONES: string[] = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')]
const OVERLAPS: { value: Overlap; label: string }[] = [
  { value: 'skip', label: 'Skip the tick' },
  { value: 'queue', label: 'Wait for its end' },
  { value: 'cancel_previous', label: 'Cancel that run' },
  { value: 'allow', label: 'Run beside it' },
]

interface Preview {
  of: string
  ticks?: string[]
  error?: string
}

/** The next ticks of a pattern, or what is wrong with it. */
function usePreview(cron: string, zone: string): Preview | undefined {
  const [preview, setPreview] = useState<Preview>()
  const of = `${cron} ${zone}`
  useEffect(() => {
    const abort = new AbortController()
    const timer = setTimeout(() => {
      call('GET /api/v1/schedules/preview', { cron, time_zone: zone }, abort.signal).then(
        ({ next_ticks, problem }) => setPreview(problem ? { of, error: problem } : { of, ticks: next_ticks }),
        (error: unknown) => !abort.signal.aborted && setPreview({ of, error: words(error) }),
      )
    }, PAUSE)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [cron, zone, of])
  return preview?.of === of ? preview : undefined
}

/** Makes a schedule, or changes one. */
export function ScheduleDialog({ schedule, flow, close }: { schedule?: Schedule | undefined; flow?: { id: string; name: string } | undefined; close: () => void }) {
  const [name, setName] = useState(schedule?.name ?? (flow ? flow.name : ''))
  const [cron, setCron] = useState(schedule?.cron ?? '0 3 * * *')
  const [zone, setZone] = useState(schedule?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone)
  const [by, setBy] = useState(schedule?.test_session_id ? 'prompt' : (schedule?.flow_ids ?? flow) ? 'flows' : 'tags')
  const [tags, setTags] = useState(schedule?.tags ?? [])
  const [ids, setIds] = useState(schedule?.flow_ids ?? (flow ? [flow.id] : []))
  const [session, setSession] = useState(schedule?.test_session_id ?? null)
  const [overlap, setOverlap] = useState<Overlap>((schedule?.overlap as Overlap | undefined) ?? 'skip')
  const [missed, setMissed] = useState<Missed>((schedule?.missed as Missed | undefined) ?? 'skip')
  const [busy, act] = useDeed()
  const flows = useLive('flows', allFlows)
  const sessions = useLive('prompts', (signal) => call('GET /api/v1/test-sessions', { size: 100 }, signal))
  const preview = usePreview(cron, zone)
  const approved = (flows.data ?? []).filter((item) => item.approval === 'approved')
  const known = new Map(approved.map((item) => [item.id, item.name]))
  for (const id of ids) if (!known.has(id)) known.set(id, flow?.id === id ? flow.name : id.slice(-8))
  const chosen = by === 'tags' ? tags.length > 0 : by === 'flows' ? ids.length > 0 : session !== null
  // the API does not tell the values of variables, so they cannot be sent back
  const hidden = schedule?.options.env !== undefined
  const keep = async () => {
    const target = by === 'tags' ? { tags } : by === 'flows' ? { flow_ids: ids } : { test_session_id: session ?? '' }
    const plan = { name: name.trim(), cron: cron.trim(), time_zone: zone, overlap, missed, ...target }
    if (schedule) await call('PUT /api/v1/schedules/{id}', { id: schedule.id }, { ...plan, active: schedule.active, options: schedule.options as ExecuteOptions })
    else await call('POST /api/v1/schedules', {}, plan)
    close()
  }
  return (
    <Modal opened onClose={close} title={schedule ? `Change “${schedule.name}”` : 'Add a schedule'} size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void act(keep)
        }}
      >
        <Stack gap="sm">
          <TextInput label="Name" value={name} onChange={(event) => setName(event.currentTarget.value)} required maxLength={100} data-autofocus />
          <div className="fields">
            <Autocomplete label="Pattern" description="minute hour day month weekday, or @daily" data={PATTERNS} value={cron} onChange={setCron} required error={preview?.error} />
            <Select label="Time zone" description="whose clock it means" data={ZONES.includes(zone) ? ZONES : [zone, ...ZONES]} value={zone} onChange={(value) => value && setZone(value)} searchable allowDeselect={false} limit={60} />
          </div>
          <Text size="xs" c="dimmed" className="numbers" role="status">
            {preview?.ticks ? `Next: ${preview.ticks.map((tick) => new Date(tick).toLocaleString(undefined, { timeZone: zone, weekday: 'short', day: '2-digit', month: 'short', hour: '2-digit', minute: '2-digit' })).join(' · ')}` : preview?.error ? 'It never comes like that.' : '…'}
          </Text>
          <SegmentedControl
            size="xs"
            value={by}
            onChange={setBy}
            aria-label="What it runs"
            data={[
              { value: 'tags', label: 'Flows with a tag' },
              { value: 'flows', label: 'These flows' },
              { value: 'prompt', label: 'Flows of a prompt' },
            ]}
          />
          {by === 'tags' ? <TagsInput label="Tags" description="Every flow with one of them whose newest version is approved then" value={tags} onChange={setTags} data={[...new Set(approved.flatMap((item) => item.document.tags ?? []))]} /> : null}
          {by === 'flows' ? <MultiSelect label="Flows" data={[...known].map(([value, label]) => ({ value, label }))} value={ids} onChange={setIds} searchable /> : null}
          {by === 'prompt' ? <Select label="Prompt" data={(sessions.data?.items ?? []).map((item) => ({ value: item.id, label: item.title }))} value={session} onChange={setSession} searchable /> : null}
          <div className="fields">
            <Select label="While an earlier run goes on" data={OVERLAPS} value={overlap} onChange={(value) => value && setOverlap(value as Overlap)} allowDeselect={false} />
            <Select
              label="After ticks that nobody saw"
              data={[
                { value: 'skip', label: 'Nothing' },
                { value: 'run_once', label: 'Run once' },
              ]}
              value={missed}
              onChange={(value) => value && setMissed(value as Missed)}
              allowDeselect={false}
            />
          </div>
          {hidden ? (
            <Text size="sm" role="alert">
              This schedule sets variables of the environment whose values are kept secret: change it by the API.
            </Text>
          ) : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Not now
            </Button>
            <Button type="submit" loading={busy} disabled={!chosen || hidden || preview?.error !== undefined}>
              {schedule ? 'Keep the change' : 'Add it'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
