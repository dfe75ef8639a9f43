import {
  controlDatabricks,
  controlEntra,
  type DatabricksControl,
  type EntraControl,
} from '@/tests/support/emulator-control'
import { type Stack, type StackOptions, startStack } from '@/tests/support/stack'
import { until } from '@/tests/support/until'
import { PlainBrowser } from '../http/plain-browser'
import { openFlow, type PressForm, sendForm, statusOf } from '../http/press'

const RUN_NOW = 'POST /api/2.2/jobs/run-now'

/** Signed in. */
export type PersonsBrowser = PlainBrowser & { readonly upn: string }

/** Sent again, it is the same press. */
export interface Press extends PressForm {
  readonly browser: PersonsBrowser
}

/** A portal as it is shipped, which is going to be killed, and what a person and the emulators see of it. */
export class KilledPortal {
  readonly stack: Stack
  readonly databricks: DatabricksControl
  readonly entra: EntraControl

  static async start(options: StackOptions): Promise<KilledPortal> {
    return new KilledPortal(await startStack(options))
  }

  private constructor(stack: Stack) {
    this.stack = stack
    this.databricks = controlDatabricks(stack.databricksUrl)
    this.entra = controlEntra(stack.entraUrl)
  }

  async signIn(upn: string): Promise<PersonsBrowser> {
    const browser = new PlainBrowser(this.stack.portalUrl, this.stack.env.NEXTAUTH_URL)
    await browser.signIn(upn)
    return Object.assign(browser, { upn })
  }

  /** The page with the button, not pressed yet. */
  async open(browser: PersonsBrowser, slug: string): Promise<Press> {
    return { browser, ...(await openFlow(browser, slug)) }
  }

  /** Answers the run's id. @throws TypeError when the portal dies meanwhile */
  send(press: Press): Promise<string> {
    return sendForm(press.browser, press)
  }

  /**
   * Signs the person in anew, with a token that has to be renewed at its first use, and lets that renewal hang.
   * It is over for this browser when the portal dies: the token that the recovery gets lasts.
   */
  async hangTokenOf(upn: string, delayMs: number) {
    await this.entra.setMode({ accessTokenSeconds: 200 })
    const browser = await this.signIn(upn)
    await this.entra.setMode({ accessTokenSeconds: null })
    const asked = await this.entra.requests()
    const path = asked.find(({ grantType }) => grantType !== undefined)?.path ?? ''
    await this.entra.addFault({ match: `POST ${path}`, user: upn, delayMs, drop: 'before' })
    const untilAsked = () =>
      until(
        () => this.entra.requests(asked.at(-1)?.sequence ?? 0),
        (requests) => requests.some(({ grantType }) => grantType === 'refresh_token'),
      )
    return { browser, untilAsked }
  }

  async cut(): Promise<void> {
    await this.stack.portal.kill('SIGKILL')
  }

  /** Milliseconds until the portal served again. */
  async restart(): Promise<number> {
    const began = performance.now()
    await this.stack.portal.restart()
    return performance.now() - began
  }

  /** The idempotency token of a call of run-now that came after `sequence`: the id of the run. */
  async untilCalled(sequence: number): Promise<string> {
    const seen = await until(
      () => this.databricks.requests(sequence),
      (requests) => requests.some(({ idempotencyToken }) => idempotencyToken !== undefined),
    )
    return seen.find(({ idempotencyToken }) => idempotencyToken !== undefined)?.idempotencyToken ?? ''
  }

  async lastSequence(): Promise<number> {
    return (await this.databricks.requests()).at(-1)?.sequence ?? 0
  }

  delayRunNow(delayMs: number, drop?: 'before' | 'after'): Promise<void> {
    return this.databricks.addFault({ match: RUN_NOW, delayMs, ...(drop && { drop }) })
  }

  /** What the page says of a run, as its title puts it. */
  statusOf(browser: PlainBrowser, runId: string): Promise<string> {
    return statusOf(browser, runId)
  }
}
