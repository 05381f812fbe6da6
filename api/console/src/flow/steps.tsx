import { ActionIcon, Button, Group, Select, Switch, TagsInput, Text, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { parse } from 'yaml'
import type { FieldError, Flow, FlowStep } from '../api/types'
import { COMMON, grammar, type Field, type Grammar } from './grammar'
import { toYaml } from './text'

interface Props {
  document: Flow
  change: (document: Flow) => void
  problems: FieldError[]
  upto: number | undefined
  tryTo: (step: number) => void
}

export function useGrammar(): Grammar | undefined {
  const [words, setWords] = useState<Grammar>()
  useEffect(() => {
    grammar().then(setWords, () => {})
  }, [])
  return words
}

/** The flow in fields: what it is called, where it begins, and its steps. */
export function StepsEditor({ document, change, problems, upto, tryTo }: Props) {
  const words = useGrammar()
  const [open, setOpen] = useState<number>()
  const steps = document.steps
  const put = (next: FlowStep[]) => change({ ...document, steps: next })
  const move = (from: number, to: number) => {
    const next = [...steps]
    const [step] = next.splice(from, 1)
    if (!step) return
    next.splice(to, 0, step)
    put(next)
    setOpen(to)
  }
  const text = (name: 'name' | 'description' | 'start_url', label: string) => (
    <TextInput
      label={label}
      size="xs"
      value={document[name] ?? ''}
      onChange={(event) => {
        const value = event.currentTarget.value
        const next = { ...document, [name]: value }
        if (value === '' && name !== 'name') delete next[name]
        change(next)
      }}
    />
  )
  return (
    <div className="stack" style={{ gap: 10 }}>
      <div className="card in" style={{ padding: 12, display: 'grid', gap: 8, gridTemplateColumns: 'minmax(0, 1fr)' }}>
        <div className="fields">
          {text('name', 'Name')}
          {text('start_url', 'Begins at')}
        </div>
        {text('description', 'What it shows')}
        <TagsInput size="xs" label="Tags" value={document.tags ?? []} onChange={(tags) => change({ ...document, tags })} />
      </div>
      <ol className="steps card">
        {steps.map((step, place) => {
          const found = problems.filter((problem) => problem.path === `steps[${place}]` || problem.path.startsWith(`steps[${place}].`))
          return (
            <li key={place} style={{ borderBottom: '1px solid var(--line)', background: place === upto ? 'var(--soft)' : undefined }}>
              <Group gap={6} wrap="nowrap" px={10} py={4}>
                <Text size="xs" c="dimmed" w={22} className="numbers">
                  {place + 1}
                </Text>
                <button type="button" className="step-line" aria-expanded={open === place} onClick={() => setOpen(open === place ? undefined : place)}>
                  <b>{step.type}</b> <span className="dim">{summary(step)}</span>
                </button>
                <Tools place={place} count={steps.length} move={move} tryTo={tryTo} copy={() => put([...steps.slice(0, place + 1), structuredClone(step), ...steps.slice(place + 1)])} remove={() => put(steps.filter((_, other) => other !== place))} />
              </Group>
              {found.map((problem, index) => (
                <Text key={index} size="xs" c="var(--mantine-color-error)" px={38} pb={4}>
                  {problem.message}
                </Text>
              ))}
              {open === place ? <StepFields step={step} words={words} change={(next) => put(steps.map((other, index) => (index === place ? next : other)))} /> : null}
            </li>
          )
        })}
      </ol>
      <Group>
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            put([...steps, { type: 'expect', target: { text: 'Welcome' }, to: 'visible' }])
            setOpen(steps.length)
          }}
        >
          Add a step
        </Button>
        <Text size="xs" c="dimmed">
          Or try the flow, and pick an element on the picture.
        </Text>
      </Group>
    </div>
  )
}

