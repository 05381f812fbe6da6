import { Button, Code, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { useEffect, useState } from 'react'
import { call, words } from '../api/call'
import type { Login } from '../api/types'
import icon from '../app/icon.svg'

export function LoginPage({ done }: { done: (who: Login) => void }) {
  const [key, setKey] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  useEffect(() => {
    document.title = 'Log in · Flowtilla'
  }, [])
  const submit = async () => {
    setBusy(true)
    setError(undefined)
    try {
      done(await call('POST /api/v1/login', {}, { key: key.trim() }))
    } catch (error) {
      setError(words(error))
    }
    setBusy(false)
  }
  return (
    <main style={{ minHeight: '100dvh', display: 'grid', placeItems: 'center', padding: 16 }}>
      <Paper withBorder p="xl" w="100%" maw={420} bg="var(--card)">
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void submit()
          }}
        >
          <Stack>
            <Title order={1} style={{ display: 'flex', gap: 10, alignItems: 'center' }}>
              <img src={icon} alt="" width={32} height={32} /> Flowtilla
            </Title>
            <PasswordInput label="API key" value={key} onChange={(event) => setKey(event.currentTarget.value)} error={error} autoFocus autoComplete="current-password" required withAsterisk={false} />
            <Button type="submit" loading={busy} disabled={!key.trim()}>
              Log in
            </Button>
            <Text size="sm" c="dimmed">
              <Code>flowtilla keys create</Code> makes a key. It stays in a cookie that scripts cannot read, for a week at most.
            </Text>
          </Stack>
        </form>
      </Paper>
    </main>
  )
}
