import type { ReactNode } from 'react'
import styles from './account-menu.module.css'
import { Icon } from './icon'
import { type FormAction, ThemeSwitch, type ThemeWords } from './theme-switch'
import type { Theme } from './themes'
import { TimeZoneName } from './time-zone-name'

export interface Account {
  readonly name: string
  /** The sign-in name, "user@contoso.example". */
  readonly account: string
  /** In words: "User", "Maker". */
  readonly roles: readonly string[]
}

export interface AccountWords extends ThemeWords {
  /** "Account", before the person's name */
  readonly account: string
  /** "Time zone" */
  readonly timeZone: string
  /** "My connections". Without the words there is no link. */
  readonly connections?: string
  /** "My sign-ins" */
  readonly signIns: string
}

interface AccountMenuProps {
  readonly words: AccountWords
  readonly account: Account
  readonly theme: Theme
  readonly themeAction: FormAction
  readonly now: number
  readonly signOut: ReactNode
}

const ID = 'account'

/** Who is signed in, and what they chose for their own screen. */
export function AccountMenu({ words, account, theme, themeAction, now, signOut }: AccountMenuProps) {
  const label = `${words.account}: ${account.name}`
  return (
    <>
      <button type="button" className={styles.opener} popoverTarget={ID} aria-label={label} title={label}>
        <Icon name="person" />
      </button>
      <section id={ID} popover="auto" className={styles.popover} aria-label={words.account}>
        <div className={styles.person}>
          <span className={styles.face}>
            <Icon name="person" size={24} />
          </span>
          <div>
            <strong>{account.name}</strong>
            <span>{account.account}</span>
            <span className={styles.small}>{account.roles.join(', ')}</span>
          </div>
        </div>
        <ThemeSwitch theme={theme} action={themeAction} words={themeWords(words)} />
        <p className={styles.small}>
          {words.timeZone}: <TimeZoneName at={now} />
        </p>
        {words.connections && (
          <a className={styles.link} href="/connections">
            <Icon name="plug" />
            {words.connections}
          </a>
        )}
        <a className={styles.link} href="/sign-ins">
          <Icon name="person-key" />
          {words.signIns}
        </a>
        <div className={styles.foot}>{signOut}</div>
      </section>
    </>
  )
}

/** What goes to the browser with the page, so no more than it shows. */
function themeWords({ theme, themes, apply }: ThemeWords): ThemeWords {
  return { theme, themes, apply }
}