function Tools({ place, count, move, tryTo, copy, remove }: { place: number; count: number; move: (from: number, to: number) => void; tryTo: (place: number) => void; copy: () => void; remove: () => void }) {
  const tool = (label: string, sign: string, act: () => void, disabled = false) => (
    <ActionIcon variant="subtle" color="gray" c="inherit" size="sm" aria-label={`${label} step ${place + 1}`} title={label} onClick={act} disabled={disabled}>
      <span aria-hidden>{sign}</span>
    </ActionIcon>
  )
  return (
    <Group gap={2} wrap="nowrap">
      {tool('Try up to', '▷', () => tryTo(place))}
      {tool('Move up', '↑', () => move(place, place - 1), place === 0)}
      {tool('Move down', '↓', () => move(place, place + 1), place === count - 1)}
      {tool('Copy', '⧉', copy)}
      {tool('Remove', '×', remove)}
    </Group>
  )
}

/** A value in one line of YAML. */
const inline = (value: unknown): string => (typeof value === 'string' ? value : value === undefined ? '' : toYaml({ a: { b: { c: value } } }).replace(/\s+/g, ' ').replace(/^a: \{? ?b: \{? ?c: /, '').replace(/( \}){1,2} ?$/, '').trim())

/** A step in a few words. */
export function summary(step: FlowStep): string {
  if (step.label) return String(step.label)
  const { type: _, target, ...rest } = step
  const words = [target === undefined ? '' : inline(target), ...Object.entries(rest).map(([name, value]) => `${name}: ${inline(value)}`)]
  return words.filter(Boolean).join(' · ').slice(0, 160)
}

function StepFields({ step, words, change }: { step: FlowStep; words: Grammar | undefined; change: (step: FlowStep) => void }) {
  const known = words?.steps[step.type]
  const fields = Object.entries(known?.fields ?? {})
  const shown = fields.filter(([name, field]) => name in step || field.required || !COMMON.has(name))
  const set = (name: string, value: unknown) => {
    const next = { ...step, [name]: value }
    if (value === undefined || value === '') delete next[name]
    change(next)
  }
  return (
    <div style={{ padding: '4px 38px 12px' }}>
      {known ? (
        <Text size="xs" c="dimmed" mb={6}>
          {known.about}
        </Text>
      ) : null}
      <div className="fields">
        <Select size="xs" label="Type" searchable allowDeselect={false} data={Object.keys(words?.steps ?? { [step.type]: 1 })} value={step.type} onChange={(type) => type && change({ ...step, type })} />
        {shown.map(([name, field]) => (
          <FieldInput key={name} name={name} field={field} value={step[name]} set={(value) => set(name, value)} />
        ))}
        {fields
          .filter(([name]) => COMMON.has(name) && !(name in step) && ['label', 'timeout_ms', 'once'].includes(name))
          .map(([name, field]) => (
            <FieldInput key={name} name={name} field={field} value={step[name]} set={(value) => set(name, value)} />
          ))}
      </div>
    </div>
  )
}

function FieldInput({ name, field, value, set }: { name: string; field: Field; value: unknown; set: (value: unknown) => void }) {
  const [typed, setTyped] = useState<string>()
  const label = name + (field.required ? ' *' : '')
  const about = field.about ?? undefined
  if (field.type === 'boolean') return <Switch size="xs" mt={22} label={label} title={about} checked={value === true} onChange={(event) => set(event.currentTarget.checked || undefined)} />
  if (field.values) return <Select size="xs" label={label} title={about} data={field.values.map(String)} value={value === undefined ? null : String(value)} onChange={(chosen) => set(chosen ?? undefined)} clearable={!field.required} />
  const plain = field.type === 'string'
  return (
    <TextInput
      size="xs"
      label={label}
      title={about}
      placeholder={field.of === 'Target' ? '{ role: button, name: Sign in }' : undefined}
      value={typed ?? (plain && typeof value === 'string' ? value : inline(value))}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={() => {
        if (typed === undefined) return
        try {
          set(plain ? typed : typed.trim() === '' ? undefined : (parse(typed) as unknown))
        } catch {
          set(typed)
        }
        setTyped(undefined)
      }}
    />
  )
}
