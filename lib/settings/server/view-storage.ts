import 'server-only'
import { type Config, config } from '@/lib/config'
import type { Viewer } from '@/lib/identity/viewer'
import { KEPT_KINDS, type Keeping, type Kept, type KeptKind, removedFrom } from '@/lib/settings/kept'
import { query } from '@/lib/store/current'
import {
  type OldestRows,
  selectLastRemovals,
  selectOldestRows,
  selectTableSizes,
  type TableSize,
} from '@/lib/store/storage'
import { demandSettings } from './demand-settings'

const AN_HOUR_MS = 60 * 60_000

/** Tables by kind; the first one of a kind has its rows, the others what belongs to these. */
const TABLES: Readonly<Record<Exclude<KeptKind, 'rest'>, readonly [string, ...string[]]>> = {
  runs: ['runs', 'run_steps', 'repairs', 'run_notes'],
  results: ['tasks'],
  counts: ['person_days'],
  flowCounts: ['flow_days'],
  signIns: ['sign_ins'],
  audit: ['audit', 'audit_head', 'audit_checks'],
  sessions: ['sessions'],
  tokens: ['token_partitions', 'connector_tokens'],
  notices: ['notices', 'deliveries'],
  tests: ['connector_tests'],
  forms: ['kept_forms'],
}

export interface StorageView {
  readonly kinds: readonly Kept[]
  readonly bytes: number
}

/** What the database keeps, how much and for how long, for an Admin. Nothing is counted. @throws PortalError not_permitted */
export async function viewStorage(viewer: Viewer): Promise<StorageView> {
  await demandSettings(viewer)
  const tables = await query(selectTableSizes)
  const [oldest, removals] = await Promise.all([query(selectOldestRows), query(selectLastRemovals)])
  const keepings = keepingOf(config())
  const kinds = KEPT_KINDS.map((kind): Kept => {
    const since = oldestOf(kind, oldest)
    return {
      kind,
      ...sizeOf(kind, tables),
      oldest: since,
      keeping: keepings[kind],
      removedFrom: removedFrom(kind, since, keepings[kind]?.ms),
      removedAt: removals.get(kind),
    }
  })
  return { kinds, bytes: tables.reduce((sum, { bytes }) => sum + bytes, 0) }
}

/** As `lib/retention/server/sweep.ts` has it. */
function keepingOf(settings: Config): Partial<Record<KeptKind, Keeping>> {
  return {
    runs: { ms: settings.keepRunsMs, setting: 'LAKEPORT_KEEP_RUNS_DAYS' },
    results: { ms: settings.keepOutputsMs, setting: 'LAKEPORT_KEEP_OUTPUTS_DAYS' },
    counts: { ms: settings.keepRunsMs, setting: 'LAKEPORT_KEEP_RUNS_DAYS' },
    signIns: { ms: settings.keepSignInsMs, setting: 'LAKEPORT_KEEP_SIGN_INS_DAYS' },
    audit: { ms: settings.keepAuditMs, setting: 'LAKEPORT_KEEP_AUDIT_DAYS' },
    sessions: { ms: settings.keepSignInsMs, setting: 'LAKEPORT_KEEP_SIGN_INS_DAYS' },
    tokens: { ms: settings.keepTokensMs, setting: 'LAKEPORT_KEEP_TOKENS_HOURS' },
    notices: { ms: settings.keepNoticesMs, setting: 'LAKEPORT_KEEP_NOTICES_DAYS' },
    tests: { ms: settings.keepOutputsMs, setting: 'LAKEPORT_KEEP_OUTPUTS_DAYS' },
    forms: { ms: AN_HOUR_MS },
  }
}

function oldestOf(kind: KeptKind, oldest: OldestRows): Date | null | undefined {
  return Object.hasOwn(oldest, kind) ? oldest[kind as keyof OldestRows] : undefined
}

function sizeOf(kind: KeptKind, tables: readonly TableSize[]): Pick<Kept, 'bytes' | 'rows'> {
  const known = new Set(Object.values(TABLES).flat())
  const own = kind === 'rest' ? tables.filter(({ name }) => !known.has(name)) : tablesOf(TABLES[kind], tables)
  return {
    bytes: own.reduce((sum, { bytes }) => sum + bytes, 0),
    rows: kind === 'rest' ? undefined : own[0]?.rows,
  }
}

function tablesOf(names: readonly string[], tables: readonly TableSize[]): TableSize[] {
  return names.flatMap((name) => tables.filter((table) => table.name === name))
}
