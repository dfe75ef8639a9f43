'use client'

import { useActionState } from 'react'
import { MessageBar } from '@/app/_components/message-bar'
import { SubmitButton } from '@/app/_components/submit-button'
import styles from '@/app/(portal)/make/connectors/connectors.module.css'
import { type PublishedState, readPublishedAppsAction } from './app-actions'

interface PublishedAppsProps {
  readonly slug: string
  readonly accountId: string
  readonly words: { readonly read: string; readonly none: string }
}

const UNREAD: PublishedState = { issues: [] }

/** Which apps of partners the account has enrolled, read when somebody asks. */
export function PublishedApps({ slug, accountId, words }: PublishedAppsProps) {
  const [{ apps, issues, error }, post] = useActionState(readPublishedAppsAction, UNREAD)
  const [issue] = issues
  return (
    <form action={post} className={styles.stack}>
      <input type="hidden" name="slug" value={slug} />
      <input type="hidden" name="accountId" value={accountId} />
      <div>
        <SubmitButton look="default">{words.read}</SubmitButton>
      </div>
      <div role="status">
        {apps?.length === 0 && <p>{words.none}</p>}
        {apps && apps.length > 0 && (
          <ul>
            {apps.map(({ appId, name }) => (
              <li key={appId ?? name}>{name ?? appId}</li>
            ))}
          </ul>
        )}
        {issue && <MessageBar tone="info">{issue.message}</MessageBar>}
        {error && (
          <MessageBar tone="error" title={error.title}>
            {error.next}
          </MessageBar>
        )}
      </div>
    </form>
  )
}
