import { Alert, Button, FileButton, Group, Tabs, Text, TextInput, Title } from '@mantine/core'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { Refused, call } from '../api/call'
import { useLive, useNow } from '../api/live'
import type { AgentSession } from '../api/types'
import { Chat, Composer } from '../agent/chat'
import { Driven, TakeOver } from '../agent/control'
import { SessionData } from '../agent/sessiondata'
import { Screen } from '../agent/timeline'
import { at, go, useParameter } from '../app/route'
import { useMay } from '../app/who'
import { Card, Empty, Loaded } from '../parts/card'
import { StatusMark } from '../parts/status'
import { Sure } from '../parts/sure'
import { useDeed } from '../parts/toast'
import { ago, dollars, plural, size, took } from '../parts/words'
import { attach } from './generate'
import { ASKED, MARKS } from './sessions'

const NEVER = () => () => {}

function useSession(id: string): SessionData | undefined {
  const [data, setData] = useState<SessionData>()
  useEffect(() => {
    const fresh = new SessionData(id)
    setData(fresh)
    return () => fresh.close()
  }, [id])
  useSyncExternalStore(data?.subscribe ?? NEVER, () => data?.version ?? 0)
  return data?.id === id ? data : undefined
}

export default function SessionPage({ id }: { id: string }) {
  const live = useLive(id, (signal) => call('GET /api/v1/sessions/{id}', { id }, signal), { every: 15_000 })
  const data = useSession(id)
  return <Loaded live={live}>{(session) => (data ? <View session={session} data={data} reload={live.reload} /> : null)}</Loaded>
}

const WAITS: Record<string, string> = { approval: 'waits for a decision', answer: 'waits for an answer', help: 'waits for help', control: 'waits: a person drives' }

function View({ session, data, reload }: { session: AgentSession; data: SessionData; reload: () => void }) {
  const may = useMay('agent')
  const [looked, setLooked] = useParameter('call')
  const [busy, act] = useDeed()
  const closed = data.status === 'closed'
  const running = data.status === 'running' || data.status === 'queued' || data.status === 'waiting'
  const open = !closed && (data.desktop?.status === 'open' || data.desktop?.status === 'starting')
  const driven = open && data.control?.control === 'user'
  const look = (number: number | undefined) => setLooked(number === undefined ? '' : String(number))
  const send = (message: string) => act(() => call('POST /api/v1/sessions/{id}/messages', { id: session.id }, { message }))
  return (
    <>
      <Text size="sm" mb={2}>
        <a href={at('/sessions')}>Agent sessions</a> <span className="dim">/</span>
      </Text>
      <Group justify="space-between" mb={6} gap="sm">
        <Title order={1}>{session.title}</Title>
        {may ? <Actions session={session} closed={closed} reload={reload} /> : null}
      </Group>
      <Group gap="md" mb="sm">
        <span data-testid="session-status">
          <StatusMark status={MARKS[data.status] ?? data.status} word={data.waitingFor ? WAITS[data.waitingFor] : data.status} />
        </span>
        <Used data={data} />
      </Group>
      {data.message ? (
        <Alert color="orange" variant="outline" mb="sm">
          {data.message}
        </Alert>
      ) : null}
      <div className="split">
        <Card title="Chat" tools={data.asked.length > 0 ? <StatusMark status="waiting" word={plural(data.asked.length, 'question')} /> : null} flush>
          <Chat data={data} look={look} />
          <div className="in" style={{ borderTop: '1px solid var(--line)', padding: '10px 14px' }}>
            <Composer disabled={!may || closed} busy={busy} running={running} send={send} stop={() => void act(() => call('POST /api/v1/sessions/{id}/interrupt', { id: session.id }))} />
            {may ? null : <Text size="xs">This needs a key with the scope agent.</Text>}
          </div>
        </Card>
        <div className="stack" style={{ gap: 14 }}>
          <section aria-label="Desktop">
            <Card
              title="Desktop"
              tools={
                <>
                  {data.desktop ? <StatusMark status={SCREENS[data.desktop.status] ?? 'cancelled'} word={data.desktop.status} /> : null}
                  {open ? (
                    <a href={`/sessions/${session.id}/view`} target="_blank" rel="noreferrer" style={{ fontSize: 12, fontWeight: 400 }} title="The desktop alone, with its clipboard">
                      Alone
                    </a>
                  ) : null}
                  {may && data.desktop?.status === 'open' && !closed && !driven ? <TakeOver id={session.id} title="the desktop" by={undefined} /> : null}
                </>
              }
            >
              {driven ? <Driven id={session.id} title="the desktop" by={data.control?.by} /> : null}
              {data.desktop?.message && !open ? (
                <Text size="sm" mb={6}>
                  {data.desktop.message}
                </Text>
              ) : null}
              <Screen id={session.id} calls={data.calls} at={looked === '' ? undefined : Number(looked)} look={look} open={open} size={session.desktop} />
            </Card>
          </section>
          <Beside session={session} data={data} />
        </div>
      </div>
    </>
  )
}

