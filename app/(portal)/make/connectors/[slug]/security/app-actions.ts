'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import type { EditState } from '@/app/_components/edit-state'
import { answered } from '@/app/(portal)/make/connectors/edit'
import { type AppOfConnector, makeApp } from '@/lib/connectors/server/make-app'
import { type EnrolledApp, readPublishedApps } from '@/lib/connectors/server/published-apps'

/** What came of it, once: nothing reads it again. */
export interface MakeAppState extends EditState {
  readonly made?: AppOfConnector
}

const MAKE = z.strictObject({
  ...{ slug: z.string(), version: z.coerce.number().int() },
  ...{ accountId: z.string(), name: z.string(), scopes: z.string() },
  ...{ confidential: z.literal('on').optional(), take: z.literal('on').optional() },
})

/** Has a custom app made for the connector in its Databricks account, or takes the one that is there. */
export async function makeAppAction(_previous: MakeAppState, form: FormData): Promise<MakeAppState> {
  const { done, state } = await answered(form, {
    schema: MAKE,
    switches: ['confidential', 'take'],
    work: (viewer, fields, words) => {
      const { confidential, take, ...texts } = fields
      const typed = { ...texts, confidential: confidential === 'on', take: take === 'on' }
      return makeApp(viewer, fields, typed, words.connectors)
    },
  })
  if (!done) return state
  revalidatePath('/make/connectors', 'layout') // the form above has another client id now
  return { ...state, made: done }
}

export interface PublishedState extends EditState {
  readonly apps?: readonly EnrolledApp[]
}

const READ = z.strictObject({ slug: z.string(), accountId: z.string() })

/** Reads which apps of partners the connector's account has enrolled. */
export async function readPublishedAppsAction(_previous: PublishedState, form: FormData): Promise<PublishedState> {
  const { done, state } = await answered(form, {
    schema: READ,
    work: (viewer, fields, words) => readPublishedApps(viewer, fields, words.connectors),
  })
  return done ? { ...state, apps: done } : state
}
