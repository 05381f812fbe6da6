import { useEffect, useRef } from 'react'
import type { Row } from '../pages/rundata'

const CELL = 12
const GAP = 3

/** Every execution as one square, in the order of the run; the list beside it says the same in words. */
export function Matrix({ rows, version, open }: { rows: Row[]; version: number; open: (row: Row) => void }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const columns = useRef(1)
  const over = useRef<Row | undefined>(undefined)

  useEffect(() => {
    const element = canvas.current
    const parent = element?.parentElement
    if (!element || !parent) return
    const draw = () => {
      const width = parent.clientWidth
      columns.current = Math.max(1, Math.floor((width + GAP) / (CELL + GAP)))
      const height = Math.ceil(rows.length / columns.current) * (CELL + GAP) - GAP
      const scale = devicePixelRatio
      if (element.width !== Math.round(width * scale) || element.height !== Math.round(height * scale)) {
        element.width = Math.round(width * scale)
        element.height = Math.round(height * scale)
        element.style.width = `${width}px`
        element.style.height = `${height}px`
      }
      const context = element.getContext('2d')
      if (!context) return
      const style = getComputedStyle(document.documentElement)
      const colours = new Map<string, string>()
      context.setTransform(scale, 0, 0, scale, 0, 0)
      context.clearRect(0, 0, width, height)
      rows.forEach((row, index) => {
        let colour = colours.get(row.status)
        if (!colour) colours.set(row.status, (colour = style.getPropertyValue(`--${row.status}`)))
        const x = (index % columns.current) * (CELL + GAP)
        const y = Math.floor(index / columns.current) * (CELL + GAP)
        context.fillStyle = colour
        context.globalAlpha = row.status === 'queued' ? 0.35 : 1
        context.fillRect(x, y, CELL, CELL)
        if (row.flaky) {
          context.globalAlpha = 1
          context.fillStyle = '#fff'
          context.fillRect(x + 4, y + 4, 4, 4)
        }
      })
    }
    draw()
    const observer = new ResizeObserver(draw)
    observer.observe(parent)
    const scheme = new MutationObserver(draw)
    scheme.observe(document.documentElement, { attributeFilter: ['data-mantine-color-scheme'] })
    return () => {
      observer.disconnect()
      scheme.disconnect()
    }
  }, [rows, version])

  const find = (x: number, y: number): Row | undefined => {
    const column = Math.floor(x / (CELL + GAP))
    return column < columns.current ? rows[Math.floor(y / (CELL + GAP)) * columns.current + column] : undefined
  }
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={`${rows.length} executions as squares; the list below says the same`}
      style={{ display: 'block', cursor: 'pointer' }}
      onMouseMove={(event) => {
        const row = find(event.nativeEvent.offsetX, event.nativeEvent.offsetY)
        if (row === over.current) return
        over.current = row
        event.currentTarget.title = row ? `${row.name} ${Object.values(row.labels).join(' · ')}: ${row.status}` : ''
      }}
      onClick={(event) => {
        const row = find(event.nativeEvent.offsetX, event.nativeEvent.offsetY)
        if (row) open(row)
      }}
    />
  )
}
