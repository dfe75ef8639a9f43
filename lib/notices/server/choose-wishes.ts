import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import type { Flow } from '@/lib/flows/flow'
import { getFlow } from '@/lib/flows/server/get-flow'
import type { Viewer } from '@/lib/identity/viewer'
import { STANDARD_WISHES, type Way, type Wishes } from '@/lib/notices/notice'
import { insertAudit } from '@/lib/store/audit'
import { inTransaction, query } from '@/lib/store/current'
import { deleteWishes, putWishes, selectFlowsWithWishes, selectWishes } from '@/lib/store/notice-wishes'
import { offeredWays } from './offered-ways'

interface ShownWishes {
  /** undefined: these are of all flows that have none of their own. */
  readonly flow: Flow | undefined
  readonly wishes: Wishes
  /** The flow has some of its own. */
  readonly isOwn: boolean
  /** That this portal has. */
  readonly ways: readonly Way[]
  /** Those that have; told with the wishes of all. */
  readonly flows: readonly { readonly slug: string; readonly title: string }[]
}

/** Of what the viewer is told, and how: of a flow, or of all that have no wishes of their own. @throws PortalError not_found */
export async function getWishes(viewer: Viewer, slug: string | undefined): Promise<ShownWishes> {
  const { personId } = viewer
  const flow = slug === undefined ? undefined : await getFlow(viewer, slug)
  const [own, usual, flows] = await query((db) =>
    Promise.all([
      flow ? selectWishes(db, { personId, flowId: flow.id }) : undefined,
      selectWishes(db, { personId, flowId: undefined }),
      flow ? [] : selectFlowsWithWishes(db, personId),
    ]),
  )
  return { flow, flows, ways: offeredWays(), wishes: own ?? usual ?? STANDARD_WISHES, isOwn: own !== undefined }
}

/** Without wishes, those of all flows count for this one again. @throws PortalError not_found */
export async function chooseWishes(
  viewer: Viewer,
  slug: string | undefined,
  wishes: Wishes | undefined,
): Promise<void> {
  const flow = slug === undefined ? undefined : await getFlow(viewer, slug)
  const whose = { personId: viewer.personId, flowId: flow?.id }
  await inTransaction(async (trx) => {
    const before = await selectWishes(trx, whose)
    if (wishes) await putWishes(trx, whose, wishes)
    else await deleteWishes(trx, whose)
    await insertAudit(trx, {
      actor: actorOf(viewer),
      action: 'notice.choose',
      target: flow ? `flow:${flow.slug}` : 'flows',
      outcome: 'done',
      before: before && { ...before },
      after: wishes && { ...wishes },
    })
  })
}
