import 'server-only'
import type { Config } from '@/lib/config'
import { hideSecrets } from '@/lib/redact'
import type { KeyRing } from '@/lib/store/key-ring'

/** Keeps the secrets of the settings out of the log, should anything ever print one. */
export function hideSettings(
  { sessionSecret, credential, nextCredential, databaseUrl, metricsToken }: Config,
  ring: KeyRing,
): void {
  const password = databaseUrl === undefined ? '' : (URL.parse(databaseUrl)?.password ?? '')
  hideSecrets([
    sessionSecret,
    metricsToken ?? '',
    ...[credential, nextCredential].flatMap((given) => (given?.kind === 'secret' ? [given.secret] : [])),
    password,
    ...[...ring.keys.values()].flatMap((key) => ['base64', 'base64url', 'hex'].map((form) => textOf(key, form))),
  ])
}

function textOf(key: { export(): Buffer }, form: string): string {
  return key.export().toString(form as BufferEncoding)
}
