import { Text, TextInput } from '@mantine/core'
import { Suspense, lazy, useMemo, useState } from 'react'
import { useLive } from '../api/live'
import { Empty, Loaded } from './card'
import { VirtualList } from './virtual'
import { size, took } from './words'

async function textAt(address: string, signal: AbortSignal): Promise<string> {
  const answer = await fetch(address, { signal })
  if (!answer.ok) throw new Error(`This part of the evidence cannot be had (${answer.status}).`)
  return answer.text()
}

interface Line {
  level?: string
  text?: string
  message?: string
  url?: string | null
  line?: number | null
}

/** What the page wrote to its console. */
export function ConsoleLog({ address }: { address: string }) {
  const live = useLive(address, async (signal) => (await textAt(address, signal)).split('\n').filter(Boolean).map((line) => JSON.parse(line) as Line))
  return (
    <Loaded live={live}>
      {(lines) => (
        <div className="log" tabIndex={0}>
          {lines.map((line, place) => (
            <div key={place} style={{ color: line.level === 'error' ? 'var(--failed)' : line.level === 'warn' ? 'var(--waiting)' : undefined }}>
              <span className="dim">{(line.level ?? 'log').padEnd(6)}</span> {line.text ?? line.message} {line.url ? <span className="dim">{line.url}</span> : null}
            </div>
          ))}
        </div>
      )}
    </Loaded>
  )
}

interface Entry {
  startedDateTime: string
  time: number
  _resourceType?: string
  request: { method: string; url: string; headers: Header[]; postData?: { text?: string } }
  response: { status: number; statusText: string; bodySize: number; headers: Header[]; content: { mimeType: string; size: number; text?: string }; _error?: string }
}

interface Header {
  name: string
  value: string
}

/** The requests of the page, as a waterfall; one can be looked at. */
export function Network({ address }: { address: string }) {
  const live = useLive(address, async (signal) => (JSON.parse(await textAt(address, signal)) as { log: { entries: Entry[] } }).log.entries)
  const [search, setSearch] = useState('')
  const [chosen, choose] = useState<Entry>()
  return (
    <Loaded live={live}>
      {(all) => {
        const entries = all.filter((entry) => entry.request.url.includes(search) || String(entry.response.status) === search)
        if (all.length === 0) return <Empty>The page asked for nothing.</Empty>
        const begin = Math.min(...all.map((entry) => Date.parse(entry.startedDateTime)))
        const length = Math.max(1, ...all.map((entry) => Date.parse(entry.startedDateTime) - begin + entry.time))
        return (
          <>
            <TextInput size="xs" mb={8} maw={300} aria-label="Filter requests" placeholder="Part of an address, or a status" value={search} onChange={(event) => setSearch(event.currentTarget.value)} />
            <VirtualList
              count={entries.length}
              height={30}
              fill={360}
              label="Requests"
              onOpen={(index) => choose(entries[index])}
              row={(index) => {
                const entry = entries[index]
                if (!entry) return null
                const bad = entry.response.status === 0 || entry.response.status >= 400
                return (
                  <button type="button" className="row net-row" onClick={() => choose(entry)} aria-current={entry === chosen || undefined}>
                    <span className="mono" style={{ color: bad ? 'var(--failed)' : undefined }}>
                      {entry.response.status || 'none'}
                    </span>
                    <span className="mono dim">{entry.request.method}</span>
                    <span title={entry.request.url}>{shortened(entry.request.url)}</span>
                    <span className="wide dim">{entry._resourceType}</span>
                    <span className="wide end numbers dim">{size(Math.max(0, entry.response.bodySize))}</span>
                    <span className="end numbers">{took(entry.time)}</span>
                    <span className="wide track" aria-hidden>
                      <b style={{ left: `${((Date.parse(entry.startedDateTime) - begin) / length) * 100}%`, width: `${(entry.time / length) * 100}%` }} />
                    </span>
                  </button>
                )
              }}
            />
            {chosen ? <Request entry={chosen} /> : null}
          </>
        )
      }}
    </Loaded>
  )
}

function shortened(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined
  return url ? url.host + url.pathname + url.search : address
}

function Request({ entry }: { entry: Entry }) {
  const headers = (title: string, list: Header[]) => (
    <details>
      <summary>{title}</summary>
      <div className="log" tabIndex={0}>
        {list.map((header) => `${header.name}: ${header.value}`).join('\n')}
      </div>
    </details>
  )
  return (
    <div style={{ display: 'grid', gap: 6, marginTop: 10 }}>
      <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
        {entry.request.method} {entry.request.url}
      </Text>
      <Text size="sm" c="dimmed">
        {entry.response.status} {entry.response.statusText} {entry.response._error} · {entry.response.content.mimeType}
      </Text>
      {headers('Request headers', entry.request.headers)}
      {entry.request.postData?.text ? (
        <details>
          <summary>Request body</summary>
          <div className="log" tabIndex={0}>
            {entry.request.postData.text}
          </div>
        </details>
      ) : null}
      {headers('Response headers', entry.response.headers)}
    </div>
  )
}

/** What assistive technology saw of the page. */
export function Outline({ address }: { address: string }) {
  const live = useLive(address, (signal) => textAt(address, signal))
  return (
    <Loaded live={live}>
      {(text) => (
        <div className="log" tabIndex={0}>
          {text}
        </div>
      )}
    </Loaded>
  )
}

const Yaml = lazy(() => import('./yaml'))

/** A document as YAML. */
export function Document({ value }: { value: unknown }) {
  const shown = useMemo(() => value, [value])
  return (
    <Suspense fallback={null}>
      <Yaml value={shown} />
    </Suspense>
  )
}
