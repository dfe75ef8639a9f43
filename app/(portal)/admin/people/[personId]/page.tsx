import { cache } from 'react'
import { Breadcrumbs } from '@/app/_components/breadcrumbs'
import { Columns } from '@/app/_components/columns'
import { MessageBar } from '@/app/_components/message-bar'
import { PageHead } from '@/app/_components/page-head'
import { Pane } from '@/app/_components/pane'
import { currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { getPerson } from '@/lib/people/server/get-person'
import { LiveSessions } from './live-sessions'
import { LookFurther, PersonDetails } from './person-details'
import { PersonsConnections } from './persons-connections'

type Props = PageProps<'/admin/people/[personId]'>

/** The title and the page ask for the same: once. */
const opened = cache(async (personId: string) => {
  const viewer = await pageViewer(`/admin/people/${personId}`)
  return { viewer, ...(await getPerson(viewer, personId)) }
})

export const generateMetadata = pageTitle(async ({ params }: Props) => {
  return (await opened((await params).personId)).person.displayName
})

export default page(PersonPage)

/** One person: roles, live sessions, connections. For Admins. */
async function PersonPage({ params, searchParams }: Props) {
  const { viewer, person, rolesFrom, sessions, connectors } = await opened((await params).personId)
  const { ended } = await searchParams
  const words = await currentWords()
  const { people: text, shell } = words
  return (
    <>
      <Breadcrumbs
        label={shell.breadcrumb}
        trail={[{ href: '/admin/people', label: text.title }]}
        current={person.displayName}
      />
      <PageHead title={person.displayName} text={person.userName} />
      {typeof ended === 'string' && /^\d{1,3}$/.test(ended) && (
        <MessageBar tone="success">{text.ended(Number(ended))}</MessageBar>
      )}
      <Columns
        side={
          <>
            <Pane title={text.facts}>
              <PersonDetails person={person} rolesFrom={rolesFrom} words={words} />
            </Pane>
            <Pane title={text.more}>
              <LookFurther person={person} words={text} />
            </Pane>
          </>
        }
      >
        <Pane title={text.sessions}>
          <LiveSessions personId={person.id} sessions={sessions} own={viewer.session} words={text} />
        </Pane>
        <Pane title={text.connections}>
          <PersonsConnections person={person} connectors={connectors} words={words} />
        </Pane>
      </Columns>
    </>
  )
}
