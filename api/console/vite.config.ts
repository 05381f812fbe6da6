import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const server = process.env.FLOWTILLA_URL ?? 'http://127.0.0.1:8000'
// the server checks that Origin and Host belong together
const through = {
  target: server,
  changeOrigin: true,
  ws: true,
  configure: (proxy: { on: (event: string, hear: (out: { removeHeader: (name: string) => void }) => void) => void }) => {
    for (const event of ['proxyReq', 'proxyReqWs']) proxy.on(event, (out) => out.removeHeader('origin'))
  },
}

export default defineConfig({
  base: '/console/',
  plugins: [react()],
  server: { proxy: { '/api': through, '/ws': through, '/health': through, '/openapi.json': through, '/sessions': through, '^/$': through } },
  build: {
    target: 'es2023',
    outDir: 'dist',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600,
    reportCompressedSize: false,
  },
})
