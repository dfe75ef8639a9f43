import { sql } from 'kysely'
import { beforeAll, expect, it } from 'vitest'
import { STATUSES, TRIGGERS } from '@/lib/runs/run-query'
import { isFinal, type RunStatus } from '@/lib/runs/run-status'
import type { Database } from '@/lib/store/database'
import { buildLateIndexes } from '@/lib/store/late-indexes'
import type { RunCursor, RunFilter } from '@/lib/store/run-filter'
import { type RunsFound, searchRuns } from '@/lib/store/run-search'
import { seedRuns } from '@/tests/support/seed-runs'
import { seeded } from '@/tests/support/seeded'
import { describeOnBothStores } from '@/tests/support/stores'

const RUNS = 300

interface Known {
  readonly id: string
  readonly person: string
  readonly flow: string
  readonly status: RunStatus
  readonly trigger: string
  readonly createdAt: Date
  readonly ms: number
  /** Every word of it, small. */
  readonly words: ReadonlySet<string>
  readonly inputWords: ReadonlySet<string>
  readonly errorWords: ReadonlySet<string>
  readonly region: string
}

const wordsOf = (text: string) => new Set(text.toLowerCase().split(/[^a-z0-9]+/))

async function knownRuns({ kysely }: Database): Promise<Known[]> {
  const { rows } = await sql<{
    id: string
    person: string
    flow: string
    status: RunStatus
    trigger: string
    at: Date
    ms: number
    title: string
    slug: string
    name: string
    account: string
    region: string
    inputs: string
  }>`
    select runs.id, person_id as person, flow_id as flow, status, trigger, runs.created_at as at,
           (extract(epoch from ended_at - runs.created_at) * 1000)::double precision as ms, title, slug, display_name as name,
           replace(user_name, '@', ' ') as account, inputs ->> 'region' as region,
           (inputs ->> 'region') || ' ' || (inputs ->> 'order') || ' ' || (inputs ->> 'note') as inputs
      from runs join flows on flows.id = flow_id join people on people.id = person_id
     order by runs.created_at desc, runs.id desc`.execute(kysely)
  return rows.map((row) => {
    const error = row.status === 'Failed' ? `AnalysisException table or view not found ${row.region}` : ''
    return {
      ...{ id: row.id, person: row.person, flow: row.flow, status: row.status, trigger: row.trigger },
      ...{ createdAt: row.at, ms: row.ms, region: row.region },
      words: wordsOf(`${row.title} ${row.slug} ${row.name} ${row.account} ${row.inputs} ${error}`),
      inputWords: wordsOf(row.inputs),
      errorWords: wordsOf(error),
    }
  })
}

const has = (words: ReadonlySet<string>, wanted: readonly string[] = []) =>
  wanted.every((word) => [...words].some((own) => (word.length > 2 ? own.startsWith(word) : own === word)))

function fits(run: Known, filter: RunFilter): boolean {
  const { people, flows, statuses, trigger, from, to, length, words, input, error } = filter
  return (
    (people?.includes(run.person) ?? true) &&
    (flows?.includes(run.flow) ?? true) &&
    (statuses?.includes(run.status) ?? true) &&
    (trigger === undefined || run.trigger === trigger) &&
    (from === undefined || run.createdAt >= from) &&
    (to === undefined || run.createdAt < to) &&
    (length?.atLeastMs === undefined || run.ms >= length.atLeastMs) &&
    (length?.atMostMs === undefined || run.ms <= length.atMostMs) &&
    has(run.words, words) &&
    has(run.inputWords, input?.words) &&
    (input?.name === undefined || run.region.toLowerCase().includes(input.text.toLowerCase())) &&
    has(run.errorWords, error)
  )
}

type Direction = 'after' | 'before'

/** All pages from one end to the other, those that were cut among them. */
async function walk(
  store: Database,
  filter: RunFilter,
  direction: Direction,
  bounds: { limit: number; mostLookedAt?: number },
) {
  const ids: string[] = []
  let cuts = 0
  let at: RunCursor | undefined
  for (let page = 0; page < 2 * RUNS; page += 1) {
    const start: Partial<Record<Direction, RunCursor>> = at ? { [direction]: at } : {}
    // Backwards from the end of time: there is no other way to say so.
    if (!at && direction === 'before')
      start.before = { createdAt: new Date(0), id: '00000000-0000-0000-0000-000000000000' }
    const { runs, cutAt }: RunsFound = await searchRuns(store.kysely, filter, { ...start, ...bounds })
    ids.push(...(direction === 'after' ? runs : runs.toReversed()).map(({ id }) => id))
    if (cutAt) cuts += 1
    const last = direction === 'after' ? runs.at(-1) : runs.at(0)
    at =
      cutAt ??
      (runs.length === bounds.limit && last ? { createdAt: new Date(last.createdAt), id: last.id } : undefined)
    if (!at) return { ids: direction === 'after' ? ids : ids.reverse(), cuts }
  }
  throw new Error('The pages have no end')
}

