import { Alert, Badge, Group, SegmentedControl, Text } from '@mantine/core'
import { Suspense, lazy, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { call, words } from '../api/call'
import type { FieldError, Flow, FlowStep, Validation } from '../api/types'
import { useParameter } from '../app/route'
import { StepsEditor } from './steps'
import { toYaml } from './text'
import { TryPanel } from './try'

const YamlEditor = lazy(() => import('./editor'))
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''

/** Pause after the last key before the server is asked, in milliseconds. */
const PAUSE = 350

export interface Checked {
  /** What was checked. */
  text: string
  valid: boolean
  problems: FieldError[]
  document: Flow | undefined
  version: string | undefined
}

/** Asks the server what is wrong with a text, a moment after it has changed. */
export function useChecked(text: string): { checked: Checked | undefined; error: string | undefined } {
  const [checked, setChecked] = useState<Checked>()
  const [error, setError] = useState<string>()
  useEffect(() => {
    const abort = new AbortController()
    const timer = setTimeout(() => {
      call('POST /api/v1/flows/validate', {}, { source: text }, abort.signal).then(
        (said: Validation) => {
          setChecked({ text, valid: said.valid, problems: said.problems, document: said.document, version: said.version })
          setError(undefined)
        },
        (error: unknown) => !abort.signal.aborted && setError(words(error)),
      )
    }, PAUSE)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [text])
  return { checked, error }
}

/** A flow under work: as steps or as YAML, with what is wrong and a browser to try it in. */
export function Workbench({ text, change, tools, may }: { text: string; change: (text: string) => void; tools: (checked: Checked | undefined) => ReactNode; may: boolean }) {
  const [mode, setMode] = useParameter('as', 'steps')
  const { checked, error } = useChecked(text)
  const [upto, setUpto] = useState<number>()
  const last = useRef<Flow | undefined>(undefined)
  if (checked?.document) last.current = checked.document
  const fresh = checked?.text === text
  const rewrite = (document: Flow) => {
    last.current = document
    change(toYaml(document))
  }
  const add = (step: FlowStep) => {
    const document = last.current
    if (!document) return
    const place = Math.min(document.steps.length, (upto ?? document.steps.length - 1) + 1)
    rewrite({ ...document, steps: [...document.steps.slice(0, place), step, ...document.steps.slice(place)] })
    setUpto(place)
  }
  const problems = useMemo(() => checked?.problems ?? [], [checked])
  const errors = problems.filter((problem) => problem.severity !== 'warning')
  return (
    <div className="split">
      <div style={{ minWidth: 0 }}>
        <Group mb={8} justify="space-between">
          <SegmentedControl
            size="xs"
            value={mode}
            onChange={setMode}
            aria-label="Edit as"
            data={[
              { value: 'steps', label: 'Steps' },
              { value: 'yaml', label: 'YAML' },
            ]}
          />
          <Group gap="xs">
            <Text size="xs" c="dimmed" role="status">
              {error ?? (!fresh ? 'checking…' : errors.length > 0 ? `${errors.length} ${errors.length === 1 ? 'error' : 'errors'}` : problems.length > 0 ? `valid, ${problems.length} to consider` : 'valid')}
            </Text>
            {tools(fresh ? checked : undefined)}
          </Group>
        </Group>
        {mode === 'yaml' ? (
          <Suspense fallback={<div className="log">{text}</div>}>
            <YamlEditor value={text} change={change} problems={fresh ? problems : []} label="The flow as YAML" nonce={nonce} />
          </Suspense>
        ) : last.current && (fresh || checked === undefined ? errors.length === 0 : true) ? (
          <StepsEditor document={last.current} change={rewrite} problems={problems} upto={upto} tryTo={setUpto} />
        ) : (
          <Alert color="orange" variant="outline">
            {checked ? 'The text has errors, so it cannot be shown as steps. Put it right as YAML.' : 'Reading the flow…'}
          </Alert>
        )}
        {problems.length > 0 ? (
          <ul style={{ margin: '8px 0', paddingLeft: 18, fontSize: '0.82rem' }}>
            {problems.slice(0, 20).map((problem, place) => (
              <li key={place}>
                <Badge size="xs" variant="default" mr={6}>
                  {problem.line ? `line ${problem.line}` : problem.severity}
                </Badge>
                <span className="mono dim">{problem.path}</span> {problem.message}
              </li>
            ))}
          </ul>
        ) : null}
      </div>
      <TryPanel document={checked?.valid && fresh ? checked.document : undefined} may={may} upto={upto} tryTo={setUpto} add={add} />
    </div>
  )
}
