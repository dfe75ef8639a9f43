import { FIRST_CONNECTOR } from '@/lib/connectors/connector'
import { PING_JOB } from '../runs/sample-flows'
import { type Ask, actionForm, editForm } from './asking'
import { type Cast, FLOW_OF_ADMIN, FLOW_OF_MAKER, OTHER_FLOW_OF_ADMIN, type Who } from './cast'
import type { Row } from './expectations'
import type { Form } from './forms'

/** Who may make the flow of the maker, that of the Admin, and one that does not exist. */
const FLOWS: readonly (readonly [slug: string, ...who: Who[]])[] = [
  [FLOW_OF_MAKER, 'maker', 'admin'],
  [FLOW_OF_ADMIN, 'admin'],
  ['unknown'],
]

const outside = (answer: string) => ({ nobody: answer, bearer: answer, 'no role': answer, 'other tenant': answer })

/** Users may make nothing; makers and Admins get `inside` where the flow is theirs, and else what there is not gets. */
function ofMakers(who: readonly Who[], inside: string, notSignedIn: string): Row['outcomes'] {
  const maker = (name: Who) => (who.includes(name) ? inside : '404 nothing here')
  const refused = '403 not permitted'
  return {
    ...outside(notSignedIn),
    user: refused,
    'other user': refused,
    maker: maker('maker'),
    admin: maker('admin'),
  }
}

/** The revision of the draft, as the form of the page has it. */
export async function revisionOf(get: Ask['get'], slug: string): Promise<string> {
  const page = await (await get(`/make/flows/${slug}`)).text()
  return /name="revision" value="(\d+)"/.exec(page)?.[1] ?? '0'
}

const SIGN_IN = '307 to /sign-in'
const SIGNED_OUT = '303 to /sign-in'
const BOTH: readonly Who[] = ['maker', 'admin']

export const PAGES_OF_MAKERS: readonly Row[] = [
  {
    entry: 'page /make/flows',
    ask: (ask) => ask.get('/make/flows'),
    outcomes: ofMakers(BOTH, '200 page', SIGN_IN),
  },
  {
    entry: 'page /make/flows/new',
    ask: (ask) => ask.get('/make/flows/new'),
    outcomes: ofMakers(BOTH, '200 page', SIGN_IN),
  },
  ...FLOWS.flatMap(([slug, ...who]): Row[] => [
    {
      entry: 'page /make/flows/[slug]',
      on: slug,
      ask: (ask) => ask.get(`/make/flows/${slug}`),
      outcomes: ofMakers(who, '200 page', SIGN_IN),
    },
    {
      entry: 'page /make/flows/[slug]/test',
      on: slug,
      ask: (ask) => ask.get(`/make/flows/${slug}/test`),
      outcomes: ofMakers(who, '200 page', SIGN_IN),
    },
    {
      entry: 'page /make/flows/[slug]/step',
      on: slug,
      ask: (ask) => ask.get(`/make/flows/${slug}/step`),
      outcomes: ofMakers(who, '200 page', SIGN_IN),
    },
  ]),
]

const SAVED_STEP = 'part=job&done=saved'

/** What each action of the editor is posted besides the flow, and where it leads. */
const EDITS: Readonly<Record<string, readonly [fields: Readonly<Record<string, string>>, leads: string]>> = {
  saveDetails: [
    {
      title: 'A title',
      description: '',
      category: '',
      icon: 'flow',
      colour: '#0f6cbd',
      owner: 'maker@contoso.example',
      confirm: '',
      atOnce: '',
      waiting: '',
    },
    'part=details&done=saved',
  ],
  saveField: [{ before: '', name: 'why', label: 'Why', kind: 'text' }, 'part=fields&done=saved'],
  arrangeFields: [{ remove: 'why' }, 'part=fields&done=saved'],
  saveJob: [{ step: '', job: PING_JOB, identity: 'shared' }, SAVED_STEP],
  saveStepSettings: [{ step: '', retry: 'none', times: '', seconds: '', timeout: '5', wait: 'on' }, SAVED_STEP],
  arrangeSteps: [{ up: '' }, SAVED_STEP],
  saveIdentityAction: [{ identity: 'shared' }, SAVED_STEP],
  saveStatement: [{ step: '', warehouse: 'a1b2c3d4e5f60718', statement: 'SELECT 1' }, SAVED_STEP],
  saveAdvice: [{ code: '*', text: 'Ask.' }, 'part=failures&done=saved'],
  dropAdvice: [{ code: '*' }, 'part=failures&done=saved'],
  saveErrorAdvice: [{ before: '', pattern: 'ValueError', text: 'Ask.' }, 'part=failures&done=saved'],
  arrangeErrorAdvice: [{ up: 'ValueError' }, 'part=failures&done=saved'],
  addStepAction: [{ statement: 'on' }, `${SAVED_STEP}&step=SQL+statement`],
  restoreAction: [{ version: '1' }, 'part=versions&done=restored&version=1'],
  commandAction: [{ do: 'discard' }, 'part=details&done=discarded'],
}

/** The page that has the form. */
const placeOf = (action: string, slug: string) => `/make/flows/${slug}${action === 'addStepAction' ? '/step' : ''}`

/** These count at once, so no draft is named. */
const SHARES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  shareWithRoles: {},
  addPerson: { list: 'people', account: 'user@contoso.example' },
  addGroup: { group: '00000000-0000-4000-a000-000000000002', name: 'Operations' },
}

