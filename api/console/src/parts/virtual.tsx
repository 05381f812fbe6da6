import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'

interface Props {
  count: number
  /** Height of one row in pixels. */
  height: number
  /** Height of the list: pixels, or as much as the window has left. */
  fill?: number
  label: string
  row: (index: number) => ReactNode
  /** Called when the end comes near. */
  onEnd?: () => void
  /** Opens the row that the keyboard is at. */
  onOpen?: (index: number) => void
}

const OVER = 6

/** A list of any length: only the rows that are seen exist. Arrow keys, Home and End move, Enter opens. */
export function VirtualList({ count, height, fill, label, row, onEnd, onOpen }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const [view, setView] = useState({ top: 0, height: 400 })
  const [at, setAt] = useState(-1)
  const asked = useRef(-1)

  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    let frame = 0
    const look = () => {
      frame = 0
      setView((old) => (old.top === element.scrollTop && old.height === element.clientHeight ? old : { top: element.scrollTop, height: element.clientHeight }))
    }
    const soon = () => {
      frame ||= requestAnimationFrame(look)
    }
    element.addEventListener('scroll', soon, { passive: true })
    const observer = new ResizeObserver(soon)
    observer.observe(element)
    look()
    return () => {
      cancelAnimationFrame(frame)
      observer.disconnect()
      element.removeEventListener('scroll', soon)
    }
  }, [])

  const first = Math.max(0, Math.floor(view.top / height) - OVER)
  const last = Math.min(count, Math.ceil((view.top + view.height) / height) + OVER)

  useEffect(() => {
    if (onEnd && last >= count - OVER && asked.current !== count) {
      asked.current = count
      onEnd()
    }
  }, [last, count, onEnd])

  const move = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(view.height / height) - 1)
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -count, End: count, j: 1, k: -1 }
    const step = steps[event.key]
    if (step === undefined) {
      if (event.key === 'Enter' && at >= 0 && event.target === box.current) onOpen?.(at)
      return
    }
    event.preventDefault()
    const next = Math.min(count - 1, Math.max(0, at + step))
    setAt(next)
    const element = box.current
    if (!element) return
    if (next * height < element.scrollTop) element.scrollTop = next * height
    else if ((next + 1) * height > element.scrollTop + element.clientHeight) element.scrollTop = (next + 1) * height - element.clientHeight
  }

  const rows = []
  for (let index = first; index < last; index++) {
    rows.push(
      <div key={index} role="listitem" aria-posinset={index + 1} aria-setsize={count} data-at={index === at || undefined} className="place" style={{ position: 'absolute', top: index * height, left: 0, right: 0, height }}>
        {row(index)}
      </div>,
    )
  }
  const tall = Math.min(count * height, fill ?? 100_000)
  return (
    <div ref={box} className="list" role="list" aria-label={label} tabIndex={0} onKeyDown={move} style={{ height: fill ? Math.max(height, tall) : `min(${Math.max(height, tall)}px, calc(100dvh - 250px))`, minHeight: Math.min(tall, 3 * height) }}>
      <div style={{ height: count * height }} aria-hidden />
      {rows}
    </div>
  )
}
