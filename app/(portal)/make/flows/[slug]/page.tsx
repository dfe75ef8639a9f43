import { cache } from 'react'
import { Breadcrumbs } from '@/app/_components/breadcrumbs'
import { Columns } from '@/app/_components/columns'
import { PageHead } from '@/app/_components/page-head'
import { Pane } from '@/app/_components/pane'
import { Tabs } from '@/app/_components/tabs'
import { currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { openDraft } from '@/lib/drafts/server/open-draft'
import type { FlowContent } from '@/lib/flows/flow'
import type { Words } from '@/lib/language/words'
import { shortText } from '@/lib/runs/run-query'
import { AdvicePart } from './advice-part'
import { BeforePublish } from './before-publish'
import { DetailsPart } from './details-part'
import { EditorCommands } from './editor-commands'
import { FieldsPart } from './fields-part'
import { FormPreview } from './form-preview'
import { oneOf, PARTS, partAddress } from './part'
import { PeoplePart } from './people-part'
import { Standing } from './standing'
import { StepsPart } from './steps-part'
import { VersionsPart } from './versions-part'

type Props = PageProps<'/make/flows/[slug]'>

/** The title and the page ask for the same: once. */
const openedFor = cache(async (slug: string, path: string) => {
  const viewer = await pageViewer(path)
  return { viewer, opened: await openDraft(viewer, slug) }
})

function pathOf(slug: string, asked: { readonly part?: unknown }): string {
  return partAddress(slug, oneOf(PARTS, asked.part) ?? 'details')
}

export const generateMetadata = pageTitle(async ({ params, searchParams }: Props) => {
  const { slug } = await params
  return (await openedFor(slug, pathOf(slug, await searchParams))).opened.content.title
})

export default page(FlowEditorPage)

/** A flow as its makers change it: one part at a time, with its form beside it. */
async function FlowEditorPage({ params, searchParams }: Props) {
  const { slug } = await params
  const asked = await searchParams
  const part = oneOf(PARTS, asked.part) ?? 'details'
  const { viewer, opened } = await openedFor(slug, pathOf(slug, asked))
  const words = await currentWords()
  const { make, shell } = words
  const field = typeof asked.field === 'string' ? asked.field : undefined
  const pattern = typeof asked.pattern === 'string' ? shortText(asked.pattern) : ''
  const common = { opened, words }
  return (
    <>
      <EditorCommands {...common} />
      <Breadcrumbs
        label={shell.breadcrumb}
        trail={[{ href: '/make/flows', label: make.flows }]}
        current={opened.content.title}
      />
      <PageHead title={opened.content.title} />
      <Standing {...common} asked={asked} />
      <Tabs
        label={make.tabs.label}
        tabs={PARTS.map((key) => ({
          href: partAddress(slug, key),
          label: key === 'job' ? stepsTab(opened.content, make) : make.tabs[key],
          current: key === part,
        }))}
      />
      <Columns
        side={
          <>
            <Pane title={make.before}>
              <BeforePublish {...common} />
            </Pane>
            <Pane title={make.preview}>
              <FormPreview {...common} />
            </Pane>
          </>
        }
      >
        {part === 'details' && <DetailsPart {...common} />}
        {part === 'fields' && <FieldsPart {...common} field={field} viewer={viewer} />}
        {part === 'job' && <StepsPart {...common} asked={asked} viewer={viewer} />}
        {part === 'people' && <PeoplePart {...common} viewer={viewer} />}
        {part === 'failures' && <AdvicePart {...common} pattern={pattern} viewer={viewer} />}
        {part === 'versions' && <VersionsPart {...common} viewer={viewer} />}
      </Columns>
    </>
  )
}

/** One step is called what it does. */
function stepsTab({ definition: { steps } }: FlowContent, make: Words['make']): string {
  if (steps.length > 1) return make.stepsTab
  return steps[0]?.action === 'sql' ? make.statementTab : make.tabs.job
}
