import { readFileSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CopiedBuild } from '../../support/copied-build'
import { hasPostgres } from '../../support/postgres'
import { emptyPostgresUrl } from '../../support/stores'
import { portalOfTest } from '../http/portal-of-test'
import { asking } from './asking'
import { assemble, type Cast, EVERYBODY, type Who, writeFlows } from './cast'
import { contentTests } from './contents'
import { entryPointsInBuild, entryPointsInTree, entryPointsOf } from './entry-points'
import { EXPECTATIONS, type Row } from './expectations'
import { foreignTests } from './foreign'
import { assignedFieldTests, foreignFormTests, takenFormTests } from './forged'
import { outcomeOf } from './outcome'

const LONG_MS = 120_000
const NOT_OURS = /^\/(_not-found|_global-error|icon\.svg)$/

const flowsFile = writeFlows()
// The embedded store cannot be asked beside the portal that has it open.
const portal = portalOfTest(async () => ({
  flowsFile,
  ...(hasPostgres() && { databaseUrl: await emptyPostgresUrl() }),
}))
let assembled: Cast | undefined
const cast = (): Cast => {
  if (!assembled) throw new Error('Nobody has come yet')
  return assembled
}
beforeAll(async () => {
  assembled = await assemble(portal())
}, LONG_MS)
afterAll(() => rmSync(dirname(flowsFile), { recursive: true }))

describe('the list of entry points', () => {
  it('has a row for each one that the tree has, and for no other (AUTHZ-2)', () => {
    expect([...new Set(EXPECTATIONS.map(({ entry }) => entry))].toSorted()).toEqual(entryPointsInTree())
  })

  it('misses nothing that was built (AUTHZ-2)', () => {
    const built = entryPointsInBuild((file) => readFileSync(`.next/${file}`, 'utf8'))
    const listed = new Set(EXPECTATIONS.map(({ entry }) => entry.replace(/^(page|GET|POST) /, '')))
    expect(built.filter((entry) => !NOT_OURS.test(entry)).toSorted()).toEqual([...listed].toSorted())
  })

  it.each<[file: string, text: string, found: readonly string[]]>([
    ['app/(portal)/admin/people/page.tsx', 'export default page(async () => <p />)', ['page /admin/people']],
    ['app/api/runs/export/route.ts', 'export const GET = handle\nexport async function POST() {}', ['GET', 'POST']],
    ['app/api/_read-form.ts', 'export async function readForm() {}', []],
    ['lib/flows/server/take.ts', "'use server'\nexport async function takeFlow() {}", ['action takeFlow']],
    ['app/a/b.tsx', "async function act() {\n  'use server'\n}", ['action inside app/a/b.tsx']],
  ])('would have one for %s', (file, text, found) => {
    const entries = entryPointsOf(file, text)
    expect(entries).toEqual(found.map((entry) => (entry.includes(' ') ? entry : `${entry} /api/runs/export`)))
  })

  it.each(['export { one as GET }', 'export * from "./other"', "'use server'\nexport default async function () {}"])(
    'says so where it cannot read what a file exports: %j',
    (text) => {
      expect(() => entryPointsOf('app/api/odd/route.ts', text)).toThrow('cannot be read')
    },
  )
})

describe('with proxy.ts', () => {
  describe('everybody is answered as the table says, a bearer of a session like nobody, and no cache keeps it (AUTHZ-2, AUTHZ-7, SES-5, WEB-5)', () =>
    matrix())
  contentTests(cast)
  foreignTests(portal, cast)
  assignedFieldTests(portal, cast)
  foreignFormTests(portal, cast, [403])
})

describe('without proxy.ts', () => {
  const build = new CopiedBuild()
  beforeAll(async () => {
    removeProxy(build)
    await portal().stack.portal.restart({}, build.folder)
  }, LONG_MS)
  afterAll(() => build.remove())

  it('nothing sets a nonce any more, so it is gone', async () => {
    expect((await portal().open().get('/sign-in')).headers.get('content-security-policy')).not.toContain('nonce')
  })
  describe('nobody is let in whom the table refuses (AUTHZ-3)', () => matrix(refusedAndOne))
  contentTests(cast)
  // Next compares some of the headers itself, and then it is 400.
  describe('and its check of the origin (AUTHZ-3)', () => foreignFormTests(portal, cast, [400, 403]))
  takenFormTests(portal, cast)
})

/** Who is refused, and the first of those who are let in: what a missing file could change is shown by them. */
function refusedAndOne({ outcomes }: Row): readonly Who[] {
  const first = EVERYBODY.find((who) => outcomes[who].startsWith('200'))
  return EVERYBODY.filter((who) => who === first || !outcomes[who].startsWith('200'))
}

function matrix(whose: (row: Row) => readonly Who[] = () => EVERYBODY): void {
  it.each(EXPECTATIONS.map((row) => ({ ...row, what: row.on ? `${row.entry} on ${row.on}` : row.entry })))(
    '$what',
    async (row) => {
      const { ask, outcomes } = row
      const who = whose(row)
      const outcome = async (who: Who) => [who, await outcomeOf(await ask(asking(cast().browsers[who]), cast(), who))]
      const seen = await Promise.all(who.map(outcome))
      expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(who.map((name) => [name, outcomes[name]])))
    },
  )
}

/** What a build is without the file: neither of the lists that Next looks at names it. */
function removeProxy(copy: CopiedBuild): void {
  const functions = JSON.parse(copy.read('server/functions-config-manifest.json'))
  delete functions.functions['/_middleware']
  copy.write('server/functions-config-manifest.json', JSON.stringify(functions))
}
