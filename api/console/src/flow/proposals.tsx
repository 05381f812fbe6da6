import { Button, Group, Text } from '@mantine/core'
import { useMemo } from 'react'
import { call } from '../api/call'
import { useLive, useNow, type Live } from '../api/live'
import type { Artifact, FlowExecution, FlowProposal, FlowProposalList, StoredFlow } from '../api/types'
import { at } from '../app/route'
import { useMay } from '../app/who'
import { Card, Empty, Loaded } from '../parts/card'
import { DiffView } from '../parts/diff'
import { StatusMark } from '../parts/status'
import { useDeed } from '../parts/toast'
import { ago, plural } from '../parts/words'
import { diff } from './diff'
import { toYaml } from './text'

const MARKS: Record<string, string> = { open: 'waiting', accepted: 'approved', dismissed: 'cancelled' }
const KINDS: Record<string, string> = { recorded: 'What a model did, as steps that need none', healed: 'Another locator for one that no longer matched' }

/** One place of a document that a proposal changes. */
interface Change {
  path: string
  kind: string
  was?: string
  now?: string
  steps?: number
}

/** The versions that executions propose for a flow. */
export function useProposals(flow: StoredFlow): Live<FlowProposalList> {
  return useLive(`proposals ${flow.id} ${flow.version}`, (signal) => call('GET /api/v1/flows/{id}/proposals', { id: flow.id }, signal), { on: (event) => event.type === 'flow.proposed' && event.data.flow_id === flow.id, every: 15_000 })
}

/** What executions propose, with what it would change and how the page looked; a person takes it over or not. */
export function Proposals({ flow, live, taken }: { flow: StoredFlow; live: Live<FlowProposalList>; taken: () => void }) {
  return (
    <Loaded live={live}>
      {({ items }) =>
        items.length === 0 ? (
          <Card>
            <Empty>
              Nothing is proposed. A step that asks a model is recorded as steps that need none, and a recorded step whose locator no longer matches is healed (<span className="mono">healing: propose</span> or <span className="mono">auto</span>); both are proposed here as a version, and a person decides.
            </Empty>
          </Card>
        ) : (
          <div className="stack" style={{ gap: 14 }}>
            {items.map((proposal) => (
              <Proposal
                key={proposal.id}
                flow={flow}
                proposal={proposal}
                done={() => {
                  live.reload()
                  taken()
                }}
              />
            ))}
          </div>
        )
      }
    </Loaded>
  )
}

function Proposal({ flow, proposal, done }: { flow: StoredFlow; proposal: FlowProposal; done: () => void }) {
  const now = useNow(10_000)
  const open = proposal.status === 'open'
  return (
    <section aria-label={KINDS[proposal.kind] ?? proposal.kind}>
      <Card title={KINDS[proposal.kind] ?? proposal.kind} tools={<StatusMark status={MARKS[proposal.status] ?? 'unknown'} word={proposal.status} note={proposal.decided_by} />}>
        <div className="stack" style={{ gap: 10 }}>
          <Text size="sm" c="dimmed">
            Proposed {ago(proposal.created_at, now)} by <a href={at(`/executions/${proposal.execution_id}`)}>an execution</a>
            {proposal.decided_at ? `, ${proposal.status} ${ago(proposal.decided_at, now)}` : ''}.
          </Text>
          <Proof proposal={proposal} />
          {open ? <Decide flow={flow} proposal={proposal} done={done} /> : null}
          {open ? <Changed flow={flow} proposal={proposal} /> : null}
        </div>
      </Card>
    </section>
  )
}

const PROOFS: Record<string, { status: string; word: string }> = {
  running: { status: 'running', word: 'being proven' },
  held: { status: 'passed', word: 'proven' },
  lost: { status: 'failed', word: 'notices less' },
  unclear: { status: 'in_doubt', word: 'unclear' },
}

/** Whether a healed version still notices the faults that the one before it noticed. */
function Proof({ proposal }: { proposal: FlowProposal }) {
  const { proof } = proposal
  const said = PROOFS[proof.status]
  if (!said) return null
  return (
    <Text size="sm" component="div">
      <StatusMark status={said.status} word={said.word} /> It catches {proof.caught} of the {plural(proof.before, 'fault')} that the version before it caught. {proof.message}
      {proof.missed.length > 0 ? <span className="dim"> Missed: {proof.missed.join('; ')}.</span> : null}
      {proof.unclear.length > 0 ? <span className="dim"> Unclear: {proof.unclear.join('; ')}.</span> : null}
      {proposal.auto ? <span className="dim"> It is taken over by itself when that holds.</span> : null}
    </Text>
  )
}

