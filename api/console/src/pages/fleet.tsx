import { Button, Code } from '@mantine/core'
import { call } from '../api/call'
import { isMilestone, useLive } from '../api/live'
import type { Worker } from '../api/types'
import { useMay } from '../app/who'
import { Card, Empty, Loaded } from '../parts/card'
import { StatusMark } from '../parts/status'
import { useDeed } from '../parts/toast'
import { ago } from '../parts/words'

/** The workers, and an operator's word to them. */
export function Fleet({ now }: { now: number }) {
  const workers = useLive('workers', (signal) => call('GET /api/v1/workers', {}, signal), { on: isMilestone, every: 3000 })
  return (
    <Card title="Workers" flush>
      <Loaded live={workers}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>
              No worker is connected. <Code>flowtilla worker</Code> adds one.
            </Empty>
          ) : (
            <div className="scroll" tabIndex={0} role="region" aria-label="Workers">
              <table className="plain">
                <thead>
                  <tr>
                    <th>Name</th>
                    <th>Status</th>
                    <th>Slots</th>
                    <th className="end">Load</th>
                    <th className="end">Memory</th>
                    <th>Browsers</th>
                    <th className="end">Heard of</th>
                    <th />
                  </tr>
                </thead>
                <tbody>
                  {items.map((worker) => (
                    <Row key={worker.id} worker={worker} now={now} reload={workers.reload} />
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

function Row({ worker, now, reload }: { worker: Worker; now: number; reload: () => void }) {
  const may = useMay('admin')
  const [busy, act] = useDeed()
  const turn = async () => {
    if (worker.drain_requested) await call('POST /api/v1/workers/{id}/resume', { id: worker.id })
    else await call('POST /api/v1/workers/{id}/drain', { id: worker.id })
    reload()
  }
  return (
    <tr>
      <td title={`version ${worker.version}`}>{worker.name}</td>
      <td>
        <StatusMark status={worker.status === 'active' ? 'ok' : 'waiting'} word={worker.status === 'draining' && worker.busy === 0 ? 'drained' : worker.status} />
      </td>
      <td className="numbers">
        {worker.busy} / {worker.slots}
      </td>
      <td className="end numbers">{worker.load.toFixed(1)}</td>
      <td className="end numbers">{worker.memory_mib.toLocaleString()} MiB</td>
      <td>{worker.browsers.join(', ')}</td>
      <td className="end dim numbers">{ago(worker.heartbeat_at, now)}</td>
      <td className="end">
        {may ? (
          <Button size="compact-xs" variant="default" loading={busy} aria-label={`${worker.drain_requested ? 'Resume' : 'Drain'} ${worker.name}`} title={worker.drain_requested ? 'Let it take work again' : 'It takes nothing more; what it runs goes on to its end'} onClick={() => void act(turn)}>
            {worker.drain_requested ? 'Resume' : 'Drain'}
          </Button>
        ) : null}
      </td>
    </tr>
  )
}
