import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { DatabaseSettings } from '@/lib/store/database'

/** Starts one of the programs beside this file with a database to work on. */
export function startStoreProcess(
  program: 'migrate' | 'write' | 'write-without-room',
  settings: DatabaseSettings,
): ChildProcess {
  const path = fileURLToPath(new URL(`./${program}.ts`, import.meta.url))
  const options = ['--import', 'tsx', '--conditions=react-server', '--disable-warning=ExperimentalWarning']
  return spawn(process.execPath, [...options, path, JSON.stringify(settings)], { stdio: ['ignore', 'pipe', 'pipe'] })
}

/** What a program wrote until it ended by itself. @throws Error with its standard error when it failed */
export async function outputOf(child: ChildProcess): Promise<string> {
  if (!child.stdout || !child.stderr) throw new Error('The program was started without pipes')
  const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  if (code !== 0) throw new Error(`The program ended with ${code}: ${errors}`)
  return output
}
