import { Button, FileButton, Group, NumberInput, Pill, Select, Stack, Switch, Text, TextInput, Textarea, Title } from '@mantine/core'
import { useState } from 'react'
import { call } from '../api/call'
import { useLive, useNow } from '../api/live'
import type { ModelList, PromptAttachment, TestSessionSummary } from '../api/types'
import { at, go } from '../app/route'
import { useMay } from '../app/who'
import { Card, Empty, Loaded } from '../parts/card'
import { StatusMark } from '../parts/status'
import { say, useDeed } from '../parts/toast'
import { ago, plural, size } from '../parts/words'

/** The largest attachment in bytes. */
const LARGEST = 1_000_000

export default function GeneratePage() {
  const models = useLive('models', (signal) => call('GET /api/v1/models', {}, signal))
  const welcome = useLive('welcome', (signal) => call('GET /', {}, signal))
  const earlier = useLive('test sessions', (signal) => call('GET /api/v1/test-sessions', { size: 30 }, signal), { on: (event) => event.type.startsWith('generation.'), every: 15_000 })
  return (
    <>
      <Title order={1} mb="sm">
        Generate
      </Title>
      <div className="split">
        <Card title="Write flows from a prompt">{welcome.loading ? null : <Ask models={models.data} shop={welcome.data?.links.demo} />}</Card>
        <Card title="Earlier" flush>
          <Loaded live={earlier}>{({ items }) => <Earlier items={items} />}</Loaded>
        </Card>
      </div>
    </>
  )
}

function Earlier({ items }: { items: TestSessionSummary[] }) {
  const now = useNow(10_000)
  if (items.length === 0) return <Empty>Nothing was asked for yet. What a model writes are drafts: each is tried in a real browser, and none runs by itself before somebody approves it.</Empty>
  return (
    <table className="plain">
      <tbody>
        {items.map((item) => (
          <tr key={item.id}>
            <td style={{ width: 110 }}>
              <StatusMark status={MARKS[item.status] ?? item.status} word={item.status} />
            </td>
            <td>
              <a href={at(`/generate/${item.id}`)}>{item.title}</a>
              <Text size="xs" c="dimmed" lineClamp={1}>
                {plural(item.flow_count, 'flow')} {item.base_url ? `for ${item.base_url}` : ''}
              </Text>
            </td>
            <td className="end dim numbers">{ago(item.created_at, now)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** The colours of a test session. */
export const MARKS: Record<string, string> = { generating: 'running', ready: 'ok', failed: 'failed', cancelled: 'cancelled' }

function Ask({ models, shop }: { models: ModelList | undefined; shop: string | null | undefined }) {
  const may = useMay('run')
  const [prompt, setPrompt] = useState(shop ? `Test how Ada signs in at ${shop}/login` : '')
  const [base, setBase] = useState(shop ?? '')
  const [count, setCount] = useState(3)
  const [explore, setExplore] = useState(true)
  const [model, setModel] = useState<string | null>(null)
  const [most, setMost] = useState<number | ''>('')
  const [attachments, setAttachments] = useState<PromptAttachment[]>([])
  const [busy, act] = useDeed()
  const usable = models?.models.filter((model) => model.available).map((model) => model.id) ?? []
  const take = async (files: File[]) => {
    const read = await Promise.all(files.filter((file) => file.size <= LARGEST).map(attach))
    for (const file of files) if (file.size > LARGEST) say(`${file.name} is larger than ${size(LARGEST)}.`, true)
    setAttachments((old) => [...old, ...read])
  }
  const start = async () => {
    const made = await call('POST /api/v1/generate-flows', {}, { prompt, base_url: base || undefined, count, explore, model: model ?? undefined, max_usd: most === '' ? undefined : most, attachments: attachments.length > 0 ? attachments : undefined })
    go(`/generate/${made.test_session_id}`)
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void act(start)
      }}
    >
      <Stack gap="sm">
        {models?.demo ? (
          <Text size="sm" c="dimmed">
            No key for a language model is set, so a scripted demo model answers. It knows only the demo shop.
          </Text>
        ) : null}
        <Textarea label="What is to be tested" description="In plain language. A sentence that a step comes from is shown beside it." autosize minRows={4} maxRows={16} value={prompt} onChange={(event) => setPrompt(event.currentTarget.value)} required maxLength={20_000} />
        <TextInput label="Site under test" placeholder="https://staging.example.org" value={base} onChange={(event) => setBase(event.currentTarget.value)} />
        <div className="fields">
          <NumberInput size="xs" label="Flows" min={1} max={10} value={count} onChange={(value) => setCount(Number(value) || 3)} />
          <Select size="xs" label="Model" placeholder={models?.default ?? 'none is set up'} data={usable} value={model} onChange={setModel} clearable searchable />
          <NumberInput size="xs" label="At most, in dollars" min={0} decimalScale={4} value={most} onChange={(value) => setMost(value === '' ? '' : Number(value))} />
        </div>
        <Switch size="sm" label="Look at the site first, and try every flow" description="Without it nothing is verified." checked={explore} onChange={(event) => setExplore(event.currentTarget.checked)} />
        <Group gap="xs">
          <FileButton multiple onChange={(files) => void take(files)} accept=".md,.txt,.json,.yaml,.yml,.html,.csv,.pdf,text/*,application/json,application/pdf">
            {(props) => (
              <Button {...props} size="compact-sm" variant="default">
                Attach a document
              </Button>
            )}
          </FileButton>
          {attachments.map((attachment, place) => (
            <Pill key={place} withRemoveButton removeButtonProps={{ 'aria-label': `Leave out ${attachment.name}`, 'aria-hidden': false, tabIndex: 0 }} onRemove={() => setAttachments(attachments.filter((other) => other !== attachment))}>
              {attachment.name}
            </Pill>
          ))}
        </Group>
        <Group justify="flex-end">
          <Button type="submit" loading={busy} disabled={!may || !prompt.trim()}>
            Write flows
          </Button>
        </Group>
        {may ? null : <Text size="xs">This needs a key with the scope run.</Text>}
      </Stack>
    </form>
  )
}

/** A file as the API takes it: text as it is, everything else in base64. */
export async function attach(file: File): Promise<PromptAttachment> {
  const plain = /^text\/|json|yaml|xml/.test(file.type) || /\.(md|txt|ya?ml|json|csv|html?)$/i.test(file.name)
  if (plain) return { name: file.name, text: await file.text() }
  const bytes = new Uint8Array(await file.arrayBuffer())
  let letters = ''
  for (let from = 0; from < bytes.length; from += 8192) letters += String.fromCharCode(...bytes.subarray(from, from + 8192))
  return { name: file.name, data: btoa(letters) }
}
