import { afterAll, beforeAll } from 'vitest'
import {
  controlDatabricks,
  controlEntra,
  type DatabricksControl,
  type EntraControl,
} from '../../support/emulator-control'
import { type Stack, type StackOptions, startStack } from '../../support/stack'
import { PlainBrowser } from './plain-browser'

export interface PortalOfTest {
  readonly stack: Stack
  readonly entra: EntraControl
  readonly databricks: DatabricksControl
  /** A new browser, of nobody yet. */
  open(): PlainBrowser
}

const START_TIMEOUT_MS = 240_000

/** One portal, as it is shipped, for the tests of a file. */
export function portalOfTest(options: () => StackOptions | Promise<StackOptions> = () => ({})): () => PortalOfTest {
  let portal: PortalOfTest | undefined
  beforeAll(async () => {
    const stack = await startStack(await options())
    portal = {
      stack,
      entra: controlEntra(stack.entraUrl),
      databricks: controlDatabricks(stack.databricksUrl),
      open: () => new PlainBrowser(stack.portalUrl, stack.env.NEXTAUTH_URL),
    }
  }, START_TIMEOUT_MS)
  afterAll(() => portal?.stack.close(), START_TIMEOUT_MS)
  return () => {
    if (!portal) throw new Error('The portal has not started')
    return portal
  }
}
