/** Rules of the house that no linter of ours can express. */
import { projectFiles, report, textOf } from './files.mjs'

const SERVER_ONLY = /^lib\/(config\.ts$|databricks\/|entra\/|store\/|[^/]+\/server\/)/
const HEAD = "import 'server-only'\n"
/** A file of types is gone before any browser could load it. */
const LIVES_AT_RUN_TIME = /^export (const|let|function|async|class|abstract|default|\{)/m

/** @type {{ files: RegExp, not?: RegExp, never: RegExp, because: string }[]} */
const RULES = [
  {
    files: /^app\/.*\.tsx$/,
    never: /\sstyle=/,
    because: 'a style attribute breaks the content security policy; use a CSS module',
  },
  {
    files: /^(app|lib)\/.*\.tsx?$/,
    never: /dangerouslySetInnerHTML/,
    because: 'text goes in as text',
  },
  {
    files: /^(app|lib)\/.*\.tsx?$/,
    never: /\.getAllAccounts\(/,
    because: "a token cache belongs to one person; ask for that person's account by its id",
  },
  {
    files: /^(app|lib)\/.*\.tsx?$/,
    never: /\bunstable_cache\b|['"]use cache|\bforce-static\b/,
    because: 'what one person is shown is kept for nobody else',
  },
  {
    files: /^(app|lib|tests)\/.*\.(tsx?|mjs)$/,
    not: /^lib\/store\/embedded(-creation)?\.ts$|^tests\/(check\/|support\/embedded-template)/,
    never: /\bPGlite\.create\(|\bnew PGlite\(/,
    because: 'lib/store/embedded.ts alone makes and opens the embedded database, with its lock and its flushes',
  },
  {
    files: /^lib\/.*\.ts$/,
    never: /\bset\s+state\s*=(?!\s*\$\{to\})/i,
    because: 'a run moves by lib/runs/run-state.ts: compareAndSet says from which states, and `to` which',
  },
]

const findings = [...missingHeads(), ...RULES.flatMap(breaches)]
report('fences', findings)

function missingHeads() {
  return projectFiles(SERVER_ONLY)
    .filter((name) => name.endsWith('.ts') && LIVES_AT_RUN_TIME.test(textOf(name)))
    .filter((name) => !textOf(name).startsWith(HEAD))
    .map((name) => `${name}:1 does not begin with ${HEAD.trim()}: browser code could reach it`)
}

/** @param {(typeof RULES)[number]} rule */
function breaches({ files, not, never, because }) {
  return projectFiles(files)
    .filter((name) => !not?.test(name))
    .flatMap((name) =>
      textOf(name)
        .split('\n')
        .flatMap((line, index) => (never.test(line) ? [`${name}:${index + 1} ${never.source}: ${because}`] : [])),
    )
}
