import type { ErrorCode, ErrorFacts } from '@/lib/errors'
import { uncarriedSentences } from './uncarried'

export interface ErrorWords {
  /** What happened. */
  readonly title: string
  /** What to do about it. */
  readonly next: string
}

/** By Entra's number, which picks the words and nothing else. */
const EXPIRED: Readonly<Record<string, string>> = {
  AADSTS50173: 'Your organisation has ended your sign-in.',
  AADSTS700082: 'Your sign-in has expired, because it was not used for a long time.',
  AADSTS70008: 'Your sign-in has expired, because it was not used for a long time.',
  AADSTS70043: 'Your organisation lets a sign-in last only so long, and yours has expired.',
}

const CONNECT = 'Connect, here or on the page Connections.'

/** What to say of each error. Whether a job started is said beside it, from the run's own state. */
export const errors: Readonly<Record<ErrorCode, (facts: ErrorFacts) => ErrorWords>> = {
  sign_in_required: () => ({ title: 'You are not signed in.', next: 'Sign in and try again.' }),
  origin_refused: () => ({
    title: 'This request did not come from the portal.',
    next: 'Open the page again from the portal and repeat what you did.',
  }),
  not_permitted: () => ({
    title: 'You may not do this.',
    next: 'Ask your administrator for the role it needs.',
  }),
  not_found: () => ({
    title: 'There is nothing here for you.',
    next: 'The address may be wrong, or it belongs to somebody else.',
  }),
  invalid_request: () => ({
    title: 'The request could not be read.',
    next: 'Open the page again and repeat what you did.',
  }),
  wrong_media_type: () => ({
    title: 'The request could not be read.',
    next: 'Open the page again and repeat what you did.',
  }),
  payload_too_large: () => ({ title: 'That is too much at once.', next: 'Send less text and try again.' }),
  conflict: () => ({
    title: 'Something else happened at the same moment.',
    next: 'Look at the page again and repeat.',
  }),
  too_many_requests: tooOften,
  connection_expired: ({ aadsts, own, reason }) => {
    if (reason === 'not_connected') return { title: 'You are not connected yet.', next: CONNECT }
    return {
      title: EXPIRED[aadsts ?? ''] ?? `Your ${own ? 'connection' : 'sign-in'} to Azure Databricks has ended.`,
      next: own ? CONNECT : 'Sign in again; Microsoft gives no further token without it.',
    }
  },
  consent_needed: ({ own }) => ({
    title: 'Your consent to Azure Databricks is missing.',
    next: own
      ? 'Connect again and agree, or ask your administrator to grant consent.'
      : 'Sign in again and agree, or ask your administrator to grant consent.',
  }),
  sign_in_challenged: ({ own }) => ({
    title: 'Your organisation asks for another proof that it is you.',
    next: own
      ? 'Connect again and follow the steps that Microsoft shows.'
      : 'Sign in again and follow the steps that Microsoft shows.',
  }),
  connection_removed: ({ by }) => ({
    title:
      by === 'admin'
        ? 'An administrator has taken away your connection to Databricks.'
        : 'You have deleted your connection to Databricks.',
    next: CONNECT,
  }),
  access_ended: ({ aadsts }) => ({
    title:
      aadsts === 'AADSTS50105'
        ? 'Your account is no longer assigned to Lakeport.'
        : 'Your account has been switched off.',
    next: 'Ask your administrator.',
  }),
  rights_unchecked: () => ({
    title: 'What you may do here cannot be checked right now.',
    next: 'Microsoft Entra ID does not answer. Your runs go on; try again in a minute.',
  }),
  entra_refused: () => ({
    title: 'Microsoft refused the sign-in.',
    next: 'Sign in again. If that does not help, tell your administrator.',
  }),
  entra_configuration: ({ own, principal, reason, by }) => ({
    title:
      reason === 'no_secret'
        ? 'This connector has no secret yet.'
        : `${by ? 'Databricks' : 'Microsoft'} refused the ${own || principal ? "connector's" : "portal's"} own credentials.`,
    next: 'Your administrator must mend the app registration. You can do nothing about it.',
  }),
  entra_unavailable: () => ({
    title: 'Microsoft Entra ID does not answer.',
    next: 'The portal keeps trying; you need not do anything.',
  }),
  databricks_token_refused: () => ({
    title: 'The workspace did not accept your sign-in.',
    next: 'Sign in again. If that does not help, tell your administrator.',
  }),
  databricks_no_right: noRight,
  databricks_not_member: ({ principal }) => ({
    title: `${principal ? `The service principal ${principal}` : 'Your account'} is not in this Databricks workspace.`,
    next: `Ask the workspace administrator to add ${principal ? 'it' : 'you'}, then run the flow again.`,
  }),
  databricks_network_blocked: ({ address }) => ({
    title: address
      ? `The workspace does not accept calls from the portal's address ${address}.`
      : "The workspace does not accept calls from the portal's network.",
    next: "Tell your administrator: the workspace's IP access list or Private Link must let the portal in.",
  }),
  databricks_configuration: () => ({
    title: "The portal's settings do not fit this workspace.",
    next: 'Tell your administrator: the audience or the tenant of the token is wrong for it.',
  }),
  databricks_missing: () => ({
    title: 'Databricks no longer knows this job or run.',
    next: "Ask the flow's owner whether the job was deleted.",
  }),
  databricks_refused: ({ message, errorCode }) => ({
    title: `Databricks refused: ${message ?? errorCode ?? 'no reason given'}`,
    next: "Tell the flow's owner what Databricks said.",
  }),
  databricks_busy: () => ({
    title: 'The workspace is busy and asked us to wait.',
    next: 'The portal tries again by itself; you need not do anything.',
  }),
  databricks_unreachable: () => ({
    title: 'The workspace does not answer.',
    next: 'The portal tries again by itself; you need not do anything.',
  }),
  databricks_odd_answer: () => ({
    title: 'The workspace gave an answer that makes no sense.',
    next: 'The portal tries again by itself. If it goes on, tell your administrator.',
  }),
  start_not_seen: () => ({
    title: 'The answer of Databricks was lost, and the statement is not in your query history there.',
    next: 'The portal never sends a statement twice. Look into your query history in Databricks before you run the flow again.',
  }),
  job_not_carried: ({ uses = '' }) => ({
    title: 'This flow runs as the person who presses it, and the job uses what such a run cannot carry.',
    next: `${uncarriedSentences(uses).join(' ')} Ask the flow's owner to change the job, or the way the flow runs.`,
  }),
  not_as_person: ({ principal }) => ({
    title: `This flow runs as the person who presses it, and its connector calls as a service principal${principal ? `, ${principal}` : ''}.`,
    next: 'Nothing was started. Ask the owner of the flow to run it with the identity of the job, or through another connector.',
  }),
  too_late: () => ({
    title: 'The portal could not start this in time.',
    next: 'Run the flow again if you still want it.',
  }),
  value_too_long: ({ name }) => ({
    title: name
      ? `“${name}” is longer than the 10,000 bytes that Databricks takes.`
      : 'The parameters are longer than the 10,000 bytes that Databricks takes.',
    next: "An earlier step gave back that much. Tell the flow's owner, who can have it give back less.",
  }),
  queue_full: ({ waiting, atOnce }) => ({
    title: queueIsFull(waiting, atOnce),
    next: 'Nothing was started. Try again when one of its runs has ended.',
  }),
  results_secret: () => ({
    title: 'The results of this step are secret, so the portal does not fetch them.',
    next: 'Whoever may see them finds them in Databricks.',
  }),
  inputs_unreadable: () => ({
    title: 'The secret inputs of this run can no longer be read.',
    next: 'Run the flow again and type them anew. If it goes on, tell your administrator.',
  }),
  file_not_uploaded: fileNotUploaded,
  file_lost: () => ({
    title: 'The file was not passed on to Databricks, so the job was not started.',
    next: 'The portal was interrupted while the file came in. Run the flow again and choose the file again.',
  }),
  flow_off: ({ owner }) => ({
    title: 'This flow is turned off at the moment.',
    next: owner ? `Nothing was started. Ask ${owner} when it will be back.` : 'Nothing was started.',
  }),
  draft_changed: () => ({
    title: 'Somebody has changed this flow since you opened the page.',
    next: 'Open the page again in a second tab, and do there what you wanted to do here.',
  }),
  draft_unfinished: () => ({
    title: 'This draft cannot be published yet.',
    next: 'Nothing was published. Mend what the page lists under “Before you publish”, then try again.',
  }),
  unknown_to_this_version: () => ({
    title: 'The portal is being updated, and this page comes from its older version.',
    next: 'Load the page again in a few minutes.',
  }),
  schedule_missed: () => ({
    title: 'The portal was not running when it was time.',
    next: 'That time was left out: nothing was started. It goes on at its next time.',
  }),
  schedule_overlap: () => ({
    title: 'Its last run was still at work.',
    next: 'That time was left out: nothing was started. It goes on at its next time.',
  }),
  schedule_ended: () => ({
    title: 'It has come to its end: the time that was agreed to is over.',
    next: 'Nothing is started any more. Make a new schedule from one of your runs.',
  }),
  schedule_outdated: ({ detail }) => ({
    title: 'The flow asks for something else than when it was scheduled.',
    next: `${detail ? `${detail} ` : ''}Nothing was started. Run the flow once by hand and make a new schedule from that run.`,
  }),
  repair_not_heard: () => ({
    title: 'Databricks did not hear that the run was to be repaired, so no task was run again.',
    next: 'Press Repair run again.',
  }),
  too_old: () => ({
    title: 'The portal is being updated, and this part of it is too old to start anything.',
    next: 'Nothing was started. Try again in a minute.',
  }),
  store_unavailable: () => ({
    title: "The portal's database does not answer.",
    next: 'Nothing was started. Try again in a minute.',
  }),
}

