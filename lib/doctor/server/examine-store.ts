import 'server-only'
import { accessSync, constants, existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Config } from '@/lib/config'
import { databaseFinding, ownedFindings, unopenedFinding } from '@/lib/doctor/database'
import { type Finding, ok } from '@/lib/doctor/finding'
import { freeSpaceFinding } from '@/lib/doctor/free-space'
import { groupsFinding } from '@/lib/doctor/groups'
import { keyRingFinding } from '@/lib/doctor/key-ring'
import { isSilent, type Look } from '@/lib/doctor/look'
import type { Consents } from '@/lib/doctor/sign-in'
import { PortalError } from '@/lib/errors'
import { lookAtKeys } from '@/lib/keys/server/look-at-keys'
import { SEALED_KINDS } from '@/lib/keys/server/rotate-keys'
import { lookAt } from '@/lib/look-at'
import { type Database, openDatabase } from '@/lib/store/database'
import { isThere } from '@/lib/store/embedded'
import { countConsents, inspectGroups, inspectStore } from '@/lib/store/inspection'
import { readKeyRing } from '@/lib/store/key-ring'

export interface StoreExamined {
  readonly findings: readonly Finding[]
  readonly consents: Consents | undefined
}

/** Database, key ring and disk. The embedded database is opened only where it is there and nobody has it. */
export async function examineStore(config: Config): Promise<StoreExamined> {
  const disk = config.databaseUrl === undefined ? [await examineDisk(config.dataDir)] : []
  const { findings, consents } = await examineDatabase(config)
  return { findings: [...findings, ...disk], consents }
}

async function examineDatabase(config: Config): Promise<StoreExamined> {
  const { databaseUrl, dataDir } = config
  if (databaseUrl === undefined && !isThere(dataDir)) {
    const says = `The embedded database is not there yet: the first start makes it in ${resolve(dataDir)}.`
    return { findings: [ok('database', says)], consents: undefined }
  }
  try {
    const database = await openDatabase({ databaseUrl, dataDir })
    return await examineOpened(database, config).finally(() => database.close())
  } catch (thrown) {
    if (!(thrown instanceof PortalError)) throw thrown
    return { findings: await unopened(thrown, config), consents: undefined }
  }
}

async function examineOpened(database: Database, { keyRing }: Config): Promise<StoreExamined> {
  const facts = await inspectStore(database)
  const ring = readKeyRing(keyRing)
  if (facts.misfit || facts.applied === 0) return { findings: [databaseFinding(facts)], consents: undefined }
  const keys = ring.ok ? [await database.unhurried((db) => lookAtKeys(db, ring.value, SEALED_KINDS))] : []
  return {
    findings: [
      databaseFinding(facts),
      // Of a schema that is behind, the columns may not be there yet.
      ...(facts.pending.length === 0 ? [groupsFinding(await inspectGroups(database))] : []),
      ...keys.map((looks) => keyRingFinding(ring.ok ? ring.value.writingKeyId : '', looks)),
    ],
    consents: await countConsents(database),
  }
}

async function unopened(thrown: PortalError, config: Config): Promise<readonly Finding[]> {
  if (thrown.facts.reason !== 'in_use') return [unopenedFinding(thrown.message, codeIn(thrown.cause))]
  const asked = `http://${addressOf(config.hostname)}:${config.port}`
  return ownedFindings(readinessIn(await lookAt(`${asked}/api/health/ready`)), asked)
}

function readinessIn(look: Look): 'ready' | 'not ready' | 'silent' {
  if (isSilent(look)) return 'silent'
  return look.status === 200 ? 'ready' : 'not ready'
}

/** Where the portal of this machine listens. */
function addressOf(hostname: string): string {
  if (hostname === '0.0.0.0') return '127.0.0.1'
  return hostname.includes(':') ? '[::1]' : hostname
}

function codeIn(cause: unknown): string {
  const code = cause instanceof Error ? Reflect.get(cause, 'code') : undefined
  return typeof code === 'string' ? code : ''
}

async function examineDisk(dataDir: string): Promise<Finding> {
  const folder = resolve(dataDir)
  let there = folder
  while (!existsSync(there)) there = dirname(there)
  const { bavail, bsize } = await statfs(there)
  return freeSpaceFinding(folder, bavail * bsize, mayWriteTo(there))
}

function mayWriteTo(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
    return true
  } catch {
    return false // whyever: the first start would not get further
  }
}
