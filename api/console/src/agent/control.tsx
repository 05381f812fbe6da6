import { Alert, Button, Group, TextInput } from '@mantine/core'
import { useState } from 'react'
import { call } from '../api/call'
import { useMay } from '../app/who'
import { useDeed } from '../parts/toast'

interface Props {
  id: string
  title: string
  /** Who drives; absent: the agent. */
  by: string | null | undefined
  changed?: () => void
}

/** Takes a desktop from its agent. */
export function TakeOver({ id, title, changed }: Props) {
  const [busy, act] = useDeed()
  const take = async () => {
    await call('POST /api/v1/sessions/{id}/control', { id }, { control: 'user' })
    changed?.()
  }
  return (
    <Button size="compact-xs" variant="default" loading={busy} aria-label={`Take over ${title}`} onClick={() => void act(take)}>
      Take over
    </Button>
  )
}

/** Gives a desktop back to its agent. */
export function HandBack({ id, title, note, changed }: Props & { note?: string }) {
  const [busy, act] = useDeed()
  const give = async () => {
    await call('POST /api/v1/sessions/{id}/control', { id }, { control: 'agent', note: note?.trim() || undefined })
    changed?.()
  }
  return (
    <Button size="compact-xs" color="#a04000" loading={busy} aria-label={`Hand back ${title}`} onClick={() => void act(give)}>
      Hand back
    </Button>
  )
}

/** Says who drives, and takes a word for the agent with the way back. */
export function Driven({ id, title, by }: Props) {
  const may = useMay('agent')
  const [note, setNote] = useState('')
  return (
    <Alert color="orange" variant="outline" p="xs" mb={8} role="status">
      {by ?? 'A person'} drives; the agent waits. Mouse and keys go to the desktop.
      {may ? (
        <Group gap="xs" mt={6} align="end">
          <TextInput size="xs" label="What should the agent know?" value={note} onChange={(event) => setNote(event.currentTarget.value)} maxLength={2000} style={{ flex: '1 1 160px' }} />
          <HandBack id={id} title={title} by={by} note={note} />
        </Group>
      ) : null}
    </Alert>
  )
}
