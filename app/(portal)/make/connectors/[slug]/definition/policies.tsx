import { DetailsList } from '@/app/_components/details-list'
import { EditForm } from '@/app/_components/edit-form'
import { EmptyState } from '@/app/_components/empty-state'
import { LinkButton } from '@/app/_components/link-button'
import { PageLink } from '@/app/_components/page-link'
import { Pane } from '@/app/_components/pane'
import styles from '@/app/(portal)/make/connectors/connectors.module.css'
import {
  POLICY_TEMPLATES,
  type Policy,
  type PolicyTemplate,
  type RunningPolicy,
  readPolicy,
} from '@/lib/connectors/policy'
import { PortalError } from '@/lib/errors'
import type { ConnectorWords } from '@/lib/language/words'
import { type DefinitionPart, definitionPath, formWords, savingOf } from './definition-part'
import { removePolicyAction, savePolicyAction } from './policy-actions'
import { policyFields, policyValues } from './policy-fields'

type Numbered = { readonly policy: Policy; readonly at: number }

/** Every policy in its order, and what it does here. */
export function PolicyList({ connector, mayEdit, words }: DefinitionPart) {
  const rows = connector.policies.map((policy, at) => ({ policy, at }))
  return (
    <Pane
      title={words.policies}
      actions={<LinkButton href={definitionPath(connector)}>{`${words.back}: ${words.actions}`}</LinkButton>}
    >
      <p>{words.policiesLead}</p>
      {rows.length === 0 ? (
        <EmptyState icon="code" text={words.noPolicies} compact />
      ) : (
        <DetailsList
          label={words.policies}
          rows={rows}
          rowKey={({ at }: Numbered) => String(at)}
          columns={[
            {
              key: 'title',
              label: words.policyTitle,
              cell: ({ policy, at }: Numbered) =>
                mayEdit ? (
                  <PageLink href={definitionPath(connector, { view: 'policies', policy: String(at) })}>
                    {policy.title || policy.templateId}
                  </PageLink>
                ) : (
                  policy.title || policy.templateId
                ),
            },
            { key: 'template', label: words.policyTemplate, cell: ({ policy }: Numbered) => policy.templateId },
            { key: 'does', label: words.policyDoes, cell: ({ policy }: Numbered) => doesOf(policy, words) },
          ]}
          plain
        />
      )}
      {mayEdit && (
        <div className={styles.ways}>
          {POLICY_TEMPLATES.map((template) => (
            <LinkButton
              key={template}
              icon="add"
              href={definitionPath(connector, { view: 'policies', new: template })}
            >
              {words.policyTemplates[template]}
            </LinkButton>
          ))}
        </div>
      )}
    </Pane>
  )
}

function doesOf(policy: Policy, words: ConnectorWords): string {
  const running = readPolicy(policy)
  if ('kept' in running) return words.policyKept[running.kept]
  return `${said(running, words)} ${running.operations ? words.forActions(running.operations.join(', ')) : words.forAllActions}`
}

function said(running: RunningPolicy, words: ConnectorWords): string {
  if (running.template === 'dynamichosturl') return words.callsHost(running.url)
  if (running.template === 'routerequesttoendpoint') {
    return words.callsPath(`${running.verb?.toUpperCase() ?? ''} ${running.path}`.trim())
  }
  return words.sets(`${running.name}: ${running.value}`, words.existsActions[running.exists])
}

type Props = DefinitionPart & {
  /** Its place; undefined for a new one. */
  readonly at: number | undefined
  readonly template: PolicyTemplate
}

/** The form of a policy that runs here; one that does not can only be removed. */
export function PolicyEditor({ connector, at, template, words }: Props) {
  const policy = at === undefined ? undefined : connector.policies[at]
  const running = policy && readPolicy(policy)
  const saving = { ...savingOf(connector), at: at === undefined ? '' : String(at) }
  return (
    <Pane
      title={policy?.title || words.policyTemplates[template]}
      actions={
        <LinkButton
          href={definitionPath(connector, { view: 'policies' })}
        >{`${words.back}: ${words.policies}`}</LinkButton>
      }
    >
      {running && 'kept' in running ? (
        <p>{words.policyKept[running.kept]}</p>
      ) : (
        <EditForm
          key={`${at} ${connector.version}`}
          action={savePolicyAction}
          hidden={{ ...saving, template }}
          fields={policyFields(template, words)}
          values={policyValues(policy, running)}
          words={formWords(words, words.savePolicy)}
        />
      )}
      {policy && (
        <EditForm
          key={`remove ${connector.version}`}
          action={removePolicyAction}
          hidden={saving}
          fields={[]}
          values={{}}
          words={formWords(words, words.removePolicy)}
          scope="remove-"
          look="danger"
        />
      )}
    </Pane>
  )
}

/** Which policy the address means. @throws PortalError not_found */
export function policyAsked(
  { connector }: DefinitionPart,
  asked: { readonly at?: string | undefined; readonly template?: string | undefined },
) {
  if (asked.template !== undefined) {
    const template = POLICY_TEMPLATES.find((known) => known === asked.template)
    if (template) return { at: undefined, template }
  }
  const at = /^\d{1,3}$/.test(asked.at ?? '') ? Number(asked.at) : -1
  const policy = connector.policies[at]
  if (!policy) throw new PortalError('not_found', 'There is no such policy.')
  return { at, template: POLICY_TEMPLATES.find((known) => known === policy.templateId.toLowerCase()) ?? 'setheader' }
}
