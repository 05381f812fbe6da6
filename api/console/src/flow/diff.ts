// Two texts, line by line: the longest common subsequence stays.

export interface Line {
  kind: ' ' | '+' | '-'
  text: string
  /** Line numbers from 1, in the old and in the new text. */
  old?: number
  new?: number
}

/** Lines above this many are compared as a whole. */
const MOST = 3000

export function diff(before: string, after: string): Line[] {
  const [a, b] = [before.trimEnd().split('\n'), after.trimEnd().split('\n')]
  let head = 0
  while (head < a.length && head < b.length && a[head] === b[head]) head++
  let tail = 0
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++
  const lines: Line[] = []
  const same = (i: number, j: number) => lines.push({ kind: ' ', text: a[i] ?? '', old: i + 1, new: j + 1 })
  for (let i = 0; i < head; i++) same(i, i)
  const [n, m] = [a.length - head - tail, b.length - head - tail]
  if (n > MOST || m > MOST) {
    for (let i = head; i < head + n; i++) lines.push({ kind: '-', text: a[i] ?? '', old: i + 1 })
    for (let j = head; j < head + m; j++) lines.push({ kind: '+', text: b[j] ?? '', new: j + 1 })
  } else {
    middle(a, b, head, n, m, lines, same)
  }
  for (let k = tail; k > 0; k--) same(a.length - k, b.length - k)
  return lines
}

function middle(a: string[], b: string[], head: number, n: number, m: number, lines: Line[], same: (i: number, j: number) => void): void {
  const width = m + 1
  const length = new Uint16Array((n + 1) * width)
  const at = (i: number, j: number) => length[i * width + j] ?? 0
  for (let i = n - 1; i >= 0; i--) {
    for (let j = m - 1; j >= 0; j--) {
      length[i * width + j] = a[head + i] === b[head + j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  let [i, j] = [0, 0]
  while (i < n || j < m) {
    if (i < n && j < m && a[head + i] === b[head + j]) {
      same(head + i++, head + j++)
    } else if (i < n && (j === m || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ kind: '-', text: a[head + i] ?? '', old: head + ++i })
    } else {
      lines.push({ kind: '+', text: b[head + j] ?? '', new: head + ++j })
    }
  }
}
