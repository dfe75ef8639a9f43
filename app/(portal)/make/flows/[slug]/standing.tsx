import { MessageBar } from '@/app/_components/message-bar'
import { DONE, type Done, oneOf } from './part'
import type { PartProps } from './part-props'

interface StandingProps extends PartProps {
  /** The page's query: what led here. */
  readonly asked: Readonly<Record<string, string | string[] | undefined>>
}

/** What was just done, and what people press at the moment. */
export function Standing({ opened: { flow }, words: { make: words }, asked }: StandingProps) {
  const done = oneOf(DONE, asked.done)
  const version = typeof asked.version === 'string' ? asked.version.slice(0, 9) : ''
  return (
    <>
      {done === 'last-maker' && <MessageBar tone="error" title={words.lastMaker} />}
      {done && done !== 'last-maker' && (
        <MessageBar tone="success" title={said(done, version, flow.version === 0, words)}>
          {done === 'step-removed' && consequences(asked, words)}
        </MessageBar>
      )}
      <MessageBar tone={flow.state === 'off' ? 'warning' : 'info'}>{standing(flow, words)}</MessageBar>
    </>
  )
}

function said(done: Done, version: string, isNew: boolean, words: PartProps['words']['make']): string {
  switch (done) {
    case 'published':
      return words.published(version)
    case 'discarded':
      return words.discarded
    case 'restored':
      return words.restored(version)
    case 'step-removed':
      return words.stepRemoved
    case 'saved-at-once':
      return isNew ? words.savedNew : words.savedAtOnce
    default:
      return isNew ? words.savedNew : words.saved
  }
}

/** What else the draft has lost with a step. */
function consequences(asked: StandingProps['asked'], words: PartProps['words']['make']): string {
  const freed = Number(typeof asked.freed === 'string' ? asked.freed.slice(0, 4) : 0)
  const said = [...(freed > 0 ? [words.stepFreed(freed)] : []), ...(asked.starts === '1' ? [words.startsNow] : [])]
  return said.join(' ')
}

function standing({ state, version, draft }: PartProps['opened']['flow'], words: PartProps['words']['make']): string {
  if (version === 0) return words.neverPublished
  if (state === 'off') return words.isOff
  return draft ? words.draftOf(String(version)) : words.inForce(String(version))
}
