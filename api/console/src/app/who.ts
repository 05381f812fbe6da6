// Who is at the console, and what they may do.
import { createContext, useContext } from 'react'
import type { Login } from '../api/types'

export const WhoContext = createContext<Login | null>(null)

export function useWho(): Login | null {
  return useContext(WhoContext)
}

/** Whether the caller's key has a scope. */
export function useMay(scope: 'run' | 'approve' | 'agent' | 'admin'): boolean {
  const who = useWho()
  return who !== null && (who.scopes.includes('admin') || who.scopes.includes(scope))
}
