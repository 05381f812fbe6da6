import { Button, Code, Group, Text, Title } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { HandBack, TakeOver } from '../agent/control'
import { call } from '../api/call'
import { useLive, useNow } from '../api/live'
import type { AgentSession, BrowserSession, Event } from '../api/types'
import { View, type Page } from '../api/view'
import { at } from '../app/route'
import { useMay } from '../app/who'
import { Card, Empty, Failure, Loaded } from '../parts/card'
import { Sure } from '../parts/sure'
import { ago, plural } from '../parts/words'

/** Tiles with a picture at once; the rest is listed. */
const MOST = 16
/** Desktops with a picture at once: each is a connection to a worker. */
const DESKTOPS = 8

/** Desktops come and go, and change hands. */
const ofDesktops = (event: Event): boolean => event.type === 'desktop' || event.type === 'desktop.control' || (event.type === 'status' && event.topic.startsWith('session:'))

export default function WallPage() {
  const browsers = useLive('browsers', (signal) => call('GET /api/v1/browser/sessions', {}, signal), { on: (event) => event.type.startsWith('browser.'), every: 5000, pause: 500 })
  const sessions = useLive('desktops', openDesktops, { on: ofDesktops, every: 8000, pause: 500 })
  const desktops = sessions.data ?? []
  return (
    <>
      <Group justify="space-between" mb="sm">
        <Title order={1}>Live wall</Title>
        <Text size="sm" c="dimmed">
          {browsers.data && sessions.data ? `${plural(browsers.data.total, 'browser')}, ${plural(desktops.length, 'desktop')}` : ''}
        </Text>
      </Group>
      <Loaded live={browsers}>
        {({ items }) => (
          <>
            {items.length + desktops.length === 0 ? (
              <Card>
                <Empty>
                  No browser and no desktop is open now. While flows run and agents work, each has its picture here; one can look, take over, and hand back. <Code>flowtilla run</Code>, a <a href={at('/flows')}>flow</a> or an <a href={at('/sessions')}>agent session</a> begins something.
                </Empty>
              </Card>
            ) : null}
            <div className="tiles">
              {items.slice(0, MOST).map((session) => (
                <Tile key={session.id} session={session} />
              ))}
              {desktops.slice(0, DESKTOPS).map((session) => (
                <DesktopTile key={session.id} session={session} reload={sessions.reload} />
              ))}
            </div>
            {items.length > MOST || desktops.length > DESKTOPS ? (
              <Card title={`${Math.max(0, items.length - MOST) + Math.max(0, desktops.length - DESKTOPS)} more`} flush>
                <table className="plain">
                  <tbody>
                    {items.slice(MOST).map((session) => (
                      <tr key={session.id}>
                        <td>
                          <a href={at(`/browsers/${session.id}`)}>{session.flow_name}</a>
                        </td>
                        <td className="dim">{session.browser}</td>
                        <td className="dim">{session.worker}</td>
                      </tr>
                    ))}
                    {desktops.slice(DESKTOPS).map((session) => (
                      <tr key={session.id}>
                        <td>
                          <a href={at(`/sessions/${session.id}`)}>{session.title}</a>
                        </td>
                        <td className="dim">desktop</td>
                        <td className="dim">{session.worker}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </Card>
            ) : null}
          </>
        )}
      </Loaded>
      {sessions.error !== undefined && !sessions.data ? <Failure error={sessions.error} again={sessions.reload} /> : null}
    </>
  )
}

/** The agent sessions whose desktop is open, the newest first. */
async function openDesktops(signal: AbortSignal): Promise<AgentSession[]> {
  const parts = await Promise.all((['idle', 'queued', 'running', 'waiting'] as const).map((status) => call('GET /api/v1/sessions', { status, size: 100 }, signal)))
  return parts
    .flatMap((part) => part.items)
    .filter((session) => session.desktop.status === 'open')
    .sort((a, b) => b.id.localeCompare(a.id))
}

/** One desktop, drawn live; its page has the chat beside it. */
function DesktopTile({ session, reload }: { session: AgentSession; reload: () => void }) {
  const may = useMay('agent')
  const { control, control_by } = session.desktop
  const drive = { id: session.id, title: session.title, by: control_by, changed: reload }
  return (
    <section className="card tile" aria-label={session.title}>
      <div style={{ position: 'relative' }}>
        <iframe className="screen" src={`/sessions/${session.id}/view?only=screen`} title={`Desktop of ${session.title}`} tabIndex={-1} style={{ pointerEvents: 'none' }} />
        <a className="over" href={at(`/sessions/${session.id}`)} aria-label={`Open ${session.title}`} />
      </div>
      <div className="in" style={{ padding: '8px 12px' }}>
        <Group justify="space-between" wrap="nowrap" gap="xs">
          <div style={{ minWidth: 0 }}>
            <Text size="sm" fw={600} truncate>
              {session.title}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {session.waiting_for ? `waits: ${session.waiting_for}` : session.status} · {session.worker}
              {control === 'user' ? ` · ${control_by ?? 'a person'} drives` : ''}
            </Text>
          </div>
          {may ? (
            <Group gap={6} wrap="nowrap">
              {control === 'user' ? <HandBack {...drive} /> : <TakeOver {...drive} />}
              <Sure
                title="Close the session"
                done="The agent stops, and the desktop goes."
                act={async () => {
                  await call('DELETE /api/v1/sessions/{id}', { id: session.id })
                  reload()
                }}
                button={(ask) => (
                  <Button size="compact-xs" variant="default" aria-label={`Stop ${session.title}`} onClick={ask}>
                    Stop
                  </Button>
                )}
              >
                The agent stops and the desktop goes. The chat and the files of “{session.title}” stay.
              </Sure>
            </Group>
          ) : null}
        </Group>
      </div>
    </section>
  )
}

const DRIVES: Record<Page['control']['state'], string> = { flow: '', asked: 'will be taken over', you: 'you drive', person: 'a person drives' }

/** One browser, drawn live. */
export function Tile({ session }: { session: BrowserSession }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [page, setPage] = useState<Page>()
  const [closed, setClosed] = useState(false)
  const may = useMay('run')
  const now = useNow(5000)
  useEffect(() => {
    if (!canvas.current) return
    const view = new View(session.id, canvas.current, { page: setPage, closed: () => setClosed(true) })
    return () => view.end()
  }, [session.id])
  return (
    <section className="card tile" aria-label={session.flow_name}>
      <a href={at(`/browsers/${session.id}`)} aria-label={`Open ${session.flow_name}`} style={{ display: 'block' }}>
        <canvas ref={canvas} width={1280} height={800} />
      </a>
      <div className="in" style={{ padding: '8px 12px' }}>
        <Group justify="space-between" wrap="nowrap" gap="xs">
          <div style={{ minWidth: 0 }}>
            <Text size="sm" fw={600} truncate>
              {session.flow_name}
            </Text>
            <Text size="xs" c="dimmed" truncate title={page?.url}>
              {closed ? 'closed' : (page?.title || page?.url || session.browser)} · {session.worker} · {ago(session.opened_at, now)}
              {page && page.control.state !== 'flow' ? ` · ${DRIVES[page.control.state]}` : ''}
            </Text>
          </div>
          {may && !closed ? <Stop session={session} /> : null}
        </Group>
      </div>
    </section>
  )
}

/** Closes a browser; its execution ends cancelled. */
export function Stop({ session }: { session: { id: string; flow_name: string } }) {
  return (
    <Sure
      title="Stop the browser"
      done="The browser is being closed."
      act={() => call('POST /api/v1/browser/stop/{session_id}', { session_id: session.id })}
      button={(ask) => (
        <Button size="compact-xs" variant="default" onClick={ask}>
          Stop
        </Button>
      )}
    >
      The execution of “{session.flow_name}” ends as cancelled.
    </Sure>
  )
}
