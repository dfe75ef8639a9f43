import type { ReactNode } from 'react'
import type { Bell as BellState } from '@/lib/notices/notice'
import { type Account, AccountMenu, type AccountWords } from './account-menu'
import styles from './app-shell.module.css'
import { Bell, type BellWords } from './bell'
import { BrandMark } from './brand-mark'
import { CloseButton } from './close-button'
import { Dialog } from './dialog'
import { DialogOpener } from './dialog-opener'
import { Icon } from './icon'
import type { NavGroup } from './nav-groups'
import { NavLinks } from './nav-links'
import type { FormAction } from './theme-switch'
import type { Theme } from './themes'
import { TimeZoneProvider } from './time-zone'

export interface ShellWords extends AccountWords, BellWords {
  /** "Skip to main content" */
  readonly skip: string
  /** "Lakeport" */
  readonly brand: string
  /** "Search my runs" */
  readonly search: string
  /** "Help". Without the word there is no link. */
  readonly help?: string
  /** "Open navigation", "Close navigation" */
  readonly openNavigation: string
  readonly closeNavigation: string
  /** "Main", the landmark's name; "Main menu", the same list on a phone */
  readonly mainNavigation: string
  readonly mainMenu: string
}

interface AppShellProps {
  readonly words: ShellWords
  readonly nav: readonly NavGroup[]
  readonly account: Account
  readonly theme: Theme
  readonly themeAction: FormAction
  /** From the cookie `tz`, else 'UTC'. */
  readonly timeZone: string
  /** The server's clock, epoch ms. */
  readonly now: number
  readonly bell: BellState
  /** "Contoso (test)": which system this is. */
  readonly environment?: string | undefined
  /** The form with the sign-out button. */
  readonly signOut: ReactNode
  readonly children: ReactNode
}

const MENU = 'main-menu'

/** What stands around every page of a person who is signed in. */
export function AppShell({ words, nav, bell, environment, timeZone, children, ...account }: AppShellProps) {
  return (
    <TimeZoneProvider timeZone={timeZone}>
      <a className={styles.skip} href="#main">
        {words.skip}
      </a>
      <header className={styles.header}>
        <DialogOpener dialog={MENU} className={styles.burger} aria-label={words.openNavigation}>
          <Icon name="menu" />
        </DialogOpener>
        <Brand name={words.brand} />
        <Search label={words.search} />
        <div className={styles.end}>
          {environment && <span className={styles.environment}>{environment}</span>}
          <Bell {...bell} className={styles.tool} words={bellWords(words)}>
            <Icon name="alert" />
          </Bell>
          {words.help && (
            <a className={styles.tool} href="/help" aria-label={words.help} title={words.help}>
              <Icon name="help" />
            </a>
          )}
          <AccountMenu {...account} words={words} />
        </div>
      </header>
      <div className={styles.below}>
        <nav className={styles.nav} aria-label={words.mainNavigation}>
          <NavLinks groups={nav} />
        </nav>
        <main id="main" tabIndex={-1} className={styles.main}>
          {children}
        </main>
      </div>
      <Dialog id={MENU} className={styles.drawer} label={words.mainMenu} closesOnLink>
        <CloseButton dialog={MENU} label={words.closeNavigation} iconOnly />
        <nav aria-label={words.mainMenu}>
          <NavLinks groups={nav} />
        </nav>
      </Dialog>
    </TimeZoneProvider>
  )
}

/** What goes to the browser with the page, so no more than it shows. */
function bellWords({ notices, unread }: BellWords): BellWords {
  return { notices, unread }
}

function Brand({ name }: { readonly name: string }) {
  return (
    <a className={styles.brand} href="/">
      <BrandMark />
      <span className={styles.name}>{name}</span>
    </a>
  )
}

function Search({ label }: { readonly label: string }) {
  return (
    <search className={styles.search}>
      <form action="/runs">
        <Icon name="search" />
        <input type="search" name="q" aria-label={label} placeholder={label} />
      </form>
    </search>
  )
}
