// What can be written where the cursor is: steps, their fields, targets, and values.
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import { COMMON, grammar, type Field, type Fields, type Grammar } from './grammar'

/** The key of a line: `  - click: …` is `click` at column 4. */
function keyOf(line: string): { key: string; column: number; dash: number } | undefined {
  const match = /^(\s*)(- +)?([\w$]+):/.exec(line)
  if (!match) return undefined
  const [, space = '', dash = '', key = ''] = match
  return { key, column: space.length + dash.length, dash: dash ? space.length : -1 }
}

/** The keys around a place, the outermost first: `steps`, `click`, `target`. */
export function pathAt(lines: string[], row: number, column: number): string[] {
  const path: string[] = []
  let limit = column
  for (let index = row - 1; index >= 0 && limit > 0; index--) {
    const line = lines[index] ?? ''
    if (!line.trim() || line.trim().startsWith('#')) continue
    const found = keyOf(line)
    if (found && found.column < limit) {
      path.unshift(found.key)
      limit = found.dash >= 0 ? found.dash : found.column
      // a step's own line says which step it is; the fields beside it do not lie below it
      if (found.dash >= 0) limit = Math.max(0, found.dash) + (found.dash === 0 ? 1 : 0)
    } else if (/^\s*- /.test(line)) {
      const dash = line.search(/\S/)
      if (dash < limit) limit = dash + (dash === 0 ? 1 : 0)
    }
  }
  return path
}

/** Keys of maps that are open on the line itself: `- click: { target: { ` gives `click`, `target`. */
export function openOn(text: string): string[] {
  const open: string[] = []
  let last = ''
  for (const match of text.matchAll(/"(?:[^"\\]|\\.)*"|'[^']*'|([\w$]+):|[{}[\],]/g)) {
    const token = match[0]
    if (match[1]) last = match[1]
    else if (token === '{' || token === '[') open.push(last)
    else if (token === '}' || token === ']') open.pop()
  }
  return open
}

const option = (label: string, field: Field | undefined, boost: number, insert: string): Completion => ({ label, apply: insert, detail: field?.of ?? field?.type ?? '', info: field?.about ?? '', type: 'property', boost })

function fieldsAsOptions(fields: Fields): Completion[] {
  return Object.entries(fields).map(([name, field]) => option(name, field, field.required ? 2 : COMMON.has(name) ? -1 : 0, `${name}: `))
}

/** The fields that may stand below this path. */
export function fieldsAt(words: Grammar, path: string[]): Fields | 'steps' | undefined {
  const last = path.at(-1)
  if (last === undefined) return words.flow
  if (['steps', 'setup', 'teardown', 'then', 'else', 'do', 'finally', 'catch', 'try'].includes(last)) return 'steps'
  if (last === 'target' || last === 'within' || last === 'has' || last === 'and' || last === 'or') return words.target
  const step = words.steps[last]
  if (!step) return undefined
  // the short form: the target of a click stands where its fields would
  return step.fields.target?.required ? { ...words.target, ...step.fields } : step.fields
}

export async function complete(context: CompletionContext): Promise<CompletionResult | null> {
  const line = context.state.doc.lineAt(context.pos)
  const before = line.text.slice(0, context.pos - line.from)
  const word = /[\w$]*$/.exec(before)?.[0] ?? ''
  if (!context.explicit && word === '' && !/[{:,-] $/.test(before)) return null
  const words = await grammar().catch(() => undefined)
  if (!words) return null
  const from = context.pos - word.length
  const head = before.slice(0, before.length - word.length)
  const lines = context.state.doc.toString().split('\n')
  const row = line.number - 1
  const column = head.search(/\S|$/)
  const outer = pathAt(lines, row, column)
  const open = openOn(head)
  const own = keyOf(head)
  const path = open.length > 0 ? [...outer, ...(open.length > 0 ? open : [])] : outer
  const steps = () => ({ from, options: Object.entries(words.steps).map(([name, step]) => ({ label: name, apply: `${name}: `, info: step.about, type: 'function' })) })

  // after `field: `
  const value = /([\w$]+): *$/.exec(head)
  if (value?.[1]) {
    if (value[1] === 'type') return { from, options: Object.entries(words.steps).map(([name, step]) => ({ label: name, info: step.about, type: 'function' })) }
    const fields = fieldsAt(words, open.length > 0 ? path : outer)
    const field = fields && fields !== 'steps' ? fields[value[1]] : words.flow[value[1]]
    if (!field?.values) return null
    return { from, options: field.values.map((value) => ({ label: String(value), type: 'enum' })) }
  }
  if (open.length > 0) {
    const typed = /\btype: *([\w]+)/.exec(head)?.[1]
    const fields = fieldsAt(words, typed && open.length === 1 ? [typed] : path)
    if (fields === 'steps') return steps()
    return fields ? { from, options: fieldsAsOptions(fields) } : null
  }
  if (/^\s*- *$/.test(head)) {
    const inside = fieldsAt(words, outer)
    return inside === 'steps' || outer.length === 0 ? steps() : null
  }
  if (/^\s*$/.test(head) && !own) {
    const fields = fieldsAt(words, outer)
    return fields && fields !== 'steps' ? { from, options: fieldsAsOptions(fields) } : null
  }
  return null
}
