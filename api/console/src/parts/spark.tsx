import type { ExecutionSummary } from '../api/types'
import { at } from '../app/route'
import { took } from './words'

/** The last executions, the newest at the right: how each ended, and as its height how long it took. */
export function Spark({ items }: { items: ExecutionSummary[] }) {
  if (items.length === 0) return <span className="dim">never run</span>
  const longest = Math.max(1, ...items.map((item) => item.duration_ms ?? 0))
  const flaky = items.filter((item) => item.flaky).length
  return (
    <span style={{ display: 'inline-flex', gap: 8, alignItems: 'center' }}>
      <span className="spark">
        {items.toReversed().map((item) => {
          const about = `${item.status}${item.flaky ? ', flaky' : ''}, ${took(item.duration_ms)}`
          return <a key={item.id} href={at(`/executions/${item.id}`)} data-status={item.flaky ? 'waiting' : item.status} aria-label={about} title={about} style={{ height: `${30 + 70 * ((item.duration_ms ?? 0) / longest)}%` }} />
        })}
      </span>
      {flaky > 0 ? <span className="dim">{flaky} flaky</span> : null}
    </span>
  )
}
