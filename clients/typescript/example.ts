// Runs one flow and prints what happens: node dist/example.js http://127.0.0.1:8000 http://127.0.0.1:4000 [KEY]
import { client, executeFlows, follow, getTestRun } from './src/index.js'

const [server = 'http://127.0.0.1:8000', shop = 'http://127.0.0.1:4000', key] = process.argv.slice(2)
client.setConfig({ baseUrl: server, auth: key })

const flow = {
  name: 'The shelf has teapots',
  start_url: `${shop}/`,
  steps: [{ type: 'expect' as const, target: { text: 'Brown Betty' }, to: 'visible' as const }],
}
const accepted = await executeFlows({ body: { flows: [flow] }, throwOnError: true })
const id = accepted.data.test_run_id
for await (const event of follow({ server, key, topic: `run:${id}` })) {
  console.log(event.seq, event.type)
  if (event.type === 'run.finished') break
}
const run = await getTestRun({ path: { id }, throwOnError: true })
console.log(run.data.status)
process.exit(run.data.status === 'passed' ? 0 : 1)
