import 'server-only'
import { ConfigError, config } from '@/lib/config'
import { type KeyRing, readKeyRing } from './key-ring'

let current: KeyRing | undefined

/** The key ring of this process. @throws ConfigError */
export function keyRing(): KeyRing {
  if (current) return current
  const read = readKeyRing(config().keyRing)
  if (!read.ok) throw new ConfigError(read.issues.map(({ message }) => message))
  current = read.value
  return current
}
