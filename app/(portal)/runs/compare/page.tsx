import type { Route } from 'next'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { Breadcrumbs } from '@/app/_components/breadcrumbs'
import { EmptyState } from '@/app/_components/empty-state'
import { LinkButton } from '@/app/_components/link-button'
import { PageHead } from '@/app/_components/page-head'
import { currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { compareTwo, previousRun } from '@/lib/runs/server/compare-runs'
import { ComparedRows } from './compared-rows'

type Props = PageProps<'/runs/compare'>

/** As a list posts them, `run=…&run=…`, or `a=…&b=…`; one alone is compared with the one before it. */
async function chosen({ searchParams }: Props): Promise<readonly string[]> {
  const { run = [], a = [], b = [] } = await searchParams
  return [run, a, b].flat()
}

/** The title and the page ask for the same: once. */
const opened = cache(async (asked: string) => {
  const viewer = await pageViewer(`/runs/compare?${asked}`)
  const ids = new URLSearchParams(asked).getAll('run')
  const [a, b] = ids
  if (a && ids.length === 1) {
    const before = await previousRun(viewer, a)
    if (before) redirect(`/runs/compare?a=${before}&b=${a}` as Route)
    return 'first' as const
  }
  return a && b && ids.length === 2 && a !== b ? compareTwo(viewer, a, b) : ('choose' as const)
})

async function openedBy(props: Props) {
  return opened(String(new URLSearchParams((await chosen(props)).map((id) => ['run', id]))))
}

export const generateMetadata = pageTitle(async (props: Props) => {
  const { compare } = await currentWords()
  const found = await openedBy(props)
  return typeof found === 'string' ? compare.title : compare.titleOf(found.a.number, found.b.number)
})

export default page(ComparePage)

/** Two runs side by side: what differs first, what is the same folded. */
async function ComparePage(props: Props) {
  const found = await openedBy(props)
  const words = await currentWords()
  const { compare, shell, runs } = words
  const title = typeof found === 'string' ? compare.title : compare.titleOf(found.a.number, found.b.number)
  return (
    <>
      <Breadcrumbs label={shell.breadcrumb} trail={[{ href: '/runs', label: runs.mine }]} current={title} />
      <PageHead title={compare.title} text={typeof found === 'string' ? '' : compare.lead} />
      {typeof found === 'string' ? (
        <EmptyState icon="table" text={found === 'first' ? compare.noPrevious : compare.chooseTwo}>
          <LinkButton href="/runs">{compare.back}</LinkButton>
        </EmptyState>
      ) : (
        <ComparedRows {...found} words={words} />
      )}
    </>
  )
}
