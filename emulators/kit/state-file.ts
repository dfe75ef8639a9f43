import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseExact, stringifyExact } from './exact-json.ts'

const SAVE_DELAY_MS = 200

export interface StateFile<T> {
  load(): T | undefined
  /** Writes soon, and once for many calls; `get` is asked at that moment. */
  save(get: () => T): void
  /** Writes now what `save` still holds back. */
  flush(): void
}

/** State that survives a restart, or nothing at all without a path. Integers past 2^53 come back as bigint. */
export function openStateFile<T>(path: string | undefined): StateFile<T> {
  if (path === undefined) return { load: () => undefined, save: () => undefined, flush: () => undefined }
  let pending: (() => T) | undefined
  let timer: NodeJS.Timeout | undefined

  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    if (pending) write(path, stringifyExact(pending()))
    pending = undefined
  }
  return {
    load: () => read(path) as T | undefined,
    save: (get) => {
      pending = get
      timer ??= setTimeout(flush, SAVE_DELAY_MS).unref()
    },
    flush,
  }
}

function read(path: string): unknown {
  try {
    return parseExact(readFileSync(path, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Error(`The emulator's state in ${path} cannot be read; start anew with --reset`, { cause: error })
  }
}

/** The rename makes it all or nothing: a killed emulator leaves the old state, never half of a new one. */
function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(`${path}.new`, text, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}
