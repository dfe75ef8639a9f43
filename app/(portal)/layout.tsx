import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { AppShell } from '@/app/_components/app-shell'
import { BrandMark } from '@/app/_components/brand-mark'
import { Button } from '@/app/_components/button'
import { navGroups } from '@/app/_components/nav-groups'
import { THEMES } from '@/app/_components/themes'
import { attempt, currentBell, currentTimeZone, currentViewer, currentWords } from '@/app/_edge'
import { hasRole } from '@/lib/identity/roles'
import { setTheme } from './actions'
import styles from './layout.module.css'

/** The shell around every page of a person who is signed in. It guards nothing: each page asks for its own viewer. */
export default async function PortalLayout({ children }: { readonly children: ReactNode }) {
  // Where it cannot be found out who asks, the shell is bare, and the page inside says what is wrong.
  const asked = await attempt(currentViewer)
  const viewer = asked.ok ? asked.value : undefined
  // Help is for everybody; every other page has sent who is not signed in away.
  const { shell, signIn } = await currentWords()
  if (!viewer) {
    return (
      <>
        <header className={styles.bare}>
          <BrandMark />
          {shell.brand}
          <a href="/sign-in">{signIn.title}</a>
        </header>
        <main className={styles.page}>{children}</main>
      </>
    )
  }
  const theme = (await cookies()).get('theme')?.value
  const may = { make: hasRole(viewer.roles, 'Portal.Maker'), administer: hasRole(viewer.roles, 'Portal.Admin') }
  return (
    <AppShell
      words={shell}
      nav={navGroups(may, shell.nav)}
      account={{
        name: viewer.displayName,
        account: viewer.userName,
        roles: viewer.roles.map((role) => shell.roles[role]),
      }}
      theme={THEMES.find((known) => known === theme) ?? 'system'}
      themeAction={setTheme}
      bell={await currentBell()}
      timeZone={await currentTimeZone()}
      now={Date.now()}
      signOut={<SignOut label={shell.signOut} />}
    >
      {children}
    </AppShell>
  )
}

function SignOut({ label }: { readonly label: string }) {
  return (
    <form method="post" action="/api/auth/signout">
      <Button type="submit" look="subtle" icon="sign-out">
        {label}
      </Button>
    </form>
  )
}
