import { Button, Group, Text, Title } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { call } from '../api/call'
import { useLive } from '../api/live'
import type { BrowserSession } from '../api/types'
import { View, type Page } from '../api/view'
import { at } from '../app/route'
import { useMay } from '../app/who'
import { Card, Loaded } from '../parts/card'
import { Stop } from './wall'

/** Least time between two moves of the mouse that are sent, in milliseconds. */
const MOVES = 40
const BUTTONS = ['left', 'middle', 'right'] as const
const SAYS: Record<Page['control']['state'], (by: string | null) => string> = {
  flow: () => 'the flow drives',
  asked: (by) => `${by ?? 'a person'} will drive from the next step on`,
  you: () => 'you drive; the flow waits',
  person: (by) => `${by ?? 'a person'} drives; the flow waits`,
}

export default function BrowserPage({ id }: { id: string }) {
  const live = useLive(id, async (signal) => (await call('GET /api/v1/browser/sessions', {}, signal)).items.find((item) => item.id === id) ?? null)
  return (
    <Loaded live={live}>
      {(session) =>
        session ? (
          <Screen session={session} />
        ) : (
          <Card>
            <Text size="sm">
              This browser is closed. Its execution may have kept a film. <a href={at('/wall')}>To those that are open</a>
            </Text>
          </Card>
        )
      }
    </Loaded>
  )
}

function Screen({ session }: { session: BrowserSession }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const view = useRef<View | undefined>(undefined)
  const [page, setPage] = useState<Page>()
  const [word, setWord] = useState('connecting…')
  const [closed, setClosed] = useState(false)
  const may = useMay('run')
  useEffect(() => {
    const element = canvas.current
    if (!element) return
    const fresh = new View(session.id, element, {
      page: (page) => {
        setPage(page)
        setWord(SAYS[page.control.state](page.control.by))
      },
      word: setWord,
      closed: () => {
        setClosed(true)
        setWord('the browser is closed')
      },
    })
    view.current = fresh
    const unhook = hands(element, fresh)
    return () => {
      unhook()
      fresh.end()
    }
  }, [session.id])
  const state = page?.control.state
  return (
    <>
      <Text size="sm" mb={2}>
        <a href={at('/wall')}>Live wall</a> <span className="dim">/</span>
      </Text>
      <Group justify="space-between" mb={6} gap="sm">
        <Title order={1}>{session.flow_name}</Title>
        <Group gap="xs">
          <Button size="xs" variant="default" component="a" href={at(`/executions/${session.execution_id}`)}>
            Execution
          </Button>
          {may && !closed && state === 'flow' ? (
            <Button
              size="xs"
              onClick={() => {
                view.current?.say({ type: 'take' })
                setWord('asked; the flow comes to its next step')
                canvas.current?.focus()
              }}
            >
              Take over
            </Button>
          ) : null}
          {state === 'you' || state === 'asked' ? (
            <Button size="xs" onClick={() => view.current?.say({ type: 'release' })}>
              Hand back
            </Button>
          ) : null}
          {may && !closed ? <Stop session={session} /> : null}
        </Group>
      </Group>
      <Group gap="md" mb="sm">
        <Text size="sm" role="status">
          {word}
        </Text>
        <Text size="sm" c="dimmed" truncate style={{ flex: 1, minWidth: 0 }}>
          {page?.title} {page?.url}
        </Text>
      </Group>
      <canvas ref={canvas} width={1280} height={720} tabIndex={0} data-keys="own" aria-label="The page in the browser" role="img" style={{ display: 'block', width: '100%', maxHeight: 'calc(100dvh - 190px)', objectFit: 'contain', objectPosition: 'top left', background: '#101416', outlineOffset: 2, cursor: state === 'you' ? 'crosshair' : 'default', border: state === 'you' ? '2px solid #e8590c' : '1px solid var(--line)' }} />
      {state === 'you' ? (
        <Text size="xs" c="dimmed" mt={4}>
          Mouse and keys go to the page. Hand it back, or leave, and the flow goes on.
        </Text>
      ) : null}
    </>
  )
}

/** Sends mouse and keys over the canvas to the browser, while this person drives. */
function hands(canvas: HTMLCanvasElement, view: View): () => void {
  const mine = () => view.page?.control.state === 'you'
  const steer = (...inputs: unknown[]) => view.say({ type: 'input', inputs })
  const place = (event: MouseEvent) => {
    const box = canvas.getBoundingClientRect()
    // the picture keeps its form and stands at the top left
    const scale = Math.min(box.width / canvas.width, box.height / canvas.height)
    const page = view.page
    const [width, height] = [page?.width ?? canvas.width, page?.height ?? canvas.height]
    return { x: Math.min(width, ((event.clientX - box.left) / (canvas.width * scale)) * width), y: Math.min(height, ((event.clientY - box.top) / (canvas.height * scale)) * height) }
  }
  let moved = 0
  const end = new AbortController()
  const on = <K extends keyof HTMLElementEventMap>(type: K, act: (event: HTMLElementEventMap[K]) => void, passive = true) =>
    canvas.addEventListener(type, (event) => mine() && act(event), { signal: end.signal, passive })
  on('mousemove', (event) => {
    if (event.timeStamp - moved < MOVES) return
    moved = event.timeStamp
    steer({ input: 'mouse_move', ...place(event) })
  })
  const press = (input: 'mouse_down' | 'mouse_up') => (event: MouseEvent) => {
    event.preventDefault()
    canvas.focus()
    steer({ input, ...place(event), button: BUTTONS[event.button] ?? 'left', count: Math.max(1, event.detail) })
  }
  on('mousedown', press('mouse_down'), false)
  on('mouseup', press('mouse_up'), false)
  on('contextmenu', (event) => event.preventDefault(), false)
  on('wheel', (event) => (event.preventDefault(), steer({ input: 'wheel', ...place(event), dx: event.deltaX, dy: event.deltaY })), false)
  on(
    'keydown',
    (event) => {
      if (['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return
      event.preventDefault()
      const held = [event.ctrlKey && 'Control', event.altKey && 'Alt', event.metaKey && 'Meta'].filter(Boolean)
      if (held.length === 0 && event.key.length === 1) steer({ input: 'text', text: event.key })
      else steer({ input: 'key', keys: [...held, event.shiftKey && 'Shift', event.key === ' ' ? 'Space' : event.key].filter(Boolean).join('+') })
    },
    false,
  )
  on('paste', (event) => steer({ input: 'text', text: event.clipboardData?.getData('text') ?? '' }))
  return () => end.abort()
}
