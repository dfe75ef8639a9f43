import type { Ending, Id, Outcome, TaskScript, TaskSettings } from './engine/model.ts'

export type PermissionLevel = 'CAN_VIEW' | 'CAN_MANAGE_RUN' | 'CAN_MANAGE' | 'IS_OWNER'

export interface AccessEntry {
  kind: 'user_name' | 'group_name' | 'service_principal_name'
  name: string
  level: PermissionLevel
}

/** A job's settings in the API's spelling, with the defaults that a read shows. */
export interface JobSettings {
  name: string
  tasks: TaskSettings[]
  parameters?: { name: string; default: string }[]
  max_concurrent_runs: number
  timeout_seconds: number
  queue?: { enabled: boolean }
  [other: string]: unknown
}

export interface Job {
  jobId: Id
  createdAt: number
  creator: string
  /** E-mail or application id of whom the code runs as. */
  runAs: string
  settings: JobSettings
  access: AccessEntry[]
  /** What each task of the coming runs does, by task key. */
  scripts: Record<string, TaskScript>
  /** A scripted end of the coming runs as a whole. */
  outcome?: Outcome
  ending?: Partial<Ending>
  /** Ids that the coming runs get, first one first. */
  nextRunIds: Id[]
  /** Its runs stay readable. */
  deleted: boolean
  /** Made for one submitted run: it is in no list, and nobody reads or runs it. */
  oneTime?: boolean
}

export interface JobSeed {
  jobId: Id
  createdAt: number
  creator: string
  runAs?: string
  settings: JobSettings
  access?: AccessEntry[]
  scripts?: Record<string, TaskScript>
}

/** The creator owns the job; `access` names the others. */
export function newJob({ access = [], scripts = {}, runAs, ...seed }: JobSeed): Job {
  const owner: AccessEntry = { kind: 'user_name', name: seed.creator, level: 'IS_OWNER' }
  const others = access.filter(({ level }) => level !== 'IS_OWNER')
  const owners = access.filter(({ level }) => level === 'IS_OWNER')
  return {
    ...seed,
    runAs: runAs ?? seed.creator,
    access: [...(owners.length > 0 ? owners : [owner]), ...others],
    scripts: structuredClone(scripts), // the samples stay as they are when a test scripts the job
    nextRunIds: [],
    deleted: false,
  }
}
