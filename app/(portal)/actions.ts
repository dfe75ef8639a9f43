'use server'

import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { THEMES } from '@/app/_components/themes'
import { actOn, requireActor } from '@/app/_edge'
import { setFavourite } from '@/lib/flows/server/set-favourite'
import { postedFields, readFields } from '@/lib/http/server/posted-form'

const A_YEAR_S = 31_536_000

const THEME = z.strictObject({ theme: z.enum(THEMES) })
const BACK = z.literal('flow').optional()
const FAVOURITE = z.union([
  z.strictObject({ star: z.string(), back: BACK }),
  z.strictObject({ unstar: z.string(), back: BACK }),
])

/** Keeps the choice of a look where scripts are off; with them the browser does it itself. */
export async function setTheme(form: FormData): Promise<void> {
  await actOn(async () => {
    await requireActor()
    const { theme } = readFields(postedFields(form), THEME)
    ;(await cookies()).set('theme', theme, { path: '/', maxAge: A_YEAR_S, sameSite: 'lax' })
    redirect('/')
  })
}

/** Adds a flow to the viewer's favourites (`star`), or takes it out (`unstar`). */
export async function favouriteAction(form: FormData): Promise<void> {
  await actOn(async () => {
    const viewer = await requireActor()
    const asked = readFields(postedFields(form), FAVOURITE)
    const [slug, favourite] = 'star' in asked ? [asked.star, true] : [asked.unstar, false]
    await setFavourite(viewer, slug, favourite)
    redirect(asked.back === 'flow' ? `/flows/${slug}` : '/')
  })
}
