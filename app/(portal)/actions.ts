'use server'

import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { THEMES } from '@/app/_components/themes'
import { requireActor } from '@/app/_edge'
import { setFavourite } from '@/lib/flows/server/set-favourite'

const A_YEAR_S = 31_536_000

/** Keeps the choice of a look where scripts are off; with them the browser does it itself. */
export async function setTheme(form: FormData): Promise<void> {
  await requireActor()
  const theme = THEMES.find((known) => known === form.get('theme'))
  if (theme) (await cookies()).set('theme', theme, { path: '/', maxAge: A_YEAR_S, sameSite: 'lax' })
  redirect('/')
}

/** Adds a flow to the viewer's favourites (`star`), or takes it out (`unstar`). */
export async function favouriteAction(form: FormData): Promise<void> {
  const viewer = await requireActor()
  const star = form.get('star')
  const slug = String(star ?? form.get('unstar'))
  await setFavourite(viewer, slug, star !== null)
  redirect(form.get('back') === 'flow' ? `/flows/${slug}` : '/')
}
