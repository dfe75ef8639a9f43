import 'server-only'
import { type Config, inspectConfig } from '@/lib/config'
import { type Finding, fail, ok, warn } from '@/lib/doctor/finding'
import { proxyFindings, publicUrlFinding } from '@/lib/doctor/public-url'
import { lookAt } from '@/lib/look-at'
import { redact } from '@/lib/redact'
import { hideSettings } from '@/lib/startup/server/hide-settings'
import { readKeyRing } from '@/lib/store/key-ring'
import { examineEntra } from './examine-entra'
import { examineStore } from './examine-store'
import { examineWorkspace } from './examine-workspace'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Everything that a start checks, all of it at once, and what only the others can say: Entra ID, the workspace, the
 * database. Changes nothing anywhere, and runs beside a portal. Settings that are wrong leave out what hangs on them.
 */
export async function examine(env: Environment): Promise<Finding[]> {
  const { config, problems } = inspectConfig({ ...env, NODE_ENV: 'production' })
  hide(config)
  const isSound = (...names: string[]) => !problems.some((line) => names.some((name) => line.includes(name)))
  const store = isSound('DATABASE_URL', 'LAKEPORT_DATA_DIR') ? await examineStore(config) : NO_STORE
  const tenantId = isSound('AZURE_TENANT_ID') ? config.tenantId : undefined
  const [entra, workspace, origin] = await Promise.all([
    isSound('AZURE_', 'DATABRICKS_RESOURCE_ID', 'NEXTAUTH_URL')
      ? examineEntra(config, store.consents)
      : [notLookedAt('Entra ID')],
    isSound('DATABRICKS_HOST', 'LAKEPORT_ALLOWED') ? examineWorkspace(config, tenantId) : [notLookedAt('workspace')],
    isSound('NEXTAUTH_URL') ? examineOrigin(config) : [notLookedAt('public URL')],
  ])
  const findings = [...settingsFindings(problems), ...entra, ...workspace, ...store.findings, ...origin]
  return findings.map(withoutSecrets)
}

function settingsFindings(problems: readonly string[]): Finding[] {
  if (problems.length === 0) return [ok('settings', 'All are there, and good for production.')]
  return problems.map((line) => fail('settings', line, ''))
}

function notLookedAt(check: string): Finding {
  return warn(check, 'Not looked at: its settings are wrong.', 'Mend them first.')
}

const NO_STORE = { findings: [notLookedAt('database')], consents: undefined }

async function examineOrigin({ origin, trustedProxies }: Config): Promise<Finding[]> {
  const look = await lookAt(`${origin}/api/health/live`)
  return [publicUrlFinding(origin, look), ...proxyFindings(origin, trustedProxies)]
}

function hide(config: Config): void {
  const ring = readKeyRing(config.keyRing)
  hideSettings(config, ring.ok ? ring.value : { writingKeyId: '', keys: new Map() })
}

/** What others answered is quoted here and there. */
function withoutSecrets(finding: Finding): Finding {
  return { ...finding, says: redact(finding.says), remedy: redact(finding.remedy) }
}
