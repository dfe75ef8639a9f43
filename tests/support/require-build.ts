import { ensureBuilt } from '../../.ci/bootstrap.mjs'
import { Children } from '../../.ci/children.mjs'

/** Browser tests look at the portal as it is shipped: a build that is missing or stale is made anew first. */
export default async function requireBuild(): Promise<void> {
  await ensureBuilt(new Children())
}
