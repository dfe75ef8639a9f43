'use server'

import { redirect } from 'next/navigation'
import { z } from 'zod'
import { actOn, requireActor } from '@/app/_edge'
import { postedFields, readFields } from '@/lib/http/server/posted-form'
import { endSessions } from '@/lib/people/server/end-sessions'

const WHICH = z.strictObject({
  person: z.guid(),
  session: z
    .string()
    .regex(/^[\w-]{16}$/)
    .optional(),
})

/** Revokes a session of somebody, or all of them. For Admins. */
export async function endSessionsAction(form: FormData): Promise<void> {
  await actOn(async () => {
    const viewer = await requireActor()
    const which = readFields(postedFields(form), WHICH)
    const ended = await endSessions(viewer, which)
    redirect(`/admin/people/${which.person}?ended=${ended}`)
  })
}
