import { Badge, Button, Group, Text } from '@mantine/core'
import type { FlowStep, GeneratedFlow } from '../api/types'
import { at } from '../app/route'
import { Card } from '../parts/card'
import { Document } from '../parts/evidence'
import { StatusMark } from '../parts/status'
import { plural, took } from '../parts/words'
import { Decide } from './decide'
import { summary } from './steps'

/** What is known about a draft since it was written. */
export interface About {
  kind?: string
  verified?: boolean
  tried?: boolean
  problem?: string | null
  assertions?: number
  steps?: { path: string; sentence: string; verified: boolean }[]
  risks?: { path: string; word: string; once: boolean }[]
  expected?: { seconds?: number | null; model_usd?: number }
}

/** A draft as a card: what it does, where each step comes from, what is known about it, and the decision. */
export function Candidate({ flow, reload }: { flow: GeneratedFlow; reload: () => void }) {
  const about = flow.generation as About
  const { steps } = flow.document
  return (
    <div role="listitem" style={{ minWidth: 0 }}>
      <Card title={flow.name} tools={<StatusMark status={flow.approval} />}>
        <div className="stack" style={{ gap: 10 }}>
          {flow.document.description ? <Text size="sm">{flow.document.description}</Text> : null}
          <Facts about={about} steps={steps.length} />
          {about.problem ? (
            <div className="log" tabIndex={0} role="region" aria-label={`What went wrong with ${flow.name}`}>
              {about.problem}
            </div>
          ) : null}
          <ol className="draft" aria-label={`Steps of ${flow.name}`}>
            {steps.map((step, place) => (
              <Step key={place} step={step} about={about.steps?.[place]} risk={about.risks?.find((risk) => risk.path === `steps[${place}]`)} known={about.steps !== undefined && about.tried === true} />
            ))}
          </ol>
          <details>
            <summary>As YAML</summary>
            <Document value={flow.document} />
          </details>
          <Group gap="xs">
            <Button size="xs" variant="default" component="a" href={at(`/flows/${flow.flow_id}`)} aria-label={`Edit and try ${flow.name}`}>
              Edit and try
            </Button>
            <Button size="xs" variant="default" component="a" href={at(`/flows/${flow.flow_id}?tab=versions`)} aria-label={`Versions of ${flow.name}`}>
              Versions
            </Button>
            <Button size="xs" variant="default" component="a" href={at(`/flows/${flow.flow_id}?tab=strength`)} aria-label={`Strength of ${flow.name}`}>
              Strength
            </Button>
          </Group>
          {flow.approval === 'pending' ? <Decide id={flow.flow_id} version={flow.version} name={flow.name} done={reload} /> : null}
        </div>
      </Card>
    </div>
  )
}

function Facts({ about, steps }: { about: About; steps: number }) {
  const tried = about.verified ? { status: 'ok', word: 'tried, and it passed' } : about.tried ? { status: 'failed', word: 'tried, and it did not pass' } : about.tried === false ? { status: 'unknown', word: 'not tried' } : undefined
  return (
    <Group gap="sm">
      {about.kind ? (
        <Badge size="sm" variant="default">
          {about.kind}
        </Badge>
      ) : null}
      {tried ? (
        <span className="status" data-status={tried.status}>
          <i aria-hidden />
          {tried.word}
        </span>
      ) : null}
      <Text size="xs" c="dimmed" className="numbers">
        {plural(steps, 'step')}
        {about.assertions === undefined ? '' : `, ${plural(about.assertions, 'expectation')}`}
        {about.expected?.seconds ? `, about ${took(about.expected.seconds * 1000)}` : ''}
      </Text>
    </Group>
  )
}

function Step({ step, about, risk, known }: { step: FlowStep; about: { sentence: string; verified: boolean } | undefined; risk: { word: string; once: boolean } | undefined; known: boolean }) {
  return (
    <li data-status={!known ? 'unknown' : about?.verified ? 'passed' : 'failed'}>
      <i role="img" aria-label={!known ? 'not tried' : about?.verified ? 'verified' : 'not verified'} />
      <span>
        <b>{step.type}</b> <span className="dim">{summary(step)}</span>
        {risk ? (
          <Badge size="xs" color="#9a4a00" variant="outline" ml={6}>
            {risk.word}
            {risk.once ? ', once' : ''}
          </Badge>
        ) : null}
        {about?.sentence ? <q>{about.sentence}</q> : null}
      </span>
    </li>
  )
}
