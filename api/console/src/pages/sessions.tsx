import { Button, Group, Modal, NumberInput, SegmentedControl, Select, Stack, Text, TextInput, Textarea, Title } from '@mantine/core'
import { useState } from 'react'
import { call } from '../api/call'
import { useLive, useNow } from '../api/live'
import type { AgentSession, AgentStatus, ConfirmPolicy, SessionTemplate } from '../api/types'
import { at, go, useParameter } from '../app/route'
import { useMay } from '../app/who'
import { Card, Empty, Loaded } from '../parts/card'
import { StatusMark } from '../parts/status'
import { Sure } from '../parts/sure'
import { useDeed } from '../parts/toast'
import { ago, dollars, plural } from '../parts/words'

/** Before what a person is asked. */
export const ASKED: Record<string, string> = { never: 'nothing', risky: 'what may do harm', always: 'all that does more than look' }

/** The colours of sessions. */
export const MARKS: Record<string, string> = { idle: 'ok', queued: 'queued', running: 'running', waiting: 'waiting', closed: 'cancelled' }

export default function SessionsPage() {
  const may = useMay('agent')
  const now = useNow(5000)
  const [status, setStatus] = useParameter('status', 'all')
  const [search, setSearch] = useParameter('q')
  const [making, setMaking] = useState<string | boolean>(false)
  const templates = useLive('templates', (signal) => call('GET /api/v1/session-templates', {}, signal))
  const live = useLive(`${status} ${search}`, (signal) => call('GET /api/v1/sessions', { status: status === 'all' ? undefined : (status as AgentStatus), search: search || undefined, size: 100 }, signal), { on: (event) => event.topic.startsWith('session:') && (event.type === 'status' || event.type === 'session.created'), every: 10_000 })
  return (
    <>
      <Group justify="space-between" mb="sm">
        <Title order={1}>Agent sessions</Title>
        {may ? (
          <Button size="xs" onClick={() => setMaking(true)}>
            Begin one
          </Button>
        ) : null}
      </Group>
      <Group mb={10} gap="sm">
        <TextInput type="search" size="xs" placeholder="Search titles and chats" aria-label="Search" value={search} onChange={(event) => setSearch(event.currentTarget.value)} w={{ base: '100%', xs: 260 }} />
        <div className="scroll">
          <SegmentedControl size="xs" value={status} onChange={setStatus} aria-label="Status" data={['all', 'running', 'waiting', 'idle', 'closed'].map((value) => ({ value, label: value[0]?.toUpperCase() + value.slice(1) }))} />
        </div>
      </Group>
      <Card flush>
        <Loaded live={live}>{({ items, total }) => <List items={items} total={total} now={now} filtered={status !== 'all' || search !== ''} />}</Loaded>
      </Card>
      {templates.data && templates.data.items.length > 0 ? <Templates items={templates.data.items} may={may} begin={setMaking} reload={templates.reload} /> : null}
      {making !== false ? <NewSession templates={templates.data?.items ?? []} begin={making === true ? null : making} close={() => setMaking(false)} /> : null}
    </>
  )
}

