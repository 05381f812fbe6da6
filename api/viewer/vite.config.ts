import { defineConfig } from 'vite'

export default defineConfig({
  base: '/sessions/',
  build: {
    target: 'es2023',
    outDir: 'dist',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
})
