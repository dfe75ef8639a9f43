import { describe, expect, it } from 'vitest'
import type { Verdict } from '@/lib/doctor/finding'
import type { Emulated, Settings } from './emulated'

/** One thing that can be wrong, how it comes to be, and what the doctor says of it. */
export interface Wrong {
  readonly what: string
  readonly arrange?: (of: Emulated) => Promise<unknown>
  readonly change?: () => Settings
  readonly check: string
  readonly verdict: Verdict
  readonly says: RegExp
  readonly remedy: RegExp
}

export function namesEach(doctor: Emulated, wrongs: readonly Wrong[]): void {
  describe('the doctor names', () => {
    it.each(wrongs)('$what, and says what to do', async ({ arrange, change, check, verdict, says, remedy }) => {
      await arrange?.(doctor)
      const found = (await doctor.find(change?.())).get(check)
      expect(found).toEqual({
        check,
        verdict,
        says: expect.stringMatching(says),
        remedy: expect.stringMatching(remedy),
      })
    })
  })
}

/** These settings with another address, which the operator has listed. */
export function listed(doctor: Emulated, name: string, host: string): Settings {
  const hosts = [host, hostOf(doctor.entraUrl()), hostOf(doctor.databricksUrl())]
  return { [name]: `http://${host}`, LAKEPORT_ALLOWED_HOSTS: hosts.join() }
}

export function hostOf(url: string): string {
  return new URL(url).host
}

export const STRANGE_ID = '5d1c7e0a-93f2-4b68-8a47-0e6d2b9c3f15'
export const TENANT_ID = '8f6d3c1a-2b7e-4d95-a0c4-5e9b7f213d60'
export const NOBODYS = '127.0.0.1:9'
