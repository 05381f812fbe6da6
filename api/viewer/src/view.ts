// The desktop of one agent session: its screen over RFB, who drives, the clipboard. No other host is asked for anything.
import RFB from '@novnc/novnc'
import { KeyNeeded, Refused, call, key, socketAddress } from './api'
import { Timeline } from './timeline'
import './view.css'

/** What `WS /ws/vnc/{id}` says. */
interface Status {
  type: string
  data: {
    session: string
    waiting_for: string | null
    desktop: { id: string; status: string; width: number; height: number; worker: string; message: string | null } | null
    control: 'agent' | 'user'
    by: string | null
    until: string | null
  }
}

interface Ticket {
  url: string
  mode: 'view' | 'control'
}

const $ = <T extends HTMLElement = HTMLElement>(id: string): T => document.getElementById(id) as T
const id = location.pathname.match(/^\/sessions\/([^/]+)\/view$/)?.[1] ?? ''
const base = `/api/v1/sessions/${id}`

// in a page that has its own words and buttons
if (new URLSearchParams(location.search).get('only') === 'screen') document.body.dataset['only'] = 'screen'

let status: Status['data'] | undefined
let rfb: RFB | undefined
let shown: string | undefined
let mayControl = false
let connected = false
let fits = true
let pause = 500
let timer: number | undefined
const timeline = new Timeline(base)
let past = false

const say = (text: string): void => {
  $('state').textContent = text
}
const show = (name: string, visible: boolean): void => {
  $(name).hidden = !visible
}

function render(): void {
  const open = status?.desktop?.status === 'open'
  const person = status?.control === 'user'
  const drives = connected && mayControl && person
  show('take', open && connected && mayControl && !person)
  if (!drives) show('note', false)
  show('back', drives && $('note').hidden !== false)
  $<HTMLButtonElement>('send').disabled = !drives
  document.body.dataset['screen'] = connected ? (drives ? 'driven' : 'watched') : 'away'
  if (rfb) rfb.viewOnly = !drives
  show('screen', open && !past)
  show('empty', !open && !past)
  show('picture', past && timeline.moments.length > 0)
  if (!status) return
  if (open) {
    say(!connected ? 'connecting …' : person ? `${status.by ?? 'somebody'} drives; the agent waits` : 'the agent drives')
    return
  }
  const desktop = status.desktop
  say(status.session)
  $('empty').textContent =
    status.session === 'closed'
      ? 'This session is closed. Its chat and its files are kept.'
      : desktop?.status === 'starting'
        ? 'The desktop starts.'
        : (desktop?.message ?? 'There is no desktop at present. It opens when the agent is told something.')
}

/** Asks for as much as may be had. */
async function ticket(): Promise<Ticket> {
  try {
    return await call<Ticket>('POST', `${base}/tickets`, { mode: 'control' })
  } catch (error) {
    if (error instanceof Refused && error.status === 403) {
      return await call<Ticket>('POST', `${base}/tickets`, { mode: 'view' })
    }
    throw error
  }
}

async function connect(): Promise<void> {
  const desktop = status?.desktop
  if (rfb || !desktop || desktop.status !== 'open') return
  const { url, mode } = await ticket()
  // another connection may have been made meanwhile
  if (rfb) return
  shown = desktop.id
  mayControl = mode === 'control'
  const mine = new RFB($('screen'), socketAddress(url), { shared: true, wsProtocols: ['binary'] })
  rfb = mine
  mine.viewOnly = true
  mine.showDotCursor = true
  mine.background = 'transparent'
  fit()
  mine.addEventListener('connect', () => {
    connected = true
    pause = 500
    render()
  })
  mine.addEventListener('clipboard', (event) => {
    $<HTMLTextAreaElement>('text').value = (event as CustomEvent<{ text: string }>).detail.text
  })
  mine.addEventListener('disconnect', () => {
    if (rfb !== mine) return
    rfb = undefined
    connected = false
    $('screen').replaceChildren()
    render()
    again()
  })
}

/** Connects once more after a while, which grows. */
function again(): void {
  clearTimeout(timer)
  timer = window.setTimeout(() => void attempt(), pause)
  pause = Math.min(pause * 2, 10_000)
}

async function attempt(): Promise<void> {
  try {
    await connect()
  } catch (error) {
    if (error instanceof KeyNeeded) return needKey()
    say(error instanceof Error ? error.message : String(error))
    again()
  }
}

