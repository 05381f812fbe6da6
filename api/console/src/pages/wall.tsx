import { Button, Code, Group, Text, Title } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { call } from '../api/call'
import { useLive, useNow } from '../api/live'
import type { BrowserSession } from '../api/types'
import { View, type Page } from '../api/view'
import { at } from '../app/route'
import { useMay } from '../app/who'
import { Card, Empty, Loaded } from '../parts/card'
import { Sure } from '../parts/sure'
import { ago, plural } from '../parts/words'

/** Tiles with a picture at once; the rest is listed. */
const MOST = 16

export default function WallPage() {
  const live = useLive('browsers', (signal) => call('GET /api/v1/browser/sessions', {}, signal), { on: (event) => event.type.startsWith('browser.'), every: 5000, pause: 500 })
  return (
    <>
      <Group justify="space-between" mb="sm">
        <Title order={1}>Live wall</Title>
        <Text size="sm" c="dimmed">
          {live.data ? `${plural(live.data.total, 'browser')} open` : ''}
        </Text>
      </Group>
      <Loaded live={live}>
        {({ items }) => (
          <>
            {items.length === 0 ? (
              <Card>
                <Empty>
                  No browser is open now. While flows run, each has its picture here; one can look, take over, and hand back. <Code>flowtilla run</Code> or a <a href={at('/flows')}>flow</a> begins something.
                </Empty>
              </Card>
            ) : null}
            <div className="tiles">
              {items.slice(0, MOST).map((session) => (
                <Tile key={session.id} session={session} />
              ))}
            </div>
            {items.length > MOST ? (
              <Card title={`${items.length - MOST} more`} flush>
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
                  </tbody>
                </table>
              </Card>
            ) : null}
          </>
        )}
      </Loaded>
    </>
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
