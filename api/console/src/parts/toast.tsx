import { Alert } from '@mantine/core'
import { useState, useSyncExternalStore } from 'react'
import { words } from '../api/call'

interface Toast {
  id: number
  text: string
  bad: boolean
}

let toasts: Toast[] = []
let next = 1
const listeners = new Set<() => void>()
const change = (to: Toast[]) => {
  toasts = to
  for (const listener of listeners) listener()
}

/** Says something for a while. */
export function say(text: string, bad = false): void {
  const id = next++
  change([...toasts.slice(-3), { id, text, bad }])
  setTimeout(() => change(toasts.filter((toast) => toast.id !== id)), bad ? 12_000 : 5000)
}

export function Toasts() {
  const all = useSyncExternalStore(
    (changed) => {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
    () => toasts,
  )
  return (
    <div className="toasts" role="status" aria-live="polite">
      {all.map((toast) => (
        <Alert key={toast.id} color={toast.bad ? 'red' : 'cyan'} variant="default" withCloseButton closeButtonLabel="Dismiss" onClose={() => change(toasts.filter((other) => other !== toast))}>
          {toast.text}
        </Alert>
      ))}
    </div>
  )
}

/** Runs something that a button asks for: busy meanwhile, and in words what went wrong. */
export function useDeed(): [busy: boolean, run: (deed: () => Promise<unknown>, done?: string) => Promise<boolean>] {
  const [busy, setBusy] = useState(false)
  const run = async (deed: () => Promise<unknown>, done?: string) => {
    setBusy(true)
    try {
      await deed()
      if (done) say(done)
      return true
    } catch (error) {
      say(words(error), true)
      return false
    } finally {
      setBusy(false)
    }
  }
  return [busy, run]
}
