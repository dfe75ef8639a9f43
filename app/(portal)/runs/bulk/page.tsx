import { Breadcrumbs } from '@/app/_components/breadcrumbs'
import { CommandBar } from '@/app/_components/command-bar'
import { EmptyState } from '@/app/_components/empty-state'
import { FormActions } from '@/app/_components/form-actions'
import { LinkButton } from '@/app/_components/link-button'
import { PageHead } from '@/app/_components/page-head'
import { SubmitButton } from '@/app/_components/submit-button'
import { currentTimeZone, currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { BULK_KINDS, type BulkKind } from '@/lib/runs/bulk'
import { parseRunQuery, runQueryString } from '@/lib/runs/run-query'
import { RUN_LISTS, type RunList } from '@/lib/runs/saved-view'
import { countBulk, getBulk, listBulks } from '@/lib/runs/server/ask-bulk'
import { askBulkAction } from './actions'
import { BulkProgress, LatestBulks } from './bulk-progress'

export const generateMetadata = pageTitle(async () => (await currentWords()).bulk.title)

export default page(BulkPage)

/** Asks before many runs are cancelled or repeated, and with `?id=` tells how far that is. */
async function BulkPage({ searchParams }: PageProps<'/runs/bulk'>) {
  const params = await searchParams
  const viewer = await pageViewer('/runs')
  const words = await currentWords()
  const crumbs = (list: RunList) => (
    <Breadcrumbs
      label={words.shell.breadcrumb}
      trail={[{ label: list === 'all' ? words.runs.all : words.runs.mine, href: RUN_LISTS[list] }]}
      current={words.bulk.title}
    />
  )
  if (typeof params.id === 'string') {
    const bulk = await getBulk(viewer, params.id)
    return (
      <>
        <CommandBar
          label={words.shell.commands}
          moreLabel={words.shell.more}
          commands={[
            {
              key: 'refresh',
              label: words.shell.refresh,
              icon: 'refresh',
              href: `/runs/bulk?id=${bulk.id}`,
              plain: true,
            },
          ]}
        />
        {crumbs(bulk.list)}
        <BulkProgress bulk={bulk} words={words} />
      </>
    )
  }
  const kind = kindIn(params.do)
  const list = params.list === 'all' ? 'all' : 'mine'
  const query = { ...parseRunQuery(params), after: '', before: '' }
  const { many, isAll } = await countBulk(viewer, { kind, list, query, timeZone: await currentTimeZone() })
  const text = words.bulk[kind]
  return (
    <>
      {crumbs(list)}
      <PageHead title={text.title} {...(many > 0 && { text: text.ask(many, isAll) })} />
      <LatestBulks bulks={await listBulks(viewer)} words={words.bulk} />
      {many === 0 ? (
        <EmptyState icon="filter" text={text.none} />
      ) : (
        <form action={askBulkAction}>
          <input type="hidden" name="id" value={crypto.randomUUID()} />
          <input type="hidden" name="do" value={kind} />
          <input type="hidden" name="list" value={list} />
          <input type="hidden" name="address" value={runQueryString(query).slice(1)} />
          <FormActions>
            <SubmitButton>{text.button(many)}</SubmitButton>
            <LinkButton href={`${RUN_LISTS[list]}${runQueryString(query)}`}>{words.bulk.back}</LinkButton>
          </FormActions>
        </form>
      )}
    </>
  )
}

function kindIn(asked: string | readonly string[] | undefined): BulkKind {
  return BULK_KINDS.find((kind) => kind === asked) ?? 'cancel'
}
