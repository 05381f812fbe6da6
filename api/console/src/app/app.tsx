import { Button, Loader, Text } from '@mantine/core'
import { Component, Suspense, useCallback, useEffect, useState, type ErrorInfo, type ReactNode } from 'react'
import { Refused, call, onLocked, words } from '../api/call'
import type { Login } from '../api/types'
import { Failure } from '../parts/card'
import { Toasts } from '../parts/toast'
import { LoginPage } from '../pages/login'
import { viewOf } from './views'
import { usePath } from './route'
import { Shell } from './shell'
import { WhoContext } from './who'

export function App() {
  const [who, setWho] = useState<Login | 'locked' | undefined>()
  const [error, setError] = useState<unknown>()
  const ask = useCallback(() => {
    setError(undefined)
    call('GET /api/v1/login', {}).then(setWho, (error: unknown) => {
      if (error instanceof Refused && error.status === 401) setWho('locked')
      else setError(error)
    })
  }, [])
  useEffect(ask, [ask])
  useEffect(() => onLocked(() => setWho('locked')), [])

  if (who === 'locked') return <LoginPage done={setWho} />
  if (error !== undefined) return <Failure error={error} again={ask} />
  if (who === undefined) return <Loader m="xl" role="status" aria-label="Loading" />
  return (
    <WhoContext value={who}>
      <Shell left={() => setWho('locked')}>
        <View />
      </Shell>
      <Toasts />
    </WhoContext>
  )
}

function View() {
  const path = usePath()
  const { title, page } = viewOf(path)
  useEffect(() => {
    document.title = `${title} · Flowtilla`
  }, [title])
  return (
    <Boundary key={path}>
      <Suspense fallback={<Loader m="md" size="sm" role="status" aria-label="Loading" />}>{page}</Suspense>
    </Boundary>
  )
}

/** A page that breaks says so, and leaves the rest alone. */
class Boundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: undefined }

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override componentDidCatch(error: unknown, info: ErrorInfo) {
    console.error(error, info.componentStack)
  }

  override render() {
    if (this.state.error === undefined) return this.props.children
    return (
      <div role="alert">
        <Text mb="sm">This page broke: {words(this.state.error)}</Text>
        <Button variant="default" onClick={() => location.reload()}>
          Load it again
        </Button>
      </div>
    )
  }
}
