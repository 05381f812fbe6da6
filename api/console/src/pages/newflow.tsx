import { Button, Group, Title } from '@mantine/core'
import { useState } from 'react'
import { call } from '../api/call'
import { useLive } from '../api/live'
import { go } from '../app/route'
import { useMay } from '../app/who'
import { Workbench } from '../flow/workbench'
import { useDeed } from '../parts/toast'

const start = (address: string) => `name: A new flow
description: What it shows
start_url: ${address}
steps:
  - expect: { target: { role: heading, level: 1 }, to: visible }
`

export default function NewFlowPage() {
  const welcome = useLive('welcome', (signal) => call('GET /', {}, signal))
  if (welcome.loading) return null
  return <NewFlow address={welcome.data?.links.demo ?? 'https://example.org/'} />
}

function NewFlow({ address }: { address: string }) {
  const may = useMay('run')
  const [text, setText] = useState(() => start(address))
  const [busy, act] = useDeed()
  return (
    <>
      <Group justify="space-between" mb="sm">
        <Title order={1}>New flow</Title>
      </Group>
      <Workbench
        text={text}
        change={setText}
        may={may}
        tools={(checked) => (
          <Button
            size="compact-sm"
            loading={busy}
            disabled={!may || !checked?.valid}
            onClick={() =>
              void act(async () => {
                const flow = await call('POST /api/v1/flows', {}, { source: text })
                go(`/flows/${flow.id}`)
              }, 'Stored. It waits for approval.')
            }
          >
            Store it
          </Button>
        )}
      />
    </>
  )
}
