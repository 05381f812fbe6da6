// Addresses: every view is one, what is filtered and picked included.
import { useCallback, useSyncExternalStore } from 'react'

export const BASE = '/console'

const listeners = new Set<() => void>()
const tell = () => {
  for (const listener of listeners) listener()
}
addEventListener('popstate', tell)

/** Goes to a path below the console: `/runs/…`. */
export function go(to: string, replace = false): void {
  const address = BASE + (to === '/' ? '' : to)
  if (address === location.pathname + location.search) return
  if (replace) history.replaceState(null, '', address)
  else history.pushState(null, '', address)
  tell()
  if (!replace) scrollTo(0, 0)
}

/** The address of a path below the console. */
export const at = (to: string): string => BASE + (to === '/' ? '' : to)

// plain links stay links: opened in a new tab, copied, read aloud
document.addEventListener('click', (event) => {
  const link = (event.target as Element | null)?.closest?.('a')
  if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  const href = link.getAttribute('href') ?? ''
  if ((href !== BASE && !href.startsWith(`${BASE}/`) && !href.startsWith(`${BASE}?`)) || link.target || link.hasAttribute('download')) return
  event.preventDefault()
  go(href.slice(BASE.length) || '/')
})

const listen = (changed: () => void) => {
  listeners.add(changed)
  return () => listeners.delete(changed)
}

/** The path below the console: `/`, `/runs`, … */
export function usePath(): string {
  return useSyncExternalStore(listen, () => location.pathname.slice(BASE.length).replace(/\/+$/, '') || '/')
}

/** One part of the query, and how to change it. An empty value takes it away. */
export function useParameter(name: string, otherwise = ''): [value: string, change: (value: string) => void] {
  const search = useSyncExternalStore(listen, () => location.search)
  const value = new URLSearchParams(search).get(name) ?? otherwise
  const change = useCallback(
    (value: string) => {
      const query = new URLSearchParams(location.search)
      if (value === otherwise) query.delete(name)
      else query.set(name, value)
      const path = location.pathname.slice(BASE.length) || '/'
      const text = query.toString()
      go((path === '/' && text ? '' : path) + (text ? `?${text}` : ''), true)
    },
    [name, otherwise],
  )
  return [value, change]
}
