import { Button, Code, CopyButton, Group, Modal, Stack, Switch, TagsInput, Text, TextInput, Title } from '@mantine/core'
import { useState } from 'react'
import { call } from '../api/call'
import { useLive, useNow } from '../api/live'
import type { Webhook } from '../api/types'
import { at } from '../app/route'
import { useMay } from '../app/who'
import { Card, Empty, Loaded } from '../parts/card'
import { StatusMark } from '../parts/status'
import { useDeed } from '../parts/toast'
import { ago } from '../parts/words'

/** Types of events that are offered; others can be typed. */
export const TYPES = ['run.finished', 'run.*', 'execution.finished', 'generation.finished', 'browser.*', '*']

export default function WebhooksPage() {
  const may = useMay('admin')
  const now = useNow(10_000)
  const [making, setMaking] = useState(false)
  const live = useLive(may ? 'webhooks' : null, (signal) => call('GET /api/v1/webhooks', {}, signal), { every: 8000 })
  return (
    <>
      <Title order={1} mb="sm">
        Webhooks
      </Title>
      {may ? (
        <Card
          title="Where events are sent"
          tools={
            <Button size="compact-sm" onClick={() => setMaking(true)}>
              Add one
            </Button>
          }
          flush
        >
          <Loaded live={live}>{({ items }) => <List items={items} now={now} reload={live.reload} />}</Loaded>
        </Card>
      ) : (
        <Card>
          <Empty>Webhooks are seen and made with a key that has the scope admin.</Empty>
        </Card>
      )}
      {making ? (
        <NewWebhook
          close={() => {
            setMaking(false)
            live.reload()
          }}
        />
      ) : null}
    </>
  )
}

/** How a webhook stands, in a word. */
export function stateOf(webhook: Webhook): { status: string; word: string } {
  if (!webhook.active) return { status: 'cancelled', word: webhook.disabled_reason ? 'switched off' : 'off' }
  return webhook.failing_since ? { status: 'failed', word: 'failing' } : { status: 'ok', word: 'on' }
}

function List({ items, now, reload }: { items: Webhook[]; now: number; reload: () => void }) {
  if (items.length === 0) {
    return (
      <Empty>
        No event is sent anywhere. A webhook gets each event that it asks for by POST, signed, and again with growing pauses until it is answered with 2xx. See <Code>docs/webhooks.md</Code> for how to check the signature.
      </Empty>
    )
  }
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label="Webhooks">
      <table className="plain">
        <thead>
          <tr>
            <th>Where</th>
            <th className="wide">Events</th>
            <th>State</th>
            <th className="end wide">Changed</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {items.map((webhook) => (
            <Row key={webhook.id} webhook={webhook} now={now} reload={reload} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({ webhook, now, reload }: { webhook: Webhook; now: number; reload: () => void }) {
  const [busy, act] = useDeed()
  const state = stateOf(webhook)
  const name = webhook.name || webhook.url
  return (
    <tr>
      <td>
        <a href={at(`/webhooks/${webhook.id}`)}>{name}</a>
        <Text size="xs" c="dimmed" className="mono" style={{ overflowWrap: 'anywhere' }}>
          {webhook.url}
        </Text>
      </td>
      <td className="mono wide">{webhook.events.join(', ')}</td>
      <td title={webhook.disabled_reason ?? undefined}>
        <StatusMark status={state.status} word={state.word} />
      </td>
      <td className="end dim numbers wide">{ago(webhook.updated_at, now)}</td>
      <td className="end">
        <Switch
          size="xs"
          aria-label={`Send to ${name}`}
          disabled={busy}
          checked={webhook.active}
          onChange={(event) => {
            const active = event.currentTarget.checked
            void act(async () => {
              await call('PUT /api/v1/webhooks/{id}', { id: webhook.id }, { active })
              reload()
            })
          }}
        />
      </td>
    </tr>
  )
}

function NewWebhook({ close }: { close: () => void }) {
  const [url, setUrl] = useState('')
  const [name, setName] = useState('')
  const [events, setEvents] = useState(['run.finished'])
  const [secret, setSecret] = useState<string>()
  const [busy, act] = useDeed()
  if (secret !== undefined) return <Secret secret={secret} close={close} />
  return (
    <Modal opened onClose={close} title="Add a webhook">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void act(async () => setSecret((await call('POST /api/v1/webhooks', {}, { url: url.trim(), name: name.trim() || undefined, events })).secret))
        }}
      >
        <Stack gap="sm">
          <TextInput label="Address" placeholder="https://ci.example.org/flowtilla" description="Gets each event by POST. Addresses inside the network need the operator's word." value={url} onChange={(event) => setUrl(event.currentTarget.value)} required data-autofocus maxLength={2000} />
          <TextInput label="Name" value={name} onChange={(event) => setName(event.currentTarget.value)} maxLength={100} />
          <TagsInput label="Events" data={TYPES} value={events} onChange={setEvents} />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Not now
            </Button>
            <Button type="submit" loading={busy} disabled={events.length === 0}>
              Add it
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

/** The secret that signs deliveries; only shown once. */
export function Secret({ secret, close }: { secret: string; close: () => void }) {
  return (
    <Modal opened onClose={close} title="The secret that signs">
      <Stack gap="sm">
        <Text size="sm">This is the only time that it is shown.</Text>
        <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
          {secret}
        </Code>
        <Group justify="flex-end">
          <CopyButton value={secret}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? 'Copied' : 'Copy'}
              </Button>
            )}
          </CopyButton>
          <Button onClick={close}>Done</Button>
        </Group>
      </Stack>
    </Modal>
  )
}
