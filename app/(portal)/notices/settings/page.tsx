import { cache } from 'react'
import { Breadcrumbs } from '@/app/_components/breadcrumbs'
import styles from '@/app/_components/form.module.css'
import { FormActions } from '@/app/_components/form-actions'
import { MessageBar } from '@/app/_components/message-bar'
import { PageHead } from '@/app/_components/page-head'
import { PageLink } from '@/app/_components/page-link'
import { Section } from '@/app/_components/section'
import { SubmitButton } from '@/app/_components/submit-button'
import { currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { chooseNoticesAction, noticesAsAllAction, testNoticesAction } from '@/app/(portal)/notices/actions'
import { getWishes } from '@/lib/notices/server/choose-wishes'
import { WishTable } from './wish-table'

type Props = PageProps<'/notices/settings'>

const opened = cache(async (slug: string | undefined) => {
  const viewer = await pageViewer(`/notices/settings${slug === undefined ? '' : `?flow=${encodeURIComponent(slug)}`}`)
  return { userName: viewer.userName, ...(await getWishes(viewer, slug)) }
})

async function openedBy({ searchParams }: Props) {
  const { flow } = await searchParams
  return opened(typeof flow === 'string' ? flow : undefined)
}

export const generateMetadata = pageTitle(async (props: Props) => {
  const { notices } = await currentWords()
  const { flow } = await openedBy(props)
  return flow ? notices.settingsOf(flow.title) : notices.settingsTitle
})

export default page(NoticeSettingsPage)

/** Of what the viewer is told, and how; with `?flow=` of that flow's runs. */
async function NoticeSettingsPage(props: Props) {
  const { flow, flows, wishes, isOwn, ways, userName } = await openedBy(props)
  const { done } = await props.searchParams
  const { notices, shell } = await currentWords()
  const title = flow ? notices.settingsOf(flow.title) : notices.settingsTitle
  const trail = flow
    ? [{ href: `/flows/${flow.slug}`, label: flow.title }]
    : [{ href: '/notices', label: notices.title }]
  return (
    <>
      <Breadcrumbs label={shell.breadcrumb} trail={trail} current={notices.settings} />
      <PageHead title={title} text={notices.settingsLead} />
      {done === 'saved' && <MessageBar tone="success">{notices.saved}</MessageBar>}
      {done === 'tested' && <MessageBar tone="success">{notices.testSent}</MessageBar>}
      {done === 'test-too-soon' && <MessageBar tone="warning">{notices.testTooSoon}</MessageBar>}
      {done === 'as-all' && <MessageBar tone="success">{notices.usualAgain}</MessageBar>}
      {flow && <p>{isOwn ? notices.own : notices.asAll}</p>}
      <div className={styles.form}>
        <form action={chooseNoticesAction} className={styles.form}>
          {flow && <input type="hidden" name="flow" value={flow.slug} />}
          <WishTable label={title} wishes={wishes} ways={ways} words={notices} />
          <p>{ways.includes('email') ? notices.address(userName) : notices.noMail}</p>
          {(ways.includes('teams') || ways.includes('webhook')) && <p>{notices.shared}</p>}
          <FormActions>
            <SubmitButton>{notices.save}</SubmitButton>
          </FormActions>
        </form>
        {flow && isOwn && (
          <form action={noticesAsAllAction}>
            <input type="hidden" name="flow" value={flow.slug} />
            <SubmitButton look="default">{notices.useUsual}</SubmitButton>
          </form>
        )}
        {!flow && (
          <form action={testNoticesAction}>
            <SubmitButton look="default">{notices.sendTest}</SubmitButton>
          </form>
        )}
      </div>
      {flows.length > 0 && (
        <Section title={notices.flows}>
          <ul>
            {flows.map(({ slug, title: name }) => (
              <li key={slug}>
                <PageLink href={`/notices/settings?flow=${slug}`}>{name}</PageLink>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  )
}
