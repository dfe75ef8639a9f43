import { CommandBar } from '@/app/_components/command-bar'
import { EmptyState } from '@/app/_components/empty-state'
import { MessageBar } from '@/app/_components/message-bar'
import { PageHead } from '@/app/_components/page-head'
import { Pager } from '@/app/_components/pager'
import type { SignInPage, SignInResource } from '@/lib/identity/server/list-sign-ins'
import { isFiltered, type SignInQuery, signInQueryString } from '@/lib/identity/sign-in-query'
import { formatTime } from '@/lib/language/format'
import type { Words } from '@/lib/language/words'
import { SignInFilters } from './sign-in-filters'
import { SignInTable } from './sign-in-table'

interface SignInHistoryProps {
  readonly path: '/sign-ins' | '/admin/sign-ins'
  readonly asked: SignInQuery
  readonly page: SignInPage
  /** To choose from in the filter. */
  readonly resources: readonly SignInResource[]
  readonly timeZone: string
  readonly words: Words
}

/** The sign-in log with its filters in the address: everybody's, or one's own. */
export function SignInHistory({ path, asked, page, resources, timeZone, words }: SignInHistoryProps) {
  const { signInLog: text, shell } = words
  const everybodys = path === '/admin/sign-ins'
  const href = (change?: Partial<SignInQuery>) => `${path}${signInQueryString(asked, change)}`
  const file = (format: string) => {
    const all = signInQueryString(asked, { after: '', before: '' }).slice(1)
    return `/api/sign-ins?${new URLSearchParams([['format', format], ...(everybodys ? [['all', '1']] : [])])}${all && `&${all}`}`
  }
  return (
    <>
      <CommandBar
        label={shell.commands}
        moreLabel={shell.more}
        commands={[
          { key: 'refresh', label: shell.refresh, icon: 'refresh', href: href(), plain: true },
          { key: 'csv', label: text.exportCsv, icon: 'download', href: file('csv'), plain: true },
          { key: 'json', label: text.exportJson, icon: 'download', href: file('json'), plain: true },
        ]}
      />
      <PageHead title={everybodys ? text.title : text.mine} text={everybodys ? text.lead : text.mineLead} />
      <SignInFilters path={path} asked={asked} resources={resources} words={text} />
      {page.stoppedAt !== undefined && (
        <MessageBar tone="info">
          {text.stopped.replace('{time}', formatTime(page.stoppedAt, timeZone, 'seconds'))}
        </MessageBar>
      )}
      {page.rows.length === 0 ? (
        <EmptyState icon="person-key" text={isFiltered(asked) ? text.noneFound : text.none} />
      ) : (
        <SignInTable rows={page.rows} everybodys={everybodys} words={text} />
      )}
      <Pager
        label={text.pages}
        newer={page.newer && { href: href(page.newer), label: text.newer }}
        older={page.older && { href: href(page.older), label: text.older }}
      />
    </>
  )
}
