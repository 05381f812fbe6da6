// An agent session as its page shows it: everything is in the events of its stream, from the first on, so that a reload, a second
// window and the one that was there from the beginning show the same. Pieces of answers come in bursts: the page is told at most
// ten times a second.
import { socket } from '../api/socket'
import type { AgentStatus, ApprovalStatus, ApprovalTold, DesktopControlData, DesktopTold, Event, ToolResultData, UsageData, WaitingFor } from '../api/types'

export interface Call {
  id: string
  name: string
  input: unknown
  number: number
  at: string
  result: ToolResultData | undefined
}

export interface Approval extends ApprovalTold {
  status: ApprovalStatus
  by: string | null
  answer: string | null
}

export type Item =
  | { kind: 'user'; id: string; at: string; text: string; queued: boolean }
  | { kind: 'agent'; id: string; at: string; text: string; thinking: string; done: boolean; stop: string | null; calls: Call[] }
  | { kind: 'word'; id: string; at: string; text: string; bad: boolean }

export interface KeptFile {
  path: string
  bytes: number
  artifact: string
  by: string
  at: string
}

/** Least time between two drawings in milliseconds. */
const PAUSE = 100

export class SessionData {
  items: Item[] = []
  calls: Call[] = []
  approvals = new Map<string, Approval>()
  files = new Map<string, KeptFile>()
  status: AgentStatus = 'idle'
  waitingFor: WaitingFor | null = null
  message: string | null = null
  usage: UsageData | undefined
  desktop: DesktopTold | undefined
  /** Who drives the desktop. */
  control: DesktopControlData | undefined
  version = 0
  private readonly byId = new Map<string, Item>()
  private readonly callById = new Map<string, Call>()
  private readonly listeners = new Set<() => void>()
  private waiting: ReturnType<typeof setTimeout> | undefined
  private unfollow: () => void = () => {}
  private begunAnew = false

  constructor(readonly id: string) {
    this.begin()
  }

  private begin(): void {
    this.unfollow()
    this.unfollow = socket.follow(`session:${this.id}`, (event) => this.hear(event), 0)
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  close(): void {
    clearTimeout(this.waiting)
    this.unfollow()
  }

  /** What a person is asked and has not answered. */
  get asked(): Approval[] {
    return [...this.approvals.values()].filter((approval) => approval.status === 'pending')
  }

  private changed(): void {
    this.waiting ??= setTimeout(() => {
      this.waiting = undefined
      this.version += 1
      for (const listener of this.listeners) listener()
    }, PAUSE)
  }

  private hear(event: Event): void {
    if (event.type === 'reset') this.again()
    else this.apply(event)
    this.changed()
  }

  /** The stream cannot be gone on with: read it from its first event, once. */
  private again(): void {
    if (this.begunAnew) {
      this.add({ kind: 'word', id: 'reset', at: new Date().toISOString(), text: 'Earlier events are not kept any more.', bad: false })
      return
    }
    this.begunAnew = true
    this.items = []
    this.calls = []
    for (const map of [this.byId, this.callById, this.approvals, this.files]) map.clear()
    this.begin()
  }

  private add(item: Item): void {
    if (this.byId.has(item.id)) return
    this.byId.set(item.id, item)
    this.items = [...this.items, item]
  }

  /** The answer with this id. */
  private answer(id: string, at: string): Extract<Item, { kind: 'agent' }> {
    const known = this.byId.get(id)
    if (known?.kind === 'agent') return known
    const fresh: Item = { kind: 'agent', id, at, text: '', thinking: '', done: false, stop: null, calls: [] }
    this.add(fresh)
    return fresh
  }

  private apply(event: Event): void {
    switch (event.type) {
      case 'message.added':
        this.add({ kind: 'user', id: event.data.message_id, at: event.at, text: event.data.content, queued: event.data.queued })
        break
      case 'message.begun': {
        const item = this.byId.get(event.data.message_id)
        if (item?.kind === 'user') item.queued = false
        break
      }
      case 'content':
        this.answer(event.data.message_id, event.at).text += event.data.content
        break
      case 'thinking':
        this.answer(event.data.message_id, event.at).thinking += event.data.content
        break
      case 'content.reset': {
        const item = this.answer(event.data.message_id, event.at)
        item.text = ''
        item.thinking = ''
        break
      }
      case 'content.done': {
        const item = this.answer(event.data.message_id, event.at)
        Object.assign(item, { text: event.data.content, done: true, stop: event.data.stop })
        break
      }
      case 'tool_use': {
        const call: Call = { id: event.data.id, name: event.data.name, input: event.data.input, number: event.data.number, at: event.at, result: undefined }
        this.answer(event.data.message_id, event.at).calls.push(call)
        this.callById.set(`${event.data.message_id} ${call.id}`, call)
        this.calls = [...this.calls, call]
        break
      }
      case 'tool_result': {
        const call = this.callById.get(`${event.data.message_id} ${event.data.id}`)
        if (call) call.result = event.data
        break
      }
      case 'status':
        this.status = event.data.status
        this.waitingFor = event.data.waiting_for
        this.message = event.data.message
        break
      case 'usage':
        this.usage = event.data
        break
      case 'desktop':
        // a fresh desktop is the agent's
        if (this.desktop?.desktop_id !== event.data.desktop_id) this.control = undefined
        this.desktop = event.data
        break
      case 'desktop.control': {
        const { control, by, note } = event.data
        this.control = event.data
        this.add({ kind: 'word', id: `control ${event.seq}`, at: event.at, text: control === 'user' ? `${by ?? 'Somebody'} took the desktop over.` : `${by ?? 'The time is up: the desktop'} ${by ? 'handed the desktop back' : 'is handed back'}${note ? `: “${note}”` : '.'}`, bad: false })
        break
      }
      case 'approval.requested':
        this.approvals.set(event.data.approval_id, { ...event.data, status: 'pending', by: null, answer: null })
        break
      case 'approval.decided': {
        const approval = this.approvals.get(event.data.approval_id)
        if (approval) Object.assign(approval, { status: event.data.status, by: event.data.by, answer: event.data.answer })
        break
      }
      case 'file.saved':
        this.files.set(event.data.path, { path: event.data.path, bytes: event.data.bytes, artifact: event.data.artifact_id, by: event.data.by, at: event.at })
        break
      case 'file.deleted':
        this.files.delete(event.data.path)
        break
      case 'error':
        this.add({ kind: 'word', id: `error ${event.seq}`, at: event.at, text: event.data.message, bad: true })
        break
    }
  }
}
