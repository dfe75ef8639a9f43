import { expect, it } from 'vitest'
import { flowToTry } from '@/lib/drafts/server/flow-to-try'
import { openDraft } from '@/lib/drafts/server/open-draft'
import { switchFlow } from '@/lib/drafts/server/publish-flow'
import { PortalError } from '@/lib/errors'
import type { Audience } from '@/lib/flows/flow'
import { getFlow } from '@/lib/flows/server/get-flow'
import { listFlows } from '@/lib/flows/server/list-flows'
import type { Viewer } from '@/lib/identity/viewer'
import { flowOf, PING_JOB } from '@/tests/integration/runs/sample-flows'
import { describePortal } from '@/tests/support/in-process-portal'
import { GROUPS } from '../../../emulators/entra/seed.ts'

const PEOPLE = ['user', 'user2', 'maker', 'admin', 'outsider'] as const
type Who = (typeof PEOPLE)[number]

/** The object id of each, as the emulator's seed numbers them. */
const idOf = (who: Who) => `00000000-0000-4000-8000-00000000000${PEOPLE.indexOf(who) + 1}`
const [FINANCE, OPERATIONS] = GROUPS.map(({ id, displayName: name }) => ({ id, name }))
const NOBODY: Audience = { roles: [], people: [] }
const EVERYBODY: Audience = { roles: ['Portal.User'], people: [] }

interface Rule {
  readonly audience: Audience
  readonly connector?: Audience
  readonly makers?: readonly Who[]
  readonly isOff?: boolean
  /** Who may press it, and who may try it out. The others learn of nothing. */
  readonly press: readonly Who[]
  readonly try?: readonly Who[]
}

const RULES: Readonly<Record<string, Rule>> = {
  'for a role': { audience: { ...NOBODY, roles: ['Portal.Maker'] }, press: ['maker', 'admin'] },
  'for everybody': { audience: EVERYBODY, press: PEOPLE },
  'for one by name': { audience: { ...NOBODY, people: [idOf('user2')] }, press: ['user2'] },
  'for a group': { audience: { ...NOBODY, groups: group(FINANCE) }, press: ['user', 'maker'] },
  'for two groups': {
    audience: { ...NOBODY, groups: [...group(FINANCE), ...group(OPERATIONS)] },
    press: ['user', 'user2', 'maker'],
  },
  'for a group that nobody is in': {
    audience: { ...NOBODY, groups: [{ id: '00000000-0000-4000-a000-000000000009', name: 'Finance' }] },
    press: [],
  },
  'for a group or a name': {
    audience: { ...NOBODY, groups: group(OPERATIONS), people: [idOf('outsider')] },
    press: ['user2', 'maker', 'outsider'],
  },
  'with an empty list of groups': { audience: { ...NOBODY, groups: [] }, press: [] },
  'for nobody': { audience: NOBODY, press: [] },
  'made by one, pressed by nobody': { audience: NOBODY, makers: ['maker'], press: [], try: ['maker'] },
  // A User who is written down as a maker is none.
  'made by a user': { audience: NOBODY, makers: ['user'], press: [] },
  'turned off': { audience: EVERYBODY, makers: ['maker'], isOff: true, press: [], try: ['maker'] },
  'through a connector for a group': {
    audience: EVERYBODY,
    connector: { ...NOBODY, groups: group(OPERATIONS) },
    makers: ['maker'],
    press: ['user2', 'maker'],
    try: ['maker'],
  },
  'through a connector for another group': {
    audience: { ...NOBODY, groups: group(FINANCE) },
    connector: { ...NOBODY, groups: group(OPERATIONS) },
    press: ['maker'],
  },
  'through a connector for nobody': { audience: EVERYBODY, connector: NOBODY, makers: ['maker'], press: [] },
}

function group(one: { readonly id: string; readonly name: string } | undefined) {
  return one ? [one] : []
}

const slugOf = (rule: string) => rule.replaceAll(/[^a-z]+/g, '-')
const FLOWS = Object.entries(RULES).map(([rule, { audience, makers = [] }]) =>
  flowOf(slugOf(rule), PING_JOB, { audience, makers: makers.map(idOf) }),
)

describePortal('who may press a flow', FLOWS, (portal) => {
  const setConnector = (audience: Audience) =>
    portal
      .store()
      .kysely.updateTable('connectors')
      .set({ audience: JSON.stringify(audience) })
      .execute()
  /** `done`, or the code of the refusal. */
  const outcome = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (thrown: unknown) => {
        if (thrown instanceof PortalError) return thrown.code
        throw thrown
      },
    )
  const tried = async (viewer: Viewer, slug: string) => {
    const { revision } = await openDraft(viewer, slug)
    return flowToTry(viewer, slug, revision)
  }

  it.each(Object.entries(RULES))(
    '%s: each person sees it, finds it on Home, presses it and tries it out as the table says (AUTHZ-5, AUTHZ-7, AUTHZ-8)',
    async (rule, { connector = EVERYBODY, isOff, press, try: mayTry }) => {
      const slug = slugOf(rule)
      const viewers = await Promise.all(PEOPLE.map((who) => portal.signIn(`${who}@contoso.example`)))
      const [, , , admin] = viewers
      await setConnector(connector)
      if (isOff && admin) await switchFlow(admin, slug, 'off')
      const seen = await Promise.all(
        viewers.map(async (viewer) => ({
          page: await outcome(getFlow(viewer, slug)),
          home: (await listFlows(viewer)).some((card) => card.slug === slug),
          press: await outcome(portal.press(viewer, slug)),
          tries: await outcome(tried(viewer, slug)),
        })),
      )
      await setConnector(EVERYBODY)
      const expected = PEOPLE.map((who) => ({
        page: press.includes(who) || isOff ? 'done' : 'not_found',
        home: press.includes(who),
        press: press.includes(who) ? 'done' : isOff ? 'flow_off' : 'not_found',
        tries: triesOf(who),
      }))
      expect(Object.fromEntries(PEOPLE.map((who, place) => [who, seen[place]]))).toEqual(
        Object.fromEntries(PEOPLE.map((who, place) => [who, expected[place]])),
      )
      const pressed = (await portal.databricks().requests()).filter(({ path }) => path === '/api/2.2/jobs/run-now')
      expect(new Set(pressed.map(({ upn }) => upn))).toEqual(new Set(press.map((who) => `${who}@contoso.example`)))

      function triesOf(who: Who): string {
        if (who !== 'maker' && who !== 'admin') return 'not_permitted'
        const isThroughConnector = isAmongTable(who, connector)
        if (who === 'admin') return isThroughConnector ? 'done' : 'not_permitted'
        if (mayTry?.includes('maker')) return 'done'
        return RULES[rule]?.makers?.includes('maker') ? 'not_permitted' : 'not_found'
      }
    },
  )
})

/** Of the connectors above: a role that everybody has, or the group that the maker is in and the Admin is not. */
function isAmongTable(who: 'maker' | 'admin', { roles, groups = [] }: Audience): boolean {
  return roles.length > 0 || (who === 'maker' && groups.length > 0)
}
