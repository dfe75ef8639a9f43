import { cache } from 'react'
import { z } from 'zod'
import { Breadcrumbs } from '@/app/_components/breadcrumbs'
import { FormActions } from '@/app/_components/form-actions'
import { LinkButton } from '@/app/_components/link-button'
import { PageHead } from '@/app/_components/page-head'
import { Pane } from '@/app/_components/pane'
import { SubmitButton } from '@/app/_components/submit-button'
import { currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { revokeConnectionsAction } from '@/app/(portal)/connections/actions'
import { openRevocation, type Which } from '@/lib/connections/server/everybodys-connections'

type Props = PageProps<'/connections/revoke'>

const WHICH = z.union([
  z.object({ connection: z.guid() }),
  z.object({ connector: z.string().regex(/^[a-z0-9-]{1,100}$/) }),
])
/** What names nothing is looked for all the same: it is not found, and who may not ask is refused first. */
const NOTHING = { connector: '' }

const opened = cache(async (query: string) => {
  const which: Which = JSON.parse(query)
  const viewer = await pageViewer(`/connections/revoke?${new URLSearchParams(which)}`)
  return { which, ...(await openRevocation(viewer, which)) }
})

async function open({ searchParams }: Props) {
  const read = WHICH.safeParse(await searchParams)
  return opened(JSON.stringify(read.success ? read.data : NOTHING))
}

export const generateMetadata = pageTitle(async (props: Props) => {
  const { userName, connector } = await open(props)
  const { connections: words } = await currentWords()
  return userName ? words.revokeOneTitle(userName, connector) : words.revokeAllTitle(connector)
})

export default page(RevokePage)

/** Asks an Admin before connections are revoked. */
async function RevokePage(props: Props) {
  const { which, userName, connector, connections, runsUnderWay } = await open(props)
  const { connections: words, shell } = await currentWords()
  const title = userName ? words.revokeOneTitle(userName, connector) : words.revokeAllTitle(connector)
  const back = '/connections?all=1'
  return (
    <>
      <Breadcrumbs label={shell.breadcrumb} trail={[{ href: back, label: words.everybodys }]} current={title} />
      <PageHead title={title} text={words.revokeText} />
      <Pane title={words.list}>
        <p>{words.revokeCount(connections)}</p>
        {runsUnderWay > 0 && <p>{words.runsUnderWay(runsUnderWay)}</p>}
        <form action={revokeConnectionsAction}>
          {Object.entries(which).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <FormActions>
            <SubmitButton look="danger" icon="delete">
              {words.revokeButton}
            </SubmitButton>
            <LinkButton href={back}>{words.cancel}</LinkButton>
          </FormActions>
        </form>
      </Pane>
    </>
  )
}