/** The colours of desktops. */
const SCREENS: Record<string, string> = { open: 'ok', starting: 'running', lost: 'errored', failed: 'failed' }

function Used({ data }: { data: SessionData }) {
  const { usage } = data
  if (!usage) return null
  return (
    <Text size="sm" c="dimmed" className="numbers">
      {plural(usage.answers, 'answer')}, {plural(data.calls.length, 'call')}, {(usage.input_tokens + usage.output_tokens).toLocaleString()} tokens, {dollars(usage.cost_micro_usd / 1e6)}
    </Text>
  )
}

/** Pause before a session whose worker still lets go of it is tried again, in milliseconds; and how often. */
const AGAIN = 500
const TRIES = 30

/** Deletes a closed session; its worker may still be letting go of it. */
async function remove(id: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await call('DELETE /api/v1/sessions/{id}', { id, delete: true })
      return
    } catch (error) {
      if (!(error instanceof Refused && error.status === 409) || tries >= TRIES) throw error
      await new Promise((next) => setTimeout(next, AGAIN))
    }
  }
}

function Actions({ session, closed, reload }: { session: AgentSession; closed: boolean; reload: () => void }) {
  const [busy, act] = useDeed()
  const again = async () => {
    await call('POST /api/v1/sessions/{id}/resume', { id: session.id })
    reload()
  }
  if (closed) {
    return (
      <Group gap="xs">
        <Sure
          title="Delete the session"
          act={async () => {
            await remove(session.id)
            go('/sessions')
          }}
          button={(ask) => (
            <Button size="xs" variant="default" onClick={ask}>
              Delete
            </Button>
          )}
        >
          Its chat, its pictures and its files go with it.
        </Sure>
        <Button size="xs" loading={busy} onClick={() => void act(again)}>
          Open again
        </Button>
      </Group>
    )
  }
  return (
    <Sure
      title="Close the session"
      act={async () => {
        await call('DELETE /api/v1/sessions/{id}', { id: session.id })
        reload()
      }}
      button={(ask) => (
        <Button size="xs" variant="default" onClick={ask}>
          Close
        </Button>
      )}
    >
      The agent stops and the desktop goes. The chat and the files stay.
    </Sure>
  )
}

function Beside({ session, data }: { session: AgentSession; data: SessionData }) {
  const [tab, setTab] = useParameter('tab', 'files')
  return (
    <section className="card">
      <Tabs value={tab} onChange={(value) => value && setTab(value)}>
        <Tabs.List aria-label="About the session">
          <Tabs.Tab value="files">Files ({data.files.size})</Tabs.Tab>
          <Tabs.Tab value="usage">Usage</Tabs.Tab>
          <Tabs.Tab value="about">About</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="files">
          <Files id={session.id} data={data} />
        </Tabs.Panel>
        <Tabs.Panel value="usage">
          <Usage data={data} />
        </Tabs.Panel>
        <Tabs.Panel value="about">
          <About session={session} />
        </Tabs.Panel>
      </Tabs>
    </section>
  )
}

