import type { Cast } from './cast'
import { SLUGS, shownAt } from './connectors-of-cast'

const [SLUG] = SLUGS
const PATH = `/make/connectors/${SLUG}/definition`
/** Names of an action that is made, changed and removed by these forms, in their order. */
const ACTION = 'ListThings'

type Posted = Readonly<Record<string, string>>

interface DefinitionForm {
  readonly name: string
  /** The page that it is posted to. */
  readonly path: string
  /** What stands in the address that it leads to, before `saved`. */
  readonly leadsTo: string
  readonly fields: (cast: Cast) => Promise<Posted>
}

const NEW_ACTION = `${PATH}?action=`
const TEXT = `${PATH}?view=text`
const POLICIES = `${PATH}?view=policies`

/** The forms of the step Definition: each post says something new, on a definition that it says as a whole if need be. */
export const DEFINITION_FORMS: readonly DefinitionForm[] = [
  {
    name: 'saveDocumentAction',
    path: TEXT,
    leadsTo: 'view=text&',
    fields: async (cast) => ({ ...(await savingNow(cast)), text: await documentNow(cast) }),
  },
  {
    name: 'saveOperationAction',
    path: NEW_ACTION,
    leadsTo: 'action=ListThings&',
    fields: async (cast) => ({
      ...(await savingNow(cast)),
      previous: ACTION,
      ...{ id: ACTION, verb: 'get', path: '/things', summary: another('List'), description: '' },
      ...{ visibility: 'none', body: '', answer: '', answerSample: '' },
    }),
  },
  {
    name: 'importSampleAction',
    path: NEW_ACTION,
    leadsTo: 'action=ListThings&',
    fields: async (cast) => ({
      ...(await savingNow(cast)),
      previous: ACTION,
      ...{ verb: 'get', url: `/things?${another('at').replaceAll(' ', '_')}=1`, headers: '', body: '', answer: '' },
    }),
  },
  {
    name: 'saveParameterAction',
    path: `${PATH}?action=${ACTION}&parameter=`,
    leadsTo: 'action=ListThings&',
    fields: async (cast) => ({
      ...(await savingNow(cast)),
      ...{ operation: ACTION, was: 'query.limit', name: 'limit', place: 'query', title: another('Limit') },
      ...{ description: '', type: 'integer', format: 'int32', default: '', visibility: 'none', choices: '' },
    }),
  },
  {
    name: 'savePolicyAction',
    path: `${POLICIES}&new=setheader`,
    leadsTo: 'view=policies&',
    fields: async (cast) => ({ ...(await savingNow(cast)), ...policy(), at: '' }),
  },
  {
    name: 'removePolicyAction',
    path: POLICIES,
    leadsTo: 'view=policies&',
    fields: async (cast) => ({ ...(await savingNow(cast)), at: '0' }),
  },
  {
    name: 'removePartAction',
    path: `${PATH}?action=${ACTION}`,
    leadsTo: 'action=ListThings&',
    fields: async (cast) => ({ ...(await savingNow(cast)), operation: ACTION, parameter: 'query.limit' }),
  },
]

function policy(): Posted {
  const setting = { template: 'setheader', title: another('Team'), operations: '', name: 'x-team' }
  return { ...setting, value: another('Of').replaceAll(' ', '-'), exists: 'override' }
}

function another(what: string): string {
  return `${what} ${Math.round(performance.now())}`
}

async function savingNow({ browsers: { admin } }: Cast): Promise<Posted> {
  const { version } = await shownAt(admin, NEW_ACTION)
  return { slug: SLUG, version }
}

/** A whole definition with the action and a parameter that the other forms are about. */
async function documentNow({ browsers: { admin } }: Cast): Promise<string> {
  const { host } = await shownAt(admin, `/make/connectors/${SLUG}`)
  const limit = { name: 'limit', in: 'query', type: 'integer' }
  const responses = { '200': { description: 'OK' } }
  const operation = { operationId: ACTION, summary: another('List'), parameters: [limit], responses }
  return JSON.stringify({
    swagger: '2.0',
    info: { title: 'Of the matrix', version: '1.0' },
    ...{ host, basePath: '/', schemes: ['http'] },
    paths: { '/things': { get: operation } },
  })
}
