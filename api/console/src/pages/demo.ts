// Flows that show what the demo shop is there for: one that passes in several sizes, and one that fails on purpose.
import { call } from '../api/call'
import type { Flow } from '../api/types'
import { go } from '../app/route'

function flows(shop: string): Flow[] {
  return [
    {
      name: 'Put a teapot into the cart',
      description: 'From the shelf to the cart of the demo shop.',
      tags: ['demo'],
      start_url: `${shop}/`,
      steps: [
        { type: 'click', target: { role: 'link', name: 'Brown Betty' } },
        { type: 'fill', target: { label: 'Quantity' }, value: '2' },
        { type: 'click', target: { role: 'button', name: 'Add to cart' } },
        { type: 'expect', target: { testid: 'total' }, text: '€68.00' },
      ],
    },
    {
      name: 'Sign in',
      description: 'As ada, who is known to the shop.',
      tags: ['demo'],
      start_url: `${shop}/login`,
      steps: [
        { type: 'fill', target: { label: 'User name' }, value: 'ada' },
        { type: 'fill', target: { label: 'Password' }, value: 'teapot' },
        { type: 'click', target: { role: 'button', name: 'Sign in' } },
        { type: 'expect', target: { text: 'Welcome, ada' }, to: 'visible' },
      ],
    },
    {
      name: 'Expect a wrong total',
      description: 'Fails on purpose, to show what a failure looks like.',
      tags: ['demo'],
      start_url: `${shop}/teapots/brown-betty`,
      steps: [
        { type: 'click', target: { role: 'button', name: 'Add to cart' } },
        { type: 'expect', target: { testid: 'total' }, text: '€35.00', timeout_ms: 1500, label: 'The total is €35.00' },
      ],
    },
  ]
}

/** Runs them in the demo shop and goes to the run. */
export async function tryDemo(shop: string): Promise<void> {
  const evidence = { video: 'on', trace: 'on', screenshots: 'always', console: 'on', network: 'on' } as const
  const accepted = await call('POST /api/v1/execute-flows', {}, { flows: flows(shop), options: { evidence } })
  go(`/runs/${accepted.test_run_id}`)
}
