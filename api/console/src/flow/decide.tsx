import { Button, Group, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { call } from '../api/call'
import { useMay } from '../app/who'
import { useDeed } from '../parts/toast'

/** Approve or reject one version of a flow, with a word about it: whoever decides has seen it. */
export function Decide({ id, version, name, done }: { id: string; version: string; name: string; done: () => void }) {
  const may = useMay('approve')
  const [comment, setComment] = useState('')
  const [busy, act] = useDeed()
  const decide = (decision: 'approved' | 'rejected') =>
    void act(async () => {
      await call('PUT /api/v1/flow-approval', {}, { flow_id: id, version, decision, comment: comment || undefined })
      done()
    }, `${name} is ${decision}.`)
  return (
    <>
      <Group align="end" gap="sm">
        <Textarea size="xs" autosize minRows={1} label="Comment" value={comment} onChange={(event) => setComment(event.currentTarget.value)} style={{ flex: '1 1 180px' }} disabled={!may} />
        <Button size="xs" color="#22733a" disabled={!may} loading={busy} onClick={() => decide('approved')}>
          Approve
        </Button>
        <Button size="xs" color="red" variant="outline" disabled={!may} loading={busy} onClick={() => decide('rejected')}>
          Reject
        </Button>
      </Group>
      {may ? null : (
        <Text size="xs" mt={4}>
          This needs a key with the scope approve.
        </Text>
      )}
    </>
  )
}