/** Two makers at once would be in each other’s way, so an Admin is asked about a flow of their own. */
const ownOf = (who: Who, slug: string) => (who === 'admin' && slug === FLOW_OF_MAKER ? OTHER_FLOW_OF_ADMIN : slug)

export const ACTIONS_OF_MAKERS: readonly Row[] = [
  {
    entry: 'action beginFlowAction',
    on: 'a job that there is not',
    ask: (ask) => ask.edit('beginFlowAction', '/make/flows/new', { connector: FIRST_CONNECTOR, job: '999999' }),
    // Databricks says of no job whether it is there to who has no right on it.
    outcomes: { ...ofMakers([], '', SIGNED_OUT), maker: '403 page', admin: '404 page' },
  },
  {
    entry: 'action beginStatementAction',
    on: 'a connector that there is not',
    ask: (ask) => ask.edit('beginStatementAction', '/make/flows/new', { connector: 'unknown' }),
    outcomes: { ...ofMakers([], '', SIGNED_OUT), maker: '404 page', admin: '404 page' },
  },
  ...Object.entries(EDITS).flatMap(([action, [fields, leads]]) =>
    FLOWS.map(
      ([slug, ...who]): Row => ({
        entry: `action ${action}`,
        on: slug,
        ask: async (ask, _cast, asker) => {
          const own = ownOf(asker, slug)
          const revision = await revisionOf(ask.get, own)
          return ask.edit(action, placeOf(action, own), { slug: own, revision, ...fields })
        },
        outcomes: {
          ...ofMakers(who, `303 to /make/flows/${slug}?${leads}`, SIGNED_OUT),
          ...(who.includes('admin') && { admin: `303 to /make/flows/${ownOf('admin', slug)}?${leads}` }),
        },
      }),
    ),
  ),
  ...Object.entries(SHARES).flatMap(([action, fields]) =>
    FLOWS.map(
      ([slug, ...who]): Row => ({
        entry: `action ${action}`,
        on: slug,
        ask: (ask) => ask.edit(action, `/make/flows/${slug}`, { slug, ...fields }),
        outcomes: ofMakers(who, `303 to /make/flows/${slug}?part=people&done=saved-at-once`, SIGNED_OUT),
      }),
    ),
  ),
  ...FLOWS.map(
    ([slug, ...who]): Row => ({
      entry: 'action removePerson',
      on: slug,
      ask: (ask) =>
        ask.act('removePerson', `/make/flows/${slug}`, {
          slug,
          list: 'people',
          person: '00000000-0000-4000-8000-000000000001',
        }),
      outcomes: ofMakers(who, `303 to /make/flows/${slug}?part=people&done=saved-at-once`, SIGNED_OUT),
    }),
  ),
  ...FLOWS.map(
    ([slug, ...who]): Row => ({
      entry: 'action removeGroup',
      on: slug,
      ask: (ask) =>
        ask.act('removeGroup', `/make/flows/${slug}`, { slug, group: '00000000-0000-4000-a000-000000000002' }),
      outcomes: ofMakers(who, `303 to /make/flows/${slug}?part=people&done=saved-at-once`, SIGNED_OUT),
    }),
  ),
]

const EDITOR = `/make/flows/${FLOW_OF_MAKER}`

async function draftForm(
  action: string,
  fields: Readonly<Record<string, string>>,
  { browsers }: Cast,
): Promise<Form> {
  const revision = await revisionOf((path) => browsers.maker.get(path), FLOW_OF_MAKER)
  const posted = { slug: FLOW_OF_MAKER, revision, ...fields }
  return { as: 'maker', path: placeOf(action, FLOW_OF_MAKER), fields: editForm(action, posted) }
}

/** A form of each action of the makers, on a flow that the maker makes. */
export const FORMS_OF_MAKERS: readonly (readonly [action: string, form: (cast: Cast) => Form | Promise<Form>])[] = [
  [
    'beginFlowAction',
    () => ({
      as: 'maker',
      path: '/make/flows/new',
      fields: editForm('beginFlowAction', { connector: FIRST_CONNECTOR, job: PING_JOB }),
    }),
  ],
  [
    'beginStatementAction',
    () => ({
      as: 'maker',
      path: '/make/flows/new',
      fields: editForm('beginStatementAction', { connector: FIRST_CONNECTOR }),
    }),
  ],
  ...Object.entries(EDITS).map(
    ([action, [fields]]) => [action, (cast: Cast) => draftForm(action, fields, cast)] as const,
  ),
  ...Object.entries(SHARES).map(([action, fields]) => {
    const form = (): Form => ({
      as: 'maker',
      path: EDITOR,
      fields: editForm(action, { slug: FLOW_OF_MAKER, ...fields }),
    })
    return [action, form] as const
  }),
  [
    'removePerson',
    () => {
      const person = '00000000-0000-4000-8000-000000000001'
      return {
        as: 'maker',
        path: EDITOR,
        fields: actionForm('removePerson', { slug: FLOW_OF_MAKER, list: 'people', person }),
      }
    },
  ],
  [
    'removeGroup',
    () => {
      const group = '00000000-0000-4000-a000-000000000002'
      return { as: 'maker', path: EDITOR, fields: actionForm('removeGroup', { slug: FLOW_OF_MAKER, group }) }
    },
  ],
]
