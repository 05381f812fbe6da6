import type { Line } from '../flow/diff'

/** Unchanged lines around a change that are shown. */
const AROUND = 3

/** What changed, with a few lines around it. */
export function DiffView({ lines }: { lines: Line[] }) {
  const shown = lines.map((_, place) => lines.slice(Math.max(0, place - AROUND), place + AROUND + 1).some((near) => near.kind !== ' '))
  return (
    <div className="diff" tabIndex={0} role="region" aria-label="Changes">
      {lines.map((line, place) => {
        if (!shown[place]) {
          return shown[place - 1] || place === 0 ? (
            <div key={place}>
              <span />
              <span />
              <span />
              <span className="dim" style={{ textAlign: 'left' }}>
                …
              </span>
            </div>
          ) : null
        }
        return (
          <div key={place} data-kind={line.kind === ' ' ? undefined : line.kind}>
            <span aria-hidden>{line.old}</span>
            <span aria-hidden>{line.new}</span>
            <span>{line.kind}</span>
            <code style={{ fontFamily: 'inherit' }}>{line.text}</code>
          </div>
        )
      })}
    </div>
  )
}
