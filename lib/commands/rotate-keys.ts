import './env-file'
import { linesOf as linesOfRotation } from '@/lib/keys/rotation'
import { rotateKeys } from '@/lib/keys/server/rotate-keys'
import { linesOf } from '@/lib/startup/server/problem-lines'
import { closeDatabase } from '@/lib/store/current'

/** `npm run rotate-keys`: seals everything anew by the first key of the ring. Exit code 1 when something is left. */
try {
  const rotation = await rotateKeys()
  await closeDatabase()
  process.stdout.write(`${linesOfRotation(rotation).join('\n')}\n`)
  process.exitCode = rotation.left.length === 0 ? 0 : 1
} catch (thrown) {
  process.stderr.write(`${linesOf(thrown, 'The keys could not be rotated').join('\n')}\n`)
  process.exit(1)
}
