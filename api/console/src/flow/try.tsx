import { Button, Group, Menu, SegmentedControl, Text } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { call, words } from '../api/call'
import type { BrowserTestResult, ElementBox, Flow, FlowStep, InspectedElement } from '../api/types'
import { at } from '../app/route'
import { Card } from '../parts/card'
import { StatusMark } from '../parts/status'
import { took } from '../parts/words'

/** Longest wait for the browser in seconds. */
const WAIT = 60
/** Longest look for the element of a step before the step itself, in milliseconds. */
const LOCATE = 3000
/** Name of the picture before the step. */
const BEFORE = 'before the step'
/** Label of the look. */
const LOOK = 'where the step acts'

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
  const [result, setResult] = useState<Tried>()
  const [error, setError] = useState<string>()
  const asked = useRef(0)
  const run = async (last: number | undefined) => {
    if (!document) return
    const turn = ++asked.current
    setBusy(true)
    setError(undefined)
    const steps = last === undefined ? document.steps : [...document.steps.slice(0, last), ...located(document.steps[last])]
    try {
      const answer = await call('POST /api/v1/browser/test', {}, { flow: { ...document, steps: [...steps, { type: 'screenshot', name: 'page' }] }, inspect: { all: true }, wait_seconds: WAIT })
      const where = last === undefined ? undefined : await whereOf(answer)
      if (turn === asked.current) setResult({ answer, where })
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
      {result ? <Result key={result.answer.test_run_id} tried={result} add={add} /> : <Text size="sm" c="dimmed">{busy ? 'A browser carries it out…' : 'A real browser carries out the flow, up to the step that you choose. Nothing is stored but the run.'}</Text>}
    </Card>
  )
}

interface Tried {
  answer: BrowserTestResult
  /** Where the element of the last step was, just before it; absent: the step has none, or it was not found. */
  where: InspectedElement | undefined
}

/** A step with a look at its element and a picture before it. */
function located(step: FlowStep | undefined): FlowStep[] {
  if (!step) return []
  const picture = { type: 'screenshot', name: BEFORE }
  // what is expected to be away is not looked for
  if (step.target === undefined || step.type === 'inspect' || step.to === 'hidden' || step.count === 0) return [picture, step]
  return [{ type: 'inspect', label: LOOK, target: step.target, soft: true, timeout_ms: LOCATE }, picture, step]
}

/** What the look before the step has found. */
async function whereOf(answer: BrowserTestResult): Promise<InspectedElement | undefined> {
  const looked = answer.execution.steps.find((step) => step.label === LOOK)
  const found = answer.execution.artifacts.find((artifact) => artifact.kind === 'inspection' && looked?.artifacts.includes(artifact.id))
  if (!found) return undefined
  const told = (await (await fetch(found.url)).json()) as { elements: InspectedElement[] }
  return told.elements[0]
}

function Result({ tried, add }: { tried: Tried; add: (step: FlowStep) => void }) {
  const { answer, where } = tried
  const { execution } = answer
  const bad = execution.steps.find((step) => step.status === 'failed' && step.label !== LOOK)
  const pictures = execution.artifacts.filter((artifact) => artifact.media_type.startsWith('image/'))
  const before = pictures.find((artifact) => artifact.name === BEFORE)
  const picture = pictures.findLast((artifact) => artifact.name === 'page') ?? pictures.findLast((artifact) => artifact !== before)
  const [shown, show] = useState(where || !picture ? 'before' : 'after')
  return (
    <div className="stack" style={{ gap: 8 }}>
      <Group gap="sm">
        <StatusMark status={answer.status} note={took(execution.duration_ms)} />
        <a href={at(`/executions/${execution.id}`)} style={{ fontSize: 13 }}>
          All about it
        </a>
        {before ? (
          <SegmentedControl
            size="xs"
            value={shown}
            onChange={show}
            aria-label="Picture"
            data={[
              { value: 'before', label: 'Before the step' },
              { value: 'after', label: bad ? 'At the failure' : 'After it' },
            ]}
          />
        ) : null}
      </Group>
      {bad?.error ? (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {bad.path}: {bad.error.message}
        </Text>
      ) : execution.message && answer.status !== 'passed' ? (
        <Text size="sm">{execution.message}</Text>
      ) : null}
      {before && shown === 'before' ? <Before address={before.url} where={where} /> : picture ? <Page address={picture.url} elements={answer.elements ?? []} add={add} /> : null}
    </div>
  )
}

const part = (value: number, whole: number) => `${(value / whole) * 100}%`
const placed = (rect: ElementBox, natural: Size) => ({ left: part(rect.x, natural.width), top: part(rect.y, natural.height), width: part(rect.width, natural.width), height: part(rect.height, natural.height) })

interface Size {
  width: number
  height: number
}

/** The page as the step found it, its element marked. */
function Before({ address, where }: { address: string; where: InspectedElement | undefined }) {
  const [natural, setNatural] = useState<Size>()
  const outside = where && natural && (where.rect.y + where.rect.height < 0 || where.rect.y > natural.height)
  return (
    <div>
      <div style={{ position: 'relative', overflow: 'hidden' }}>
        <img className="shot" style={{ maxHeight: 'none' }} src={address} alt="The page before the step" onLoad={(event) => setNatural({ width: event.currentTarget.naturalWidth, height: event.currentTarget.naturalHeight })} />
        {natural && where ? <span className="marked" role="img" aria-label="The element of the step" style={placed(where.rect, natural)} /> : null}
      </div>
      <Text size="xs" c="dimmed" mt={4} style={{ overflowWrap: 'anywhere' }}>
        {where ? (
          <>
            The step means <span className="mono">{where.description}</span>
            {outside ? ', which lies outside of the picture' : ''}.
          </>
        ) : (
          'No element is marked: the step names none, or it was not there.'
        )}
      </Text>
    </div>
  )
}

/** The picture of the page; elements light up under the pointer, and a click offers steps for them. */
function Page({ address, elements, add }: { address: string; elements: InspectedElement[]; add: (step: FlowStep) => void }) {
  const [natural, setNatural] = useState<Size>()
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

function Spot({ element, natural, add }: { element: InspectedElement; natural: Size; add: (step: FlowStep) => void }) {
  const { rect, locators } = element
  const best = locators[0]
  if (!best) return null
  const target = best.target
  const editable = ['textbox', 'searchbox', 'spinbutton', 'combobox'].includes(element.role ?? '')
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <button type="button" className="spot" aria-label={best.locator} title={best.locator} style={placed(rect, natural)} />
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
