import { Button, Group, Modal, Text } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useDeed } from './toast'

/** A button that asks before it does something that cannot be taken back. */
export function Sure({ button, title, children, act, done, color = '#b42525' }: { button: (ask: () => void) => ReactNode; title: string; children: ReactNode; act: () => Promise<unknown>; done?: string; color?: string }) {
  const [open, setOpen] = useState(false)
  const [busy, run] = useDeed()
  return (
    <>
      {button(() => setOpen(true))}
      <Modal opened={open} onClose={() => setOpen(false)} title={title} size="sm">
        <Text size="sm" component="div">
          {children}
        </Text>
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={() => setOpen(false)}>
            Keep
          </Button>
          <Button color={color} loading={busy} data-autofocus onClick={() => void run(act, done).then((ok) => ok && setOpen(false))}>
            {title}
          </Button>
        </Group>
      </Modal>
    </>
  )
}
