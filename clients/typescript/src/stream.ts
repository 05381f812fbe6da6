import type { Event } from './generated/index.js'

/** The stream cannot be followed at all: no such topic, a key that does not reach it, a key that was revoked. */
export class StreamError extends Error {
  constructor(
    /** As of HTTP: 401, 403, 404 … */
    readonly status: number,
    detail: string,
  ) {
    super(detail)
    this.name = 'StreamError'
  }
}

export interface FollowOptions {
  /** Where the API is, e.g. `http://127.0.0.1:8000`. */
  server: string
  /** `run:{id}`, or `all` for everything in the project. */
  topic: string
  /** Go on after this place: an event's `seq`, on `all` its `position`. Absent: from the first event (`all`: what comes). */
  after?: number | string
  key?: string
  /** Ends the iteration. */
  signal?: AbortSignal
  /** The place of each event before it is given, to be stored for a later `after`. */
  onPlace?: (place: number | string) => void
  /** Wait before the second attempt to connect, in milliseconds; doubles with each, with jitter, up to `mostBackoffMs`. */
  backoffMs?: number
  mostBackoffMs?: number
  /** Without a word from the server for this long the connection counts as dead, in milliseconds. */
  silentMs?: number
  WebSocket?: typeof WebSocket
}

/** Close codes after which another attempt would end the same way. */
const FINAL: Record<number, number> = { 4401: 401, 4403: 403, 4404: 404 }

type Heard = { event: Event } | { closed: number; reason: string } | { final: StreamError }

/**
 * Every event of a topic once and in order, over reconnects and servers that come and go. An event of the type `reset` says that
 * some before it can't be had any more: read the state again, then go on. Never ends by itself, except with a `StreamError`.
 */
export async function* follow(options: FollowOptions): AsyncGenerator<Event, void, void> {
  const first = options.backoffMs ?? 250
  const most = options.mostBackoffMs ?? 10_000
  let after = options.after ?? (options.topic === 'all' ? undefined : 0)
  let wait = first
  while (!options.signal?.aborted) {
    const connection = connect(options, after)
    try {
      for await (const heard of connection.heard) {
        if ('final' in heard) throw heard.final
        if ('closed' in heard) {
          const status = FINAL[heard.closed]
          if (status !== undefined) throw new StreamError(status, heard.reason || `closed with ${heard.closed}`)
          break
        }
        const { event } = heard
        const place = event.position ?? event.seq
        if (event.type !== 'reset' && typeof after === 'number' && event.position === undefined) {
          if (event.seq <= after) continue // known already
          if (event.seq > after + 1) break // a hole: ask again from the last one
        }
        if (event.type !== 'reset' && event.position !== undefined && event.position === after) continue
        after = place
        wait = first
        options.onPlace?.(place)
        yield event
      }
    } finally {
      connection.close()
    }
    if (options.signal?.aborted) return
    await sleep(wait * (0.5 + Math.random() / 2), options.signal)
    wait = Math.min(wait * 2, most)
  }
}

function connect(options: FollowOptions, after: number | string | undefined): { heard: AsyncIterable<Heard>; close(): void } {
  const Socket = options.WebSocket ?? globalThis.WebSocket
  if (Socket === undefined) throw new Error('There is no WebSocket here: pass one, e.g. that of the package `ws`')
  const url = new URL('/ws', options.server.replace(/^http/, 'ws'))
  // the only header that a page may choose
  const protocols = options.key ? ['flowtilla', `flowtilla.key.${options.key}`] : []
  const socket = new Socket(url, protocols)
  const waiting: Heard[] = []
  let wake: () => void = () => {}
  let over = false
  const put = (heard: Heard) => {
    if (over) return
    waiting.push(heard)
    wake()
  }
  const silentMs = options.silentMs ?? 45_000
  let last = Date.now()
  const pulse = setInterval(() => {
    if (Date.now() - last > silentMs) put({ closed: 1006, reason: 'silent' })
    else if (socket.readyState === Socket.OPEN) socket.send('{"type":"ping"}')
  }, silentMs / 3)
  socket.onopen = () => {
    socket.send(JSON.stringify({ type: 'subscribe', topic: options.topic, ...(after === undefined ? {} : { after }) }))
  }
  socket.onmessage = (message) => {
    last = Date.now()
    const said = JSON.parse(String(message.data)) as { type: string; status?: number; detail?: string; seq?: number }
    if (said.type === 'error' && said.status !== undefined) {
      const { status, detail } = said
      put(status >= 500 ? { closed: 1013, reason: detail ?? '' } : { final: new StreamError(status, detail ?? '') })
    } else if (said.seq !== undefined) {
      put({ event: said as unknown as Event })
    }
  }
  socket.onclose = (closed) => put({ closed: closed.code, reason: closed.reason })
  socket.onerror = () => put({ closed: 1006, reason: 'the connection failed' })
  const aborted = () => put({ closed: 1000, reason: 'aborted' })
  options.signal?.addEventListener('abort', aborted)
  return {
    heard: {
      async *[Symbol.asyncIterator]() {
        for (;;) {
          const heard = waiting.shift()
          if (heard !== undefined) yield heard
          else await new Promise<void>((resolve) => (wake = resolve))
        }
      },
    },
    close() {
      over = true
      clearInterval(pulse)
      options.signal?.removeEventListener('abort', aborted)
      socket.close()
    },
  }
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done)
  })
}
