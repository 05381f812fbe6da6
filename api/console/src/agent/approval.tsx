import { Button, Group, Text, TextInput, Textarea } from '@mantine/core'
import { useState } from 'react'
import { call } from '../api/call'
import { useMay } from '../app/who'
import { StatusMark } from '../parts/status'
import { useDeed } from '../parts/toast'
import type { Approval } from './sessiondata'

const ENDS: Record<string, string> = { approved: 'ok', edited: 'ok', answered: 'ok', denied: 'rejected', expired: 'cancelled', cancelled: 'cancelled' }
const TITLES: Record<string, string> = { tool: 'The agent asks whether it may', question: 'The agent asks', help: 'The agent needs a person' }

/** What a person is asked, where it is asked; afterwards what they said. */
export function ApprovalCard({ session, approval }: { session: string; approval: Approval }) {
  return (
    <section className="asked" aria-label={TITLES[approval.kind]} data-pending={approval.status === 'pending' || undefined}>
      <Text size="sm" fw={600}>
        {TITLES[approval.kind]}
      </Text>
      <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {approval.question}
      </Text>
      {approval.status === 'pending' ? (
        <Decide session={session} approval={approval} />
      ) : (
        <Text size="sm">
          <StatusMark status={ENDS[approval.status] ?? 'unknown'} word={approval.status} /> {approval.by ? <span className="dim">by {approval.by}</span> : null} {approval.answer}
        </Text>
      )}
    </section>
  )
}

function Decide({ session, approval }: { session: string; approval: Approval }) {
  const may = useMay('agent')
  const [busy, act] = useDeed()
  const [text, setText] = useState('')
  const [input, setInput] = useState<string>()
  const decide = (body: { decision: 'approve' | 'deny' | 'edit' | 'answer'; answer?: string | undefined; input?: Record<string, unknown> | undefined }) => void act(() => call('POST /api/v1/sessions/{id}/approvals', { id: session }, { approval_id: approval.approval_id, ...body }))
  if (!may) return <Text size="xs">This needs a key with the scope agent.</Text>
  if (approval.kind !== 'tool') {
    return (
      <form
        onSubmit={(event) => {
          event.preventDefault()
          decide({ decision: 'answer', answer: text.trim() || 'Done.' })
        }}
      >
        <Group gap="xs" align="end">
          {approval.choices.map((choice) => (
            <Button key={choice} size="xs" variant="default" loading={busy} onClick={() => decide({ decision: 'answer', answer: choice })}>
              {choice}
            </Button>
          ))}
          <TextInput size="xs" label="Answer" value={text} onChange={(event) => setText(event.currentTarget.value)} style={{ flex: '1 1 160px' }} />
          <Button size="xs" type="submit" loading={busy} disabled={approval.kind === 'question' && !text.trim()}>
            {approval.kind === 'help' ? 'It is done' : 'Answer'}
          </Button>
          <Button size="xs" color="red" variant="outline" loading={busy} onClick={() => decide({ decision: 'deny', answer: text.trim() || undefined })}>
            No
          </Button>
        </Group>
      </form>
    )
  }
  const parsed = input === undefined ? undefined : read(input)
  return (
    <div className="stack" style={{ gap: 6 }}>
      {input === undefined ? (
        <div className="log" tabIndex={0} role="region" aria-label="What it wants to do">
          {approval.name} {JSON.stringify(approval.input, null, 2)}
        </div>
      ) : (
        <Textarea size="xs" label="What it may do instead" autosize minRows={3} maxRows={12} value={input} onChange={(event) => setInput(event.currentTarget.value)} error={parsed === undefined ? 'This is no JSON object.' : undefined} styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }} />
      )}
      <Group gap="xs" align="end">
        <TextInput size="xs" label="Word to the agent" value={text} onChange={(event) => setText(event.currentTarget.value)} style={{ flex: '1 1 160px' }} />
        <Button size="xs" color="#22733a" loading={busy} disabled={input !== undefined && parsed === undefined} onClick={() => decide(input === undefined ? { decision: 'approve', answer: text.trim() || undefined } : { decision: 'edit', input: parsed, answer: text.trim() || undefined })}>
          {input === undefined ? 'Allow' : 'Allow this'}
        </Button>
        <Button size="xs" variant="default" onClick={() => setInput(input === undefined ? JSON.stringify(approval.input, null, 2) : undefined)}>
          {input === undefined ? 'Change it' : 'As it was'}
        </Button>
        <Button size="xs" color="red" variant="outline" loading={busy} onClick={() => decide({ decision: 'deny', answer: text.trim() || undefined })}>
          Deny
        </Button>
      </Group>
    </div>
  )
}

/** The input of a call as it was written, when it is an object. */
function read(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text) as unknown
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
