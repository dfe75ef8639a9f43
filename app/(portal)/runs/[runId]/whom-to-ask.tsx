import { PageLink } from '@/app/_components/page-link'
import type { Words } from '@/lib/language/words'
import type { RunRow } from '@/lib/runs/run-view'

/** Who can help with what went wrong, and what to hand them. */
export function WhomToAsk({ run, words }: { readonly run: RunRow; readonly words: Words['support'] }) {
  return (
    <p>
      <strong>{words.whomToAsk}:</strong> {run.contact ?? words.administrator}.{' '}
      <PageLink href={`/runs/${run.id}/support`}>{words.open}</PageLink>
    </p>
  )
}
