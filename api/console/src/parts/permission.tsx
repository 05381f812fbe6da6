import { Button, Group, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { call } from '../api/call'
import { useLive } from '../api/live'
import type { ExecutionApproval, FlowExecution } from '../api/types'
import { useMay } from '../app/who'
import { StatusMark } from './status'
import { useDeed } from './toast'

/** What an execution asks people before it does what cannot be undone. */
export function Permissions({ execution }: { execution: FlowExecution }) {
  const live = useLive(`permissions ${execution.id}`, (signal) => call('GET /api/v1/executions/{id}/approvals', { id: execution.id }, signal), { on: (event) => event.type.startsWith('execution.approval_'), pause: 300 })
  const items = live.data?.items ?? []
  if (items.length === 0) return null
  return (
    <div className="stack" style={{ gap: 8, marginBottom: 14 }} role="list" aria-label="Questions to a person">
      {items.map((item) => (
        <section key={item.id} className="card asked" role="listitem" data-pending={item.status === 'open' || undefined}>
          <Text size="sm" fw={600}>
            {item.status === 'open' ? 'It waits: may it do this?' : 'It asked whether it may do this.'}
          </Text>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {item.action} <span className="dim mono">{item.path}</span>
          </Text>
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {item.why}
          </Text>
          {item.status === 'open' ? <Answer approval={item} done={live.reload} over={execution.finished_at !== null} /> : <StatusMark status={item.status === 'approved' ? 'approved' : 'rejected'} word={item.status} note={[item.decided_by, item.comment].filter(Boolean).join(': ')} />}
        </section>
      ))}
    </div>
  )
}

function Answer({ approval, done, over }: { approval: ExecutionApproval; done: () => void; over: boolean }) {
  const may = useMay('approve')
  const [comment, setComment] = useState('')
  const [busy, act] = useDeed()
  if (over) return <Text size="xs">The execution is over; nobody answered.</Text>
  if (!may) return <Text size="xs">This needs a key with the scope approve.</Text>
  const answer = (decision: 'approve' | 'deny') =>
    void act(async () => {
      await call('POST /api/v1/executions/{id}/approvals', { id: approval.execution_id }, { approval_id: approval.id, decision, comment: comment.trim() || undefined })
      done()
    })
  return (
    <Group gap="xs" align="end">
      <TextInput size="xs" label="Comment" value={comment} onChange={(event) => setComment(event.currentTarget.value)} style={{ flex: '1 1 160px' }} />
      <Button size="xs" color="#22733a" loading={busy} onClick={() => answer('approve')}>
        Allow
      </Button>
      <Button size="xs" color="red" variant="outline" loading={busy} onClick={() => answer('deny')}>
        Deny
      </Button>
    </Group>
  )
}
