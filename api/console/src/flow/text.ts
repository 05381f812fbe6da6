// Flows as text: YAML as people write it, each small step and target on one line.
import { Document, isMap, isScalar, isSeq, parse, visit } from 'yaml'

/** Longest step or target that is written on one line, in characters. */
const ONE_LINE = 110

/** What comes first and last in a map; the rest stays between, by name. */
const FIRST = ['type', 'name', 'description', 'tags', 'start_url', 'params', 'role', 'target', 'url', 'value']
const LAST = ['setup', 'steps', 'teardown', 'then', 'else', 'finally']

/** The same value with the fields of every object in the order in which people write them. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value
  // the name of an element comes after its role, that of a flow before all
  const rank = (key: string) => (key === 'name' && 'role' in value ? FIRST.indexOf('role') + 0.5 : FIRST.includes(key) ? FIRST.indexOf(key) : LAST.includes(key) ? 100 + LAST.indexOf(key) : 50)
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b))
      .map(([key, part]) => [key, ordered(part)]),
  )
}

export function toYaml(value: unknown): string {
  if (value === undefined || value === null) return ''
  const document = new Document(ordered(value))
  visit(document, {
    Map(_, node, path) {
      const deep = path.length > 2
      if (deep && !node.items.some((pair) => isSeq(pair.value) && pair.value.items.some(isMap)) && JSON.stringify(node.toJSON()).length < ONE_LINE) node.flow = true
    },
    Seq(_, node) {
      if (node.items.every((item) => isScalar(item)) && JSON.stringify(node.toJSON()).length < ONE_LINE) node.flow = true
    },
  })
  return document.toString({ lineWidth: 140, flowCollectionPadding: true })
}

/** The value of YAML; `undefined` when it cannot be read. */
export function fromYaml(text: string): unknown {
  try {
    return parse(text) as unknown
  } catch {
    return undefined
  }
}
