// The stream helper against a server that cuts, doubles, leaves out and resets. Plain node, no framework.
import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket as Socket } from 'ws'
import { follow, StreamError } from '../src/index.js'

type Script = (socket: Socket, after: unknown) => void

async function withServer(scripts: Script[], run: (server: string, asked: unknown[]) => Promise<void>) {
  const asked: unknown[] = []
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  server.on('connection', (socket) => {
    socket.on('message', (text) => {
      const said = JSON.parse(String(text))
      if (said.type !== 'subscribe') return
      const script = scripts[asked.length] ?? scripts.at(-1)!
      asked.push(said.after)
      socket.send(JSON.stringify({ type: 'subscribed', topic: said.topic, head: 9 }))
      script(socket, said.after)
    })
  })
  try {
    await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked)
  } finally {
    for (const socket of server.clients) socket.terminate()
    server.close()
  }
}

const event = (seq: number, type = 'step.started') =>
  JSON.stringify({ seq, at: '2026-11-20T10:00:00.000Z', topic: 'run:1', type, data: {} })
const say = (socket: Socket, ...events: string[]) => events.forEach((text) => socket.send(text))
const options = { topic: 'run:1', backoffMs: 1, mostBackoffMs: 5 }

await withServer(
  [
    (socket) => (say(socket, event(1), event(2), event(2), event(1)), socket.close(1001)),
    (socket) => (say(socket, event(3), event(5)), undefined), // 4 is missing
    (socket) => (say(socket, event(4), event(5)), socket.terminate()),
    (socket) => (say(socket, event(3, 'reset'), event(4), event(5, 'run.finished')), undefined),
  ],
  async (server, asked) => {
    const heard: string[] = []
    const places: unknown[] = []
    for await (const { seq, type } of follow({ server, ...options, onPlace: (place) => places.push(place) })) {
      heard.push(`${seq} ${type}`)
      if (type === 'run.finished') break
    }
    assert.deepEqual(heard, [
      '1 step.started', '2 step.started', '3 step.started', '4 step.started', '5 step.started',
      '3 reset', '4 step.started', '5 run.finished',
    ])
    assert.deepEqual(asked, [0, 2, 3, 5])
    assert.deepEqual(places, [1, 2, 3, 4, 5, 3, 4, 5])
  },
)

await withServer([(socket) => socket.close(4404, 'There is no such topic.')], async (server) => {
  const reading = (async () => {
    for await (const _ of follow({ server, ...options })) assert.fail('an event of nothing')
  })()
  await assert.rejects(reading, (error) => error instanceof StreamError && error.status === 404)
})

await withServer([(socket) => say(socket, event(1))], async (server) => {
  const stop = new AbortController()
  const heard: number[] = []
  for await (const { seq } of follow({ server, ...options, signal: stop.signal })) {
    heard.push(seq)
    stop.abort()
  }
  assert.deepEqual(heard, [1])
})
console.log('stream: resumes, drops doubles, sees holes and resets, gives up when told')
