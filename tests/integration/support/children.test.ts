import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Children } from '../../../.ci/children.mjs'

let folder: string
let children: Children
let options: { logFile: string }

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lakeport-children-'))
  options = { logFile: join(folder, 'log') }
  children = new Children()
})

afterEach(async () => {
  await children.end(0)
  rmSync(folder, { recursive: true })
})

function start(script: string) {
  return children.start('child', 'sh', ['-c', script], options)
}

async function hasSpoken(child: ReturnType<typeof start>): Promise<void> {
  await vi.waitFor(() => expect(child.lastLines).toHaveLength(1))
}

// The sleeper holds the output open, and `exited` waits for that: it would come ten minutes later.
it('what a child started ends with it', async () => {
  const child = start('sleep 600 & echo started; wait')
  await hasSpoken(child)
  expect(await child.stop()).toEqual({ code: null, signal: 'SIGTERM' })
})

it('what a child leaves behind when it ends by itself is ended too', async () => {
  expect(await start('sleep 600 & exit 4').exited).toEqual({ code: 4, signal: null })
})

it('a child that ignores SIGTERM is killed when its time is up', async () => {
  const child = start('trap "" TERM; echo started; while :; do sleep 1; done')
  await hasSpoken(child)
  expect(await child.stop(50)).toEqual({ code: null, signal: 'SIGKILL' })
})

it('the failure of a command comes with the last it said', async () => {
  const run = children.run('The import', 'sh', ['-c', 'echo no such file; exit 3'], options)
  await expect(run).rejects.toThrow('The import failed with exit code 3.\nno such file')
})

it('a child that ends before it answers is not waited for', async () => {
  const child = start('echo port in use; exit 1')
  await expect(child.answers('http://127.0.0.1:1/', 60_000)).rejects.toThrow(
    'The child has ended. It said last:\nport in use',
  )
})
