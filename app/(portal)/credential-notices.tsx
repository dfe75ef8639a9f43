import { MessageBar, type MessageTone } from '@/app/_components/message-bar'
import { Sentence } from '@/app/_components/sentence'
import { Time } from '@/app/_components/time'
import { endingSecrets, type SecretNotice } from '@/lib/connectors/server/ending-secrets'
import { credentialNotices } from '@/lib/identity/server/credential-notices'
import type { CredentialNotice } from '@/lib/identity/server/ending-credentials'
import type { Viewer } from '@/lib/identity/viewer'
import type { Words } from '@/lib/language/words'

type NoticeWords = Words['adminNotices']

interface CredentialNoticesProps {
  readonly viewer: Viewer
  readonly words: NoticeWords
}

/** For admins, on the pages they open first: that a credential is to be replaced, the portal's own or a connector's, while there is time. */
export async function CredentialNotices({ viewer, words }: CredentialNoticesProps) {
  const ofConnectors = await endingSecrets(viewer)
  return (
    <>
      {credentialNotices(viewer).map((notice) => (
        <MessageBar
          key={`${notice.kind} ${notice.expiresAt}`}
          tone={toneOf(notice)}
          title={words.titles[notice.kind]}
        >
          <Sentence text={whenItEnds(notice, words)} part={<Time at={notice.expiresAt} format="date" />} />{' '}
          {!notice.isReplaced && words.toDo[notice.kind]}
        </MessageBar>
      ))}
      {ofConnectors.map((notice) => (
        <OfConnector key={`${notice.connector.slug} ${notice.expiresAt}`} notice={notice} words={words} />
      ))}
    </>
  )
}

function OfConnector({ notice, words }: { readonly notice: SecretNotice; readonly words: NoticeWords }) {
  const { connector, expiresAt, hasEnded, isReplaced } = notice
  const when = isReplaced ? words.replacedConnector : hasEnded ? words.endedConnector : words.endsConnector
  return (
    <MessageBar
      tone={toneOf(notice)}
      title={words.titleConnector(connector.name)}
      action={{ label: words.toConnector, href: `/make/connectors/${connector.slug}/security` }}
    >
      <Sentence text={when} part={<Time at={expiresAt} format="date" />} />
    </MessageBar>
  )
}

function toneOf({ hasEnded, isReplaced }: CredentialNotice): MessageTone {
  if (isReplaced) return 'info'
  return hasEnded ? 'error' : 'warning'
}

function whenItEnds({ hasEnded, isReplaced }: CredentialNotice, words: NoticeWords): string {
  if (isReplaced) return hasEnded ? words.replacedEnded : words.replacedEnds
  return hasEnded ? words.ended : words.ends
}
