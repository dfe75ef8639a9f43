import { ActionButton } from '@/app/_components/action-button'
import { ActionForm } from '@/app/_components/action-form'
import type { FieldSpec } from '@/app/_components/field-spec'
import { KeyValues } from '@/app/_components/key-values'
import { MessageBar } from '@/app/_components/message-bar'
import { Pane } from '@/app/_components/pane'
import { Time } from '@/app/_components/time'
import styles from '@/app/(portal)/make/connectors/connectors.module.css'
import type { Connector } from '@/lib/connectors/connector'
import type { SecretFacts } from '@/lib/connectors/server/connector-secrets'
import type { ConnectorWords, Words } from '@/lib/language/words'
import { changeSecretAction, setSecretAction } from './actions'

interface SecretsPaneProps {
  readonly connector: Connector
  readonly secrets: readonly SecretFacts[]
  /** What was done just now, as the address says. */
  readonly changed: string | readonly string[] | undefined
  readonly words: Words
}

/** The secrets of a connector's own registration: what may be told of them, and a form to set one (TOK-9). */
export function SecretsPane({ connector, secrets, changed, words: { connectors: text } }: SecretsPaneProps) {
  const of = { slug: connector.slug, version: connector.version }
  // A custom app of Databricks takes no certificate, and may be a public one.
  const isApp = connector.security.kind === 'databricks'
  const done = Object.entries(text.secretChanges).find(([name]) => name === changed)?.[1]
  return (
    <Pane title={text.secrets}>
      <div className={styles.stack}>
        {done && <MessageBar tone="success">{done}</MessageBar>}
        <p>{text.secretsLead}</p>
        {secrets.length === 0 && (
          <MessageBar tone={isApp ? 'info' : 'warning'}>{noSecretOf(connector.security, text)}</MessageBar>
        )}
        {secrets.map((secret) => (
          <KeptSecret key={secret.id} secret={secret} of={of} words={text} />
        ))}
      </div>
      <div className={styles.stack}>
        <h3>{secrets.length === 0 ? text.setSecret : text.setNextSecret}</h3>
        <ActionForm
          key={secrets.map(({ id }) => id).join(' ')}
          action={setSecretAction}
          fields={fieldsOf(text).filter(({ name }) => !isApp || name !== 'certificate')}
          hidden={isApp ? { ...of, certificate: '' } : of}
          scope="secret-"
          words={{
            submit: text.setSecretButton,
            summary: text.summary,
            failed: text.secretFailed,
            field: { choose: text.choose, zone: '' },
          }}
        />
      </div>
    </Pane>
  )
}

function noSecretOf({ kind }: Connector['security'], text: ConnectorWords): string {
  if (kind === 'databricks') return text.noSecretOfApp
  return kind === 'service_principal' ? text.noSecretOfPrincipal : text.noSecret
}

function fieldsOf(text: ConnectorWords): readonly FieldSpec[] {
  return [
    { name: 'secret', type: 'secret', label: text.newSecret, help: text.newSecretHelp, maxLength: 500, half: true },
    { name: 'expires', type: 'date', label: text.newSecretExpires, help: text.newSecretExpiresHelp, half: true },
    {
      name: 'certificate',
      type: 'long-text',
      label: text.newCertificate,
      help: text.newCertificateHelp,
      maxLength: 20_000,
    },
  ]
}

interface KeptSecretProps {
  readonly secret: SecretFacts
  readonly of: { readonly slug: string; readonly version: number }
  readonly words: ConnectorWords
}

function KeptSecret({ secret, of, words }: KeptSecretProps) {
  const { turn, kind, thumbprint, setAt, setBy, expiresAt } = secret
  return (
    <section aria-label={words.turns[turn]} className={styles.stack}>
      <h3>{`${words.turns[turn]}: ${words.secretKinds[kind]}`}</h3>
      <KeyValues
        items={[
          {
            label: words.secretSet,
            value: (
              <>
                <Time at={setAt.getTime()} /> {setBy && words.secretSetBy(setBy)}
              </>
            ),
          },
          {
            label: words.secretExpires,
            value: expiresAt ? <Time at={expiresAt.getTime()} format="date" /> : words.secretExpiresUnsaid,
          },
          ...(thumbprint ? [{ label: words.thumbprint, value: <code>{thumbprint}</code> }] : []),
        ]}
      />
      <div className={styles.ways}>
        {turn === 'next' && (
          <ActionButton
            action={changeSecretAction}
            hidden={{ ...of, do: 'promote' }}
            text={words.takeNext}
            look="default"
            failed={words.secretFailed}
          />
        )}
        <ActionButton
          action={changeSecretAction}
          hidden={{ ...of, do: `remove-${turn}` }}
          text={words.removeSecret(words.turns[turn])}
          icon="delete"
          look="default"
          failed={words.secretFailed}
        />
      </div>
    </section>
  )
}
