import { Button, Checkbox, Group, Modal, NumberInput, Select, Stack, Text, TextInput, Textarea } from '@mantine/core'
import { useState } from 'react'
import { parse } from 'yaml'
import { call } from '../api/call'
import type { ExecuteOptions, StoredFlow } from '../api/types'
import { go } from '../app/route'
import { useDeed } from '../parts/toast'

const SIZES = { desktop: { width: 1280, height: 720 }, tablet: { width: 820, height: 1180 }, phone: { width: 390, height: 844 } } as const

/** Runs a stored flow, with values for its params, in as many kinds as are chosen. */
export function RunDialog({ flow, close }: { flow: StoredFlow; close: () => void }) {
  const known = Object.entries(flow.document.params ?? {})
  const [params, setParams] = useState<Record<string, string>>(() => Object.fromEntries(known.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)])))
  const [browsers, setBrowsers] = useState<string[]>([])
  const [sizes, setSizes] = useState<string[]>([])
  const [repeat, setRepeat] = useState<number>(1)
  const [retries, setRetries] = useState<number>(0)
  const [priority, setPriority] = useState<string>('normal')
  const [film, setFilm] = useState(false)
  const [rows, setRows] = useState('')
  const [busy, act] = useDeed()
  const approved = flow.approval === 'approved'

  const start = async () => {
    const given = Object.fromEntries(known.map(([name, value]) => [name, valueOf(params[name] ?? '', value)]))
    const data = rows.trim() ? (parse(rows) as Record<string, unknown>[]) : undefined
    if (data && !Array.isArray(data)) throw new Error('The rows must be a list: each `- { user: ada }`.')
    const options: ExecuteOptions = {
      params: given,
      retries: retries || undefined,
      priority: priority as 'low' | 'normal' | 'high',
      evidence: film ? { video: 'on', trace: 'on', screenshots: 'always', console: 'on', network: 'on' } : undefined,
      matrix: {
        browser: browsers.length > 0 ? browsers : undefined,
        viewport: sizes.length > 0 ? sizes.map((size) => ({ ...SIZES[size as keyof typeof SIZES] })) : undefined,
        repeat: repeat > 1 ? repeat : undefined,
        data,
      },
    }
    const accepted = await call('POST /api/v1/execute-flows', {}, approved ? { flow_ids: [flow.id], options } : { flows: [flow.document], options })
    go(`/runs/${accepted.test_run_id}`)
  }
  return (
    <Modal opened onClose={close} title={`Run “${flow.name}”`} size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void act(start)
        }}
      >
        <Stack gap="sm">
          {approved ? null : (
            <Text size="sm" c="dimmed">
              Its newest version is not approved: it runs in your name, as a flow given by hand.
            </Text>
          )}
          {known.length > 0 ? (
            <div className="fields">
              {known.map(([name], place) => (
                <TextInput key={name} size="xs" label={name} value={params[name] ?? ''} data-autofocus={place === 0 || undefined} onChange={(event) => setParams({ ...params, [name]: event.currentTarget.value })} />
              ))}
            </div>
          ) : null}
          <div className="fields">
            <Checkbox.Group size="xs" label="Browsers" value={browsers} onChange={setBrowsers}>
              <Group gap="sm" mt={4}>
                <Checkbox size="xs" value="chromium" label="Chromium" />
                <Checkbox size="xs" value="firefox" label="Firefox" />
              </Group>
            </Checkbox.Group>
            <Checkbox.Group size="xs" label="Sizes" value={sizes} onChange={setSizes}>
              <Group gap="sm" mt={4}>
                {Object.entries(SIZES).map(([name, size]) => (
                  <Checkbox key={name} size="xs" value={name} label={`${name} ${size.width}`} />
                ))}
              </Group>
            </Checkbox.Group>
          </div>
          <div className="fields">
            <NumberInput size="xs" label="Times each" min={1} max={100} value={repeat} onChange={(value) => setRepeat(Number(value) || 1)} />
            <NumberInput size="xs" label="Retries" min={0} max={20} value={retries} onChange={(value) => setRetries(Number(value) || 0)} />
            <Select size="xs" label="Priority" data={['low', 'normal', 'high']} value={priority} onChange={(value) => setPriority(value ?? 'normal')} allowDeselect={false} />
          </div>
          {known.length > 0 ? <Textarea size="xs" label="Rows of values" description="YAML: one execution for each row, e.g. - { user: ada }" autosize minRows={1} maxRows={8} value={rows} onChange={(event) => setRows(event.currentTarget.value)} /> : null}
          <Checkbox size="xs" label="Keep everything: film, trace, pictures, console, network" checked={film} onChange={(event) => setFilm(event.currentTarget.checked)} />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Not now
            </Button>
            <Button type="submit" loading={busy}>
              Run
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

/** A text as the kind of value that stood there before. */
function valueOf(text: string, before: unknown): unknown {
  if (typeof before === 'string') return text
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
