import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { Finding } from '@/lib/doctor/finding'
import { examine } from '@/lib/doctor/server/examine'
import { controlCall } from '@/tests/integration/emulators/entra-support'
import { startDatabricksEmulator } from '../../../emulators/databricks/server.ts'
import { startEntraEmulator } from '../../../emulators/entra/server.ts'
import type { Emulator } from '../../../emulators/kit/emulator.ts'
import { newSecrets, portalSettings } from '../../../emulators/portal-settings.mjs'

export type Settings = Readonly<Record<string, string>>

export interface Emulated {
  /** Settings of a portal that has never been started, in a folder of its own. */
  settings(): Settings
  entra(method: string, path: string, body?: unknown): Promise<unknown>
  databricks(method: string, path: string, body?: unknown): Promise<unknown>
  entraUrl(): string
  databricksUrl(): string
  /** What the doctor finds with these settings in place of the good ones, by the name of the check. */
  find(change?: Settings): Promise<Map<string, Finding>>
}

/** Both emulators for a file, at their seed for each test. */
export function emulated(): Emulated {
  const folder = mkdtempSync(join(tmpdir(), 'lakeport-doctor-'))
  const secrets = newSecrets()
  let entra: Emulator | undefined
  let databricks: Emulator | undefined
  beforeAll(async () => {
    entra = await startEntraEmulator({ port: 0 })
    databricks = await startDatabricksEmulator({ port: 0, authorityHost: entra.url })
  })
  beforeEach(async () => {
    ;(globalThis as { entraHolds?: Map<string, number> }).entraHolds?.clear()
    await control(entra)('POST', '/reset')
    await control(databricks)('POST', '/reset')
  })
  afterAll(async () => {
    await databricks?.close()
    await entra?.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const settings = () => ({
    ...portalSettings({ portal: 9, entra: entra?.port ?? 0, databricks: databricks?.port ?? 0 }),
    ...secrets,
    LAKEPORT_DATA_DIR: folder,
  })
  return {
    settings,
    entra: (...call) => control(entra)(...call),
    databricks: (...call) => control(databricks)(...call),
    entraUrl: () => entra?.url ?? '',
    databricksUrl: () => databricks?.url ?? '',
    find: async (change = {}) => {
      const findings = await examine({ ...settings(), ...change })
      return new Map(findings.map((finding) => [finding.check, finding]))
    },
  }
}

function control(emulator: Emulator | undefined) {
  return (method: string, path: string, body?: unknown) => controlCall(emulator?.url ?? '', method, path, body)
}
