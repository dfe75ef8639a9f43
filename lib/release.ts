import 'server-only'
import { readFileSync } from 'node:fs'

export interface Release {
  readonly version: string
  /** The build's name, which is that of its sources; undefined where nothing was built: under `next dev`. */
  readonly build: string | undefined
}

let current: Release | undefined

/** Which portal this is. Read from where it was started, once. */
export function release(): Release {
  current ??= { version: versionOf(textOf('package.json')), build: textOf('.next/BUILD_ID')?.trim() }
  return current
}

function versionOf(text: string | undefined): string {
  const { version }: { version?: unknown } = JSON.parse(text ?? '{}')
  return typeof version === 'string' ? version : 'unknown'
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined // not there: what is told is that it is not known
  }
}
