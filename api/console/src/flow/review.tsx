import { Button, Group, Select, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { call } from '../api/call'
import { useLive, useNow } from '../api/live'
import type { FlowComment, StoredFlow } from '../api/types'
import { useMay, useWho } from '../app/who'
import { Card, Empty, Loaded } from '../parts/card'
import { StatusMark } from '../parts/status'
import { useDeed } from '../parts/toast'
import { ago } from '../parts/words'
import { summary } from './steps'

/** What people said about the flow and decided. */
export function Review({ flow }: { flow: StoredFlow }) {
  const comments = useLive(`comments ${flow.id}`, (signal) => call('GET /api/v1/flows/{id}/comments', { id: flow.id }, signal), { every: 8000 })
  const decisions = useLive(`decisions ${flow.id} ${flow.approval}`, (signal) => call('GET /api/v1/flows/{id}/approvals', { id: flow.id }, signal), { every: 8000 })
  const now = useNow(10_000)
  return (
    <div className="columns">
      <Card title="What was said" flush>
        <Loaded live={comments}>
          {({ items }) => (
            <>
              {items.length === 0 ? <Empty>Nobody said anything about it yet.</Empty> : null}
              <ol className="words" aria-label="Comments">
                {items.map((comment) => (
                  <Said key={comment.id} flow={flow} comment={comment} now={now} reload={comments.reload} />
                ))}
              </ol>
            </>
          )}
        </Loaded>
        <Say flow={flow} reload={comments.reload} />
      </Card>
      <Card title="What was decided" flush>
        <Loaded live={decisions}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty>No version was approved or rejected yet.</Empty>
            ) : (
              <table className="plain">
                <tbody>
                  {items.map((decision) => (
                    <tr key={`${decision.version} ${decision.decided_at}`}>
                      <td>Version {decision.version_number}</td>
                      <td>
                        <StatusMark status={decision.decision} note={decision.decided_by} />
                      </td>
                      <td className="dim">{decision.comment}</td>
                      <td className="end dim numbers">{ago(decision.decided_at, now)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )
          }
        </Loaded>
      </Card>
    </div>
  )
}

function Said({ flow, comment, now, reload }: { flow: StoredFlow; comment: FlowComment; now: number; reload: () => void }) {
  const who = useWho()
  const [busy, act] = useDeed()
  const mine = who !== null && (who.name === comment.author || who.scopes.includes('admin'))
  const remove = async () => {
    await call('DELETE /api/v1/flows/{id}/comments/{comment_id}', { id: flow.id, comment_id: comment.id })
    reload()
  }
  return (
    <li>
      <Group justify="space-between" gap="xs">
        <Text size="xs" c="dimmed">
          <b>{comment.author}</b> {comment.path ? <span className="mono">{comment.path}</span> : null} {comment.version === flow.version ? '' : 'about an earlier version'} {ago(comment.created_at, now)}
        </Text>
        {mine ? (
          <Button size="compact-xs" variant="subtle" color="gray" c="inherit" loading={busy} onClick={() => void act(remove)} aria-label={`Delete the comment of ${comment.author}`}>
            Delete
          </Button>
        ) : null}
      </Group>
      <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {comment.text}
      </Text>
    </li>
  )
}

function Say({ flow, reload }: { flow: StoredFlow; reload: () => void }) {
  const may = useMay('run')
  const [text, setText] = useState('')
  const [path, setPath] = useState<string | null>(null)
  const [busy, act] = useDeed()
  if (!may) return null
  const say = async () => {
    await call('POST /api/v1/flows/{id}/comments', { id: flow.id }, { version: flow.version, path: path ?? undefined, text: text.trim() })
    setText('')
    reload()
  }
  return (
    <form
      style={{ padding: '8px 14px 12px' }}
      onSubmit={(event) => {
        event.preventDefault()
        void act(say)
      }}
    >
      <Textarea size="xs" label="Say something about this version" autosize minRows={2} value={text} onChange={(event) => setText(event.currentTarget.value)} maxLength={10_000} />
      <Group mt={6} gap="xs" align="end">
        <Select size="xs" label="About" placeholder="the whole flow" data={flow.document.steps.map((step, place) => ({ value: `steps[${place}]`, label: `${place + 1}. ${step.type} ${summary(step)}`.slice(0, 60) }))} value={path} onChange={setPath} clearable style={{ flex: '1 1 160px' }} />
        <Button size="xs" type="submit" loading={busy} disabled={!text.trim()}>
          Say it
        </Button>
      </Group>
    </form>
  )
}