function Decide({ flow, proposal, done }: { flow: StoredFlow; proposal: FlowProposal; done: () => void }) {
  const may = useMay('run')
  const [busy, act] = useDeed()
  const stale = proposal.based_on !== flow.version
  if (!may) return <Text size="xs">This needs a key with the scope run.</Text>
  const decide = (decision: 'accept' | 'dismiss') =>
    void act(
      async () => {
        await call('POST /api/v1/flows/{id}/proposals/{proposal_id}', { id: flow.id, proposal_id: proposal.id }, { decision })
        done()
      },
      decision === 'accept' ? 'It is the newest version now. It waits for approval.' : 'Dismissed.',
    )
  return (
    <div>
      <Group gap="xs">
        <Button size="xs" color="#22733a" loading={busy} disabled={stale} onClick={() => decide('accept')}>
          Make it the newest version
        </Button>
        <Button size="xs" color="red" variant="outline" loading={busy} onClick={() => decide('dismiss')}>
          Dismiss
        </Button>
      </Group>
      {stale ? (
        <Text size="xs" mt={4}>
          The flow has changed since the execution that proposes this, so it cannot be taken over as it is.
        </Text>
      ) : null}
    </div>
  )
}

function Changed({ flow, proposal }: { flow: StoredFlow; proposal: FlowProposal }) {
  const before = useLive(`${flow.id} ${proposal.based_on}`, async (signal) => {
    if (proposal.based_on === flow.version) return flow.document
    const { items } = await call('GET /api/v1/flows/{id}/versions', { id: flow.id }, signal)
    return items.find((item) => item.version === proposal.based_on)?.document ?? flow.document
  })
  // its pictures may come after the proposal
  const execution = useLive(`execution ${proposal.execution_id}`, (signal) => call('GET /api/v1/executions/{id}', { id: proposal.execution_id }, signal).catch(() => null), {
    on: (event) => event.type !== 'reset' && 'execution_id' in event.data && event.data.execution_id === proposal.execution_id,
    every: 10_000,
  })
  const lines = useMemo(() => (before.data ? diff(toYaml(before.data), toYaml(proposal.document)) : []), [before.data, proposal.document])
  return (
    <>
      {(proposal.changes as Change[]).map((change) => (
        <div key={change.path} className="stack" style={{ gap: 6 }}>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            <span className="mono dim">{change.path}</span>{' '}
            {change.kind === 'healed' ? (
              <>
                <del className="mono">{change.was}</del> → <ins className="mono">{change.now}</ins>
              </>
            ) : (
              `becomes ${change.steps ?? 'some'} recorded steps`
            )}
          </Text>
          {execution.data ? <Pictures execution={execution.data} path={change.path} /> : null}
        </div>
      ))}
      {lines.length > 0 ? <DiffView lines={lines} /> : null}
    </>
  )
}

/** The page before and after what stands at a path was done, as far as pictures were kept. */
function Pictures({ execution, path }: { execution: FlowExecution; path: string }) {
  const own = execution.steps.filter((step) => step.path === path || step.path.startsWith(`${path}.`))
  const ids = own.flatMap((step) => step.artifacts)
  const pictures = execution.artifacts.filter((artifact) => artifact.media_type.startsWith('image/') && ids.includes(artifact.id)).sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
  const named = (name: string) => (picture: Artifact) => picture.name?.startsWith(name) ?? false
  const before = pictures.find(named('before'))
  const after = pictures.findLast(named('after')) ?? pictures.findLast((picture) => picture !== before)
  if (!before && !after) return null
  const shown: [string, Artifact][] = []
  if (before) shown.push(['Before', before])
  if (after) shown.push([after.name === 'page' ? 'As the step found it' : 'After', after])
  return (
    <div className="columns">
      {shown.map(([title, picture]) => (
        <figure key={picture.id} style={{ margin: 0 }}>
          <img className="shot" src={picture.url} alt={`${title}: the page at ${path}`} loading="lazy" />
          <figcaption className="dim" style={{ fontSize: 12 }}>
            {title}
          </figcaption>
        </figure>
      ))}
      {shown.length === 1 ? (
        <Text size="sm" c="dimmed">
          {before ? 'No picture could be made after it.' : 'No picture was made before it.'}
        </Text>
      ) : null}
    </div>
  )
}
