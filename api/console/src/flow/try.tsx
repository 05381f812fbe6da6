import { Button, Group, Menu, Text } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { call, words } from '../api/call'
import type { BrowserTestResult, Flow, FlowStep, InspectedElement } from '../api/types'
import { at } from '../app/route'
import { Card } from '../parts/card'
import { StatusMark } from '../parts/status'
import { took } from '../parts/words'

/** Longest wait for the browser in seconds. */
const WAIT = 60

interface Props {
  document: Flow | undefined
  may: boolean
  upto: number | undefined
  tryTo: (step: number | undefined) => void
  add: (step: FlowStep) => void
}

/** A browser to try the flow in, up to one step; what is on the page then can be picked for the next step. */
export function TryPanel({ document, may, upto, tryTo, add }: Props) {
  const [busy, setBusy] = useState(false)
  const [result, setResult] = useState<BrowserTestResult>()
  const [error, setError] = useState<string>()
  const asked = useRef(0)
  const run = async (last: number | undefined) => {
    if (!document) return
    const turn = ++asked.current
    setBusy(true)
    setError(undefined)
    const steps = last === undefined ? document.steps : document.steps.slice(0, last + 1)
    try {
      const answer = await call('POST /api/v1/browser/test', {}, { flow: { ...document, steps: [...steps, { type: 'screenshot', name: 'page' }] }, inspect: { all: true }, wait_seconds: WAIT })
      if (turn === asked.current) setResult(answer)
    } catch (error) {
      if (turn === asked.current) setError(words(error))
    }
    if (turn === asked.current) setBusy(false)
  }
  const latest = useRef(run)
  latest.current = run
  useEffect(() => {
    if (upto !== undefined) void latest.current(upto)
  }, [upto])
  const shown = upto === undefined || !document ? undefined : Math.min(upto, document.steps.length - 1)
  return (
    <Card
      title="Try it"
      tools={
        <Group gap="xs">
          {shown === undefined ? null : (
            <Button size="compact-xs" variant="default" onClick={() => tryTo(undefined)}>
              Whole flow
            </Button>
          )}
          <Button size="compact-xs" disabled={!document || !may} loading={busy} onClick={() => void run(shown)}>
            {shown === undefined ? 'Try it' : `Try to step ${shown + 1}`}
          </Button>
        </Group>
      }
    >
      {error ? (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {error}
        </Text>
      ) : null}
      {result ? <Result result={result} add={add} /> : <Text size="sm" c="dimmed">{busy ? 'A browser carries it out…' : 'A real browser carries out the flow, up to the step that you choose. Nothing is stored but the run.'}</Text>}
    </Card>
  )
}

function Result({ result, add }: { result: BrowserTestResult; add: (step: FlowStep) => void }) {
  const { execution } = result
  const bad = execution.steps.find((step) => step.status === 'failed')
  const pictures = execution.artifacts.filter((artifact) => artifact.media_type.startsWith('image/'))
  const picture = pictures.findLast((artifact) => artifact.name === 'page') ?? pictures.at(-1)
  return (
    <div className="stack" style={{ gap: 8 }}>
      <Group gap="sm">
        <StatusMark status={result.status} note={took(execution.duration_ms)} />
        <a href={at(`/executions/${execution.id}`)} style={{ fontSize: 13 }}>
          All about it
        </a>
      </Group>
      {bad?.error ? (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {bad.path}: {bad.error.message}
        </Text>
      ) : execution.message ? (
        <Text size="sm">{execution.message}</Text>
      ) : null}
      {picture ? <Page address={picture.url} elements={result.elements ?? []} add={add} /> : null}
    </div>
  )
}

/** The picture of the page; elements light up under the pointer, and a click offers steps for them. */
function Page({ address, elements, add }: { address: string; elements: InspectedElement[]; add: (step: FlowStep) => void }) {
  const [natural, setNatural] = useState<{ width: number; height: number }>()
  return (
    <div>
      <div style={{ position: 'relative' }}>
        <img className="shot" style={{ maxHeight: 'none' }} src={address} alt="The page after the last step" onLoad={(event) => setNatural({ width: event.currentTarget.naturalWidth, height: event.currentTarget.naturalHeight })} />
        {natural
          ? elements
              .filter((element) => element.locators.length > 0 && element.rect.width > 0)
              // the smallest on top
              .toSorted((a, b) => b.rect.width * b.rect.height - a.rect.width * a.rect.height)
              .map((element, place) => <Spot key={place} element={element} natural={natural} add={add} />)
          : null}
      </div>
      {elements.length > 0 ? (
        <Text size="xs" c="dimmed" mt={4}>
          {elements.length} elements can be picked: point at one, and choose what to do with it.
        </Text>
      ) : null}
    </div>
  )
}

function Spot({ element, natural, add }: { element: InspectedElement; natural: { width: number; height: number }; add: (step: FlowStep) => void }) {
  const { rect, locators } = element
  const best = locators[0]
  if (!best) return null
  const target = best.target
  const editable = ['textbox', 'searchbox', 'spinbutton', 'combobox'].includes(element.role ?? '')
  const part = (value: number, whole: number) => `${(value / whole) * 100}%`
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <button type="button" className="spot" aria-label={best.locator} title={best.locator} style={{ left: part(rect.x, natural.width), top: part(rect.y, natural.height), width: part(rect.width, natural.width), height: part(rect.height, natural.height) }} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label className="mono">{best.locator}</Menu.Label>
        <Menu.Item onClick={() => add({ type: 'click', target })}>Click it</Menu.Item>
        {editable ? <Menu.Item onClick={() => add({ type: 'fill', target, value: '' })}>Fill it</Menu.Item> : null}
        <Menu.Item onClick={() => add({ type: 'expect', target, to: 'visible' })}>Expect to see it</Menu.Item>
        <Menu.Item onClick={() => void navigator.clipboard?.writeText(best.locator)}>Copy its locator</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
