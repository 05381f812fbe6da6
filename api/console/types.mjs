// Writes src/api/types.ts from ../openapi.json: what the API takes and gives. Types only: what is served does not change with them.
import { readFileSync, writeFileSync } from 'node:fs'

const here = new URL('.', import.meta.url)
const document = JSON.parse(readFileSync(new URL('../openapi.json', here), 'utf8'))
const schemas = document.components.schemas
const nameOf = (ref) => ref.split('/').at(-1)
const identifier = (name) => name.replace(/[^A-Za-z0-9_]/g, '_')
// A flow's grammar is checked by the server; here it is a document.
const loose = { Flow: '{ name: string; description?: string; start_url?: string; tags?: string[]; params?: Record<string, unknown>; steps: FlowStep[]; [option: string]: unknown }' }

const wanted = new Set()
const queue = []
const want = (ref) => {
  const name = nameOf(ref)
  if (!wanted.has(name)) {
    wanted.add(name)
    if (!loose[name]) queue.push(name)
  }
  return identifier(name)
}

function type(schema, indent = '') {
  if (!schema || Object.keys(schema).length === 0) return 'unknown'
  const or = schema.nullable ? ' | null' : ''
  if (schema.$ref) return want(schema.$ref) + or
  if (schema.allOf?.length === 1) return type(schema.allOf[0], indent) + or
  if (schema.allOf) return schema.allOf.map((part) => type(part, indent)).join(' & ') + or
  const union = schema.oneOf ?? schema.anyOf
  if (union) return [...new Set(union.map((part) => type(part, indent)))].join(' | ') + or
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ') + or
  switch (schema.type) {
    case 'string': return (schema.format === 'binary' ? 'Blob' : 'string') + or
    case 'integer': case 'number': return `number${or}`
    case 'boolean': return `boolean${or}`
    case 'array': {
      const item = type(schema.items, indent)
      return (/[ |&]/.test(item) ? `(${item})[]` : `${item}[]`) + or
    }
    default: {
      if (!schema.properties) return `Record<string, ${schema.additionalProperties && schema.additionalProperties !== true ? type(schema.additionalProperties, indent) : 'unknown'}>${or}`
      const required = new Set(schema.required ?? [])
      const fields = Object.entries(schema.properties).map(([name, field]) => `${indent}  ${/^\w+$/.test(name) ? name : JSON.stringify(name)}${required.has(name) ? '' : '?'}: ${type(field, `${indent}  `)}`)
      return `{\n${fields.join('\n')}\n${indent}}${or}`
    }
  }
}

const json = (content) => content?.['application/json']?.schema
const operations = []
for (const [path, methods] of Object.entries(document.paths)) {
  for (const [method, operation] of Object.entries(methods)) {
    if (operation.deprecated || !operation.operationId || path.includes('/convex/')) continue
    const parameters = (operation.parameters ?? []).filter((parameter) => parameter.in !== 'header')
    const fields = parameters.map((parameter) => `${parameter.name}${parameter.required ? '' : '?'}: ${type(parameter.schema)}`)
    const answer = Object.entries(operation.responses).find(([status]) => status.startsWith('2'))?.[1]
    const result = json(answer?.content)
    const body = json(operation.requestBody?.content)
    operations.push({ method: method.toUpperCase(), path, parameters: `{ ${fields.join('; ')} }`, body: body ? type(body) : 'undefined', result: result ? type(result, '  ') : 'void' })
  }
}
const written = []
while (queue.length > 0) {
  const name = queue.shift()
  written.push(`export type ${identifier(name)} = ${type(schemas[name])}\n`)
}
for (const name of Object.keys(loose)) written.push(`export type ${name} = ${loose[name]}\n`)

const lines = [
  '// Written by types.mjs from api/openapi.json. Do not edit.\n',
  'export type FlowStep = { type: string; [field: string]: unknown }\n',
  ...written.sort(),
  'export interface Operations {',
  ...operations.map((o) => `  '${o.method} ${o.path}': { parameters: ${o.parameters}; body: ${o.body}; result: ${o.result} }`),
  '}\n',
  '',
]
writeFileSync(new URL('src/api/types.ts', here), lines.join('\n'))
console.log(`types.ts: ${operations.length} operations, ${wanted.size} types`)
