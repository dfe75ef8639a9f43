import { Pane } from '@/app/_components/pane'
import styles from '@/app/(portal)/make/connectors/connectors.module.css'
import type { Connector } from '@/lib/connectors/connector'
import type { Words } from '@/lib/language/words'
import { MakeAppForm } from './make-app-form'
import { PublishedApps } from './published-apps'
import { appFields, appValues } from './security-fields'

interface AppPanesProps {
  readonly connector: Connector
  readonly words: Words
}

/** For the sign-in of the workspace itself: what the portal can do in the Databricks account with the viewer's own rights. */
export function AppPanes({ connector, words }: AppPanesProps) {
  const { connectors: text, shell } = words
  const { slug, version, security } = connector
  const accountId = security.kind === 'databricks' ? security.accountId : undefined
  return (
    <>
      <Pane title={text.makeApp}>
        <div className={styles.stack}>
          <p>
            {text.makeAppLead} {text.kindForgets}
          </p>
          <MakeAppForm
            hidden={{ slug, version: String(version) }}
            fields={appFields(words)}
            asked={[{ name: 'take', type: 'yes-no', label: text.makeAppTake }]}
            values={appValues(connector)}
            words={{ summary: text.summary, submit: text.makeAppButton, choose: text.choose }}
            scope="app-"
            look="default"
            told={{
              ...{ made: text.appMade, taken: text.appTaken, takenSecret: text.appTakenSecret },
              ...{ clientId: text.clientId, secret: text.appSecret, once: text.appSecretOnce },
              ...{ copy: shell.copy, copied: shell.copied },
            }}
          />
        </div>
      </Pane>
      {accountId && (
        <Pane title={text.publishedApps}>
          <p>{text.publishedAppsLead}</p>
          <PublishedApps
            slug={slug}
            accountId={accountId}
            words={{ read: text.publishedAppsRead, none: text.publishedAppsNone }}
          />
        </Pane>
      )}
    </>
  )
}
