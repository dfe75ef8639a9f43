import { cache } from 'react'
import { Breadcrumbs } from '@/app/_components/breadcrumbs'
import { Columns } from '@/app/_components/columns'
import { type Command, CommandBar } from '@/app/_components/command-bar'
import { CopyButton } from '@/app/_components/copy-button'
import { EmptyState } from '@/app/_components/empty-state'
import { KeyValues } from '@/app/_components/key-values'
import { Live } from '@/app/_components/live'
import { MessageBar } from '@/app/_components/message-bar'
import { PageHead } from '@/app/_components/page-head'
import { Pane } from '@/app/_components/pane'
import { runListWords } from '@/app/_components/run-list-words'
import { RunTable } from '@/app/_components/run-table'
import { currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { favouriteAction } from '@/app/(portal)/actions'
import { firstValues } from '@/lib/flows/first-values'
import type { Flow } from '@/lib/flows/flow'
import { jobsOf } from '@/lib/flows/obstacle'
import { prefillQuery } from '@/lib/flows/prefill'
import { largestUpload } from '@/lib/flows/server/largest-upload'
import { openFlow } from '@/lib/flows/server/open-flow'
import type { Words } from '@/lib/language/words'
import { parseRunQuery } from '@/lib/runs/run-query'
import { listMyRuns } from '@/lib/runs/server/list-runs'
import { healthOfFlow } from '@/lib/runs/server/run-figures'
import { checkAgainAction } from './check-action'
import { FlowHealth } from './flow-health'
import { actionOf, FlowSteps } from './flow-steps'
import { fieldSpecs, formValues } from './form-fields'
import { ObstacleBar } from './obstacle-bar'
import { obstacleWords } from './obstacle-words'
import { RunFlowForm } from './run-flow-form'
import { runFormWords } from './run-form-words'
import { shownChoices } from './shown-choices'

const RECENT = 5

type Props = PageProps<'/flows/[slug]'>

/** The title and the page ask for the same: once. An earlier run's id is any text until the use case has looked at it. */
const opened = cache(async (slug: string, earlierRunId: string | undefined, asked: string) => {
  const viewer = await pageViewer(`/flows/${slug}${asked === '{}' ? '' : `?${addressOf(JSON.parse(asked))}`}`)
  return { viewer, ...(await openFlow(viewer, slug, earlierRunId, JSON.parse(asked))) }
})

function addressOf(asked: Readonly<Record<string, string | readonly string[]>>): string {
  const pairs = Object.entries(asked).flatMap(([name, texts]) => [texts].flat().map((text) => [name, text]))
  return String(new URLSearchParams(pairs))
}

async function openedBy({ params, searchParams }: Props) {
  const { slug } = await params
  const asked = await searchParams
  const { from } = asked
  return opened(slug, typeof from === 'string' ? from : undefined, JSON.stringify(asked))
}

export const generateMetadata = pageTitle(async (props: Props) => (await openedBy(props)).flow.title)

export default page(FlowPage)

/** A flow: its form, both identities before the press, and what the viewer ran of it. */
async function FlowPage(props: Props) {
  const { viewer, flow, obstacle, begins, ...rest } = await openedBy(props)
  const { slug } = flow
  const all = await currentWords()
  const noLink = (await props.searchParams).link === 'none'
  const { flow: words, shell, runs: runWords } = all
  const { inputs } = flow.definition
  const { earlier, kept, linked } = begins
  const link = linked && prefillQuery(inputs, linked)
  const values = firstValues(inputs, begins.inputs)
  const choices = shownChoices(rest.choices, { inputs, values, isMaker: false }, all)
  const recent = await listMyRuns(viewer, parseRunQuery({}), { limit: RECENT, flowId: flow.id })
  const health = await healthOfFlow(flow.id)
  return (
    <>
      <CommandBar label={shell.commands} moreLabel={shell.more} commands={commandsOf(flow, rest.favourite, all)}>
        <CopyButton text={`/flows/${slug}`} label={words.copyLink} copiedLabel={shell.copied} look="command" link />
      </CommandBar>
      <form id="favourite" action={favouriteAction} hidden>
        <input type="hidden" name="back" value="flow" />
      </form>
      <form id="check" action={checkAgainAction} hidden>
        <input type="hidden" name="flow" value={slug} />
      </form>
      <Breadcrumbs label={shell.breadcrumb} trail={[{ href: '/', label: shell.nav.home }]} current={flow.title} />
      <PageHead title={flow.title} text={flow.description} />
      {(link || noLink) && (
        <MessageBar tone="info" title={link ? words.linked : words.noLink}>
          {link && (
            <>
              {words.linkedText}{' '}
              <CopyButton text={`/flows/${slug}${link}`} label={words.link} copiedLabel={shell.copied} link />
            </>
          )}
        </MessageBar>
      )}
      {obstacle && <ObstacleBar obstacle={obstacle} owner={flow.owner} words={all} />}
      <Columns
        side={
          <>
            <Pane title={words.about}>
              <KeyValues
                items={[
                  ...(flow.category ? [{ label: words.category, value: flow.category }] : []),
                  { label: words.action, value: actionOf(flow.definition.steps, words) },
                  { label: words.owner, value: flow.owner },
                  { label: words.version, value: flow.version },
                ]}
              />
            </Pane>
            <FlowSteps steps={flow.definition.steps} runsAs={rest.runsAsOfSteps} words={words} />
            <Pane title={words.myRecentRuns}>
              {recent.runs.length === 0 ? (
                <EmptyState icon="history" text={words.noRuns} compact />
              ) : (
                <RunTable
                  label={words.myRecentRuns}
                  runs={recent.runs}
                  words={runListWords(runWords)}
                  now={Date.now()}
                  columns={['started', 'status', 'duration']}
                  plain
                />
              )}
              <Live
                url={`/api/runs?flow=${slug}&limit=${RECENT}`}
                version={recent.version}
                active={recent.active}
                stream="/api/live?runs=mine"
                now={Date.now()}
              />
            </Pane>
            <FlowHealth {...health} all={rest.answersForIt} words={all.figures} />
          </>
        }
      >
        <Pane title={words.inputs}>
          <RunFlowForm
            slug={slug}
            clientKey={crypto.randomUUID()}
            resubmittedFrom={earlier?.runId}
            isBack={kept !== undefined}
            principal={flow.principal?.clientId}
            confirm={flow.definition.confirm}
            off={obstacle && obstacleWords(obstacle, flow.owner, all).title}
            fields={fieldSpecs(inputs, words, { values, choices, largestUpload: largestUpload() })}
            values={{ ...formValues(inputs, begins.inputs, words), ...kept, ...linked }}
            linkLabel={Object.keys(inputs.properties).length > 0 ? words.link : undefined}
            words={runFormWords(words, {
              startedBy: viewer.displayName,
              principal: flow.principal,
              runsAs: rest.runsAsOfSteps,
              definition: flow.definition,
            })}
          />
        </Pane>
      </Columns>
    </>
  )
}

function commandsOf(
  { slug, definition }: Flow,
  favourite: boolean,
  { flow: words, jobRuns, notices }: Words,
): readonly Command[] {
  return [
    {
      key: 'favourite',
      label: favourite ? words.removeFavourite : words.addFavourite,
      icon: favourite ? 'star-filled' : 'star',
      form: 'favourite',
      name: favourite ? 'unstar' : 'star',
      value: slug,
    },
    { key: 'notices', label: notices.ofFlow, icon: 'alert', href: `/notices/settings?flow=${slug}` },
    ...(jobsOf(definition).length > 0
      ? [{ key: 'job', label: jobRuns.open, icon: 'history', href: `/flows/${slug}/job-runs` } as const]
      : []),
  ]
}
