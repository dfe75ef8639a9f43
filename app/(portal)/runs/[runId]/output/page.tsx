import { cache } from 'react'
import { Breadcrumbs } from '@/app/_components/breadcrumbs'
import { CommandBar } from '@/app/_components/command-bar'
import { PageHead } from '@/app/_components/page-head'
import { currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { getOutput } from '@/lib/runs/server/get-run'
import { type OutputLook, outputHref, parseOutputLook } from './output-look'
import { readOutput } from './read-output'
import { ResultView } from './result-view'

type Props = PageProps<'/runs/[runId]/output'>

/** The title and the page ask for the same: once. */
const opened = cache(async (runId: string, task: string, step: number) => {
  const viewer = await pageViewer(`/runs/${runId}`)
  return { viewer, ...(await getOutput(viewer, { runId, taskKey: task, position: step })) }
})

async function lookOf({ params, searchParams }: Props): Promise<OutputLook> {
  return parseOutputLook(`/runs/${(await params).runId}/output`, await searchParams)
}

export const generateMetadata = pageTitle(async (props: Props) => {
  const { task, step } = await lookOf(props)
  const { run } = await opened((await props.params).runId, task, step)
  const { results, run: runWords } = await currentWords()
  return `${results.title(task)}: ${runWords.title(run.number)}`
})

export default page(OutputPage)

/** All of what a task gave back: a table to sort, search and draw, a tree, a document, or a log. */
async function OutputPage(props: Props) {
  const look = await lookOf(props)
  const { viewer, run, text, isCsv } = await opened((await props.params).runId, look.task, look.step)
  const { results, run: runWords, runs, shell } = await currentWords()
  const output = readOutput(text, isCsv)
  const mine = run.personId === viewer.personId
  const file = `/api${outputHref({ ...look, path: look.path }, ONLY_WHICH)}`
  const download = (as: string, label: string) =>
    ({ key: as, label, icon: 'download', href: as === 'text' ? file : `${file}&as=${as}`, plain: true }) as const
  const files = output.table
    ? [download('csv', results.csv), download('json', results.json)]
    : [download('text', results.download)]
  return (
    <>
      <CommandBar label={shell.commands} moreLabel={shell.more} commands={files} />
      <Breadcrumbs
        label={shell.breadcrumb}
        trail={[
          mine ? { href: '/runs', label: runs.mine } : { href: '/admin/runs', label: runs.all },
          { href: `/runs/${run.id}`, label: runWords.title(run.number) },
        ]}
        current={results.title(look.task)}
      />
      <PageHead title={results.title(look.task)} text={run.flowTitle} />
      <ResultView output={output} look={look} words={results} />
    </>
  )
}

/** Of a look: which result it is, and nothing else. */
const ONLY_WHICH = {
  view: undefined,
  find: '',
  sort: undefined,
  descending: false,
  from: 0,
  column: undefined,
  until: undefined,
} as const
