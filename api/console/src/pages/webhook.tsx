import { Alert, Button, Group, SegmentedControl, TagsInput, Text, TextInput, Title } from '@mantine/core'
import { useState } from 'react'
import { call } from '../api/call'
import { useLive, useNow } from '../api/live'
import type { Delivery, DeliveryStatus, Webhook } from '../api/types'
import { at, go, useParameter } from '../app/route'
import { Card, Empty, Loaded } from '../parts/card'
import { StatusMark } from '../parts/status'
import { Sure } from '../parts/sure'
import { useDeed } from '../parts/toast'
import { ago, plural, took, when } from '../parts/words'
import { Secret, TYPES, stateOf } from './webhooks'

/** The colours of deliveries. */
const MARKS: Record<string, string> = { pending: 'waiting', delivered: 'ok', failed: 'failed' }

export default function WebhookPage({ id }: { id: string }) {
  const live = useLive(id, (signal) => call('GET /api/v1/webhooks/{id}', { id }, signal), { every: 5000 })
  return <Loaded live={live}>{(webhook) => <View webhook={webhook} reload={live.reload} />}</Loaded>
}

function View({ webhook, reload }: { webhook: Webhook; reload: () => void }) {
  const [secret, setSecret] = useState<string>()
  const [busy, act] = useDeed()
  const now = useNow(5000)
  const state = stateOf(webhook)
  return (
    <>
      <Text size="sm" mb={2}>
        <a href={at('/webhooks')}>Webhooks</a> <span className="dim">/</span>
      </Text>
      <Group justify="space-between" mb={6} gap="sm">
        <Title order={1}>{webhook.name || 'Webhook'}</Title>
        <Group gap="xs">
          <Button size="xs" variant="default" loading={busy} onClick={() => void act(() => call('POST /api/v1/webhooks/{id}/ping', { id: webhook.id }), 'A ping is on its way.')}>
            Send a ping
          </Button>
          <Sure title="Make another secret" act={async () => setSecret((await call('POST /api/v1/webhooks/{id}/rotate-secret', { id: webhook.id })).secret)} button={(ask) => <Button size="xs" variant="default" onClick={ask}>New secret</Button>}>
            For a day deliveries are signed with both, then only with the new one.
          </Sure>
          <Sure
            title="Delete the webhook"
            act={async () => {
              await call('DELETE /api/v1/webhooks/{id}', { id: webhook.id })
              go('/webhooks')
            }}
            button={(ask) => (
              <Button size="xs" variant="default" onClick={ask}>
                Delete
              </Button>
            )}
          >
            Nothing more is sent to it, and its log is gone.
          </Sure>
        </Group>
      </Group>
      <Group gap="md" mb="sm">
        <StatusMark status={state.status} word={state.word} />
        <Text size="sm" c="dimmed">
          made {ago(webhook.created_at, now)}
          {webhook.failing_since ? `, failing since ${when(webhook.failing_since)}` : ''}
        </Text>
      </Group>
      {webhook.disabled_reason ? (
        <Alert color="red" variant="outline" mb="sm">
          {webhook.disabled_reason}
        </Alert>
      ) : null}
      <div className="stack" style={{ gap: 14 }}>
        <Edit key={webhook.updated_at} webhook={webhook} reload={reload} />
        <Deliveries id={webhook.id} />
      </div>
      {secret === undefined ? null : <Secret secret={secret} close={() => setSecret(undefined)} />}
    </>
  )
}

function Edit({ webhook, reload }: { webhook: Webhook; reload: () => void }) {
  const [name, setName] = useState(webhook.name)
  const [url, setUrl] = useState(webhook.url)
  const [events, setEvents] = useState(webhook.events)
  const [busy, act] = useDeed()
  const change = async () => {
    await call('PUT /api/v1/webhooks/{id}', { id: webhook.id }, { name, url, events, active: true })
    reload()
  }
  return (
    <Card title="What is sent where">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void act(change, 'Kept.')
        }}
      >
        <div className="fields">
          <TextInput size="xs" label="Name" value={name} onChange={(event) => setName(event.currentTarget.value)} />
          <TextInput size="xs" label="Address" value={url} onChange={(event) => setUrl(event.currentTarget.value)} required />
          <TagsInput size="xs" label="Events" data={TYPES} value={events} onChange={setEvents} />
        </div>
        <Group justify="flex-end" mt="sm">
          <Button type="submit" size="xs" loading={busy} disabled={events.length === 0}>
            {webhook.active ? 'Keep the change' : 'Keep, and switch on'}
          </Button>
        </Group>
      </form>
    </Card>
  )
}

