// Our end of `WS /ws`: any number of topics over one socket. Every event of a topic comes once and in order. After a broken
// connection, or a gap, it resumes where it was; where that cannot be, the listeners hear `reset` and read the state again.
import type { Event } from './types'

export type Link = 'connected' | 'connecting' | 'lost'
export type Listener = (event: Event) => void

interface Topic {
  listeners: Set<Listener>
  /** Where to resume: the `seq` of a stream, the `position` of `all`. */
  after: unknown
  seq: number | undefined
  /** It was asked to begin anew, and has not yet. */
  resuming: boolean
}

type Told =
  | { type: 'subscribed'; topic: string; head: unknown }
  | { type: 'unsubscribed'; topic: string }
  | { type: 'pong' }
  | { type: 'error'; topic?: string; status: number; detail: string }

const PING_EVERY = 20_000
const SILENT_AFTER = 45_000
const WAIT = [300, 10_000] as const

export class Socket {
  private socket: WebSocket | undefined
  private readonly topics = new Map<string, Topic>()
  private readonly links = new Set<(link: Link) => void>()
  private failures = 0
  private heard = 0
  private timer: ReturnType<typeof setTimeout> | undefined
  link: Link = 'connecting'

  constructor(
    private readonly address: string,
    private readonly open: (address: string) => WebSocket = (address) => new WebSocket(address, ['flowtilla']),
  ) {
    setInterval(() => this.ping(), PING_EVERY)
    addEventListener('online', () => this.connect())
  }

  /** Follows a topic from `after` on (absent: only what comes) until the returned function is called. */
  follow(topic: string, listener: Listener, after?: number): () => void {
    let entry = this.topics.get(topic)
    if (entry && after !== undefined && entry.seq !== after) {
      // somebody begins earlier: the others must not hear events twice
      const inner = listener
      let last = after
      listener = (event) => {
        if (event.type !== 'reset' && event.seq <= last) return
        last = event.seq
        inner(event)
      }
      entry.listeners.add(listener)
      this.again(topic, after)
    } else if (entry) {
      entry.listeners.add(listener)
    } else {
      entry = { listeners: new Set([listener]), after, seq: after, resuming: false }
      this.topics.set(topic, entry)
      this.subscribe(topic, entry)
    }
    this.connect()
    return () => {
      const entry = this.topics.get(topic)
      entry?.listeners.delete(listener)
      if (entry?.listeners.size === 0) {
        this.topics.delete(topic)
        this.say({ type: 'unsubscribe', topic })
      }
    }
  }

  onLink(listener: (link: Link) => void): () => void {
    this.links.add(listener)
    return () => this.links.delete(listener)
  }

  private again(topic: string, after: number): void {
    const entry = this.topics.get(topic)
    if (!entry) return
    entry.after = after
    entry.seq = after
    entry.resuming = true
    this.subscribe(topic, entry)
  }

  private become(link: Link): void {
    if (this.link === link) return
    this.link = link
    for (const listener of this.links) listener(link)
  }

  private connect(): void {
    if (this.socket || this.topics.size === 0) return
    clearTimeout(this.timer)
    const socket = this.open(this.address)
    this.socket = socket
    this.heard = Date.now()
    socket.onopen = () => {
      this.failures = 0
      this.become('connected')
      for (const [topic, entry] of this.topics) this.subscribe(topic, entry)
    }
    socket.onmessage = ({ data }) => {
      this.heard = Date.now()
      if (socket === this.socket && typeof data === 'string') this.hear(JSON.parse(data) as Told | Event)
    }
    socket.onclose = () => {
      if (socket !== this.socket) return
      this.socket = undefined
      this.failures += 1
      this.become(this.failures > 2 ? 'lost' : 'connecting')
      const wait = Math.min(WAIT[1], WAIT[0] * 2 ** this.failures)
      this.timer = setTimeout(() => this.connect(), wait * (0.5 + Math.random() / 2))
    }
  }

  private ping(): void {
    if (this.socket?.readyState !== WebSocket.OPEN) return
    if (Date.now() - this.heard > SILENT_AFTER) this.socket.close()
    else this.say({ type: 'ping' })
  }

  private say(message: unknown): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message))
  }

  private subscribe(topic: string, entry: Topic): void {
    this.say(entry.after === undefined ? { type: 'subscribe', topic } : { type: 'subscribe', topic, after: entry.after })
  }

  private hear(message: Told | Event): void {
    if (message.type === 'pong' || message.type === 'unsubscribed') return
    if (message.type === 'subscribed') {
      const entry = this.topics.get((message as { topic: string }).topic)
      const head = (message as { head: unknown }).head
      if (entry) entry.resuming = false
      if (entry && entry.after === undefined) {
        entry.after = head
        if (typeof head === 'number') entry.seq = head
      }
      return
    }
    if (message.type === 'error') {
      console.warn('The socket refused a message:', message)
      return
    }
    const event = message as Event
    for (const [topic, entry] of this.topics) {
      const all = topic === 'all'
      // on `all` an event says its position; the same event may come over its own topic as well
      if (all !== (event.position !== undefined) || (!all && event.topic !== topic)) continue
      if (event.type === 'reset') {
        entry.after = undefined
        entry.seq = undefined
        this.subscribe(topic, entry)
      } else if (all) {
        entry.after = event.position
      } else {
        if (entry.seq !== undefined && event.seq <= entry.seq) continue
        if (entry.seq !== undefined && event.seq > entry.seq + 1) {
          if (!entry.resuming) this.again(topic, entry.seq)
          continue
        }
        entry.seq = event.seq
        entry.after = event.seq
      }
      for (const listener of [...entry.listeners]) listener(event)
    }
  }
}

export const socket = new Socket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`)
