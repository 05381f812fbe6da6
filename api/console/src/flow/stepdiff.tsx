import { Text } from '@mantine/core'
import { call } from '../api/call'
import { useLive } from '../api/live'
import type { FieldDifference, FlowStep, StepDifference } from '../api/types'
import { Loaded } from '../parts/card'
import { summary } from './steps'

const SIGNS: Record<string, string> = { added: '+', removed: '-', changed: '~' }

/** What changed between two versions, step by step. */
export function StepDiff({ id, from, to }: { id: string; from: string; to: string }) {
  const live = useLive(`${id} ${from} ${to}`, (signal) => call('GET /api/v1/flows/{id}/diff', { id, from, to }, signal))
  return (
    <Loaded live={live}>
      {({ steps, fields }) =>
        steps.length + fields.length === 0 ? null : (
          <ul className="faults" aria-label="Changes by step">
            {fields.map((field) => (
              <li key={field.name}>
                <Fields fields={[field]} />
              </li>
            ))}
            {steps.map((step, place) => (
              <Change key={place} step={step} />
            ))}
          </ul>
        )
      }
    </Loaded>
  )
}

const said = (value: unknown): string => (value === null || value === undefined ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value))

function Change({ step }: { step: StepDifference }) {
  const shown = (step.to ?? step.from) as FlowStep | null
  return (
    <li>
      <Text size="sm">
        <b className="mono">{SIGNS[step.change] ?? ''}</b> <span className="mono dim">{step.to_path ?? step.from_path}</span> {step.change}: <b>{shown?.type}</b> <span className="dim">{shown ? summary(shown) : ''}</span>
      </Text>
      <Fields fields={step.fields} />
    </li>
  )
}

function Fields({ fields }: { fields: FieldDifference[] }) {
  return fields.map((field) => (
    <Text key={field.name} size="xs" style={{ overflowWrap: 'anywhere' }}>
      <span className="mono">{field.name}</span>: <del>{said(field.from)}</del> → <ins>{said(field.to)}</ins>
    </Text>
  ))
}