function List({ items, total, now, filtered }: { items: AgentSession[]; total: number; now: number; filtered: boolean }) {
  if (items.length === 0) return <Empty>{filtered ? 'None is like that.' : 'No agent has a desktop yet. Each session is a chat with an agent that sees, clicks and types on a desktop of its own; one can look, take over, and hand back.'}</Empty>
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label="Agent sessions">
      <table className="plain">
        <tbody>
          {items.map((session) => (
            <tr key={session.id}>
              <td style={{ width: 150 }}>
                <StatusMark status={MARKS[session.status] ?? 'unknown'} word={session.status} />
              </td>
              <td>
                <a href={at(`/sessions/${session.id}`)}>{session.title}</a>
              </td>
              <td className="dim wide">{session.desktop.id ? `desktop ${session.desktop.status}` : ''}</td>
              <td className="end dim numbers wide">
                {plural(session.usage.answers, 'answer')}, {dollars(session.usage.cost_micro_usd / 1e6)}
              </td>
              <td className="end dim numbers">{ago(session.active_at, now)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {total > items.length ? <Empty>These are the newest {items.length} of {total.toLocaleString()}; search for the others.</Empty> : null}
    </div>
  )
}

/** What sessions can begin with. */
function Templates({ items, may, begin, reload }: { items: SessionTemplate[]; may: boolean; begin: (name: string) => void; reload: () => void }) {
  return (
    <div style={{ marginTop: 14 }}>
      <Card title="Templates" flush>
        <div className="scroll" tabIndex={0} role="region" aria-label="Templates">
          <table className="plain">
            <tbody>
              {items.map((template) => (
                <tr key={template.name}>
                  <td>{template.name}</td>
                  <td className="dim">{template.description}</td>
                  <td className="dim wide">{Object.keys(template.options).join(', ')}</td>
                  <td className="end">
                    {may ? (
                      <Group gap={6} justify="flex-end" wrap="nowrap">
                        <Button size="compact-xs" variant="default" aria-label={`Begin with ${template.name}`} onClick={() => begin(template.name)}>
                          Begin
                        </Button>
                        <Sure
                          title="Delete the template"
                          act={async () => {
                            await call('DELETE /api/v1/session-templates/{name}', { name: template.name })
                            reload()
                          }}
                          button={(ask) => (
                            <Button size="compact-xs" variant="default" aria-label={`Delete the template ${template.name}`} onClick={ask}>
                              Delete
                            </Button>
                          )}
                        >
                          Sessions that began with it stay as they are.
                        </Sure>
                      </Group>
                    ) : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Card>
    </div>
  )
}

function NewSession({ templates, begin, close }: { templates: SessionTemplate[]; begin: string | null; close: () => void }) {
  const models = useLive('models', (signal) => call('GET /api/v1/models', {}, signal))
  const [title, setTitle] = useState('')
  const [message, setMessage] = useState('')
  const [template, setTemplate] = useState<string | null>(begin)
  const [model, setModel] = useState<string | null>(null)
  const [address, setAddress] = useState('')
  const [confirm, setConfirm] = useState<string | null>(null)
  const [dollarsAtMost, setDollarsAtMost] = useState<number | ''>('')
  const [busy, act] = useDeed()
  const start = async () => {
    const made = await call('POST /api/v1/sessions', {}, { title: title.trim() || message.trim().slice(0, 80) || 'Session', template: template ?? undefined, model_name: model ?? undefined, start_url: address.trim() || undefined, confirm_policy: (confirm ?? undefined) as ConfirmPolicy | undefined, limits: dollarsAtMost === '' ? undefined : { max_usd: dollarsAtMost } })
    if (message.trim()) await call('POST /api/v1/sessions/{id}/messages', { id: made.id }, { message: message.trim() })
    go(`/sessions/${made.id}`)
  }
  return (
    <Modal opened onClose={close} title="Begin an agent session" size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void act(start)
        }}
      >
        <Stack gap="sm">
          {models.data?.demo ? (
            <Text size="sm" c="dimmed">
              No key for a language model is set, so a scripted demo model answers.
            </Text>
          ) : null}
          <Textarea label="What the agent is to do" autosize minRows={3} maxRows={10} value={message} onChange={(event) => setMessage(event.currentTarget.value)} data-autofocus />
          <TextInput label="Title" placeholder="The beginning of what it is to do" value={title} onChange={(event) => setTitle(event.currentTarget.value)} maxLength={200} />
          <div className="fields">
            <Select label="Template" data={templates.map((item) => item.name)} value={template} onChange={setTemplate} clearable placeholder={templates.length === 0 ? 'none is kept' : 'none'} />
            <Select label="Model" data={models.data?.models.filter((item) => item.available).map((item) => item.id) ?? []} value={model} onChange={setModel} clearable searchable placeholder={models.data?.default ?? ''} />
            <NumberInput label="At most, in dollars" min={0} decimalScale={4} value={dollarsAtMost} onChange={(value) => setDollarsAtMost(value === '' ? '' : Number(value))} />
            <TextInput label="Opens at" placeholder="https://example.org" value={address} onChange={(event) => setAddress(event.currentTarget.value)} />
            <Select
              label="A person is asked before"
              data={Object.entries(ASKED).map(([value, label]) => ({ value, label }))}
              value={confirm}
              onChange={setConfirm}
              clearable
              placeholder="as the template has it"
            />
          </div>
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Not now
            </Button>
            <Button type="submit" loading={busy} disabled={!message.trim() && !title.trim()}>
              Begin
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