/** On the job, or on what its tasks run on: then Databricks alone can say which. */
function noRight({ missing, message, principal }: ErrorFacts): ErrorWords {
  const who = principal ? `The service principal ${principal} lacks` : 'You lack'
  const whom = principal ? 'it' : 'you'
  if (missing !== 'Can Attach To' && missing !== 'Can Use') {
    return {
      title: `${who} the right “${missing ?? 'Can Manage Run'}” on this job.`,
      next: `Ask the job's owner to give ${principal ? 'the right to it' : 'it to you'}, then run the flow again.`,
    }
  }
  return {
    title: `${who} a right on what this runs on.${message ? ` Databricks says: ${message}` : ''}`,
    next: `Ask the workspace administrator to give ${whom} the right, then run the flow again.`,
  }
}

/** What was too often, and that nothing came of it. */
function tooOften({ reason, limit, retryAfterMs }: ErrorFacts): ErrorWords {
  const wait = `Nothing was started. Wait ${secondsOf(retryAfterMs)} and try again.`
  if (reason === 'presses') return { title: `You may run ${limit} flows in a minute, and no more.`, next: wait }
  if (reason === 'tests') return { title: `You may try ${limit} actions in a minute, and no more.`, next: wait }
  if (reason === 'sign_ins') return { title: 'Too many people sign in from your network at once.', next: wait }
  if (reason !== 'open_presses') return { title: 'That was too often.', next: wait }
  return {
    title: `${limit} runs of yours are still waiting for Databricks.`,
    next: 'Nothing was started. Wait until one of them has started, then try again. My runs shows them.',
  }
}

