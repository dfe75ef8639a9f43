import { LEAST_FREE_BYTES } from '@/lib/limits/least-free-space'
import { type Finding, fail, ok, warn } from './finding'

const CHECK = 'free space'
const WORTH_A_LOOK_MB = 1_000

/** Of the file system of the embedded database. */
export function freeSpaceFinding(folder: string, freeBytes: number, mayWrite: boolean): Finding {
  if (!mayWrite) {
    return fail(CHECK, `This user may not write to ${folder}.`, 'Give it the folder, or mend LAKEPORT_DATA_DIR.')
  }
  const free = Math.floor(freeBytes / 1e6)
  const says = `${free} MB are free for ${folder}.`
  const remedy = 'Make room, or move LAKEPORT_DATA_DIR to a larger disk.'
  if (freeBytes < LEAST_FREE_BYTES) return fail(CHECK, says, remedy)
  return free < WORTH_A_LOOK_MB ? warn(CHECK, says, remedy) : ok(CHECK, says)
}
