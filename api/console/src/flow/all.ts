import { call } from '../api/call'
import type { StoredFlow } from '../api/types'

/** Flows that are read at most. */
const MOST = 10_000

/** Every stored flow, newest first. */
export async function allFlows(signal: AbortSignal): Promise<StoredFlow[]> {
  const flows: StoredFlow[] = []
  let cursor: string | undefined
  do {
    const part = await call('GET /api/v1/flows', { size: 200, cursor }, signal)
    flows.push(...part.items)
    cursor = part.next_cursor ?? undefined
  } while (cursor && flows.length < MOST)
  return flows
}