function fit(): void {
  if (!rfb) return
  rfb.scaleViewport = fits
  rfb.clipViewport = false
}

function needKey(): void {
  show('ask', true)
  say('A key is needed.')
  $('key').focus()
}

/** Follows the state of the desktop; the socket is made again when it is lost. */
function follow(): void {
  const socket = new WebSocket(socketAddress(`/ws/vnc/${id}`), key() ? ['flowtilla', `flowtilla.key.${key()}`] : ['flowtilla'])
  let wait = 1000
  socket.onmessage = ({ data }: MessageEvent<string>) => {
    const told = JSON.parse(data) as Status
    if (told.type !== 'desktop.status') return
    status = told.data
    if (rfb && status.desktop?.id !== shown) rfb.disconnect()
    render()
    void attempt()
  }
  socket.onclose = ({ code, reason }) => {
    if (code === 4404) return say(reason)
    if (code === 4401) wait = 5000
    setTimeout(follow, wait)
  }
}

async function begin(): Promise<void> {
  try {
    const session = await call<{ title?: string }>('GET', base)
    $('title').textContent = session.title || 'Desktop'
    document.title = `${session.title || 'Desktop'} · Flowtilla`
    follow()
  } catch (error) {
    if (error instanceof KeyNeeded) return needKey()
    say(error instanceof Error ? error.message : String(error))
  }
}

async function control(to: 'user' | 'agent', note?: string): Promise<void> {
  try {
    await call('POST', `${base}/control`, { control: to, ...(note ? { note } : {}) })
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
  }
}

/** Shows the picture after one action; without a number the last one. */
async function recall(number?: number): Promise<void> {
  try {
    await timeline.read()
    const place = $<HTMLInputElement>('place')
    const count = timeline.moments.length
    const at = Math.min(Math.max(number ?? count, 1), count)
    const moment = timeline.moments[at - 1]
    if (!moment) {
      past = false
      $('past').setAttribute('aria-pressed', 'false')
      return say('The agent has done nothing yet that a picture was taken of.')
    }
    place.max = String(count)
    place.value = String(at)
    const when = new Date(moment.at).toLocaleTimeString()
    $('what').textContent = `${at} of ${count} · ${when} · ${moment.what}${moment.ok ? '' : ' · failed'}`
    const shot = $<HTMLImageElement>('shot')
    shot.alt = `The screen after: ${moment.what}`
    const address = await timeline.picture(moment)
    // somebody may have moved on meanwhile
    if (place.value === String(at)) shot.src = address
    render()
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
  }
}

const place = (): number => Number($<HTMLInputElement>('place').value)
$('past').onclick = () => {
  past = !past
  $('past').setAttribute('aria-pressed', String(past))
  render()
  if (past) void recall()
}
$('before').onclick = () => void recall(place() - 1)
$('after').onclick = () => void recall(place() + 1)
$('place').oninput = () => void recall(place())
$('take').onclick = () => void control('user').then(() => rfb?.focus())
$('back').onclick = () => {
  show('note', true)
  show('back', false)
  $('said').focus()
}
$('stay').onclick = () => {
  show('note', false)
  render()
  rfb?.focus()
}
$<HTMLFormElement>('note').onsubmit = (event) => {
  event.preventDefault()
  const said = $<HTMLInputElement>('said')
  void control('agent', said.value.trim())
  said.value = ''
  show('note', false)
}
$('clip').onclick = () => {
  const open = $('clipboard').hidden !== false
  show('clipboard', open)
  $('clip').setAttribute('aria-expanded', String(open))
}
$('send').onclick = () => rfb?.clipboardPasteFrom($<HTMLTextAreaElement>('text').value)
$('copy').onclick = () => {
  const text = $<HTMLTextAreaElement>('text')
  void navigator.clipboard?.writeText(text.value).catch(() => text.select())
}
$('scale').onclick = () => {
  fits = !fits
  $('scale').setAttribute('aria-pressed', String(fits))
  $('screen').classList.toggle('whole', !fits)
  fit()
}
$('full').onclick = () => void document.documentElement.requestFullscreen?.()
$<HTMLFormElement>('ask').onsubmit = (event) => {
  event.preventDefault()
  sessionStorage.setItem('flowtilla.key', $<HTMLInputElement>('key').value)
  show('ask', false)
  void begin()
}
void begin()
