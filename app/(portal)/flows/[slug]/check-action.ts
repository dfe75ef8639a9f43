'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import { actOn, requireActor } from '@/app/_edge'
import { lookAgain } from '@/lib/flows/server/find-obstacle'
import { postedFields, readFields } from '@/lib/http/server/posted-form'

const CHECK = z.strictObject({ flow: z.string() })

/** Looks again at what makes the button grey; the page comes back with what it finds, and what was typed stays. */
export async function checkAgainAction(form: FormData): Promise<void> {
  await actOn(async () => {
    const viewer = await requireActor()
    const { flow } = readFields(postedFields(form), CHECK)
    await lookAgain(viewer, flow)
    revalidatePath(`/flows/${flow}`)
  })
}
