import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../../.ci/bootstrap.mjs'
import { emptyPageBytes } from '../support/empty-page.ts'
import { expect, test as shared } from '../support/fixtures.ts'
import { gzipBytes, styleSheetBytes } from '../support/page-weight.ts'
import { htmlOf, linkedPaths, scriptBytes } from '../support/portal-pages.ts'
import { pressFlow } from '../support/run-pages.ts'
import { type Stack, startStack } from '../support/stack.ts'

const KIB = 1024
const FLOWS = 24
/** So that a page of history is full, and each card tells how the flow last went. */
const RUNS_OF_EACH = 3
const BUILD_TIMEOUT_MS = 600_000 // one more build, beside everything else that a small machine does

/** First-load JavaScript, gzip, above an empty page: the first that fits a path counts. */
const SCRIPT_BUDGETS: [RegExp, number][] = [
  [/^\/(make|admin)(\/|$)/, 38 * KIB],
  [/^\/runs\/./, 20 * KIB],
  [/^\//, 15 * KIB],
]

/** A portal with a full gallery. */
const test = shared.extend<object, { stack: Stack }>({
  stack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'lakeport-flows-'))
      const flowsFile = join(folder, 'flows.json')
      await writeFile(flowsFile, JSON.stringify(await manyFlows(FLOWS)))
      const stack = await startStack({ flowsFile })
      await use(stack)
      await stack.close()
      await rm(folder, { recursive: true })
    },
    { scope: 'worker', timeout: BUILD_TIMEOUT_MS },
  ],
})

async function manyFlows(count: number) {
  const { flows, ...rest } = JSON.parse(await readFile(join(ROOT, 'emulators/sample-flows.json'), 'utf8'))
  const copy = (place: number) => {
    const flow = flows[place % flows.length]
    return place < flows.length ? flow : { ...flow, slug: `${flow.slug}-${place}`, title: `${flow.title} ${place}` }
  }
  return { ...rest, flows: Array.from({ length: count }, (_, place) => copy(place)) }
}

test('no page loads more script than its budget', async ({ page, signInAs }) => {
  test.setTimeout(BUILD_TIMEOUT_MS)
  const empty = await emptyPageBytes()
  const signIn = await scriptBytes(page, '/sign-in')
  await signInAs('admin@contoso.example')
  const runPath = `/runs/${await pressFlow(page, 'refresh-sales')}`
  await page.goto('/')
  const paths = [
    ...(await linkedPaths(page)),
    '/flows/refresh-sales',
    runPath,
    '/make/flows/refresh-sales?part=fields&field=region',
  ]
  const own = new Map([['/sign-in', signIn - empty]])
  for (const path of paths) own.set(path, (await scriptBytes(page, path)) - empty)
  console.log(`an empty page: ${empty} bytes of script, gzip; above it:`)
  for (const [path, bytes] of own) {
    const budget = SCRIPT_BUDGETS.find(([pattern]) => pattern.test(path))?.[1] ?? 0
    console.log(`  ${path}: ${bytes} of ${budget}`)
    expect.soft(bytes, path).toBeLessThanOrEqual(budget)
  }
})

test('all style sheets together stay within their budget', async () => {
  expect(await styleSheetBytes(ROOT)).toBeLessThanOrEqual(10 * KIB)
})

test('a full gallery and a full page of history stay light', async ({ page, signInAs, stack }) => {
  await signInAs('user@contoso.example')
  await stack.addHistory(RUNS_OF_EACH * FLOWS)
  const [home, history] = await Promise.all([htmlOf(page, '/'), htmlOf(page, '/runs')])
  expect(home.match(/<article/g)).toHaveLength(FLOWS)
  expect(home, 'a card without a run').not.toContain('Never run')
  console.log(`HTML, gzip: home ${gzipBytes(home)}, history ${gzipBytes(history)}`)
  expect.soft(gzipBytes(home), 'home').toBeLessThanOrEqual(10 * KIB)
  expect.soft(gzipBytes(history), 'history').toBeLessThanOrEqual(14 * KIB)
})
