import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { type DatabricksEmulator, startDatabricksEmulator } from '@/emulators/databricks/server'
import { startEntraEmulator } from '@/emulators/entra/server'
import type { Emulator } from '@/emulators/kit/emulator'
import { newSecrets, portalSettings } from '@/emulators/portal-settings.mjs'
import { importFlows } from '@/lib/flows/server/import-flows'
import type { Posted } from '@/lib/flows/typed-values'
import { signIn } from '@/lib/identity/server/sign-in'
import { viewerOfSessionKey } from '@/lib/identity/server/viewer'
import type { Viewer } from '@/lib/identity/viewer'
import { inputs as inputWords } from '@/lib/language/en/inputs'
import { backToWork, isActive, isUnsubmitted, MOVES, type RunState } from '@/lib/runs/run-state'
import { background, startBackground } from '@/lib/runs/server/background'
import { getRun, getRunPulse, type RunView } from '@/lib/runs/server/get-run'
import { pressFlow } from '@/lib/runs/server/press'
import type { Database } from '@/lib/store/database'
import { REDIRECT_URI, signIn as signInAtEntra } from '@/tests/integration/emulators/entra-support'
import {
  controlDatabricks,
  controlEntra,
  type DatabricksControl,
  type EmulatorControl,
  type EntraControl,
} from './emulator-control'
import { ROOMY_LIMITS } from './roomy-limits'
import { describeOnBothStores, useAsCurrent } from './stores'
import { until } from './until'

export interface InProcessPortal {
  entra(): EntraControl
  databricks(): DatabricksControl
  /** The console of the workspace's account. Who uses it resets it: it forgets its apps with the workspace, and nothing else. */
  account(): EmulatorControl
  store(): Database
  /** By the use case that the callback route calls; no browser. */
  signIn(upn: string): Promise<Viewer>
  /** New people, whom Entra and the workspace know until the next test, signed in. */
  crowd(count: number): Promise<Viewer[]>
  /** Answers the run's id, once the press has been handed over or the person has waited long enough. */
  press(viewer: Viewer, slug: string, posted?: Readonly<Record<string, Posted>>, clientKey?: string): Promise<string>
  /** The run, as soon as `holds` says so. */
  untilRun(viewer: Viewer, runId: string, holds: (view: RunView) => boolean): Promise<RunView>
  /** The loops that submit and follow; they run unless a test stops them. */
  startLoops(): Promise<void>
  stopLoops(): Promise<void>
}

/** A portal in this process with emulators of its own, on both stores: the same tests for each. */
export function describePortal(name: string, flows: readonly unknown[], tests: (portal: InProcessPortal) => void) {
  const emulators = emulatorsOfFile()
  describeOnBothStores(name, (open) => {
    let store: Database | undefined
    const opened = () => {
      if (!store) throw new Error('The store is not open yet')
      return store
    }
    beforeAll(async () => {
      store = await open()
      useAsCurrent(store)
      await recordMoves(store)
      const imported = await importFlows({ flows })
      if (!imported.ok) throw new Error(JSON.stringify(imported.issues))
    })
    beforeEach(async () => {
      useAsCurrent(opened())
      await Promise.all([emulators.entra().reset(), emulators.databricks().reset()])
      await startBackground()
    })
    afterEach(async () => {
      await stopLoops()
      // A workspace that one test made fail is a new one in the next.
      ;(globalThis as { lakeportDatabricksHealth?: Map<string, unknown> }).lakeportDatabricksHealth?.clear()
      await demandLegalMoves(opened())
      await forgetAll(opened())
    })
    tests({
      ...emulators,
      store: opened,
      signIn: (upn) => signInByUseCase(emulators.entra().url, upn),
      crowd: (count) => Promise.all(Array.from({ length: count }, (_, number) => signInSomebody(emulators, number))),
      press,
      untilRun,
      startLoops: async () => void (await startBackground()),
      stopLoops,
    })
  })
}

type Emulators = ReturnType<typeof emulatorsOfFile>

/** One pair for the file: the settings are read once, and name them. */
function emulatorsOfFile() {
  let entra: Emulator | undefined
  let databricks: DatabricksEmulator | undefined
  beforeAll(async () => {
    entra ??= await startEntraEmulator({ port: 0 })
    databricks ??= await startDatabricksEmulator({ port: 0, authorityHost: entra.url })
    const port = ({ url }: Emulator) => Number(new URL(url).port)
    const account = databricks.account.port
    const settings = portalSettings({ portal: 3000, entra: port(entra), databricks: port(databricks), account })
    Object.assign(process.env, settings, newSecrets(), ROOMY_LIMITS)
  })
  afterAll(async () => {
    await databricks?.close()
    await entra?.close()
  })
  return {
    entra: () => controlEntra(entra?.url ?? ''),
    databricks: () => controlDatabricks(databricks?.url ?? ''),
    account: () => controlDatabricks(databricks?.account.url ?? ''),
  }
}

