import { Text } from '@mantine/core'
import { lazy, type ReactNode } from 'react'
import { HomePage } from '../pages/home'
import { at } from './route'

const RunsPage = lazy(() => import('../pages/runs'))
const RunPage = lazy(() => import('../pages/run'))
const ExecutionPage = lazy(() => import('../pages/execution'))
const ComparePage = lazy(() => import('../pages/compare'))
const GeneratePage = lazy(() => import('../pages/generate'))
const GenerationPage = lazy(() => import('../pages/generation'))
const FlowsPage = lazy(() => import('../pages/flows'))
const FlowPage = lazy(() => import('../pages/flow'))
const NewFlowPage = lazy(() => import('../pages/newflow'))
const SessionsPage = lazy(() => import('../pages/sessions'))
const SessionPage = lazy(() => import('../pages/session'))
const WallPage = lazy(() => import('../pages/wall'))
const BrowserPage = lazy(() => import('../pages/browser'))
const OperatePage = lazy(() => import('../pages/operate'))
const SchedulesPage = lazy(() => import('../pages/schedules'))
const WebhooksPage = lazy(() => import('../pages/webhooks'))
const WebhookPage = lazy(() => import('../pages/webhook'))
const KeepingPage = lazy(() => import('../pages/keeping'))
const VaultPage = lazy(() => import('../pages/vault'))
const KeysPage = lazy(() => import('../pages/keys'))
const BaselinesPage = lazy(() => import('../pages/baselines'))

interface View {
  title: string
  page: ReactNode
}

/** What stands in the menu, in order; `key` follows `g`. */
export const MENU = [
  { to: '/', label: 'Home', key: 'h' },
  { to: '/runs', label: 'Runs', key: 'r' },
  { to: '/generate', label: 'Generate', key: 'n' },
  { to: '/flows', label: 'Flows', key: 'f' },
  { to: '/schedules', label: 'Schedules', key: 't' },
  { to: '/sessions', label: 'Agent sessions', key: 'a' },
  { to: '/wall', label: 'Live wall', key: 'l' },
  { to: '/baselines', label: 'Baselines', key: 'b' },
  { to: '/webhooks', label: 'Webhooks', key: 'w' },
  { to: '/vault', label: 'Secrets & profiles', key: 's' },
  { to: '/keys', label: 'Keys', key: 'k' },
  { to: '/keeping', label: 'Keeping', key: 'p' },
  { to: '/operate', label: 'Operate', key: 'o' },
] as const

/** Which menu entry a path is below of. */
export function entryOf(path: string): string {
  if (path.startsWith('/executions/') || path.startsWith('/compare/')) return '/runs'
  if (path.startsWith('/browsers/')) return '/wall'
  return `/${path.split('/')[1] ?? ''}`
}

export function viewOf(path: string): View {
  const [, first = '', id = ''] = path.split('/').map(decodeURIComponent)
  switch (first) {
    case '':
      return { title: 'Home', page: <HomePage /> }
    case 'runs':
      return id ? { title: 'Run', page: <RunPage id={id} /> } : { title: 'Runs', page: <RunsPage /> }
    case 'executions':
      if (id) return { title: 'Execution', page: <ExecutionPage id={id} /> }
      break
    case 'compare':
      if (id) return { title: 'Compare', page: <ComparePage id={id} /> }
      break
    case 'generate':
      return id ? { title: 'Generated flows', page: <GenerationPage id={id} /> } : { title: 'Generate', page: <GeneratePage /> }
    case 'schedules':
      return { title: 'Schedules', page: <SchedulesPage /> }
    case 'webhooks':
      return id ? { title: 'Webhook', page: <WebhookPage id={id} /> } : { title: 'Webhooks', page: <WebhooksPage /> }
    case 'flows':
      if (id === 'new') return { title: 'New flow', page: <NewFlowPage /> }
      return id ? { title: 'Flow', page: <FlowPage id={id} /> } : { title: 'Flows', page: <FlowsPage /> }
    case 'sessions':
      return id ? { title: 'Agent session', page: <SessionPage id={id} /> } : { title: 'Agent sessions', page: <SessionsPage /> }
    case 'wall':
      return { title: 'Live wall', page: <WallPage /> }
    case 'browsers':
      if (id) return { title: 'Browser', page: <BrowserPage id={id} /> }
      break
    case 'baselines':
      return { title: 'Baselines', page: <BaselinesPage /> }
    case 'vault':
      return { title: 'Secrets & profiles', page: <VaultPage /> }
    case 'keys':
      return { title: 'Keys', page: <KeysPage /> }
    case 'keeping':
      return { title: 'Keeping', page: <KeepingPage /> }
    case 'operate':
      return { title: 'Operate', page: <OperatePage /> }
  }
  return {
    title: 'Not found',
    page: (
      <Text>
        There is nothing at this address. <a href={at('/')}>Go home</a>
      </Text>
    ),
  }
}
