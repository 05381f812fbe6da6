import { Button, Group, SegmentedControl, Slider, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { call } from '../api/call'
import { useLive, useNow } from '../api/live'
import type { Baseline, BaselineStatus } from '../api/types'
import { at, useParameter } from '../app/route'
import { useMay } from '../app/who'
import { Card, Empty, Loaded } from '../parts/card'
import { StatusMark } from '../parts/status'
import { useDeed } from '../parts/toast'
import { ago } from '../parts/words'

export default function BaselinesPage() {
  const [status, setStatus] = useParameter('status', 'proposed')
  const live = useLive(status, (signal) => call('GET /api/v1/baselines', { status: status === 'all' ? undefined : (status as BaselineStatus), size: 60 }, signal), { every: 8000, on: (event) => event.type === 'run.finished' })
  return (
    <>
      <Title order={1} mb="sm">
        Baselines
      </Title>
      <SegmentedControl size="xs" mb="sm" value={status} onChange={setStatus} aria-label="Status" data={['proposed', 'approved', 'rejected', 'all'].map((value) => ({ value, label: value[0]?.toUpperCase() + value.slice(1) }))} />
      <Loaded live={live}>
        {({ items }) =>
          items.length === 0 ? (
            <Card>
              <Empty>
                {status === 'proposed' ? 'No picture waits for a decision. ' : 'None. '}A step <span className="mono">expect: {'{ screenshot: … }'}</span> compares the page with a picture kept here; a run with <span className="mono">--update-snapshots</span> proposes new ones.
              </Empty>
            </Card>
          ) : (
            <div className="tiles">
              {items.map((item) => (
                <Tile key={item.id} item={item} reload={live.reload} />
              ))}
            </div>
          )
        }
      </Loaded>
    </>
  )
}

function Tile({ item, reload }: { item: Baseline; reload: () => void }) {
  const may = useMay('approve')
  const now = useNow(10_000)
  const [busy, act] = useDeed()
  const [compare, setCompare] = useState(false)
  const decide = (operation: 'POST /api/v1/baselines/{id}/approve' | 'POST /api/v1/baselines/{id}/reject') =>
    void act(async () => {
      await call(operation, { id: item.id })
      reload()
    })
  return (
    <Card title={item.name} tools={<StatusMark status={item.status} note={`v${item.version}`} />}>
      {compare ? <Both item={item} /> : <img className="shot" src={item.url} alt={`${item.name} of ${item.flow_name}`} loading="lazy" style={{ maxHeight: 260 }} />}
      <Text size="xs" c="dimmed" mt={6}>
        {item.flow_name} · {item.setting} · {ago(item.created_at, now)}
        {item.decided_by ? ` · ${item.status} by ${item.decided_by}` : ''}
      </Text>
      <Group gap="xs" mt={8}>
        {item.status === 'proposed' && may ? (
          <>
            <Button size="compact-sm" color="#22733a" loading={busy} onClick={() => decide('POST /api/v1/baselines/{id}/approve')}>
              Approve
            </Button>
            <Button size="compact-sm" color="red" variant="outline" loading={busy} onClick={() => decide('POST /api/v1/baselines/{id}/reject')}>
              Reject
            </Button>
          </>
        ) : null}
        {item.version > 1 ? (
          <Button size="compact-sm" variant="default" aria-pressed={compare} onClick={() => setCompare(!compare)}>
            {compare ? 'This one alone' : 'Beside the approved one'}
          </Button>
        ) : null}
        {item.execution_id ? (
          <a href={at(`/executions/${item.execution_id}`)} style={{ fontSize: 13 }}>
            Execution
          </a>
        ) : null}
      </Group>
    </Card>
  )
}

/** The approved picture under the proposed one; a slider uncovers it. */
function Both({ item }: { item: Baseline }) {
  const [share, setShare] = useState(50)
  const live = useLive(`approved ${item.id}`, async (signal) => {
    const approved = await call('GET /api/v1/baselines', { flow_name: item.flow_name, status: 'approved', size: 200 }, signal)
    return approved.items.find((other) => other.name === item.name && other.setting === item.setting && other.id !== item.id) ?? null
  })
  return (
    <Loaded live={live}>
      {(old) =>
        old ? (
          <>
            <div style={{ position: 'relative' }}>
              <img className="shot" src={old.url} alt="The approved picture" style={{ maxHeight: 'none' }} />
              <img className="shot" src={item.url} alt="The proposed picture" style={{ maxHeight: 'none', position: 'absolute', inset: 0, clipPath: `inset(0 0 0 ${share}%)` }} />
            </div>
            <Slider mt={8} value={share} onChange={setShare} label={null} thumbLabel="Approved picture to the left, proposed to the right" />
          </>
        ) : (
          <Text size="sm">There is no approved picture of it.</Text>
        )
      }
    </Loaded>
  )
}
