import { Button, Group, Modal, PasswordInput, Select, Stack, TagsInput, Text, TextInput, Title } from '@mantine/core'
import { useState } from 'react'
import { call } from '../api/call'
import { useLive, useNow } from '../api/live'
import { useMay } from '../app/who'
import { Card, Empty, Loaded } from '../parts/card'
import { Sure } from '../parts/sure'
import { useDeed } from '../parts/toast'
import { ago, took } from '../parts/words'

export default function VaultPage() {
  const now = useNow(10_000)
  const may = useMay('admin')
  const mayRun = useMay('run')
  const [adding, setAdding] = useState<string>()
  const secrets = useLive(may ? 'secrets' : null, (signal) => call('GET /api/v1/secrets', {}, signal), { every: 15_000 })
  const profiles = useLive('profiles', (signal) => call('GET /api/v1/profiles', {}, signal), { every: 10_000 })
  return (
    <>
      <Title order={1} mb="sm">
        Secrets & profiles
      </Title>
      <div className="stack" style={{ gap: 14 }}>
        <Card
          title="Secrets"
          tools={
            may ? (
              <Button size="compact-sm" onClick={() => setAdding('')}>
                Put one away
              </Button>
            ) : null
          }
          flush
        >
          {may ? (
            <Loaded live={secrets}>
              {({ items }) =>
                items.length === 0 ? (
                  <Empty>
                    No secret is kept. Flows use one as <span className="mono">{'{{secret.NAME}}'}</span>; its value is sealed, and no answer, event or picture's name ever has it.
                  </Empty>
                ) : (
                  <div className="scroll" tabIndex={0} role="region" aria-label="Secrets">
                    <table className="plain">
                      <thead>
                        <tr>
                          <th>Name</th>
                          <th>Kind</th>
                          <th>Hosts that may get it</th>
                          <th className="end">Changed</th>
                          <th />
                        </tr>
                      </thead>
                      <tbody>
                        {items.map((secret) => (
                          <tr key={secret.name}>
                            <td className="mono">{secret.name}</td>
                            <td>{secret.kind}</td>
                            <td>{secret.hosts.join(', ') || 'any'}</td>
                            <td className="end dim numbers">{ago(secret.updated_at, now)}</td>
                            <td className="end">
                              <Group gap={6} justify="flex-end" wrap="nowrap">
                                <Button size="compact-xs" variant="default" aria-label={`Change ${secret.name}`} onClick={() => setAdding(secret.name)}>
                                  Change
                                </Button>
                                <Sure
                                  title="Delete the secret"
                                  act={async () => {
                                    await call('DELETE /api/v1/secrets/{name}', { name: secret.name })
                                    secrets.reload()
                                  }}
                                  button={(ask) => (
                                    <Button size="compact-xs" variant="default" aria-label={`Delete ${secret.name}`} onClick={ask}>
                                      Delete
                                    </Button>
                                  )}
                                >
                                  Flows that use <b>{secret.name}</b> will not begin.
                                </Sure>
                              </Group>
                            </td>
                          </tr>
                        ))}
                      </tbody>
                    </table>
                  </div>
                )
              }
            </Loaded>
          ) : (
            <Empty>Secrets are seen and changed with a key that has the scope admin.</Empty>
          )}
        </Card>
        <Card title="Profiles" flush>
          <Loaded live={profiles}>
            {({ items }) =>
              items.length === 0 ? (
                <Empty>
                  No login state is kept. A flow with <span className="mono">profile: NAME</span> begins logged in, with what an earlier one saved with <span className="mono">save_profile</span>.
                </Empty>
              ) : (
                <table className="plain">
                  <thead>
                    <tr>
                      <th>Name</th>
                      <th>State</th>
                      <th>Set up by</th>
                      <th className="end">Saved</th>
                      <th />
                    </tr>
                  </thead>
                  <tbody>
                    {items.map((profile) => (
                      <tr key={profile.name}>
                        <td className="mono">{profile.name}</td>
                        <td>
                          {profile.state}
                          {profile.failure ? (
                            <Text size="xs" c="var(--mantine-color-error)">
                              {profile.failure}
                            </Text>
                          ) : null}
                        </td>
                        <td>
                          {profile.setup_flow ?? '–'}
                          {profile.max_age_seconds ? <span className="dim"> every {took(profile.max_age_seconds * 1000)}</span> : null}
                        </td>
                        <td className="end dim numbers">{ago(profile.saved_at, now)}</td>
                        <td className="end">
                          {mayRun && profile.saved_at ? (
                            <Sure
                              title="Forget the state"
                              act={async () => {
                                await call('DELETE /api/v1/profiles/{name}/state', { name: profile.name })
                                profiles.reload()
                              }}
                              button={(ask) => (
                                <Button size="compact-xs" variant="default" onClick={ask}>
                                  Forget
                                </Button>
                              )}
                            >
                              The next flow with this profile logs in anew.
                            </Sure>
                          ) : null}
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              )
            }
          </Loaded>
        </Card>
      </div>
      {adding !== undefined ? (
        <NewSecret
          name={adding}
          close={(changed) => {
            setAdding(undefined)
            if (changed) secrets.reload()
          }}
        />
      ) : null}
    </>
  )
}

function NewSecret({ name: given, close }: { name: string; close: (changed: boolean) => void }) {
  const [name, setName] = useState(given)
  const [kind, setKind] = useState('text')
  const [value, setValue] = useState('')
  const [hosts, setHosts] = useState<string[]>([])
  const [busy, act] = useDeed()
  return (
    <Modal opened onClose={() => close(false)} title={given ? `Change ${given}` : 'Put a secret away'}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void act(() => call('PUT /api/v1/secrets/{name}', { name: name.trim() }, { value, kind, hosts }), `${name} is kept.`).then((ok) => ok && close(true))
        }}
      >
        <Stack gap="sm">
          <TextInput label="Name" value={name} onChange={(event) => setName(event.currentTarget.value)} required disabled={given !== ''} data-autofocus={given === '' || undefined} />
          <Select label="Kind" data={['text', 'totp']} value={kind} onChange={(value) => setKind(value ?? 'text')} allowDeselect={false} />
          <PasswordInput label="Value" value={value} onChange={(event) => setValue(event.currentTarget.value)} required autoComplete="off" data-autofocus={given !== '' || undefined} />
          <TagsInput label="Hosts that may get it" description="example.org, *.example.org; none: any" value={hosts} onChange={setHosts} />
          <Group justify="flex-end">
            <Button variant="default" onClick={() => close(false)}>
              Not now
            </Button>
            <Button type="submit" loading={busy}>
              Put away
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
