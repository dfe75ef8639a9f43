import 'server-only'
import { RefusalCap } from './audit/refusal-cap'
import { redact } from './redact'

/** Every field that a record may have: nothing gets into the log by being part of an object (AUD-5). */
export const LOG_FIELDS = [
  ...(['error', 'code', 'digest', 'reference', 'path', 'stack', 'text', 'why', 'next'] as const),
  ...([
    'personId',
    'connectionId',
    'runId',
    'scheduleId',
    'jobId',
    'flow',
    'task',
    'table',
    'id',
    'keyId',
    'clientId',
    'kind',
    'expiresAt',
    'isReplaced',
    'refused',
  ] as const),
  ...(['correlationId', 'authCode', 'role', 'store', 'port', 'origin', 'hash'] as const),
  ...(['attempts', 'failures', 'tries', 'streams', 'rows', 'people', 'position', 'inDoubt', 'verdict'] as const),
] as const

type Fields = Readonly<Partial<Record<(typeof LOG_FIELDS)[number], string | number | boolean | undefined>>>
type Level = 'info' | 'warn' | 'error'

const LONGEST_TEXT = 300
const MOST_FRAMES = 8
const LONGEST_KIND = 80
const TELL_EVERY_MS = 10_000

/** Standard output and error as `lib/commands/log-lines.ts` has them: its own way past itself, and what it asks for. */
interface Output {
  readonly line: (line: string) => void
  readonly plain: (text: string) => void
  recordOf: (level: Level, printed: string) => string
}

function output(): Output | undefined {
  return (globalThis as { lakeportOutput?: Output }).lakeportOutput
}

/**
 * One JSON record a line on standard output. Callers pass named, short fields; never a thrown object as a whole, since a
 * cause may hold what an upstream service echoed. Secrets are taken out of every text (AUD-5).
 */
export function log(level: Level, event: string, fields: Fields = {}): void {
  const line = recordOf(level, event, fields)
  const out = output()
  if (out) out.line(line)
  else process.stdout.write(line)
}

/** Plain lines on standard error, for whoever starts the process; no record of anything that runs. */
export function sayPlainly(lines: readonly string[]): void {
  const text = lines.map((line) => `${redact(line)}\n`).join('')
  const out = output()
  if (out) out.plain(text)
  else process.stderr.write(text)
}

/** The name, code and first line of what was thrown; no stack, no cause. */
export function describeError(thrown: unknown): { error: string; code?: string } {
  if (!(thrown instanceof Error)) return { error: typeof thrown }
  const code = Reflect.get(thrown, 'code')
  return { error: named(thrown.name, thrown.message), ...(typeof code === 'string' ? { code } : {}) }
}

/**
 * From now on what anything else prints, as Next prints what was thrown, is a record of this log: the first line, without
 * what it quotes, the places in the code, and the number that the error page shows. Causes and properties are left out.
 * Whoever sends nonsense makes Next print, so it is written so often in a minute, and then counted.
 */
export function recordWhatIsPrinted(): void {
  const out = output()
  if (!out) return
  const cap = new RefusalCap<string>()
  out.recordOf = (level, printed) => {
    const fields = fieldsOfPrinted(printed)
    const kind = fields.text.replaceAll(/\d+/g, '#').slice(0, LONGEST_KIND)
    return cap.take(kind, kind, Date.now()) ? recordOf(level, 'output', fields) : ''
  }
  const tell = (now: number): void => {
    for (const { source, count } of cap.over(now)) log('warn', 'output.left_out', { text: source, rows: count })
  }
  setInterval(() => tell(Date.now()), TELL_EVERY_MS).unref()
  process.once('exit', () => tell(Number.POSITIVE_INFINITY))
}

function fieldsOfPrinted(printed: string): Fields & { readonly text: string } {
  const text = printed.slice(0, 20_000)
  const [first = '', ...rest] = text.trim().split('\n')
  const [, name, message] = /^(?:⨯ )?([A-Za-z]*[Ee]rror): (.*)$/.exec(first) ?? []
  const frames = rest.filter((line) => /^\s+at /.test(line)).slice(0, MOST_FRAMES)
  return {
    text: name === undefined ? first.slice(0, LONGEST_TEXT) : named(name, message ?? ''),
    digest: /\bdigest: '([\w@-]{1,100})'/.exec(text)?.[1],
    stack: frames.length > 0 ? frames.map((frame) => frame.trim()).join(' | ') : undefined,
  }
}

function named(name: string, message: string): string {
  const [line = ''] = message.split('\n')
  // Others quote what they could not read: whatever somebody sent. JSON.parse quotes in more ways than one.
  if (name === 'SyntaxError') return name
  const told = name === 'PortalError' ? line : line.replace(/".*"/, '"…"')
  return `${name}: ${told.slice(0, LONGEST_TEXT)}`
}

function recordOf(level: Level, event: string, fields: Fields): string {
  const record: Record<string, unknown> = { time: new Date().toISOString(), level, event }
  for (const name of LOG_FIELDS) {
    const value = fields[name]
    record[name] = typeof value === 'string' ? redact(value) : value
  }
  return `${JSON.stringify(record)}\n`
}
