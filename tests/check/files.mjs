import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../../.ci/bootstrap.mjs'

/** Every file of the project that exists: those git knows and those it would add. @param {RegExp} [pattern] */
export function projectFiles(pattern = /./) {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z']
  const names = execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26 }).split('\0')
  return names.filter((name) => name !== '' && pattern.test(name) && existsSync(join(ROOT, name)))
}

/** @param {string} name */
export function textOf(name) {
  return readFileSync(join(ROOT, name), 'utf8')
}

/** Says every finding and sets the exit code. @param {string} what @param {string[]} findings */
export function report(what, findings) {
  for (const finding of findings) console.error(finding)
  if (findings.length > 0) process.exitCode = 1
  else console.log(`${what}: nothing to complain about.`)
}
