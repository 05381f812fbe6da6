import { Button, Checkbox, Code, CopyButton, Group, Modal, Select, Stack, Switch, Text, TextInput, Title } from '@mantine/core'
import { useState } from 'react'
import { call } from '../api/call'
import { useLive, useNow } from '../api/live'
import type { ApiKey, KeyScope, MadeApiKey, Project } from '../api/types'
import { useMay } from '../app/who'
import { Card, Empty, Loaded } from '../parts/card'
import { StatusMark } from '../parts/status'
import { Sure } from '../parts/sure'
import { useDeed } from '../parts/toast'
import { ago, when } from '../parts/words'

const SCOPES: [KeyScope, string][] = [
  ['read', 'see everything'],
  ['run', 'change flows, execute, cancel'],
  ['approve', 'decide about versions'],
  ['agent', 'agent sessions'],
  ['admin', 'everything, keys and secrets too'],
]
const TONES: Record<string, string> = { valid: 'ok', expired: 'cancelled', revoked: 'failed' }

export default function KeysPage() {
  const may = useMay('admin')
  const now = useNow(10_000)
  const [making, setMaking] = useState(false)
  const keys = useLive(may ? 'keys' : null, (signal) => call('GET /api/v1/keys', {}, signal), { every: 15_000 })
  const projects = useLive(may ? 'projects' : null, (signal) => call('GET /api/v1/projects', {}, signal), { every: 30_000 })
  const audit = useLive(may ? 'audit' : null, (signal) => call('GET /api/v1/audit', { size: 60 }, signal), { every: 10_000 })
  return (
    <>
      <Title order={1} mb="sm">
        Keys
      </Title>
      {may ? (
        <div className="stack" style={{ gap: 14 }}>
          <Card
            title="API keys"
            tools={
              <Button size="compact-sm" onClick={() => setMaking(true)}>
                Make a key
              </Button>
            }
            flush
          >
            <Loaded live={keys}>{({ items }) => <Keys items={items} now={now} reload={keys.reload} />}</Loaded>
          </Card>
          <Card title="Projects" flush>
            <Loaded live={projects}>
              {({ items }) => (
                <table className="plain">
                  <tbody>
                    {items.map((project) => (
                      <tr key={project.id}>
                        <td>{project.name}</td>
                        <td className="mono dim wide">{project.id}</td>
                        <td>
                          <FourEyes project={project} reload={projects.reload} />
                        </td>
                        <td className="end dim numbers">{ago(project.created_at, now)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              )}
            </Loaded>
          </Card>
          <Card title="What was done" flush>
            <Loaded live={audit}>
              {({ items }) =>
                items.length === 0 ? (
                  <Empty>Nothing was changed yet.</Empty>
                ) : (
                  <div className="scroll" tabIndex={0} role="region" aria-label="What was done">
                    <table className="plain">
                      <tbody>
                        {items.map((entry) => (
                          <tr key={entry.id}>
                            <td>{entry.actor}</td>
                            <td>{entry.action}</td>
                            <td className="mono dim">{entry.target}</td>
                            <td className="end dim numbers" title={when(entry.at)}>
                              {ago(entry.at, now)}
                            </td>
                          </tr>
                        ))}
                      </tbody>
                    </table>
                  </div>
                )
              }
            </Loaded>
          </Card>
        </div>
      ) : (
        <Card>
          <Empty>Keys are seen and made with a key that has the scope admin.</Empty>
        </Card>
      )}
      {making ? (
        <NewKey
          close={() => {
            setMaking(false)
            keys.reload()
          }}
        />
      ) : null}
    </>
  )
}

function Keys({ items, now, reload }: { items: ApiKey[]; now: number; reload: () => void }) {
  if (items.length === 0) {
    return (
      <Empty>
        No key was made yet. Programs send one as <Code>Authorization: Bearer …</Code>; people log in with one here.
      </Empty>
    )
  }
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label="API keys">
      <table className="plain">
        <thead>
          <tr>
            <th>Name</th>
            <th>Begins with</th>
            <th>May</th>
            <th>State</th>
            <th className="end">Used</th>
            <th className="end">Ends</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {items.map((key) => (
            <tr key={key.id}>
              <td>{key.name}</td>
              <td className="mono">{key.prefix}…</td>
              <td>{key.scopes.join(', ')}</td>
              <td>
                <span data-status={TONES[key.state]}>
                  <StatusMark status={TONES[key.state] ?? 'unknown'} note={key.state} />
                </span>
              </td>
              <td className="end dim numbers">{key.last_used_at ? ago(key.last_used_at, now) : 'never'}</td>
              <td className="end dim numbers">{key.expires_at ? ago(key.expires_at, now) : 'never'}</td>
              <td className="end">
                {key.state === 'valid' ? (
                  <Sure
                    title="Revoke the key"
                    act={async () => {
                      await call('POST /api/v1/keys/{id}/revoke', { id: key.id })
                      reload()
                    }}
                    button={(ask) => (
                      <Button size="compact-xs" variant="default" aria-label={`Revoke ${key.name}`} onClick={ask}>
                        Revoke
                      </Button>
                    )}
                  >
                    Whoever uses <b>{key.name}</b> is refused from now on, open sockets too.
                  </Sure>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Whether somebody else than whoever wrote a version has to approve it. */
function FourEyes({ project, reload }: { project: Project; reload: () => void }) {
  const [busy, act] = useDeed()
  return (
    <Switch
      size="xs"
      label="Four eyes"
      title="Whoever wrote a version of a flow may not approve it"
      aria-label={`Four eyes in ${project.name}`}
      checked={project.four_eyes}
      disabled={busy}
      onChange={(event) => {
        const four_eyes = event.currentTarget.checked
        void act(async () => {
          await call('PUT /api/v1/projects/{id}', { id: project.id }, { four_eyes })
          reload()
        })
      }}
    />
  )
}

function NewKey({ close }: { close: () => void }) {
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<string[]>(['read', 'run'])
  const [ends, setEnds] = useState('90d')
  const [made, setMade] = useState<MadeApiKey>()
  const [busy, act] = useDeed()
  if (made) {
    return (
      <Modal opened onClose={close} title={`The key ${made.api_key.name}`}>
        <Stack gap="sm">
          <Text size="sm">This is the only time that it is shown.</Text>
          <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
            {made.key}
          </Code>
          <Group justify="flex-end">
            <CopyButton value={made.key}>
              {({ copied, copy }) => (
                <Button variant="default" onClick={copy}>
                  {copied ? 'Copied' : 'Copy'}
                </Button>
              )}
            </CopyButton>
            <Button onClick={close}>Done</Button>
          </Group>
        </Stack>
      </Modal>
    )
  }
  return (
    <Modal opened onClose={close} title="Make a key">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void act(async () => setMade(await call('POST /api/v1/keys', {}, { name, scopes: scopes as KeyScope[], expires_in: ends === 'never' ? undefined : ends })))
        }}
      >
        <Stack gap="sm">
          <TextInput label="What it is for" value={name} onChange={(event) => setName(event.currentTarget.value)} required data-autofocus maxLength={100} />
          <Checkbox.Group label="What it may do" value={scopes} onChange={setScopes}>
            <Stack gap={6} mt={6}>
              {SCOPES.map(([scope, about]) => (
                <Checkbox key={scope} size="xs" value={scope} label={`${scope}: ${about}`} />
              ))}
            </Stack>
          </Checkbox.Group>
          <Select label="Ends after" data={['1d', '30d', '90d', '365d', 'never']} value={ends} onChange={(value) => setEnds(value ?? '90d')} allowDeselect={false} />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Not now
            </Button>
            <Button type="submit" loading={busy} disabled={scopes.length === 0}>
              Make it
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
