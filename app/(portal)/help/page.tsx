import { KeyValues } from '@/app/_components/key-values'
import { PageHead } from '@/app/_components/page-head'
import { Pane } from '@/app/_components/pane'
import { StatusBadge } from '@/app/_components/status-badge'
import { currentWords } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { STATUSES } from '@/lib/runs/run-query'
import styles from './help.module.css'

export const generateMetadata = pageTitle(async () => (await currentWords()).help.title)

export default page(HelpPage)

/** For everybody, signed in or not. */
async function HelpPage() {
  const { help } = await currentWords()
  return (
    <>
      <PageHead title={help.title} text={help.lead} />
      <div className={styles.topics}>
        {help.topics.map(({ title, paragraphs }) => (
          <Pane key={title} title={title}>
            <Paragraphs texts={paragraphs} />
          </Pane>
        ))}
        <Pane title={help.statusTitle}>
          <KeyValues
            items={STATUSES.map((status) => ({
              label: status,
              face: <StatusBadge status={status} label={help.statusNames[status]} />,
              value: help.statuses[status],
            }))}
          />
        </Pane>
        <Pane title={help.keyboardTitle}>
          <Paragraphs texts={help.keyboard} />
        </Pane>
      </div>
    </>
  )
}

function Paragraphs({ texts }: { readonly texts: readonly string[] }) {
  return (
    <div className={styles.text}>
      {texts.map((text) => (
        <p key={text}>{text}</p>
      ))}
    </div>
  )
}
