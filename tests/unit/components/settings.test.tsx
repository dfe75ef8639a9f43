import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { SettingTables } from '@/app/(portal)/admin/settings/setting-tables'
import { StoragePart } from '@/app/(portal)/admin/settings/storage-part'
import { settings as words } from '@/lib/language/en/settings'
import type { Kept } from '@/lib/settings/kept'
import type { Setting } from '@/lib/settings/setting'

const NONE: readonly Setting[] = []
const GROUPS = {
  ...{ portal: NONE, identity: NONE, sessions: NONE, workspaces: NONE },
  ...{ database: NONE, limits: NONE, retention: NONE, notices: NONE },
}
const DAY_MS = 86_400_000

/** The cells of each row, as they are read. */
function rowsOf(html: string): string[][] {
  return [...html.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) => cell.replace(/<[^>]*>/g, '')),
  )
}

const rowOf = (setting: Setting) =>
  rowsOf(renderToStaticMarkup(<SettingTables groups={{ ...GROUPS, portal: [setting] }} words={words} />)).at(1)

it.each<[Setting, value: string, source: string]>([
  [{ name: 'NEXTAUTH_SECRET', value: { kind: 'hidden' }, isGiven: true }, 'Set', 'NEXTAUTH_SECRET: set'],
  [{ name: 'DATABASE_URL', value: { kind: 'hidden' }, isGiven: false }, 'Not set', 'DATABASE_URL: not set'],
  [{ name: 'LAKEPORT_ADMINS', value: { kind: 'none' }, isGiven: false }, 'Not set', 'LAKEPORT_ADMINS: not set'],
  [{ name: 'PORT', value: { kind: 'text', text: '3000' }, isGiven: false }, '3000', 'PORT: default'],
  [
    { name: 'LAKEPORT_KEY_RING', value: { kind: 'list', entries: ['k2', 'k1'] }, isGiven: true },
    'k2, k1',
    'LAKEPORT_KEY_RING: set',
  ],
  [
    { name: 'LAKEPORT_KEEP_RUNS_DAYS', value: { kind: 'amount', amount: 1, unit: 'days' }, isGiven: true },
    '1 day',
    'LAKEPORT_KEEP_RUNS_DAYS: set',
  ],
])('a setting %j is shown as %s', (setting, value, source) => {
  expect(rowOf(setting)).toEqual([words.of[setting.name].label, value, source, words.of[setting.name].meaning])
})

const kept = (change: Partial<Kept>): Kept => ({
  ...{ kind: 'runs', bytes: 1_000, rows: 12_345, oldest: undefined, keeping: undefined },
  ...{ removedFrom: undefined, removedAt: undefined, ...change },
})
const rowOfKind = (change: Partial<Kept>) =>
  rowsOf(renderToStaticMarkup(<StoragePart storage={{ kinds: [kept(change)], bytes: 1_000 }} words={words} />)).at(1)

it('of each kind stands about how much is kept, and until when (OPS-7)', () => {
  const days = (ms: number) => ({ ms, setting: 'LAKEPORT_KEEP_RUNS_DAYS' })
  expect(rowOfKind({})).toEqual([
    ...['Runs', 'About 12,000', '1.0 kB', 'Not looked up', 'Until somebody deletes it', 'By no sweep'],
  ])
  expect(rowOfKind({ rows: 7 })?.at(1)).toBe('Few, or not estimated yet')
  expect(rowOfKind({ rows: undefined })?.at(1)).toBe('Of many kinds')
  expect(rowOfKind({ oldest: null })?.at(3)).toBe('None')
  expect(rowOfKind({ keeping: days(90 * DAY_MS) })?.at(4)).toBe('90 days (LAKEPORT_KEEP_RUNS_DAYS)')
  expect(rowOfKind({ kind: 'forms', keeping: { ms: 3_600_000 } })?.at(4)).toBe('1 hour')
  expect(rowOfKind({ kind: 'sessions', keeping: days(DAY_MS) })?.at(4)).toBe(
    '1 day after their end (LAKEPORT_KEEP_RUNS_DAYS)',
  )
})

it('what is over goes by the next sweep, anything else from a moment on', () => {
  const at = new Date('2026-11-03T14:02:00Z')
  const keeping = { ms: DAY_MS }
  const removed = (change: Partial<Kept>) => rowOfKind({ keeping, ...change })?.at(5)
  expect(removed({})).toBe('When its time is over')
  expect(removed({ removedFrom: at })).toBe('By the next sweep')
  expect(removed({ removedFrom: new Date('2999-01-02T03:04:00Z') })).toBe('From 2 Jan 2999, 03:04 on')
  expect(removed({ removedFrom: at, removedAt: at })).toBe('By the next sweep. Some last 3 Nov 2026, 14:02')
})