function Deliveries({ id }: { id: string }) {
  const [status, setStatus] = useParameter('status', 'all')
  const [open, setOpen] = useParameter('delivery')
  const now = useNow(2000)
  const live = useLive(`${id} ${status}`, (signal) => call('GET /api/v1/webhooks/{id}/deliveries', { id, status: status === 'all' ? undefined : (status as DeliveryStatus), size: 50 }, signal), { every: 2500 })
  return (
    <Card
      title="Deliveries"
      tools={
        <SegmentedControl size="xs" value={status} onChange={setStatus} aria-label="Status" data={['all', 'pending', 'delivered', 'failed'].map((value) => ({ value, label: value[0]?.toUpperCase() + value.slice(1) }))} />
      }
      flush
    >
      <Loaded live={live}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{status === 'all' ? 'Nothing was sent yet. A ping shows whether the address answers.' : 'None is like that.'}</Empty>
          ) : (
            <div className="scroll" tabIndex={0} role="region" aria-label="Deliveries">
              <table className="plain">
                <thead>
                  <tr>
                    <th>State</th>
                    <th>Event</th>
                    <th>Answer</th>
                    <th className="end">Attempts</th>
                    <th className="end">Begun</th>
                    <th className="end">Next</th>
                    <th />
                  </tr>
                </thead>
                <tbody>
                  {items.map((delivery) => (
                    <Row key={delivery.id} delivery={delivery} now={now} open={open === delivery.id} toggle={() => setOpen(open === delivery.id ? '' : delivery.id)} reload={live.reload} />
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Loaded>
    </Card>
  )
}

function Row({ delivery, now, open, toggle, reload }: { delivery: Delivery; now: number; open: boolean; toggle: () => void; reload: () => void }) {
  const [busy, act] = useDeed()
  const again = async () => {
    await call('POST /api/v1/webhooks/{id}/deliveries/{delivery_id}/redeliver', { id: delivery.webhook_id, delivery_id: delivery.id })
    reload()
  }
  return (
    <>
      <tr>
        <td>
          <StatusMark status={MARKS[delivery.status] ?? 'unknown'} word={delivery.status} />
        </td>
        <td>
          <button type="button" className="plain-button" aria-expanded={open} title={when(delivery.created_at)} onClick={toggle}>
            {delivery.event_type} {delivery.seq === null ? '' : <span className="dim numbers">#{delivery.seq}</span>}
          </button>
        </td>
        <td className="numbers" style={{ maxWidth: 320, overflowWrap: 'anywhere' }}>
          {delivery.last_status ?? delivery.last_error ?? '–'}
        </td>
        <td className="end numbers">{delivery.attempts}</td>
        <td className="end dim numbers">{ago(delivery.created_at, now)}</td>
        <td className="end dim numbers">{delivery.next_at ? ago(delivery.next_at, now) : '–'}</td>
        <td className="end">
          <Button size="compact-xs" variant="default" loading={busy} aria-label={`Send again: ${delivery.event_type}`} onClick={() => void act(again, 'It is sent again.')}>
            Send again
          </Button>
        </td>
      </tr>
      {open ? (
        <tr>
          <td colSpan={7}>
            <Detail delivery={delivery} />
          </td>
        </tr>
      ) : null}
    </>
  )
}

/** What was sent, and what was answered to each attempt. */
function Detail({ delivery }: { delivery: Delivery }) {
  const live = useLive(`${delivery.id} ${delivery.attempts}`, (signal) => call('GET /api/v1/webhooks/{id}/deliveries/{delivery_id}', { id: delivery.webhook_id, delivery_id: delivery.id }, signal))
  return (
    <Loaded live={live}>
      {({ body, log }) => (
        <div className="stack" style={{ gap: 8 }}>
          <Text size="sm" fw={600}>
            {plural(log.length, 'attempt')}
          </Text>
          {log.map((attempt) => (
            <div key={attempt.number}>
              <Text size="sm" className="numbers">
                {attempt.number}. {when(attempt.at)}: {attempt.status ?? attempt.error} <span className="dim">in {took(attempt.duration_ms)}</span>
              </Text>
              {attempt.answer ? (
                <div className="log" tabIndex={0} role="region" aria-label={`Answer to attempt ${attempt.number}`}>
                  {attempt.answer}
                </div>
              ) : null}
            </div>
          ))}
          <details>
            <summary>What is sent</summary>
            <div className="log" tabIndex={0}>
              {pretty(body)}
            </div>
          </details>
        </div>
      )}
    </Loaded>
  )
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}
