import 'server-only'

type Field = string | number | boolean | undefined

/**
 * One JSON record a line on standard output. Callers pass named, short fields; never a thrown object as a whole, since a
 * cause may hold what an upstream service echoed (AUD-5).
 */
export function log(
  level: 'info' | 'warn' | 'error',
  event: string,
  fields: Readonly<Record<string, Field>> = {},
): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...fields })}\n`)
}

/** The name, code and first line of what was thrown; no stack, no cause. */
export function describeError(thrown: unknown): { error: string; code?: string } {
  if (!(thrown instanceof Error)) return { error: typeof thrown }
  const code = Reflect.get(thrown, 'code')
  const [line = ''] = thrown.message.split('\n')
  return { error: `${thrown.name}: ${line.slice(0, 300)}`, ...(typeof code === 'string' ? { code } : {}) }
}
