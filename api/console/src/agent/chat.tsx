import { Badge, Button, Group, Text, Textarea } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { StatusMark } from '../parts/status'
import { took } from '../parts/words'
import { ApprovalCard } from './approval'
import type { Call, Item, SessionData } from './sessiondata'

/** How far from the end one may have scrolled, in pixels, to be taken along by what is new. */
const NEAR = 80

/** What was said and done, the newest last. */
export function Chat({ data, look }: { data: SessionData; look: (number: number) => void }) {
  const box = useRef<HTMLDivElement>(null)
  const near = useRef(true)
  useEffect(() => {
    const element = box.current
    if (element && near.current) element.scrollTop = element.scrollHeight
  }, [data.version])
  return (
    <div
      ref={box}
      className="chat"
      role="log"
      aria-label="Chat"
      tabIndex={0}
      onScroll={(event) => {
        const { scrollTop, scrollHeight, clientHeight } = event.currentTarget
        near.current = scrollHeight - scrollTop - clientHeight < NEAR
      }}
    >
      {data.items.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing was said yet. Tell the agent what to do: it sees the desktop, clicks, types, and has a shell and files of its own.
        </Text>
      ) : null}
      {data.items.map((item) => (
        <Entry key={item.id} item={item} data={data} look={look} />
      ))}
    </div>
  )
}

function Entry({ item, data, look }: { item: Item; data: SessionData; look: (number: number) => void }) {
  if (item.kind === 'user') {
    return (
      <div className="said" data-by="user">
        {item.text}
        {item.queued ? (
          <Text size="xs" c="dimmed">
            waits for its turn
          </Text>
        ) : null}
      </div>
    )
  }
  if (item.kind === 'word') {
    return (
      <div className="said" data-by="house" role={item.bad ? 'alert' : undefined} style={item.bad ? { color: 'var(--mantine-color-error)' } : undefined}>
        {item.text}
      </div>
    )
  }
  const approvals = [...data.approvals.values()].filter((approval) => approval.message_id === item.id)
  return (
    <div className="said" data-by="agent">
      {item.thinking ? (
        <details>
          <summary className="dim">Thoughts</summary>
          <Text size="sm" c="dimmed" style={{ whiteSpace: 'pre-wrap' }}>
            {item.thinking}
          </Text>
        </details>
      ) : null}
      {item.text ? <div style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{item.text}</div> : null}
      {item.calls.map((call) => (
        <CallRow key={call.id} call={call} look={look} />
      ))}
      {approvals.map((approval) => (
        <ApprovalCard key={approval.approval_id} session={data.id} approval={approval} />
      ))}
      {item.stop && !['end', 'tool_use'].includes(item.stop) ? (
        <Badge size="xs" variant="default">
          {item.stop.replace('_', ' ')}
        </Badge>
      ) : null}
    </div>
  )
}

/** What a call does, in a few words. */
export function doing(call: Call): string {
  if (typeof call.input !== 'object' || call.input === null) return ''
  const { action, ...rest } = call.input as Record<string, unknown>
  const words = Object.values(rest).map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
  return [action, ...words].filter(Boolean).join(' ').slice(0, 140)
}

function CallRow({ call, look }: { call: Call; look: (number: number) => void }) {
  const { result } = call
  const status = !result ? 'running' : result.skipped ? 'skipped' : result.state === 'uncertain' ? 'in_doubt' : result.ok ? 'passed' : 'failed'
  const picture = result?.artifact_id ? `/api/v1/artifacts/${result.artifact_id}` : undefined
  return (
    <details className="call" data-call={call.number} data-status={status}>
      <summary>
        <StatusMark status={status} note={took(result?.duration_ms)} />
        <span className="mono">
          {call.name} <span className="dim">{doing(call)}</span>
        </span>
      </summary>
      <div className="log" tabIndex={0} role="region" aria-label={`Input of call ${call.number}`}>
        {JSON.stringify(call.input, null, 2)}
      </div>
      {result?.text ? (
        <div className="log" tabIndex={0} role="region" aria-label={`Result of call ${call.number}`} style={{ marginTop: 6 }}>
          {result.text}
        </div>
      ) : null}
      {picture ? (
        <button type="button" className="thumb" onClick={() => look(call.number)} aria-label={`Look at the screen after call ${call.number}`}>
          <img src={picture} alt={`The screen after call ${call.number}`} loading="lazy" />
        </button>
      ) : null}
    </details>
  )
}

/** Where a person writes. Enter sends, with Shift it begins a line. */
export function Composer({ disabled, busy, running, send, stop }: { disabled: boolean; busy: boolean; running: boolean; send: (text: string) => Promise<boolean>; stop: () => void }) {
  const [text, setText] = useState('')
  const go = () => {
    const said = text.trim()
    if (said && !busy) void send(said).then((ok) => ok && setText(''))
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        go()
      }}
    >
      <Textarea
        label="Message"
        size="sm"
        autosize
        minRows={2}
        maxRows={8}
        value={text}
        disabled={disabled}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault()
            go()
          }
        }}
      />
      <Group justify="flex-end" mt={6} gap="xs">
        {running ? (
          <Button size="xs" color="red" variant="outline" onClick={stop}>
            Interrupt
          </Button>
        ) : null}
        <Button size="xs" type="submit" loading={busy} disabled={disabled || !text.trim()}>
          Send
        </Button>
      </Group>
    </form>
  )
}
