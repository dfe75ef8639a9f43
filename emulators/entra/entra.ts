import type { Clock } from '../kit/clock.ts'
import type { CodeStore } from './codes.ts'
import { AadError } from './errors.ts'
import { TENANT_DOMAIN, TENANT_ID } from './seed.ts'
import type { SignIns } from './sign-ins.ts'
import type { App, EntraState } from './state.ts'

/** What every route works on. */
export interface Entra {
  state: EntraState
  clock: Clock
  codes: CodeStore
  signIns: SignIns
  /** Known once the emulator listens. */
  origin(): string
}

const SHARED_AUTHORITIES = new Set(['common', 'organizations'])

/** @throws AadError 90002 for a tenant that is not ours */
export function checkTenant(tenant: string): void {
  const name = tenant.toLowerCase()
  if (name !== TENANT_ID && name !== TENANT_DOMAIN && !SHARED_AUTHORITIES.has(name)) {
    throw new AadError(90002, { tenant })
  }
}

/** `common` names no tenant. */
export function isShared(tenant: string): boolean {
  return SHARED_AUTHORITIES.has(tenant.toLowerCase())
}

/** @throws AadError 90002, 900144, 700016, 50194 */
export function findApp(entra: Entra, tenant: string, clientId: string | null): App {
  checkTenant(tenant)
  if (!clientId) throw new AadError(900144, { parameter: 'client_id' })
  const app = entra.state.app(clientId)
  if (!app) throw new AadError(700016, { clientId })
  if (isShared(tenant) && !app.multiTenant) throw new AadError(50194, { clientId })
  return app
}

/** Issuer of id tokens and of v2 access tokens. */
export function issuer(entra: Entra): string {
  return `${entra.origin()}/${TENANT_ID}/v2.0`
}
