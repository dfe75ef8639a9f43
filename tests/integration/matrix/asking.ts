import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { PlainBrowser } from '../http/plain-browser'
import { LONG_FLOW } from '../storms/long-job'

const MANIFEST = '.next/server/server-reference-manifest.json'
/** The button stands there; which flow is meant says the form. */
export const PRESS_PAGE = `/flows/${LONG_FLOW.slug}`

/** What one browser may send: pages, routes, and forms as a browser without scripts posts them. */
export interface Ask {
  get(path: string): Promise<Response>
  post(path: string, form: BodyInit): Promise<Response>
  /** Posts a form of this action to the page at `path`. */
  act(action: string, path: string, fields: Readonly<Record<string, string>>): Promise<Response>
  /** The same of an action whose form remembers its last answer. */
  edit(action: string, path: string, fields: Readonly<Record<string, string>>): Promise<Response>
  /** Presses the button of a flow as its own form does it, perhaps to repeat the run `again`. */
  press(slug: string, again?: string): Promise<Response>
}

export function asking(browser: PlainBrowser): Ask {
  return {
    get: (path) => browser.get(path),
    post: (path, form) => browser.post(path, form),
    act: (action, path, fields) => browser.post(path, actionForm(action, fields)),
    edit: (action, path, fields) => browser.post(path, editForm(action, fields)),
    press: (slug, again) => browser.post(PRESS_PAGE, pressForm(slug, again)),
  }
}

export function actionForm(action: string, fields: Readonly<Record<string, string>>): FormData {
  return formOf({ [`$ACTION_ID_${idOf(action)}`]: '', ...fields })
}

/** An action that remembers its last answer is posted with it. */
export function editForm(action: string, fields: Readonly<Record<string, string>>): FormData {
  return formOf({
    $ACTION_REF_1: '',
    '$ACTION_1:0': JSON.stringify({ id: idOf(action), bound: '$@1' }),
    '$ACTION_1:1': JSON.stringify([{ issues: [] }]),
    $ACTION_KEY: 'k0000000000',
    ...fields,
  })
}

export function pressForm(slug: string, again?: string): FormData {
  return editForm('runFlowAction', {
    slug,
    clientKey: randomUUID(),
    secrets: '',
    switches: '',
    ...(again !== undefined && { resubmittedFrom: again }),
  })
}

function formOf(fields: Readonly<Record<string, string>>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  return form
}

function idOf(action: string): string {
  const { node } = JSON.parse(readFileSync(MANIFEST, 'utf8')) as { node: Record<string, { exportedName: string }> }
  const [id] = Object.entries(node).find(([, { exportedName }]) => exportedName === action) ?? []
  if (!id) throw new Error(`The build has no action ${action}`)
  return id
}
