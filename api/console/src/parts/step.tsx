import { SegmentedControl, Text } from '@mantine/core'
import { useState } from 'react'
import type { Artifact, StepResult } from '../api/types'
import type { Attempt } from '../pages/execution'
import { Card } from './card'
import { StatusMark } from './status'
import { took } from './words'

const isPicture = (artifact: Artifact) => artifact.media_type.startsWith('image/')

/** The pictures that belong to a step, by what they show. */
export function picturesOf(attempt: Attempt, step: StepResult): Artifact[] {
  const order = (artifact: Artifact) => (artifact.name === 'before' ? 0 : artifact.name === 'after' ? 1 : 2)
  return attempt.artifacts.filter((artifact) => isPicture(artifact) && step.artifacts.includes(artifact.id)).sort((a, b) => order(a) - order(b))
}

/** The one picture that stands for a step. */
export function pictureOf(attempt: Attempt, step: StepResult): Artifact | undefined {
  const all = picturesOf(attempt, step)
  return all.find((picture) => picture.name === 'page') ?? all.find((picture) => picture.name === 'after') ?? all.at(-1)
}

/** The colour of a step: one that only warned has passed. */
export const toneOf = (step: StepResult): string => (step.status === 'passed' && step.error ? 'waiting' : step.status)

const NAMES: Record<string, string> = { before: 'Before', after: 'After', page: 'At the failure' }

/** One step: its pictures, and when it did not pass, why. */
export function StepDetail({ attempt, step }: { attempt: Attempt; step: StepResult }) {
  const pictures = picturesOf(attempt, step)
  const [wanted, want] = useState('')
  const shown = pictures.find((picture) => picture.name === wanted) ?? pictureOf(attempt, step)
  return (
    <Card
      title={
        <>
          Step {step.index + 1}: {step.label ?? step.type} <span className="dim mono">{step.path}</span>
        </>
      }
      tools={<StatusMark status={step.status} note={took(step.duration_ms)} />}
    >
      {step.error ? <Why error={step.error} /> : null}
      {pictures.length > 1 ? (
        <SegmentedControl mb={8} size="xs" aria-label="Picture" value={shown?.name ?? ''} onChange={want} data={pictures.map((picture) => ({ value: picture.name ?? picture.id, label: NAMES[picture.name ?? ''] ?? picture.name ?? picture.kind }))} />
      ) : null}
      {shown ? (
        <a href={shown.url} target="_blank" rel="noreferrer" title="Open the picture alone">
          <img className="shot" src={shown.url} alt={`The page ${shown.name ?? ''} step ${step.index + 1}`} />
        </a>
      ) : (
        <Text size="sm" c="dimmed">
          No picture was kept of this step. Run it again with all evidence to have one before and after each.
        </Text>
      )}
    </Card>
  )
}

function Why({ error }: { error: NonNullable<StepResult['error']> }) {
  return (
    <div style={{ marginBottom: 12, display: 'grid', gap: 8 }}>
      <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
        {error.message}
      </Text>
      {error.expected || error.actual ? (
        <table className="plain" style={{ border: '1px solid var(--line)' }}>
          <tbody>
            <tr>
              <th scope="row">Expected</th>
              <td className="mono" style={{ overflowWrap: 'anywhere' }}>
                {error.expected ?? '–'}
              </td>
            </tr>
            <tr>
              <th scope="row">Actual</th>
              <td className="mono" style={{ overflowWrap: 'anywhere' }}>
                {error.actual ?? '–'}
              </td>
            </tr>
          </tbody>
        </table>
      ) : null}
      {error.log.length > 0 ? (
        <details open>
          <summary>Call log</summary>
          <div className="log" tabIndex={0}>
            {error.log.join('\n')}
          </div>
        </details>
      ) : null}
      {error.candidates.length > 0 ? (
        <details open>
          <summary>{error.kind === 'ambiguous' ? 'These matched' : 'These came near'}</summary>
          <div className="log" tabIndex={0}>
            {error.candidates.join('\n')}
          </div>
        </details>
      ) : null}
    </div>
  )
}
