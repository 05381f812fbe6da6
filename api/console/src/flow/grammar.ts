// The words of flows, read from the server's own OpenAPI document: every step with its fields, what they mean and which values they have.

export interface Field {
  about?: string
  type?: string
  /** The schema it refers to: `Target`, `TextMatcher`, … */
  of?: string
  values?: unknown[]
  required: boolean
}

export type Fields = Record<string, Field>

export interface Grammar {
  flow: Fields
  target: Fields
  steps: Record<string, { about: string; fields: Fields }>
}

interface Schema {
  $ref?: string
  allOf?: Schema[]
  enum?: unknown[]
  type?: string
  description?: string
  properties?: Record<string, Schema>
  required?: string[]
  discriminator?: { mapping: Record<string, string> }
}

const nameOf = (ref: string) => ref.slice(ref.lastIndexOf('/') + 1)

/** Fields that nearly every step has; offered after its own. */
export const COMMON = new Set(['id', 'if', 'label', 'on_failure', 'once', 'postcondition', 'retry', 'soft', 'timeout_ms'])

function read(schemas: Record<string, Schema>): Grammar {
  const refers = (schema: Schema): string | undefined =>
    schema.$ref ? nameOf(schema.$ref) : schema.allOf?.length === 1 && schema.allOf[0] ? refers(schema.allOf[0]) : undefined
  const fields = (schema: Schema | undefined): Fields =>
    Object.fromEntries(
      Object.entries(schema?.properties ?? {})
        .filter(([name]) => name !== 'type')
        .map(([name, field]) => {
          const of = refers(field)
          const values = field.enum ?? (of ? schemas[of]?.enum : undefined) ?? (field.type === 'boolean' ? [true, false] : undefined)
          return [name, { about: field.description, type: field.type, of, values, required: schema?.required?.includes(name) ?? false }]
        }),
    )
  const steps = Object.entries(schemas.Step?.discriminator?.mapping ?? {})
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, ref]) => {
      const schema = schemas[nameOf(ref)]
      return [name, { about: schema?.description ?? '', fields: fields(schema) }] as const
    })
  return { flow: fields(schemas.Flow), target: fields(schemas.Target), steps: Object.fromEntries(steps) }
}

let known: Promise<Grammar> | undefined

/** Reads it once; a failure is forgotten, so that the next one asks again. */
export function grammar(): Promise<Grammar> {
  known ??= fetch('/openapi.json')
    .then(async (answer) => {
      if (!answer.ok) throw new Error(`/openapi.json answered ${answer.status}`)
      return read(((await answer.json()) as { components: { schemas: Record<string, Schema> } }).components.schemas)
    })
    .catch((error: unknown) => {
      known = undefined
      throw error
    })
  return known
}
