import 'server-only'
import { createHash } from 'node:crypto'
import type { Choices } from '@/lib/choices/choices'

/** So long, a right that was taken away may still show in a list; the job itself is checked by Databricks at once. */
const KEPT_MS = 60_000
const MOST_KEPT = 500

interface Kept {
  readonly until: number
  readonly choices: Choices
}

const SLOT = Symbol.for('lakeport.choices.recent')
const shared = globalThis as { [SLOT]?: Map<string, Kept> }

/**
 * What was read a moment ago, for the same person, connection, source and values; read anew otherwise. Only what was read
 * well is kept. One person's choices are never another's: whose they are is part of what they are looked up by.
 */
export async function recently(about: readonly unknown[], read: () => Promise<Choices>): Promise<Choices> {
  shared[SLOT] ??= new Map()
  const kept = shared[SLOT]
  const key = createHash('sha256').update(JSON.stringify(about)).digest('base64')
  const found = kept.get(key)
  if (found && found.until > Date.now()) return found.choices
  const choices = await read()
  kept.delete(key)
  if (choices.is === 'read') kept.set(key, { until: Date.now() + KEPT_MS, choices })
  for (const [oldest] of kept) {
    if (kept.size <= MOST_KEPT) break
    kept.delete(oldest)
  }
  return choices
}
