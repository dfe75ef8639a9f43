'use server'

import { redirect } from 'next/navigation'
import { z } from 'zod'
import { actOn, currentTimeZone, requireActor } from '@/app/_edge'
import { postedFields, readFields, textsByName } from '@/lib/http/server/posted-form'
import { BULK_KINDS } from '@/lib/runs/bulk'
import { parseRunQuery } from '@/lib/runs/run-query'
import { askBulk, stopBulk } from '@/lib/runs/server/ask-bulk'

const ASK = z.strictObject({
  id: z.guid(),
  do: z.enum(BULK_KINDS),
  list: z.enum(['mine', 'all']),
  address: z.string().max(4_000),
})
const STOP = z.strictObject({ id: z.guid() })

/** Has many runs cancelled or repeated in the background, and goes to where that is told. */
export async function askBulkAction(form: FormData): Promise<void> {
  await actOn(async () => {
    const viewer = await requireActor()
    const { id, do: kind, list, address } = readFields(postedFields(form), ASK)
    const query = parseRunQuery(Object.fromEntries(textsByName(new URLSearchParams(address))))
    const asked = { kind, list, query, timeZone: await currentTimeZone() }
    redirect(`/runs/bulk?id=${await askBulk(viewer, id, asked)}`)
  })
}

/** Nothing more is done of it. */
export async function stopBulkAction(form: FormData): Promise<void> {
  await actOn(async () => {
    const viewer = await requireActor()
    const { id } = readFields(postedFields(form), STOP)
    await stopBulk(viewer, id)
    redirect(`/runs/bulk?id=${id}`)
  })
}
