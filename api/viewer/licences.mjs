// Writes public/assets/licences.txt: the licences of what the build puts into the page.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'

// what the main licence file only refers to
const FURTHER = { '@novnc/novnc': ['docs/LICENSE.MPL-2.0', 'vendor/pako/LICENSE'] }

const here = new URL('.', import.meta.url)
const lock = JSON.parse(readFileSync(new URL('package-lock.json', here), 'utf8'))
const texts = Object.entries(lock.packages)
  .filter(([path, about]) => path && !about.dev && !about.optional)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([path, about]) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 13)
    const folder = new URL(`${path}/`, here)
    const own = readdirSync(folder).filter((file) => /^(licen[cs]e|authors)(\.|$)/i.test(file))
    const files = [...own, ...(FURTHER[name] ?? [])]
    const text = files.map((file) => readFileSync(new URL(file, folder), 'utf8').trim()).join('\n\n')
    return `${name} ${about.version} (${about.license})\nUnchanged; its source is the npm package of this name and version.\n\n${text}\n`
  })
mkdirSync(new URL('public/assets/', here), { recursive: true })
writeFileSync(new URL('public/assets/licences.txt', here), texts.join(`\n${'-'.repeat(80)}\n\n`))
