import { MessageBar, type MessageTone } from '@/app/_components/message-bar'
import { Sentence } from '@/app/_components/sentence'
import { Time } from '@/app/_components/time'
import { credentialNotices } from '@/lib/identity/server/credential-notices'
import type { CredentialNotice } from '@/lib/identity/server/ending-credentials'
import type { Viewer } from '@/lib/identity/viewer'
import type { Words } from '@/lib/language/words'

interface CredentialNoticesProps {
  readonly viewer: Viewer
  readonly words: Words['adminNotices']
}

/** For admins, on the pages they open first: that the portal's own credential is to be replaced, while there is time. */
export function CredentialNotices({ viewer, words }: CredentialNoticesProps) {
  return credentialNotices(viewer).map((notice) => (
    <MessageBar key={`${notice.kind} ${notice.expiresAt}`} tone={toneOf(notice)} title={words.titles[notice.kind]}>
      <Sentence text={whenItEnds(notice, words)} part={<Time at={notice.expiresAt} format="date" />} />{' '}
      {!notice.isReplaced && words.toDo[notice.kind]}
    </MessageBar>
  ))
}

function toneOf({ hasEnded, isReplaced }: CredentialNotice): MessageTone {
  if (isReplaced) return 'info'
  return hasEnded ? 'error' : 'warning'
}

function whenItEnds({ hasEnded, isReplaced }: CredentialNotice, words: Words['adminNotices']): string {
  if (isReplaced) return hasEnded ? words.replacedEnded : words.replacedEnds
  return hasEnded ? words.ended : words.ends
}
