import { setTimeout as pause } from 'node:timers/promises'
import type { FaultSpec, SeenRequest } from '@/tests/support/emulator-control'
import { until } from '@/tests/support/until'
import type { KilledPortal, PersonsBrowser, Press } from './killed-portal'
import type { Held, StoreHold } from './store-hold'

const SLUG = 'ping-lakehouse'
const RUN_NOW = 'POST /api/2.2/jobs/run-now'
/** Longer than it takes to bring a press to each step and to kill the portal, and shorter than the portal waits. */
const HANGING_MS = 13_000

/** Each signed in: faults of the emulators are one person's. */
export interface People {
  readonly user: PersonsBrowser
  readonly maker: PersonsBrowser
  readonly admin: PersonsBrowser
}

/** A press that stands at one step, as the emulators and the database see it, until the portal is killed. */
export interface Caught {
  readonly step: string
  readonly press: Press
  /** The portal answered, or died. */
  readonly ended: Promise<unknown>
  /** Whether the press is certain to be kept: then nothing but the portal itself has to start it. */
  readonly isKept: boolean
  /** Whether it still stands there. */
  isThere(): Promise<boolean>
}

/** All that can be done before is done; what is left brings the press to its step at once. */
type Prepared = Promise<() => Promise<Caught>>

/** Presses, each brought to one step between the button and the stored end of its run. */
export class Steps {
  readonly #portal: KilledPortal
  readonly #people: People
  readonly #hold: StoreHold

  constructor(portal: KilledPortal, people: People, hold: StoreHold) {
    this.#portal = portal
    this.#people = people
    this.#hold = hold
  }

  /** The intent is committed; its token is being renewed. */
  async keptAndNotCalled(): Prepared {
    const hung = await this.#portal.hangTokenOf('user2@contoso.example', HANGING_MS)
    const press = await this.#portal.open(hung.browser, SLUG)
    return async () => {
      const pressed = this.#send(press)
      const asked = (await hung.untilAsked()).find(({ grantType }) => grantType === 'refresh_token')
      const isThere = async () => isOpen(await this.#portal.entra.requests(), asked)
      return { step: 'kept, not called', ...pressed, isKept: true, isThere }
    }
  }

  calledAndLost(): Prepared {
    const fault = { delayMs: HANGING_MS, drop: 'before' } as const
    return this.#called('called, never arrives', this.#people.maker, fault)
  }

  calledAndLate(): Prepared {
    return this.#called('called, starts after the death', this.#people.user, { delayMs: HANGING_MS })
  }

  /** Databricks has started the job, and its answer is under way. */
  async startedAndUnanswered(): Prepared {
    const { admin } = this.#people
    const called = await this.#called('started, not answered', admin, { hangMs: HANGING_MS })
    const before = (await this.#startedBy(admin)).length
    return async () => {
      const caught = await called()
      await until(
        () => this.#startedBy(admin),
        (runs) => runs.length > before,
      )
      return caught
    }
  }

  async answeredAndNotStored(): Prepared {
    const { user } = this.#people
    const press = await this.#portal.open(user, SLUG)
    return async () => {
      const before = (await this.#startedBy(user)).length
      await this.#hold.hold('submitted')
      const pressed = this.#send(press)
      await this.#untilHeld('submitted')
      const isThere = async () =>
        (await this.#hold.isHeld('submitted')) && (await this.#startedBy(user)).length > before
      return { step: 'answered, not stored', ...pressed, isKept: true, isThere }
    }
  }

  /** A run that is at work, and of which the workspace is just being asked. */
  async followed(): Prepared {
    const { databricks } = this.#portal
    const { press, runId } = await this.#started(this.#people.maker)
    return async () => {
      const { upn } = press.browser
      const since = await this.#portal.lastSequence()
      await databricks.addFault({ match: 'GET /api/2.2/jobs/runs/*', user: upn, delayMs: HANGING_MS })
      const look = async () => {
        await this.#portal.statusOf(press.browser, runId)
        return (await databricks.requests(since)).find((call) => call.upn === upn && isReading(call))
      }
      const asked = await until(look, (call) => call !== undefined)
      const isThere = async () => isOpen(await databricks.requests(since), asked)
      return { step: 'followed', press, ended: Promise.resolve(), isKept: true, isThere }
    }
  }

  async endedAndNotStored(): Prepared {
    const { press, runId } = await this.#started(this.#people.admin)
    return async () => {
      await this.#portal.statusOf(press.browser, runId) // followed at the quick pace from now on
      await this.#hold.hold('done')
      await this.#portal.databricks.advanceClock(60_000)
      await this.#untilHeld('done')
      const isThere = () => this.#hold.isHeld('done')
      return { step: 'ended, not stored', press, ended: Promise.resolve(), isKept: true, isThere }
    }
  }

  /** Somewhere on its way, perhaps before it is kept. */
  async anywhere(ms: number): Prepared {
    const press = await this.#portal.open(this.#people.user, SLUG)
    return async () => {
      const pressed = this.#send(press)
      await pause(ms)
      return { step: 'anywhere', ...pressed, isKept: false, isThere: async () => true }
    }
  }

  async #called(step: string, browser: PersonsBrowser, fault: Omit<FaultSpec, 'match'>): Prepared {
    const { databricks } = this.#portal
    const press = await this.#portal.open(browser, SLUG)
    return async () => {
      const since = await this.#portal.lastSequence()
      await databricks.addFault({ match: RUN_NOW, user: browser.upn, ...fault })
      const pressed = this.#send(press)
      const isMine = ({ upn, idempotencyToken }: SeenRequest) => upn === browser.upn && idempotencyToken !== undefined
      const call = await until(
        async () => (await databricks.requests(since)).find(isMine),
        (seen) => seen !== undefined,
      )
      const isThere = async () => isOpen(await databricks.requests(since), call)
      return { step, ...pressed, isKept: true, isThere }
    }
  }

  async #started(browser: PersonsBrowser) {
    const press = await this.#portal.open(browser, SLUG)
    return { press, runId: await this.#portal.send(press) }
  }

  #send(press: Press) {
    return { press, ended: Promise.allSettled([this.#portal.send(press)]) }
  }

  async #startedBy({ upn }: PersonsBrowser) {
    return (await this.#portal.databricks.runs()).filter(({ creator_user_name }) => creator_user_name === upn)
  }

  async #untilHeld(state: Held): Promise<void> {
    await until(
      () => this.#hold.isHeld(state),
      (held) => held,
    )
  }
}

function isReading({ method, status }: SeenRequest): boolean {
  return method === 'GET' && status === null
}

/** The call is still waiting for its answer. */
function isOpen(seen: readonly SeenRequest[], call: SeenRequest | undefined): boolean {
  return seen.some(({ sequence, status }) => sequence === call?.sequence && status === null)
}
