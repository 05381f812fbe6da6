import { Alert, Button, Loader, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { words } from '../api/call'
import type { Live } from '../api/live'

/** A titled box. */
export function Card({ title, tools, children, flush }: { title?: ReactNode; tools?: ReactNode; children: ReactNode; flush?: boolean }) {
  return (
    <section className="card">
      {title ? (
        <h2>
          <span style={{ flex: 1, minWidth: 0 }}>{title}</span>
          {tools}
        </h2>
      ) : null}
      {flush ? children : <div className="in">{children}</div>}
    </section>
  )
}

/** What to do where nothing is yet. */
export function Empty({ children }: { children: ReactNode }) {
  return (
    <Text c="dimmed" size="sm" p="md" component="div">
      {children}
    </Text>
  )
}

/** What went wrong, and the way to try again. */
export function Failure({ error, again }: { error: unknown; again?: () => void }) {
  return (
    <Alert color="red" variant="outline" role="alert" title="That did not work" m={0}>
      {words(error)}
      {again ? (
        <Button size="compact-xs" variant="default" ml="sm" onClick={again}>
          Try again
        </Button>
      ) : null}
    </Alert>
  )
}

/** The data once it is there; until then a sign that it is on its way, or why it is not. */
export function Loaded<T>({ live, children }: { live: Live<T>; children: (data: T) => ReactNode }) {
  if (live.data !== undefined) return children(live.data)
  if (live.error !== undefined) return <Failure error={live.error} again={live.reload} />
  return <Loader size="sm" m="md" role="status" aria-label="Loading" />
}
