import { Button } from '@/app/_components/button'
import { LinkButton } from '@/app/_components/link-button'
import { MessageBar } from '@/app/_components/message-bar'
import { PageHead } from '@/app/_components/page-head'
import { PageLink } from '@/app/_components/page-link'
import { Time } from '@/app/_components/time'
import { isErrorCode } from '@/lib/errors'
import type { Words } from '@/lib/language/words'
import type { Bulk } from '@/lib/runs/bulk'
import { RUN_LISTS } from '@/lib/runs/saved-view'
import { stopBulkAction } from './actions'

/** How far a request for many runs is, and why nothing came of some of them. */
export function BulkProgress({ bulk, words }: { readonly bulk: Bulk; readonly words: Words }) {
  const { kind, total, done, failed, endedAt, stopRequested } = bulk
  const text = words.bulk
  const reasons = Object.entries(failed)
  const notDone = sumOf(failed)
  const standing = endedAt ? (stopRequested ? text.stopped : text.over) : stopRequested ? text.stopping : text.goesOn
  return (
    <>
      <PageHead title={text[kind].title} text={text.soFar(done, notDone, total)} />
      <MessageBar tone={endedAt ? 'success' : 'info'}>{standing}</MessageBar>
      {reasons.length > 0 && (
        <ul>
          {reasons.map(([reason, many]) => (
            <li key={reason}>{text.because(many, titleOf(reason, words))}</li>
          ))}
        </ul>
      )}
      {!endedAt && !stopRequested && (
        <form action={stopBulkAction}>
          <input type="hidden" name="id" value={bulk.id} />
          <Button type="submit">{text.stop}</Button>
        </form>
      )}
      <LinkButton href={RUN_LISTS[bulk.list]}>{text.back}</LinkButton>
    </>
  )
}

/** What the viewer has asked for lately: the way back to how far it is. */
export function LatestBulks({ bulks, words }: { readonly bulks: readonly Bulk[]; readonly words: Words['bulk'] }) {
  if (bulks.length === 0) return null
  return (
    <ul aria-label={words.latest}>
      {bulks.map(({ id, kind, total, done, failed, createdAt }) => (
        <li key={id}>
          <PageLink href={`/runs/bulk?id=${id}`}>{words[kind].title}</PageLink>, <Time at={createdAt} />:{' '}
          {words.soFar(done, sumOf(failed), total)}
        </li>
      ))}
    </ul>
  )
}

function sumOf(failed: Bulk['failed']): number {
  return Object.values(failed).reduce((sum, many) => sum + many, 0)
}

function titleOf(reason: string, { bulk, errors }: Words): string {
  if (reason === 'asks_person' || reason === 'inputs_changed') return bulk.reasons[reason]
  return isErrorCode(reason) ? errors[reason]({}).title : errors.unknown_to_this_version({}).title
}
