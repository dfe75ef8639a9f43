import { randomInt } from 'node:crypto'
import type { Clock } from '../kit/clock.ts'
import { openStateFile, type StateFile } from '../kit/state-file.ts'
import type { Cluster, Warehouse } from './compute.ts'
import type { Id, Run, TaskScript } from './engine/model.ts'
import { advanceQueue } from './engine/queue.ts'
import { startRun } from './engine/run.ts'
import { endOf } from './engine/run-state.ts'
import type { Job } from './job.ts'
import { DEFAULT_MODES, type Modes } from './modes.ts'
import { OAuthState } from './oauth/tokens.ts'
import { type Member, SEED_MEMBERS } from './people.ts'
import { seedJobs } from './seed.ts'
import { seedClusters, seedVolumes, seedWarehouses } from './seed-compute.ts'
import { Statements } from './sql/statements.ts'
import { Volumes } from './volumes.ts'

const RETENTION_MS = 60 * 24 * 60 * 60 * 1000

interface Snapshot {
  jobs: Job[]
  runs: Run[]
  tokens: [string, Id][]
}

/** Everything a workspace remembers, by decimal id. */
export class WorkspaceState {
  readonly clock: Clock
  readonly modes: Modes = { ...DEFAULT_MODES }
  readonly jobs = new Map<Id, Job>()
  /** Compute, statements and files are of this process: a restart finds them as in the seed. */
  readonly warehouses = new Map<string, Warehouse>()
  readonly clusters = new Map<string, Cluster>()
  readonly volumes = new Volumes()
  readonly statements: Statements
  readonly oauth: OAuthState
  members: readonly Member[] = SEED_MEMBERS
  readonly #runs = new Map<Id, Run>()
  /** Runs by job, task run ids to their job run, and idempotency tokens to the run each started. */
  readonly #runsOfJob = new Map<Id, Run[]>()
  readonly #runOfTask = new Map<Id, Id>()
  readonly tokens = new Map<string, Id>()
  /** What tasks of submitted runs do, by task key. */
  readonly oneTimeScripts = new Map<string, TaskScript>()
  readonly #queued = new Set<Id>()
  readonly #file: StateFile<Snapshot>

  constructor(clock: Clock, stateFile?: string) {
    this.clock = clock
    this.statements = new Statements(clock)
    this.oauth = new OAuthState(clock)
    this.volumes.clear(seedVolumes())
    this.#seedCompute()
    this.#file = openStateFile<Snapshot>(stateFile)
    const saved = this.#file.load()
    if (saved) this.#restore(saved)
    else this.#seed()
  }

  reset(): void {
    Object.assign(this.modes, DEFAULT_MODES)
    this.members = SEED_MEMBERS
    for (const map of [this.jobs, this.#runs, this.#runsOfJob, this.#runOfTask, this.tokens, this.#queued])
      map.clear()
    this.statements.clear()
    this.oauth.clear()
    this.oneTimeScripts.clear()
    this.volumes.clear(seedVolumes())
    this.#seedCompute()
    this.#seed()
    this.saved()
  }

  /** Random, not ordered in time, and 15 digits long: readable as a double, unless a test asks for more. */
  newId(): Id {
    const id = this.modes.bigIds
      ? `${randomInt(1_000, 9_000)}${String(randomInt(0, 10 ** 12)).padStart(12, '0')}${randomInt(100, 1_000)}`
      : `${randomInt(100_000, 999_999)}${String(randomInt(0, 10 ** 9)).padStart(9, '0')}`
    return this.#runs.has(id) || this.#runOfTask.has(id) || this.jobs.has(id) ? this.newId() : id
  }

  /** Hands out the ids of the run's task runs, and remembers whose they are. */
  taskRunIdsOf(run: Run): () => Id {
    return () => {
      const id = this.newId()
      this.#runOfTask.set(id, run.runId)
      return id
    }
  }

  add(run: Run): void {
    this.#index(run)
    if (run.idempotencyToken !== undefined) this.tokens.set(run.idempotencyToken, run.runId)
  }

  delete(run: Run): void {
    this.#runs.delete(run.runId)
    const runs = this.runsOf(run.jobId)
    runs.splice(runs.indexOf(run), 1)
    for (const id of Object.values(run.taskRunIds)) this.#runOfTask.delete(id)
  }

  /** The job run of this id, or the one that this task run belongs to. */
  findRun(runId: Id): Run | undefined {
    const run = this.#runs.get(runId) ?? this.#runs.get(this.#runOfTask.get(runId) ?? '')
    return run && this.#isKept(run) ? run : undefined
  }

  /** A token that is taken: by a run, or by one that is gone. */
  runOfToken(token: string): Run | 'deleted' | undefined {
    const runId = this.tokens.get(token)
    return runId === undefined ? undefined : (this.#runs.get(runId) ?? 'deleted')
  }

  runsOf(jobId: Id): Run[] {
    return this.#runsOfJob.get(jobId) ?? []
  }

  allRuns(): Run[] {
    return [...this.#runs.values()].filter((run) => this.#isKept(run))
  }

  /** Starts what has left its queue by now. Every call of the service comes here first. */
  settle(): void {
    const jobs = new Set([...this.#queued].flatMap((runId) => this.#runs.get(runId)?.jobId ?? []))
    for (const jobId of jobs) this.#advance(jobId)
  }

  /** Keeps the state on disk, when it has a file. */
  saved(): void {
    this.#file.save(() => this.#snapshot())
  }

  close(): void {
    this.#file.flush()
  }

  queued(run: Run): void {
    this.#queued.add(run.runId)
  }

  #advance(jobId: Id): void {
    const runs = this.runsOf(jobId)
    const limit = this.jobs.get(jobId)?.settings.max_concurrent_runs ?? 1
    advanceQueue(runs, limit, this.clock.now(), (run, startAt) => {
      if (!run.queuedInput) return
      startRun(run, { ...run.queuedInput, startAt }, this.taskRunIdsOf(run))
      this.#queued.delete(run.runId)
      this.saved()
    })
    for (const run of runs) if (run.unstarted) this.#queued.delete(run.runId)
  }

  #isKept(run: Run): boolean {
    const now = this.clock.now()
    const end = endOf(run, now)
    return end === 0 || end + RETENTION_MS > now
  }

  #index(run: Run): void {
    this.#runs.set(run.runId, run)
    const runs = this.#runsOfJob.get(run.jobId)
    if (runs) runs.push(run)
    else this.#runsOfJob.set(run.jobId, [run])
    for (const id of Object.values(run.taskRunIds)) this.#runOfTask.set(id, run.runId)
    if (run.queuedInput && run.rounds.length === 0 && !run.unstarted) this.#queued.add(run.runId)
  }

  #seedCompute(): void {
    this.warehouses.clear()
    this.clusters.clear()
    for (const warehouse of seedWarehouses()) this.warehouses.set(warehouse.id, warehouse)
    for (const cluster of seedClusters(this.clock.now())) this.clusters.set(cluster.id, cluster)
  }

  #seed(): void {
    for (const job of seedJobs()) this.jobs.set(job.jobId, job)
  }

  #snapshot(): Snapshot {
    return { jobs: [...this.jobs.values()], runs: [...this.#runs.values()], tokens: [...this.tokens] }
  }

  #restore({ jobs, runs, tokens }: Snapshot): void {
    for (const job of jobs) this.jobs.set(job.jobId, job)
    for (const run of runs) this.#index(run)
    for (const [token, runId] of tokens) this.tokens.set(token, runId)
  }
}
