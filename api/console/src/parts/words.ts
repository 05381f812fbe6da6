// Times, sizes and names for people.

export function took(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return '–'
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`
  const minutes = Math.floor(ms / 60_000)
  return minutes < 60 ? `${minutes} min ${Math.round((ms % 60_000) / 1000)} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

export function ago(at: string | null | undefined, now: number): string {
  if (!at) return '–'
  const seconds = Math.round((now - Date.parse(at)) / 1000)
  if (seconds < -5) return `in ${took(-seconds * 1000)}`
  if (seconds < 5) return 'now'
  if (seconds < 60) return `${seconds} s ago`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`
  return `${Math.floor(seconds / 86_400)} d ago`
}

export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const units = ['KiB', 'MiB', 'GiB', 'TiB']
  let value = bytes
  let unit = 'B'
  for (const next of units) {
    if (value < 1024) break
    value /= 1024
    unit = next
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`
}

/** Dollars, with as many places as a small sum needs. */
export const dollars = (usd: number): string => `$${usd === 0 ? '0' : usd < 0.01 ? usd.toFixed(4) : usd.toFixed(2)}`

export const when = (at: string | null | undefined): string => (at ? new Date(at).toLocaleString() : '–')

/** The end of an id: the beginning of a v7 id is a time, and alike in all of a minute. */
export const short = (id: string): string => id.slice(-8)

export const plural = (count: number, one: string, many = `${one}s`): string => `${count.toLocaleString()} ${count === 1 ? one : many}`

export const labelsText = (labels: Record<string, string>): string => Object.values(labels).join(' · ')

/** Labels that the name does not say already. */
export const labelsBeside = (name: string, labels: Record<string, string>): string =>
  Object.values(labels)
    .filter((label) => !name.includes(label))
    .join(' · ')
