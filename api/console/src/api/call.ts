// One request to the API, typed by its method and path.
import type { FieldError, Operations } from './types'

/** What the API answered instead: RFC 9457. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly errors: FieldError[],
  ) {
    super(message)
  }
}

type Parameters<K extends keyof Operations> = Operations[K]['parameters']
type Rest<K extends keyof Operations> = Operations[K]['body'] extends undefined ? [signal?: AbortSignal] : [body: Operations[K]['body'], signal?: AbortSignal]

/** Longest wait for an answer in milliseconds; a call that lets the server wait says more. */
const PATIENCE = 30_000
const listeners = new Set<() => void>()

/** Hears of every answer that says: log in. */
export function onLocked(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Calls one operation; throws [`Refused`], or a `TypeError` when the server is not reached. */
export async function call<K extends keyof Operations>(operation: K, parameters: Parameters<K>, ...rest: Rest<K>): Promise<Operations[K]['result']> {
  const [method, template] = operation.split(' ') as [string, string]
  const values = new Map(Object.entries(parameters as Record<string, unknown>))
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(values.get(name))
    values.delete(name)
    return encodeURIComponent(value)
  })
  const query = new URLSearchParams([...values].filter(([, value]) => value !== undefined && value !== '').map(([name, value]) => [name, String(value)]))
  const takesBody = method !== 'GET' && method !== 'DELETE' && rest[0] !== undefined && !(rest[0] instanceof AbortSignal)
  const signal = (rest as unknown[]).find((part) => part instanceof AbortSignal)
  const seconds = Number(values.get('wait_seconds') ?? (takesBody ? (rest[0] as { wait_seconds?: number }).wait_seconds : 0) ?? 0)
  const deadline = AbortSignal.timeout(PATIENCE + seconds * 1000)
  const answer = await fetch(query.size > 0 ? `${path}?${query}` : path, {
    method,
    headers: takesBody ? { 'content-type': 'application/json' } : {},
    body: takesBody ? JSON.stringify(rest[0]) : null,
    credentials: 'same-origin',
    signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
  })
  if (answer.ok) {
    return (answer.status === 204 ? undefined : await answer.json()) as Operations[K]['result']
  }
  const problem = (await answer.json().catch(() => ({}))) as { code?: string; detail?: string; title?: string; errors?: FieldError[] }
  if (answer.status === 401) for (const listener of listeners) listener()
  throw new Refused(answer.status, problem.code ?? '', problem.detail ?? problem.title ?? `The server answered ${answer.status}.`, problem.errors ?? [])
}

/** A failure in words. */
export function words(error: unknown): string {
  if (error instanceof Refused) return error.message
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'The server did not answer in time.'
  if (error instanceof TypeError) return 'The server cannot be reached.'
  return error instanceof Error ? error.message : String(error)
}
