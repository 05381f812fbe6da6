import { Badge, Button, Group, MultiSelect, SegmentedControl, TextInput, Title } from '@mantine/core'
import { useMemo } from 'react'
import { call } from '../api/call'
import { isMilestone, useLive, useNow } from '../api/live'
import type { ExecutionSummary } from '../api/types'
import { at, go, useParameter } from '../app/route'
import { useMay } from '../app/who'
import { allFlows } from '../flow/all'
import { Card, Empty, Loaded } from '../parts/card'
import { Spark } from '../parts/spark'
import { StatusMark } from '../parts/status'
import { VirtualList } from '../parts/virtual'
import { ago, plural } from '../parts/words'

export default function FlowsPage() {
  const now = useNow(10_000)
  const may = useMay('run')
  const [search, setSearch] = useParameter('q')
  const [tags, setTags] = useParameter('tags')
  const [approval, setApproval] = useParameter('approval', 'all')
  const flows = useLive('flows', allFlows, { every: 15_000 })
  const recent = useLive('recent', (signal) => call('GET /api/v1/executions', { size: 200 }, signal), { on: isMilestone })
  const results = useMemo(() => {
    const map = new Map<string, ExecutionSummary[]>()
    for (const item of recent.data?.items ?? []) {
      if (!item.flow_id) continue
      const list = map.get(item.flow_id) ?? []
      if (list.length < 12) list.push(item)
      map.set(item.flow_id, list)
    }
    return map
  }, [recent.data])
  const known = useMemo(() => [...new Set(flows.data?.flatMap((flow) => flow.document.tags ?? []))].sort(), [flows.data])
  const chosen = useMemo(() => tags.split(',').filter(Boolean), [tags])
  const seen = useMemo(() => {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean)
    return (flows.data ?? []).filter((flow) => {
      const text = `${flow.name} ${flow.document.description ?? ''} ${flow.document.start_url ?? ''} ${(flow.document.tags ?? []).join(' ')}`.toLowerCase()
      return words.every((word) => text.includes(word)) && chosen.every((tag) => flow.document.tags?.includes(tag)) && (approval === 'all' || flow.approval === approval)
    })
  }, [flows.data, search, chosen, approval])
  return (
    <>
      <Group justify="space-between" mb="sm">
        <Title order={1}>Flows</Title>
        {may ? (
          <Button size="xs" component="a" href={at('/flows/new')}>
            New flow
          </Button>
        ) : null}
      </Group>
      <Group mb={10} gap="sm">
        <TextInput type="search" size="xs" placeholder="Search names and addresses" aria-label="Search" value={search} onChange={(event) => setSearch(event.currentTarget.value)} w={{ base: '100%', xs: 240 }} />
        <MultiSelect size="xs" data={known} value={chosen} onChange={(value) => setTags(value.join(','))} placeholder={chosen.length === 0 ? 'Tags' : undefined} aria-label="Tags" clearable searchable w={{ base: '100%', xs: 220 }} clearButtonProps={{ 'aria-label': 'Clear tags' }} />
        <SegmentedControl size="xs" value={approval} onChange={setApproval} aria-label="Approval" data={['all', 'pending', 'approved', 'rejected'].map((value) => ({ value, label: value[0]?.toUpperCase() + value.slice(1) }))} />
      </Group>
      <Loaded live={flows}>
        {(all) => (
          <Card flush>
            <div className="head flow-row" aria-hidden>
              <span>{plural(seen.length, 'flow')}</span>
              <span>Newest version</span>
              <span className="wide">Tags</span>
              <span className="wide">Last runs</span>
              <span className="end">Changed</span>
            </div>
            {all.length === 0 ? (
              <Empty>
                No flow is stored yet. <a href={at('/flows/new')}>Write one</a>, or send one: <span className="mono">POST /api/flows</span>.
              </Empty>
            ) : seen.length === 0 ? (
              <Empty>No flow is like that.</Empty>
            ) : null}
            <VirtualList
              count={seen.length}
              height={44}
              label="Flows"
              onOpen={(index) => seen[index] && go(`/flows/${seen[index].id}`)}
              row={(index) => {
                const flow = seen[index]
                if (!flow) return null
                return (
                  <div className="row flow-row">
                    <span>
                      <a href={at(`/flows/${flow.id}`)}>{flow.name}</a> <span className="dim">{flow.document.description}</span>
                    </span>
                    <StatusMark status={flow.approval} note={`v${flow.version_number}`} />
                    <span className="wide">
                      {flow.document.tags?.slice(0, 3).map((tag) => (
                        <Badge key={tag} size="xs" variant="default" mr={4} tt="none">
                          {tag}
                        </Badge>
                      ))}
                    </span>
                    <span className="wide">
                      <Recent id={flow.id} known={results.get(flow.id)} />
                    </span>
                    <span className="end dim numbers">{ago(flow.updated_at, now)}</span>
                  </div>
                )
              }}
            />
          </Card>
        )}
      </Loaded>
    </>
  )
}

/** The last runs of a flow: those that the page knows, else, for one that was not run of late, its own. */
function Recent({ id, known }: { id: string; known: ExecutionSummary[] | undefined }) {
  const own = useLive(known ? null : `recent ${id}`, (signal) => call('GET /api/v1/executions', { flow: id, size: 12 }, signal))
  const items = known ?? own.data?.items
  return items ? <Spark items={items} /> : null
}
