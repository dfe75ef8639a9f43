/** Nothing is installed that is listed as having a hole, and what is installed can be listed. No service is asked. */
import { spawnSync } from 'node:child_process'
import { ROOT } from '../../.ci/bootstrap.mjs'
import { report, textOf } from './files.mjs'
import { ageWarning, holesIn } from './installed.mjs'

const lock = JSON.parse(textOf('package-lock.json'))
const snapshot = JSON.parse(textOf('tests/check/advisories.json'))

const warning = ageWarning(snapshot, Date.now())
if (warning) console.warn(warning)
report('known advisories', [...holesIn(lock, snapshot), ...missingInBill()])

/**
 * `npm sbom` in CycloneDX form: what a portal runs on is in it, each with its version and hash. All is listed, because
 * npm 11 with `--omit dev` also leaves out packages that the portal needs, when one for development needs them too.
 */
function missingInBill() {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only']
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26 })
  if (status !== 0) return [`npm sbom failed: ${/^npm error (.*)$/m.exec(stderr)?.[1] ?? status}`]
  const bill = JSON.parse(stdout)
  if (bill.bomFormat !== 'CycloneDX') return ['npm sbom: the answer is no CycloneDX list']
  /** @type {{ name: string, version: string, hashes?: unknown[] }[]} */
  const listed = bill.components
  return Object.entries(JSON.parse(textOf('package.json')).dependencies)
    .filter(
      ([name, version]) => !listed.some((part) => part.name === name && part.version === version && part.hashes),
    )
    .map(([name, version]) => `npm sbom: ${name} ${version} is not listed with its hash`)
}
