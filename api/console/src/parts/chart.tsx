import 'uplot/dist/uPlot.min.css'
import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import UPlot from 'uplot'

export interface Series {
  label: string
  /** A CSS variable. */
  colour: string
  values: (number | null)[]
  bars?: boolean
}

/** A figure without more places than it needs; small ones keep two that count. */
const rounded = (value: number): number => (Math.abs(value) >= 1 ? Math.round(value * 10) / 10 : Number(value.toPrecision(2)))

/** The shortest time that is drawn, in seconds. */
const SHORTEST = 30

/** Figures over time. `times` are seconds since 1970. */
export default function Chart({ title, times, series, unit = '' }: { title: string; times: number[]; series: Series[]; unit?: string }) {
  const box = useRef<HTMLDivElement>(null)
  const scheme = useComputedColorScheme('light')
  const plot = useRef<UPlot | undefined>(undefined)
  const data: UPlot.AlignedData = [times, ...series.map((one) => one.values)]
  const latest = useRef(data)
  latest.current = data

  useEffect(() => {
    const element = box.current
    if (!element) return
    const style = getComputedStyle(document.documentElement)
    const ink = (name: string) => style.getPropertyValue(name).trim() || '#888'
    const axis = { stroke: ink('--mantine-color-dimmed'), grid: { stroke: ink('--line'), width: 1 }, ticks: { stroke: ink('--line'), width: 1 }, font: '11px system-ui' }
    const bars = UPlot.paths.bars?.({ size: [0.7, 24] })
    const chart = new UPlot(
      {
        width: Math.max(200, element.clientWidth),
        height: 180,
        series: [{}, ...series.map((one) => ({ label: one.label, stroke: ink(one.colour), width: 1.6, fill: one.bars ? ink(one.colour) : undefined, paths: one.bars ? bars : undefined, points: { show: !one.bars && times.length < 40 }, value: (_: UPlot, value: number | null) => (value === null ? '–' : `${rounded(value)}${unit}`) }))],
        axes: [axis, { ...axis, size: 48, values: (_, ticks) => ticks.map((tick) => `${tick}${unit}`) }],
        scales: { x: { range: (chart, min, max) => ((chart.data[0]?.length ?? 0) < 2 ? [min - SHORTEST, min] : max - min < SHORTEST ? [max - SHORTEST, max] : [min, max]) }, y: { range: (_, __, max) => [0, max > 0 ? max * 1.1 : 1] } },
        cursor: { drag: { x: false, y: false } },
        legend: { live: true },
      },
      latest.current,
      element,
    )
    plot.current = chart
    const observer = new ResizeObserver(() => chart.setSize({ width: Math.max(200, element.clientWidth), height: 180 }))
    observer.observe(element)
    return () => {
      observer.disconnect()
      chart.destroy()
    }
  }, [scheme, unit, series.map((one) => one.label).join()])
  useEffect(() => plot.current?.setData(data))

  const said = series.map((one) => `${one.label}: ${one.values.findLast((value) => value !== null) ?? 'nothing'}${unit}`).join(', ')
  return <div ref={box} className="chart" role="img" aria-label={`${title}. Last: ${said}`} />
}
