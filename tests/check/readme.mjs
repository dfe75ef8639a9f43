/** README and .env.example say nothing that is not there. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../../.ci/bootstrap.mjs'
import { projectFiles, report, textOf } from './files.mjs'

/** Settings are words with an underscore, or one of the two that have none. */
const SETTING = /\b(?:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|PORT|HOSTNAME)\b/g
/** They belong to Node, Next and the tests, not to the portal. */
const NOT_OURS = new Set([
  'NODE_ENV',
  'NODE_DEBUG',
  'NODE_OPTIONS',
  'NODE_EXTRA_CA_CERTS',
  'NODE_TLS_REJECT_UNAUTHORIZED',
  'NEXT_PHASE',
  'NEXT_RUNTIME',
  'NEXT_SERVER_ACTIONS_ENCRYPTION_KEY',
  'CHROME_PATH',
  'NEXTAUTH_DEBUG',
])
const NPM_BUILT_IN = new Set(['ci', 'install', 'sbom', 'audit'])
/** Made when the commands run, so they are named but not in the tree. */
const MADE_LATER = new Set(['.data', '.env', '.env.local', '.next', 'node_modules'])

const readme = existsSync(join(ROOT, 'README.md')) ? textOf('README.md') : ''
const example = existsSync(join(ROOT, '.env.example')) ? textOf('.env.example') : ''
const documented = new Set([...example.matchAll(/^#? ?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name))

report('README and .env.example', [
  ...(readme ? [] : ['README.md is missing']),
  ...(example ? [] : ['.env.example is missing']),
  ...unknownScripts(),
  ...unknownPaths(),
  ...unknownSettings(),
  ...undocumented(),
])

function unknownScripts() {
  const scripts = JSON.parse(textOf('package.json')).scripts
  const named = [...readme.matchAll(/\bnpm (?:run )?([a-z][\w:-]*)/g)].map(([, name = '']) => name)
  return [...new Set(named)]
    .filter((name) => !(name in scripts) && !NPM_BUILT_IN.has(name))
    .map((name) => `README.md: there is no script "npm run ${name}"`)
}

function unknownPaths() {
  const linked = [...readme.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)/g)].map(([, path = '']) => path)
  const roots = new Set(projectFiles().map((name) => name.split('/')[0]))
  const quoted = [...readme.matchAll(/`([\w.@[\]/-]+)`/g)]
    .map(([, path = '']) => path.replace(/\/$/, ''))
    .filter((path) => roots.has(path.split('/')[0]) || /\.(md|mjs|ts|tsx|json|js|sql)$/.test(path))
  return [...new Set([...linked, ...quoted])]
    .filter((path) => !MADE_LATER.has(path.split('/')[0] ?? '') && !existsSync(join(ROOT, path)))
    .map((path) => `README.md: there is no ${path}`)
}

function unknownSettings() {
  const named = [...readme.matchAll(/`[^`]+`/g)].flatMap(([code]) =>
    [...code.matchAll(SETTING)].map(([name]) => name),
  )
  return [...new Set(named)]
    .filter((name) => !documented.has(name) && !NOT_OURS.has(name))
    .map((name) => `README.md: ${name} is no setting that .env.example documents`)
}

/** What the code reads: `env.NAME`, or the name in quotes in the file that reads the settings. */
function undocumented() {
  const readers = projectFiles(/^(lib\/.*\.ts|emulators\/main\.ts|proxy\.ts|instrumentation\.ts)$/).map(textOf)
  const direct = readers.flatMap((text) =>
    [...text.matchAll(/\benv\.([A-Z][A-Z0-9_]*)\b/g)].map(([, name = '']) => name),
  )
  const quoted = [...textOf('lib/config.ts').matchAll(/'([^'\s]+)'/g)].flatMap(
    ([, text = '']) => text.match(SETTING) ?? [],
  )
  return [...new Set([...direct, ...quoted])]
    .filter((name) => !documented.has(name) && !NOT_OURS.has(name))
    .map((name) => `.env.example: ${name} is read by the code and not documented`)
}
