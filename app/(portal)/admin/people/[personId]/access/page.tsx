import { cache } from 'react'
import { Breadcrumbs } from '@/app/_components/breadcrumbs'
import { PageHead } from '@/app/_components/page-head'
import { currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { effectiveAccess } from '@/lib/people/server/effective-access'
import { AccessTable } from './access-table'
import { BothSides } from './both-sides'

type Props = PageProps<'/admin/people/[personId]/access'>

/** The title and the page ask for the same: once. */
const opened = cache(async (personId: string, flow: string, ask: boolean) => {
  const viewer = await pageViewer(`/admin/people/${personId}/access${flow && `?flow=${flow}`}`)
  return effectiveAccess(viewer, personId, { flow, ask })
})

async function open({ params, searchParams }: Props) {
  const { flow, ask } = await searchParams
  const slug = typeof flow === 'string' && /^[a-z0-9-]{1,100}$/.test(flow) ? flow : ''
  return opened((await params).personId, slug, slug !== '' && ask === '1')
}

export const generateMetadata = pageTitle(async (props: Props) => {
  const { person } = await open(props)
  return (await currentWords()).people.accessTitle(person.displayName)
})

export default page(AccessPage)

/** What somebody may press, and which rule decides, here and in Databricks. For Admins. */
async function AccessPage(props: Props) {
  const { person, flows, chosen } = await open(props)
  const words = await currentWords()
  const { people: text, shell } = words
  return (
    <>
      <Breadcrumbs
        label={shell.breadcrumb}
        trail={[
          { href: '/admin/people', label: text.title },
          { href: `/admin/people/${person.id}`, label: person.displayName },
        ]}
        current={text.access}
      />
      <PageHead title={text.accessTitle(person.displayName)} text={text.accessLead} />
      {chosen && <BothSides person={person} chosen={chosen} words={words} />}
      <AccessTable personId={person.id} flows={flows} words={words} />
    </>
  )
}
