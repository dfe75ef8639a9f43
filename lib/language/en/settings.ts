import type { KeptKind } from '@/lib/settings/kept'
import type { SettingGroup, SettingUnit } from '@/lib/settings/setting'
import { settingWords } from './setting-words'

const groups: Readonly<Record<SettingGroup, string>> = {
  portal: 'Portal',
  identity: 'Microsoft Entra ID',
  sessions: 'Sessions',
  workspaces: 'Workspaces',
  database: 'Database and keys',
  limits: 'Limits',
  retention: 'Retention',
  notices: 'E-mail, Teams and webhook',
}

const number = (value: number) => value.toLocaleString('en')
const plural = (value: number, unit: string) => `${number(value)} ${unit}${value === 1 ? '' : 's'}`

const units: Readonly<Record<SettingUnit, (value: number) => string>> = {
  days: (value) => plural(value, 'day'),
  hours: (value) => plural(value, 'hour'),
  minutes: (value) => plural(value, 'minute'),
  megabytes: (value) => `${number(value)} MB`,
  each: number,
  aMinute: (value) => `${number(value)} a minute`,
  aSecond: (value) => `${number(value)} a second`,
}

const kinds: Readonly<Record<KeptKind, string>> = {
  runs: 'Runs',
  results: 'Tasks and their results',
  counts: 'Counts of each person’s runs',
  flowCounts: 'Counts of each flow’s runs, without names',
  signIns: 'Sign-in log',
  audit: 'Audit log',
  sessions: 'Sessions',
  tokens: 'Tokens, sealed',
  notices: 'Notices',
  tests: 'Tests of connectors',
  forms: 'Half-filled forms',
  rest: 'Flows, connectors, people and all else',
}

/** A few rows are not estimated well. */
const FEW = 100

export const settings = {
  title: 'Settings',
  lead: 'What this portal runs with. Settings are the environment of whoever operates it: they are read here, and changed there.',
  parts: 'Parts',
  general: 'General',
  storage: 'Storage',
  groups,
  of: settingWords,
  setting: 'Setting',
  value: 'Value',
  variable: 'Set by',
  given: 'set',
  standard: 'default',
  absent: 'not set',
  meaning: 'Meaning',
  hiddenGiven: 'Set',
  notSet: 'Not set',
  units,
  process: 'This process',
  release: 'Release',
  build: 'Build',
  notBuilt: 'Not built: development',
  node: 'Node.js',
  started: 'Started',
  role: 'Role',
  roles: { all: 'Pages and background work', web: 'Pages', worker: 'Background work' },
  database: 'Database',
  databases: {
    embedded: (version: string) => `Embedded PostgreSQL ${version}`,
    postgres: (version: string) => `PostgreSQL ${version}`,
  },
  schema: 'Schema',
  steps: (step: string, steps: number) => `${step} (${steps} steps)`,
  credential: 'Client credential',
  credentials: { secret: 'A secret', certificate: 'A certificate', federated: 'A federated token' },
  withNext: (one: string, next: string) =>
    `${one}; while it is being replaced, the next one too: ${next.toLowerCase()}`,
  writes: 'Key that writes',
  reads: 'Keys that only read',
  noneReads: 'None',
  keysNote:
    'How much is still sealed by the other keys, npm run doctor says. npm run rotate-keys seals it by the first one.',
  ways: 'Notices leave by',
  wayNames: { mail: 'e-mail', teams: 'Teams', webhook: 'the webhook' },
  noWay: 'Nothing: they stay in the portal',
  storageLead: (size: string) => `The database takes about ${size} on its disk.`,
  kinds,
  kind: 'Kind',
  rows: 'Rows',
  about: (rows: number) =>
    rows < FEW ? 'Few, or not estimated yet' : `About ${Number(rows.toPrecision(2)).toLocaleString('en')}`,
  size: 'Size',
  oldest: 'Oldest',
  several: 'Of many kinds',
  notLookedUp: 'Not looked up',
  none: 'None',
  kept: 'Kept for',
  keptBy: (time: string, variable: string) => `${time} (${variable})`,
  afterUse: {
    sessions: (time: string) => `${time} after their end`,
    tokens: (time: string) => `While a session or schedule needs them, and ${time} for runs under way`,
  } as Readonly<Record<string, (time: string) => string>>,
  untilDeleted: 'Until somebody deletes it',
  forGood: 'For good',
  removed: 'Removed',
  whenOver: 'When its time is over',
  noSweep: 'By no sweep',
  nextSweep: 'By the next sweep',
  from: 'From {time} on',
  last: 'Some last {time}',
  how: 'How it is kept',
  sweeps:
    'What is over is removed every hour, by a process that does the background work; tokens go as soon as nothing needs them. A run under way stays however old it is.',
  rowsNote: 'Rows are estimates of the database. Nothing is counted for this page.',
  elsewhere:
    'Files that come with a form are passed on and not kept. The portal’s own log is its standard output, and is kept by whoever collects that.',
} as const
