import { TENANT_ID } from './seed.ts'

/** Home object id and home tenant: MSAL builds its account key of them. */
export function clientInfo(oid: string): string {
  return Buffer.from(JSON.stringify({ uid: oid, utid: TENANT_ID })).toString('base64url')
}
