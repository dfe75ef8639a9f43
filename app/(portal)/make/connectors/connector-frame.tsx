import type { ReactNode } from 'react'
import { Breadcrumbs } from '@/app/_components/breadcrumbs'
import { LinkButton } from '@/app/_components/link-button'
import { MessageBar } from '@/app/_components/message-bar'
import { PageHead } from '@/app/_components/page-head'
import { Stepper } from '@/app/_components/stepper'
import type { Connector } from '@/lib/connectors/connector'
import { hasRole } from '@/lib/identity/roles'
import type { Viewer } from '@/lib/identity/viewer'
import type { Words } from '@/lib/language/words'
import styles from './connectors.module.css'

/** The wizard's steps in their order, and where each has its page; Makers look at the first kind alone. */
const STEPS = [
  { name: 'general', path: '', forMakers: true },
  { name: 'security', path: '/security', forMakers: false },
  { name: 'definition', path: '/definition', forMakers: true },
  { name: 'test', path: '/test', forMakers: false },
] as const

export type StepName = (typeof STEPS)[number]['name']

interface ConnectorFrameProps {
  readonly connector: Connector
  readonly viewer: Viewer
  readonly step: StepName
  /** As the address says: what was saved just now. */
  readonly saved?: string | readonly string[] | undefined
  readonly words: Words
  readonly children: ReactNode
}

/** What stands around each step of a connector: its name, the steps, what was just saved, and the way on. */
export function ConnectorFrame({ connector, viewer, step, saved, words, children }: ConnectorFrameProps) {
  const { connectors: text, shell } = words
  const isAdmin = hasRole(viewer.roles, 'Portal.Admin')
  const steps = STEPS.filter(({ forMakers }) => isAdmin || forMakers)
  const at = steps.findIndex(({ name }) => name === step)
  const href = (path: string) => `/make/connectors/${connector.slug}${path}`
  const [before, after] = [steps[at - 1], steps[at + 1]]
  return (
    <>
      <Breadcrumbs
        label={shell.breadcrumb}
        trail={[{ href: '/make/connectors', label: text.title }]}
        current={connector.name}
      />
      <PageHead title={connector.name} text={connector.description || undefined} />
      <Stepper
        label={text.steps}
        steps={steps.map(({ name, path }) => ({ href: href(path), label: text[name], isCurrent: name === step }))}
      />
      {saved === String(connector.version) && (
        <MessageBar tone="success">{text.saved.replace('{version}', String(connector.version))}</MessageBar>
      )}
      <div className={styles.stack}>{children}</div>
      <div className={styles.ways}>
        {before && <LinkButton href={href(before.path)}>{`${text.back}: ${text[before.name]}`}</LinkButton>}
        {after && <LinkButton href={href(after.path)}>{`${text.goOn}: ${text[after.name]}`}</LinkButton>}
      </div>
    </>
  )
}
