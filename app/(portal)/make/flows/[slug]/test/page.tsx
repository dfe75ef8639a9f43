import { Breadcrumbs } from '@/app/_components/breadcrumbs'
import { PageHead } from '@/app/_components/page-head'
import { Pane } from '@/app/_components/pane'
import { currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { fieldSpecs, formValues } from '@/app/(portal)/flows/[slug]/form-fields'
import { RunFlowForm } from '@/app/(portal)/flows/[slug]/run-flow-form'
import { runFormWords } from '@/app/(portal)/flows/[slug]/run-form-words'
import { shownChoices } from '@/app/(portal)/flows/[slug]/shown-choices'
import { openTest } from '@/lib/drafts/server/open-test'
import { firstValues } from '@/lib/flows/first-values'
import { largestUpload } from '@/lib/flows/server/largest-upload'

type Props = PageProps<'/make/flows/[slug]/test'>

export const generateMetadata = pageTitle(async () => (await currentWords()).make.test)

export default page(TestRunPage)

/** The form of a draft, for its makers: what it starts really runs. */
async function TestRunPage({ params, searchParams }: Props) {
  const { slug } = await params
  const { from } = await searchParams
  const viewer = await pageViewer(`/make/flows/${slug}/test`)
  const { opened, begins, runsAs, ...rest } = await openTest(
    viewer,
    slug,
    typeof from === 'string' ? from : undefined,
  )
  const allWords = await currentWords()
  const { make, flow: words, shell } = allWords
  const { title, definition } = opened.content
  const { inputs } = definition
  const { principal } = opened.flow
  const { earlier, kept } = begins
  const values = firstValues(inputs, begins.inputs)
  const choices = shownChoices(rest.choices, { inputs, values, isMaker: true }, allWords)
  return (
    <>
      <Breadcrumbs
        label={shell.breadcrumb}
        trail={[
          { href: '/make/flows', label: make.flows },
          { href: `/make/flows/${slug}`, label: title },
        ]}
        current={make.test}
      />
      <PageHead
        title={make.testTitle(title)}
        text={principal ? make.testLeadPrincipal(principal.name) : make.testLead}
      />
      <Pane title={words.inputs}>
        <RunFlowForm
          slug={slug}
          clientKey={crypto.randomUUID()}
          draft={opened.revision}
          resubmittedFrom={earlier?.runId}
          isBack={kept !== undefined}
          principal={principal?.clientId}
          confirm={definition.confirm}
          fields={fieldSpecs(inputs, words, { values, choices, largestUpload: largestUpload() })}
          values={{ ...formValues(inputs, begins.inputs, words), ...kept }}
          words={runFormWords(words, {
            startedBy: viewer.displayName,
            principal,
            runsAs,
            definition,
          })}
        />
      </Pane>
    </>
  )
}
