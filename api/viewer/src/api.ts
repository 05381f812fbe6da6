// Talks to the API: with the key of this page, the cookie of a login, or nothing where nobody needs a key.

export const key = (): string => sessionStorage.getItem('flowtilla.key') ?? ''

/** A key is missing or wrong. */
export class KeyNeeded extends Error {}

/** What the API refused, in its own words. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    detail: string,
  ) {
    super(detail)
  }
}

export async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = {}
  if (key()) headers['authorization'] = `Bearer ${key()}`
  if (body !== undefined) headers['content-type'] = 'application/json'
  const answer = await fetch(path, { method, headers, body: body === undefined ? null : JSON.stringify(body) })
  if (answer.ok) return (await answer.json()) as T
  const problem = (await answer.json().catch(() => ({}))) as { detail?: string }
  const detail = problem.detail ?? `The server answered ${answer.status}.`
  if (answer.status === 401) throw new KeyNeeded(detail)
  throw new Refused(answer.status, detail)
}

/** The address of a socket of this server. */
export const socketAddress = (path: string): string =>
  `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${path}`
