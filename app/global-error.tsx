'use client'

import type { ComponentProps } from 'react'
import { problem } from '@/lib/language/en/problem'
import ErrorPage from './error'
import './tokens.css'
import './global.css'

/** When the layout itself failed, so there is no language and no theme to go by. */
export default function GlobalError(props: ComponentProps<typeof ErrorPage>) {
  return (
    <html lang="en" data-theme="system">
      <body>
        <title>{problem.brokenTitle}</title>
        <ErrorPage {...props} />
      </body>
    </html>
  )
}
