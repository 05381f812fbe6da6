import { Button, Group, Slider, Text } from '@mantine/core'
import { took } from '../parts/words'
import { doing } from './chat'
import type { Call } from './sessiondata'

interface Props {
  id: string
  calls: Call[]
  /** The number of the call after which the screen is looked at; absent: now. */
  at: number | undefined
  look: (number: number | undefined) => void
  /** A desktop is there, or is coming. */
  open: boolean
  /** Its form. */
  size: { width: number; height: number }
}

/** The screen now, or as it was after a call; below it the way through all of them. */
export function Screen({ id, calls, at, look, open, size }: Props) {
  const form = { aspectRatio: `${size.width} / ${size.height}` }
  const seen = at === undefined ? undefined : calls.findLast((call) => call.number <= at)
  // a call without a picture shows the one before it; a desktop that is gone shows its last one
  const until = seen ?? (open ? undefined : calls.at(-1))
  const picture = until ? calls.findLast((call) => call.number <= until.number && call.result?.artifact_id)?.result?.artifact_id : undefined
  const first = calls[0]
  const last = calls.at(-1)
  return (
    <div>
      {open ? <iframe className="screen" src={`/sessions/${id}/view?only=screen`} title="Desktop" allow="clipboard-read; clipboard-write; fullscreen" hidden={seen !== undefined} style={form} /> : null}
      {picture ? <img className="screen" style={form} src={`/api/v1/artifacts/${picture}`} alt={seen ? `The screen after call ${seen.number}` : 'The last picture of the screen'} /> : null}
      {picture || (open && !seen) ? null : (
        <div className="screen away" style={form}>
          <Text size="sm">{seen ? 'No picture was made yet.' : 'There is no desktop at present. It opens when the agent is told something.'}</Text>
        </div>
      )}
      {first && last ? (
        <>
          <Group justify="space-between" gap="xs" mt={8} wrap="nowrap">
            <Text size="xs" className="mono" truncate style={{ minWidth: 0 }}>
              {seen ? `${seen.number}. ${seen.name} ${doing(seen)}` : open ? 'now' : 'as it was at last'} {seen ? <span className="dim numbers">{took(Date.parse(seen.at) - Date.parse(first.at))}</span> : null}
            </Text>
            {seen ? (
              <Button size="compact-xs" variant="default" onClick={() => look(undefined)}>
                Back to now
              </Button>
            ) : null}
          </Group>
          <Slider mt={4} label={null} thumbLabel="Call that is looked at" min={first.number} max={last.number + 1} step={1} value={seen?.number ?? last.number + 1} onChange={(number) => look(number > last.number ? undefined : number)} />
        </>
      ) : null}
    </div>
  )
}
