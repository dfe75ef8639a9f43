import { cache } from 'react'
import { Breadcrumbs } from '@/app/_components/breadcrumbs'
import { FormActions } from '@/app/_components/form-actions'
import { LinkButton } from '@/app/_components/link-button'
import { PageHead } from '@/app/_components/page-head'
import { PageLink } from '@/app/_components/page-link'
import { Pane } from '@/app/_components/pane'
import { SubmitButton } from '@/app/_components/submit-button'
import { currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { deleteConnectionAction } from '@/app/(portal)/connections/actions'
import { openDeletion } from '@/lib/connections/server/delete-connection'

type Props = PageProps<'/connections/[connector]/delete'>

const opened = cache(async (slug: string) => {
  const viewer = await pageViewer(`/connections/${encodeURIComponent(slug)}/delete`)
  return openDeletion(viewer, slug)
})

export const generateMetadata = pageTitle(async ({ params }: Props) => {
  const { name } = await opened((await params).connector)
  return (await currentWords()).connections.deleteTitle(name)
})

export default page(DeleteConnectionPage)

/** Asks before a connection is deleted, and names what then stops working. */
async function DeleteConnectionPage({ params }: Props) {
  const { slug, name, flows, runsUnderWay } = await opened((await params).connector)
  const { connections: words, shell } = await currentWords()
  const title = words.deleteTitle(name)
  return (
    <>
      <Breadcrumbs label={shell.breadcrumb} trail={[{ href: '/connections', label: words.title }]} current={title} />
      <PageHead title={title} text={words.deleteText} />
      <Pane title={words.usedBy}>
        {flows.length === 0 && <p>{words.nothingStops}</p>}
        {flows.length > 0 && (
          <>
            <p>{words.willStop}</p>
            <ul>
              {flows.map((flow) => (
                <li key={flow.slug}>
                  <PageLink href={`/flows/${flow.slug}`}>{flow.title}</PageLink>
                </li>
              ))}
            </ul>
          </>
        )}
        {runsUnderWay > 0 && <p>{words.runsUnderWay(runsUnderWay)}</p>}
        <form action={deleteConnectionAction}>
          <input type="hidden" name="connector" value={slug} />
          <FormActions>
            <SubmitButton look="danger" icon="delete">
              {words.deleteButton}
            </SubmitButton>
            <LinkButton href="/connections">{words.cancel}</LinkButton>
          </FormActions>
        </form>
      </Pane>
    </>
  )
}