describeOnBothStores('a search among runs', (open) => {
  let store: Database
  let known: Known[]
  beforeAll(async () => {
    store = await open()
    await buildLateIndexes(store)
    await store.unhurried((db) => seedRuns(db, RUNS))
    known = await knownRuns(store)
  })

  const idsOf = (filter: RunFilter) => known.filter((run) => fits(run, filter)).map(({ id }) => id)
  const somebody = (size: number) => [...new Set(known.map(({ person }) => person))].slice(0, size)
  const someFlows = (size: number) => [...new Set(known.map(({ flow }) => flow))].slice(0, size)

  it('finds with any mixture of filters exactly what fits, newest first, from either end, however little it may look at', async () => {
    const draw = seeded(7)
    const maybe = <T>(of: () => T): T | undefined => (draw.below(3) === 0 ? of() : undefined)
    let [found, cuts] = [0, 0]
    for (let turn = 0; turn < 24; turn += 1) {
      const atLeastMs = maybe(() => draw.below(900_000))
      const atMostMs = maybe(() => (atLeastMs ?? 0) + draw.below(500_000))
      const filter: RunFilter = {
        people: maybe(() => somebody(1 + draw.below(4))),
        flows: maybe(() => someFlows(1 + draw.below(8))),
        statuses: maybe(() => STATUSES.filter(() => draw.below(3) === 0 || draw.below(9) === 0)),
        trigger: maybe(() => draw.pick(TRIGGERS)),
        from: maybe(() => draw.pick(known).createdAt),
        to: maybe(() => draw.pick(known).createdAt),
        ...(atLeastMs !== undefined || atMostMs !== undefined ? { length: { atLeastMs, atMostMs } } : {}),
        words: maybe(() => draw.pick([['sales'], ['rep', 'emea'], ['person1'], ['33'], ['1', 'month'], ['nowhere']])),
        ...maybe(() => ({ input: draw.pick([inputNamed(undefined, 'apac'), inputNamed('region', 'ME')]) })),
        error: maybe(() => draw.pick([['table', 'view'], ['analysis'], ['sales']])),
      }
      const wanted = filter.statuses?.length === 0 ? idsOf({ ...filter, statuses: undefined }) : idsOf(filter)
      const asked = filter.statuses?.length === 0 ? { ...filter, statuses: undefined } : filter
      for (const direction of ['after', 'before'] as const) {
        const bounds = { limit: 5 + draw.below(40), mostLookedAt: 40 + draw.below(120) }
        const narrow = await walk(store, asked, direction, bounds)
        expect(narrow.ids, JSON.stringify(asked)).toEqual(wanted)
        cuts += narrow.cuts
      }
      expect(await walk(store, asked, 'after', { limit: 50 })).toEqual({ ids: wanted, cuts: 0 })
      found += wanted.length
    }
    // Otherwise the mixtures would show nothing.
    expect(found).toBeGreaterThan(RUNS)
    expect(cuts).toBeGreaterThan(20)
  })

  it('finds nothing for a flow or a person that there is not', async () => {
    const none = { runs: [], cutAt: undefined }
    expect(await searchRuns(store.kysely, { people: [] }, { limit: 5 })).toEqual(none)
    expect(await searchRuns(store.kysely, { people: somebody(2), flows: [] }, { limit: 5 })).toEqual(none)
    expect(
      await searchRuns(store.kysely, { people: undefined, flows: [], statuses: ['Failed'] }, { limit: 5 }),
    ).toEqual(none)
  })

  it('finds a run by its number', async () => {
    const { number, id } = await store.kysely
      .selectFrom('runs')
      .select(['number', 'id'])
      .orderBy('number')
      .offset(123)
      .executeTakeFirstOrThrow()
    const { runs } = await searchRuns(
      store.kysely,
      { people: undefined, words: [String(number)] },
      { limit: 50, mostLookedAt: 30 },
    )
    expect(runs.map((run) => run.id)).toContain(id)
    const beyond = { people: undefined, words: ['9'.repeat(30)] }
    expect((await searchRuns(store.kysely, beyond, { limit: 50 })).runs).toEqual([])
  })

  it('counts one that goes on as long as it has gone on', async () => {
    const [run] = known
    await sql`update runs set ended_at = null, state = 'running', status = 'Running', created_at = now() - interval '3 hours' where id = ${run?.id}`.execute(
      store.kysely,
    )
    const found = await searchRuns(
      store.kysely,
      { people: undefined, length: { atLeastMs: 10_700_000, atMostMs: undefined } },
      { limit: 50 },
    )
    expect(found.runs.map(({ id, status }) => [id, isFinal(status)])).toContainEqual([run?.id, false])
  })

  it('has an index for each way that it goes', async () => {
    const { rows } = await sql<{ name: string }>`
      select indexrelid::regclass::text as name from pg_index where indrelid = 'runs'::regclass and indisvalid`.execute(
      store.kysely,
    )
    const names = rows.map(({ name }) => name)
    for (const name of ['runs_of_flow_by_status', 'runs_by_trigger', 'runs_by_length']) expect(names).toContain(name)
  })
})

function inputNamed(name: string | undefined, text: string) {
  // Of a name, the value may be any part of the text; a word is looked for from its beginning.
  return { name, text, words: name === undefined ? [text] : [] }
}
