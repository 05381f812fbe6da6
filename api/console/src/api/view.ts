// Our end of `WS /ws/browser/{id}`: pictures of one browser, and the way to drive it.

export interface Page {
  width: number
  height: number
  url: string
  title: string
  control: { state: 'flow' | 'asked' | 'you' | 'person'; by: string | null }
}

export interface Heard {
  page?: (page: Page) => void
  /** The server or the connection says how it stands. */
  word?: (text: string) => void
  closed?: () => void
}

/** Pause before a broken connection is tried again, in milliseconds. */
const AGAIN = 1500

/** Draws one browser on a canvas until `end`. */
export class View {
  private socket: WebSocket | undefined
  private drawing = false
  private newest: Blob | undefined
  private ended = false
  private timer: ReturnType<typeof setTimeout> | undefined
  page: Page | undefined

  constructor(
    private readonly id: string,
    private readonly canvas: HTMLCanvasElement,
    private readonly heard: Heard,
  ) {
    this.connect()
  }

  private connect(): void {
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws/browser/${this.id}`, ['flowtilla'])
    socket.binaryType = 'blob'
    this.socket = socket
    socket.onmessage = ({ data }) => {
      if (typeof data === 'string') this.hear(JSON.parse(data) as { type: string; detail?: string })
      else {
        this.newest = data as Blob
        void this.draw()
      }
    }
    socket.onclose = ({ code, reason }) => {
      if (this.ended || socket !== this.socket) return
      if (code === 1000) this.heard.closed?.()
      else {
        this.heard.word?.(reason || 'The connection is lost; it is tried again.')
        this.timer = setTimeout(() => this.connect(), AGAIN)
      }
    }
  }

  private hear(message: { type: string; detail?: string }): void {
    if (message.type === 'page') {
      this.page = message as unknown as Page
      this.heard.page?.(this.page)
    } else if (message.type === 'closed') {
      this.ended = true
      this.heard.closed?.()
    } else if (message.type === 'error') this.heard.word?.(message.detail ?? 'That was not understood.')
  }

  private async draw(): Promise<void> {
    if (this.drawing) return
    this.drawing = true
    while (this.newest) {
      const blob = this.newest
      this.newest = undefined
      try {
        const picture = await createImageBitmap(blob)
        if (this.canvas.width !== picture.width) this.canvas.width = picture.width
        if (this.canvas.height !== picture.height) this.canvas.height = picture.height
        this.canvas.getContext('2d')?.drawImage(picture, 0, 0)
        this.canvas.dataset.frames = String(Number(this.canvas.dataset.frames ?? 0) + 1)
        picture.close()
      } catch {
        // a picture that cannot be read is left out
      }
    }
    this.drawing = false
  }

  say(message: unknown): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message))
  }

  end(): void {
    this.ended = true
    clearTimeout(this.timer)
    this.socket?.close()
  }
}