async function stopLoops(): Promise<void> {
  await (await background())?.stop(5_000)
}

/** Looks as an open page does, so that the run is followed at the quick pace. */
function untilRun(viewer: Viewer, runId: string, holds: (view: RunView) => boolean): Promise<RunView> {
  const look = async () => {
    await getRunPulse(viewer, runId)
    return getRun(viewer, runId)
  }
  return until(look, holds, ({ run }) => JSON.stringify(run))
}

async function press(
  viewer: Viewer,
  slug: string,
  posted: Readonly<Record<string, Posted>> = {},
  clientKey: string = randomUUID(),
): Promise<string> {
  const pressed = await pressFlow(viewer, { slug, clientKey, posted, resubmittedFrom: undefined }, inputWords)
  if (!pressed.ok) throw new Error(`The inputs of ${slug} were refused: ${JSON.stringify(pressed.issues)}`)
  return pressed.value
}

async function signInByUseCase(entraUrl: string, upn: string): Promise<Viewer> {
  const { code, verifier } = await signInAtEntra(entraUrl, upn)
  const { sessionKey } = await signIn({
    code,
    codeVerifier: verifier,
    nonce: 'nonce-1',
    redirectUri: REDIRECT_URI,
    correlationId: randomUUID(),
    request: { id: randomUUID(), address: undefined, agent: undefined },
  })
  const viewer = await viewerOfSessionKey(sessionKey)
  if (!viewer) throw new Error(`${upn} has no session`)
  return viewer
}

async function signInSomebody({ entra, databricks }: Emulators, number: number): Promise<Viewer> {
  const upn = `crowd${number}@contoso.example`
  await databricks().addMember(upn, await entra().addUser(upn))
  return signInByUseCase(entra().url, upn)
}

/** Every change of a run's state is written down by the database itself, whoever makes it. */
async function recordMoves({ kysely }: Database): Promise<void> {
  await sql`create table moves (
    run_id uuid, state_before text, state_after text, secrets text, place_before int[], place_after int[],
    may_go_on boolean, number integer generated always as identity primary key)`.execute(kysely)
  await sql`create function record_move() returns trigger language plpgsql as $$
    begin
      insert into moves values (new.id, old.state, new.state, new.sealed_inputs,
        array[old.step_position, old.step_attempt], array[new.step_position, new.step_attempt],
        (select coalesce(jsonb_array_length(definition -> 'steps') > 1
                or definition #> '{steps,0,retry}' is not null, false)
           from flow_versions where flow_id = new.flow_id and version = new.flow_version));
      return new;
    end $$`.execute(kysely)
  await sql`create trigger moves after update of state on runs for each row execute function record_move()`.execute(
    kysely,
  )
}

interface Move {
  state_before: RunState
  state_after: RunState
  secrets: string | null
  place_before: [number, number]
  place_after: [number, number]
  may_go_on: boolean
}

/** RUN-4, and that secret inputs are kept no longer than they are needed: for whatever the test made the portal do. */
async function demandLegalMoves({ kysely }: Database): Promise<void> {
  const { rows } = await sql<Move>`select * from moves`.execute(kysely)
  const wrong = rows.filter((move) => !mayMove(move) || (move.secrets !== null && !mayKeepSecrets(move)))
  if (wrong.length > 0) throw new Error(`No run may move so: ${JSON.stringify(wrong)}`)
}

/** Within an attempt by the table of moves; to another one only if it comes later, and from its beginning. */
function mayMove({ state_before, state_after, place_before, place_after }: Move): boolean {
  const [[position, attempt], [nextPosition, nextAttempt]] = [place_before, place_after]
  if (position === nextPosition && attempt === nextAttempt) {
    if (isRepair(state_before, state_after)) return true
    return Object.values(MOVES).some(
      ({ from, to }) => to === state_after && from.some((state) => state === state_before),
    )
  }
  const isLater = nextPosition > position || (nextPosition === position && nextAttempt > attempt)
  return isLater && state_after === 'requested' && isActive(state_before) && state_before !== 'unknown'
}

/** The only way back, of an ended run that is to go on (`backToWork`). */
function isRepair(before: RunState, after: RunState): boolean {
  const { from, to } = backToWork()
  return from.includes(before) && to === after
}

function mayKeepSecrets({ state_after, may_go_on }: Move): boolean {
  return isUnsubmitted(state_after) || (isActive(state_after) && may_go_on)
}

async function forgetAll({ kysely }: Database): Promise<void> {
  await sql`truncate flow_days, person_days, deliveries, notices, notice_wishes, run_views, bulk_items, bulk_requests, schedules, moves, repairs, run_notes, tasks, run_steps, runs, poll_groups, known_jobs, favourites, kept_forms, connections, workspace_budgets,
    token_partitions, sessions, connector_tests, connection_attempts, people`.execute(kysely)
}
