import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Client } from 'pg'

/** A throw-away PostgreSQL server, or a database server lent by TEST_DATABASE_URL. */
export interface TestPostgres {
  /** Of the database that comes with the server. */
  readonly url: string
  /** Makes an empty database and answers its URL. */
  createDatabase(): Promise<string>
  /** Removes the databases that were made, or the whole server if it was started for them. */
  stop(): Promise<void>
}

/** Where PostgreSQL's programs are; undefined when this machine has none. */
function postgresPrograms(): string | undefined {
  const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql') : []
  const debian = versions.sort((a, b) => Number(b) - Number(a)).map((version) => `/usr/lib/postgresql/${version}/bin`)
  const onPath = (process.env.PATH ?? '').split(':')
  return [...debian, ...onPath, '/opt/homebrew/bin'].find((folder) => existsSync(join(folder, 'initdb')))
}

export function hasPostgres(): boolean {
  return Boolean(process.env.TEST_DATABASE_URL) || postgresPrograms() !== undefined
}

export async function startPostgres(): Promise<TestPostgres> {
  const lent = process.env.TEST_DATABASE_URL
  if (lent) return serverAt(lent, (names) => dropAll(lent, names))
  const programs = postgresPrograms()
  if (!programs) throw new Error('This machine has no PostgreSQL')
  return startCluster(programs)
}

async function startCluster(programs: string): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'lakeport-pg-'))
  const account = serverAccount()
  if (account) chownSync(folder, account.uid, account.gid)
  const data = join(folder, 'data')
  const options = { cwd: folder, stdio: 'ignore', ...account } as const
  execFileSync(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'lakeport', '-A', 'trust', '--no-sync', '-E', 'UTF8'],
    options,
  )
  const port = await freePort()
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, 'fsync=off']
  const server = spawn(join(programs, 'postgres'), ['-D', data, ...settings.flatMap((it) => ['-c', it])], options)
  const killServer = () => server.kill('SIGKILL')
  process.once('exit', killServer)
  const url = `postgres://lakeport@127.0.0.1:${port}/postgres`
  await untilReady(url, server)
  return serverAt(url, async () => {
    process.off('exit', killServer)
    server.kill('SIGINT')
    await once(server, 'exit')
    rmSync(folder, { recursive: true, force: true })
  })
}

function serverAt(url: string, stop: (names: readonly string[]) => Promise<void>): TestPostgres {
  const names: string[] = []
  return {
    url,
    async createDatabase() {
      const name = `lakeport_test_${randomUUID().replaceAll('-', '')}`
      await runAt(url, `create database ${name}`)
      names.push(name)
      const created = new URL(url)
      created.pathname = `/${name}`
      return created.href
    },
    stop: () => stop(names),
  }
}

async function dropAll(url: string, names: readonly string[]): Promise<void> {
  for (const name of names) await runAt(url, `drop database ${name} with (force)`)
}

async function runAt(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url })
  // A server that is still starting refuses first and hangs up then; the second error has nobody else to hear it.
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** PostgreSQL refuses to run as root; another account of the machine must do. */
function serverAccount(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) => Number(idOf(flag, name)))
    if (uid && gid) return { uid, gid }
  }
  throw new Error('PostgreSQL cannot run as root, and this machine has neither a user postgres nor nobody')
}

function idOf(flag: string, name: string): string {
  try {
    return execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return ''
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function untilReady(url: string, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + 20_000
  for (;;) {
    try {
      return await runAt(url, 'select 1')
    } catch (error) {
      if (server.exitCode !== null || Date.now() > deadline) throw error
      await wait(20)
    }
  }
}
