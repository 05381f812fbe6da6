import { Group, Text } from '@mantine/core'
import { useEffect, useImperativeHandle, useRef, useState, type Ref } from 'react'
import { words } from '../api/call'

export interface VideoHandle {
  seek: (seconds: number) => void
}

/** A film of an attempt. It is fetched whole, so that one can jump anywhere in it. `played` hears how far it is while it plays. */
export function Video({ address, played, ref }: { address: string; played: (seconds: number) => void; ref: Ref<VideoHandle | null> }) {
  const element = useRef<HTMLVideoElement>(null)
  const [source, setSource] = useState<string>()
  const [error, setError] = useState<string>()
  useImperativeHandle(ref, () => ({
    seek: (seconds) => {
      const video = element.current
      if (video && Number.isFinite(video.duration)) video.currentTime = Math.min(seconds, Math.max(0, video.duration - 0.05))
    },
  }))
  useEffect(() => {
    let url: string | undefined
    const video = element.current
    const abort = new AbortController()
    fetch(address, { signal: abort.signal })
      .then(async (answer) => {
        if (!answer.ok) throw new Error(`The film cannot be had (${answer.status}).`)
        url = URL.createObjectURL(new Blob([await answer.arrayBuffer()], { type: 'video/webm' }))
        setSource(url)
      })
      .catch((error: unknown) => !abort.signal.aborted && setError(words(error)))
    return () => {
      abort.abort()
      // a film that still loads would miss its address
      video?.removeAttribute('src')
      video?.load()
      if (url) URL.revokeObjectURL(url)
    }
  }, [address])
  if (error) return <Text c="dimmed">{error}</Text>
  return (
    <>
      <video ref={element} src={source} controls muted playsInline onTimeUpdate={(event) => !event.currentTarget.paused && played(event.currentTarget.currentTime)} style={{ width: '100%', maxHeight: '70vh', background: '#000', display: 'block' }} aria-label="Film of this attempt" />
      <Group mt={6} gap="md">
        <Text size="xs" c="dimmed">
          A step that you pick is where the film goes; while it plays, the step that it shows is picked.
        </Text>
        <a href={address} download="video.webm" style={{ fontSize: 12 }}>
          Save the film
        </a>
      </Group>
    </>
  )
}
