/**
 * `npm run test:malformed [-- --count=10000 --seed=1 --first=0 --surface='page /']`: so many malformed requests for each way
 * into the portal. Prints what came back, a JSON object for each surface. Exits with 1 when anything was answered with 5xx or with
 * something of the inside, was not answered, or reached Entra or the workspace. The same seed and number is the same request.
 */
import { ensureBuilt } from '../../.ci/bootstrap.mjs'
import { Children } from '../../.ci/children.mjs'
import { startStack } from '../support/stack.ts'
import { throwMalformed } from './portal-under-fire.ts'

await ensureBuilt(new Children())
const stack = await startStack()
let complaints = 0
try {
  const asked = {
    seed: Number(given('seed') ?? 1),
    first: Number(given('first') ?? 0),
    count: Number(given('count') ?? 10_000),
  }
  const told = await throwMalformed(stack, { ...asked, only: given('surface') }, ({ complaints: said, ...seen }) => {
    console.log(JSON.stringify(seen))
    for (const line of said) console.error(line)
  })
  complaints = told.flatMap((one) => one.complaints).length
} finally {
  await stack.close()
}
console.log(complaints === 0 ? 'Nothing to complain about.' : `${complaints} complaints.`)
process.exitCode = complaints === 0 ? 0 : 1

function given(name: string): string | undefined {
  return process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3)
}
