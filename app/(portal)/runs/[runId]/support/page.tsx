import { cache } from 'react'
import { Breadcrumbs } from '@/app/_components/breadcrumbs'
import { CopyButton } from '@/app/_components/copy-button'
import { PageHead } from '@/app/_components/page-head'
import { Pane } from '@/app/_components/pane'
import { currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { textForSupport } from '@/lib/runs/server/text-for-support'
import styles from './support.module.css'

type Props = PageProps<'/runs/[runId]/support'>

/** The title and the page ask for the same: once. */
const opened = cache(async (runId: string) => {
  const viewer = await pageViewer(`/runs/${runId}/support`)
  const words = await currentWords()
  return { viewer, words, ...(await textForSupport(viewer, runId, words)) }
})

export const generateMetadata = pageTitle(async ({ params }: Props) => {
  const { run, words } = await opened((await params).runId)
  return `${words.support.title}: ${words.run.title(run.number)}`
})

export default page(SupportPage)

/** What somebody who helps needs of a run, to be copied. */
async function SupportPage({ params }: Props) {
  const { viewer, run, text, words } = await opened((await params).runId)
  const { support, shell, runs } = words
  const mine = run.personId === viewer.personId
  return (
    <>
      <Breadcrumbs
        label={shell.breadcrumb}
        trail={[
          mine ? { href: '/runs', label: runs.mine } : { href: '/admin/runs', label: runs.all },
          { href: `/runs/${run.id}`, label: words.run.title(run.number) },
        ]}
        current={support.title}
      />
      <PageHead title={support.title} text={support.lead} />
      <Pane title={support.text}>
        <textarea className={styles.text} readOnly rows={24} aria-label={support.text} defaultValue={text} />
        <p>
          <CopyButton text={text} label={support.copy} copiedLabel={shell.copied} look="primary" /> {support.without}
        </p>
      </Pane>
    </>
  )
}
