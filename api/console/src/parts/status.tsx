import type { CSSProperties } from 'react'
import type { Counts } from '../api/types'

const MOVING = new Set(['running', 'waiting'])
const WORDS: Record<string, string> = { in_doubt: 'in doubt' }

/** A status as a dot and a word; the word may be another than the colour's. */
export function StatusMark({ status, word, note }: { status: string; word?: string | undefined; note?: string | null | undefined }) {
  return (
    <span className="status" data-status={status} data-moving={MOVING.has(status) || undefined}>
      <i aria-hidden />
      <span>
        {word ?? WORDS[status] ?? status}
        {note ? <span className="dim"> · {note}</span> : null}
      </span>
    </span>
  )
}

const ORDER = ['passed', 'failed', 'errored', 'cancelled', 'running', 'waiting', 'queued'] as const

/** Counts by status, one beside the other. */
export function CountsBar({ counts, height }: { counts: Counts; height?: number }) {
  const said = ORDER.filter((status) => counts[status] > 0)
  const style: CSSProperties | undefined = height ? { height } : undefined
  return (
    <span className="bar" style={style} role="img" aria-label={said.map((status) => `${counts[status]} ${status}`).join(', ') || 'nothing'}>
      {said.map((status) => (
        <i key={status} data-status={status} style={{ flexGrow: counts[status] }} />
      ))}
    </span>
  )
}

/** Counts by status in words. */
export function CountsText({ counts }: { counts: Counts }) {
  const said = ORDER.filter((status) => counts[status] > 0)
  return (
    <span className="numbers dim" style={{ fontSize: '0.85rem' }}>
      {said.map((status) => `${counts[status]} ${status}`).join(' · ')}
    </span>
  )
}

export const total = (counts: Counts): number => ORDER.reduce((sum, status) => sum + counts[status], 0)