function secondsOf(ms: string | undefined): string {
  const seconds = Math.max(1, Math.ceil(Number(ms ?? 60_000) / 1_000))
  return seconds === 1 ? 'a second' : `${seconds} seconds`
}

const NOT_UPLOADED: Readonly<Record<string, string>> = {
  no_right:
    'Your account may not write to the folder. Ask its owner for the right “Write Volume”, then run the flow again.',
  no_folder: 'The folder that the flow names is not there. Tell whoever makes the flow.',
  too_large: 'It is larger than this portal takes. Choose a smaller one.',
}

/** @param reason as `Upload` tells it */
function fileNotUploaded({ file = '', reason = '' }: ErrorFacts) {
  return {
    title: `The file “${file}” did not reach Databricks, so the job was not started.`,
    next: NOT_UPLOADED[reason] ?? 'Run the flow again and choose the file again.',
  }
}

function queueIsFull(waiting: string | undefined, atOnce: string | undefined): string {
  if (waiting === '0' && atOnce === '1') return 'This flow runs once at a time, and it is at work.'
  if (waiting === '0' && atOnce) return `This flow runs ${atOnce} times at a time, and it is at work.`
  if (waiting === '1') return 'The queue of this flow is full: one run waits for its turn.'
  return waiting
    ? `The queue of this flow is full: ${waiting} runs wait for their turn.`
    : 'The queue of this flow is full.'
}
