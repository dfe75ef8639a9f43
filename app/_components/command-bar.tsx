import { type ReactNode, useId } from 'react'
import styles from './command-bar.module.css'
import { DialogOpener } from './dialog-opener'
import { Icon } from './icon'
import type { IconName } from './icon-names'
import { PageLink } from './page-link'
import { Toolbar } from './toolbar'

/** One command, which is exactly one of: a link, the opener of a dialog, the submit button of a form elsewhere on the page. */
export interface Command {
  readonly key: string
  readonly label: string
  readonly icon: IconName
  readonly href?: string | undefined
  /** The link leads out of the portal, or to a file: no client navigation. */
  readonly plain?: boolean
  /** The id of a <Panel> or <Confirm>. */
  readonly opens?: string | undefined
  /** The id of a form that it submits, and what is posted with it. */
  readonly form?: string | undefined
  readonly name?: string | undefined
  readonly value?: string | undefined
  /** Shown but not to be pressed, and why. */
  readonly disabledReason?: string | undefined
}

interface CommandBarProps {
  /** "Commands" */
  readonly label: string
  /** "More commands", on phones */
  readonly moreLabel: string
  readonly commands: readonly Command[]
  /** Commands that are components of their own, after the others: a copy button. */
  readonly children?: ReactNode
  /** What stands at the right: "3 selected", "Loaded at 14:02". */
  readonly end?: ReactNode
}

const SHOWN_ON_PHONES = 4

export function CommandBar({ label, moreLabel, commands, children, end }: CommandBarProps) {
  const more = useId()
  const rest = commands.slice(SHOWN_ON_PHONES)
  return (
    <div className={styles.bar}>
      <Toolbar label={label} className={styles.toolbar}>
        {commands.map((command) => (
          <CommandItem key={command.key} command={command} />
        ))}
        {children}
      </Toolbar>
      {rest.length > 0 && (
        <div className={styles.more}>
          <button
            type="button"
            className={styles.command}
            popoverTarget={more}
            aria-label={moreLabel}
            title={moreLabel}
          >
            <Icon name="more" />
          </button>
          <div id={more} popover="auto" className={styles.popover}>
            {rest.map((command) => (
              <CommandItem key={command.key} command={command} />
            ))}
          </div>
        </div>
      )}
      {end && <div className={styles.end}>{end}</div>}
    </div>
  )
}

function CommandItem({ command }: { readonly command: Command }) {
  const { label, icon, href, plain, opens, form, name, value, disabledReason } = command
  const face = (
    <>
      <Icon name={icon} />
      {label}
    </>
  )
  if (disabledReason) return <DisabledCommand reason={disabledReason}>{face}</DisabledCommand>
  if (opens) {
    return (
      <DialogOpener dialog={opens} className={styles.command}>
        {face}
      </DialogOpener>
    )
  }
  if (href && plain) {
    return (
      <a className={styles.command} href={href}>
        {face}
      </a>
    )
  }
  if (href) {
    return (
      <PageLink className={styles.command} href={href}>
        {face}
      </PageLink>
    )
  }
  return (
    <button type="submit" className={styles.command} form={form} name={name} value={value}>
      {face}
    </button>
  )
}

function DisabledCommand({ reason, children }: { readonly reason: string; readonly children: ReactNode }) {
  const id = useId()
  return (
    <button type="button" className={styles.command} aria-disabled="true" aria-describedby={id} title={reason}>
      {children}
      <span id={id} hidden>
        {reason}
      </span>
    </button>
  )
}
