// What the agent did, action by action, with the picture of the screen after each: read from the events of the session.
import { call, key } from './api'

interface Event {
  seq: number
  at: string
  type: string
  data: Record<string, unknown>
}

/** One action that a picture was taken of. */
export interface Moment {
  at: string
  what: string
  ok: boolean
  artifact: string
}

const PAGE = 500

/** Reads on where it stopped; the pictures are fetched when they are looked at. */
export class Timeline {
  readonly moments: Moment[] = []
  private after = 0
  private readonly begun = new Map<string, string>()
  private reading: Promise<void> | undefined
  private shown: string | undefined

  constructor(private readonly base: string) {}

  /** Takes in what has happened since the last time. */
  read(): Promise<void> {
    this.reading ??= this.readOn().finally(() => {
      this.reading = undefined
    })
    return this.reading
  }

  private async readOn(): Promise<void> {
    for (;;) {
      const { items } = await call<{ items: Event[] }>('GET', `${this.base}/events?after=${this.after}&limit=${PAGE}`)
      for (const event of items) this.take(event)
      if (items.length < PAGE) return
    }
  }

  private take({ seq, at, type, data }: Event): void {
    this.after = seq
    const id = String(data['id'] ?? '')
    if (type === 'tool_use') this.begun.set(id, words(String(data['name'] ?? ''), data['input']))
    if (type !== 'tool_result') return
    const artifact = data['artifact_id']
    if (typeof artifact === 'string') {
      this.moments.push({ at, what: this.begun.get(id) ?? 'action', ok: data['ok'] === true, artifact })
    }
    this.begun.delete(id)
  }

  /** An address of the picture, good until the next one is asked for. */
  async picture(moment: Moment): Promise<string> {
    const headers: Record<string, string> = key() ? { authorization: `Bearer ${key()}` } : {}
    const answer = await fetch(`/api/v1/artifacts/${moment.artifact}`, { headers })
    if (!answer.ok) throw new Error(`The picture cannot be had: ${answer.status}`)
    const address = URL.createObjectURL(await answer.blob())
    if (this.shown) URL.revokeObjectURL(this.shown)
    this.shown = address
    return address
  }
}

/** An action in a few words. */
function words(name: string, input: unknown): string {
  const told = (input ?? {}) as Record<string, unknown>
  const action = typeof told['action'] === 'string' ? told['action'] : name
  const rest = Object.entries(told).filter(([field]) => field !== 'action')
  const text = rest.map(([, value]) => (typeof value === 'string' ? `“${value}”` : JSON.stringify(value))).join(' ')
  return `${action} ${text.length > 90 ? `${text.slice(0, 90)}…` : text}`.trim()
}
