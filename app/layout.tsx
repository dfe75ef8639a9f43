import type { Metadata, Viewport } from 'next'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { THEMES } from '@/app/_components/themes'
import { currentLanguage } from '@/app/_edge'
import './tokens.css'
import './global.css'

export const metadata: Metadata = { title: { template: '%s · Lakeport', default: 'Lakeport' } }
export const viewport: Viewport = { colorScheme: 'light dark' }

/** Reads cookies, so every page is rendered for its request: the nonce of the policy is new each time (WEB-3). */
export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const chosen = (await cookies()).get('theme')?.value
  const { code } = await currentLanguage()
  return (
    <html lang={code} data-theme={THEMES.find((theme) => theme === chosen) ?? 'system'}>
      <body>{children}</body>
    </html>
  )
}
