// State that follows the server: loaded once, and again whenever an event says that it may have changed.
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { socket, type Link } from './socket'
import type { Event } from './types'

export interface Live<T> {
  data: T | undefined
  error: unknown
  /** Nothing has come yet. */
  loading: boolean
  reload: () => void
}

interface Options {
  /** Load again when this says yes to an event of the project. */
  on?: (event: Event) => boolean
  /** Load again after this many milliseconds, while the page is looked at. */
  every?: number
  /** Least time between two loads in milliseconds. */
  pause?: number
}

/** Loads what `load` gives, anew for each `key`; no key loads nothing. */
export function useLive<T>(key: string | null, load: (signal: AbortSignal) => Promise<T>, options: Options = {}): Live<T> {
  const [state, setState] = useState<{ key: string | null; data: T | undefined; error: unknown }>({ key, data: undefined, error: undefined })
  const latest = useRef({ load, options })
  latest.current = { load, options }
  const wake = useRef<() => void>(() => {})
  const listens = options.on !== undefined
  const { every, pause = 1000 } = options

  useEffect(() => {
    if (key === null) return
    let last = 0
    let running = false
    let asked = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const abort = new AbortController()
    const run = async () => {
      timer = undefined
      if (running) {
        asked = true
        return
      }
      running = true
      last = Date.now()
      try {
        const data = await latest.current.load(abort.signal)
        if (!abort.signal.aborted) setState({ key, data, error: undefined })
      } catch (error) {
        if (!abort.signal.aborted) setState((old) => ({ key, data: old.key === key ? old.data : undefined, error }))
      }
      running = false
      if (asked && !abort.signal.aborted) {
        asked = false
        soon()
      }
    }
    const soon = () => {
      if (timer === undefined) timer = setTimeout(() => void run(), Math.max(0, last + pause - Date.now()))
    }
    wake.current = () => {
      last = 0
      clearTimeout(timer)
      void run()
    }
    void run()
    const unfollow = listens
      ? socket.follow('all', (event) => {
          if (event.type === 'reset' || latest.current.options.on?.(event)) soon()
        })
      : undefined
    const clock = every ? setInterval(() => document.visibilityState === 'visible' && soon(), every) : undefined
    return () => {
      abort.abort()
      clearTimeout(timer)
      clearInterval(clock)
      unfollow?.()
    }
  }, [key, listens, every, pause])

  const reload = useCallback(() => wake.current(), [])
  const current = state.key === key ? state : { data: undefined, error: undefined }
  return { data: current.data, error: current.error, loading: current.data === undefined && current.error === undefined, reload }
}

/** How the connection for live events stands. */
export function useLink(): Link {
  return useSyncExternalStore(
    (changed) => socket.onLink(changed),
    () => socket.link,
  )
}

/** The time, every so many milliseconds, while the page is looked at. */
export function useNow(every = 1000): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const clock = setInterval(() => document.visibilityState === 'visible' && setNow(Date.now()), every)
    return () => clearInterval(clock)
  }, [every])
  return now
}

/** Whether an event begins or ends something that lists and figures count. */
export const isMilestone = (event: Event): boolean => /^(run|execution|browser)\./.test(event.type) && event.type !== 'execution.note'