function Files({ id, data }: { id: string; data: SessionData }) {
  const may = useMay('agent')
  const now = useNow(5000)
  const [busy, act] = useDeed()
  const files = [...data.files.values()].sort((a, b) => a.path.localeCompare(b.path))
  const upload = async (file: File) => {
    const { name, ...body } = await attach(file)
    await call('POST /api/v1/sessions/{id}/files', { id }, { path: name, ...body })
  }
  return (
    <>
      {files.length === 0 ? (
        <Empty>No file was kept. What the agent writes into its home stands here, also when the desktop is gone.</Empty>
      ) : (
        <table className="plain">
          <tbody>
            {files.map((file) => (
              <tr key={file.path}>
                <td style={{ overflowWrap: 'anywhere' }}>
                  <a href={`/api/v1/artifacts/${file.artifact}`} download={file.path.split('/').at(-1)}>
                    {file.path}
                  </a>
                </td>
                <td className="dim">{file.by}</td>
                <td className="end numbers">{size(file.bytes)}</td>
                <td className="end dim numbers">{ago(file.at, now)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {may && data.status !== 'closed' ? (
        <Group px={14} pb={12} pt={6}>
          <FileButton onChange={(file) => file && void act(() => upload(file), `${file.name} goes into the desktop's home.`)}>
            {(props) => (
              <Button {...props} size="compact-sm" variant="default" loading={busy}>
                Give it a file
              </Button>
            )}
          </FileButton>
        </Group>
      ) : null}
    </>
  )
}

function Usage({ data }: { data: SessionData }) {
  const { usage } = data
  if (!usage) return <Empty>No model was asked yet.</Empty>
  const pairs: [string, string][] = [
    ['Answers of the model', usage.answers.toLocaleString()],
    ['Calls of tools', data.calls.length.toLocaleString()],
    ['Tokens in', usage.input_tokens.toLocaleString()],
    ['Tokens out', usage.output_tokens.toLocaleString()],
    ['Read from the cache', usage.cache_read_tokens.toLocaleString()],
    ['Written to the cache', usage.cache_write_tokens.toLocaleString()],
    ['Cost', dollars(usage.cost_micro_usd / 1e6)],
  ]
  return <Pairs items={pairs} />
}

function About({ session }: { session: AgentSession }) {
  const now = useNow(10_000)
  const { limits } = session
  const most = [
    limits.max_turns ? plural(limits.max_turns, 'answer') + ' to a message' : '',
    limits.max_tokens ? `${limits.max_tokens.toLocaleString()} tokens` : '',
    limits.max_usd ? dollars(limits.max_usd) : '',
    limits.max_seconds ? `${took(limits.max_seconds * 1000)} of work on a message` : '',
  ].filter(Boolean)
  const pairs: [string, string][] = [
    ['Model', session.model_name ?? 'the default one'],
    ['Tools', session.tool_version ?? 'the best that the model knows'],
    ['Screen', `${session.desktop.width} × ${session.desktop.height}`],
    ['Opens at', session.start_url ?? '–'],
    ['May reach', session.allowed_hosts.length > 0 ? session.allowed_hosts.join(', ') : 'what the settings say'],
    ['A person is asked before', ASKED[session.confirm_policy] ?? session.confirm_policy],
    ['At most', most.join(', ') || '–'],
    ['Desktop goes after', limits.idle_seconds ? `${took(limits.idle_seconds * 1000)} without anything` : '–'],
    ['Worker', session.worker ?? '–'],
    ['Begun', `${ago(session.created_at, now)}${session.created_by ? ` by ${session.created_by}` : ''}`],
  ]
  return (
    <>
      <Pairs items={pairs} />
      {session.system_prompt ? (
        <div className="log" tabIndex={0} role="region" aria-label="System prompt" style={{ margin: 12 }}>
          {session.system_prompt}
        </div>
      ) : null}
      <KeepTemplate session={session} />
    </>
  )
}

/** Stores what this session began with as a template. */
function KeepTemplate({ session }: { session: AgentSession }) {
  const may = useMay('agent')
  const [name, setName] = useState('')
  const [busy, act] = useDeed()
  if (!may) return null
  const keep = async () => {
    const { system_prompt, model_name, tool_version, start_url, confirm_policy, limits, desktop, allowed_hosts } = session
    const given = { system_prompt, model_name, tool_version, start_url, confirm_policy, limits, width: desktop.width, height: desktop.height, allowed_hosts: allowed_hosts.length > 0 ? allowed_hosts : null }
    const options = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null))
    await call('PUT /api/v1/session-templates/{name}', { name: name.trim() }, { description: `As in “${session.title}”.`, options })
    setName('')
  }
  return (
    <form
      style={{ padding: '6px 14px 12px' }}
      onSubmit={(event) => {
        event.preventDefault()
        void act(keep, 'Kept. Sessions can begin with it.')
      }}
    >
      <Group gap="xs" align="end">
        <TextInput size="xs" label="Keep these options as a template" placeholder="Its name" value={name} onChange={(event) => setName(event.currentTarget.value)} maxLength={100} style={{ flex: '1 1 160px' }} />
        <Button size="xs" variant="default" type="submit" loading={busy} disabled={!name.trim()}>
          Keep
        </Button>
      </Group>
    </form>
  )
}

function Pairs({ items }: { items: [string, string][] }) {
  return (
    <table className="plain">
      <tbody>
        {items.map(([name, value]) => (
          <tr key={name}>
            <td className="dim">{name}</td>
            <td className="end numbers" style={{ overflowWrap: 'anywhere', whiteSpace: 'normal' }}>
              {value}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
