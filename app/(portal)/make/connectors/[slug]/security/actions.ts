'use server'

import { z } from 'zod'
import type { FormState } from '@/app/_components/form-state'
import { currentWords } from '@/app/_edge'
import { answerForm } from '@/app/_form-action'
import { removeSecret, setSecret, takeNextSecret } from '@/lib/connectors/server/connector-secrets'
import { type Parsed, parsed } from '@/lib/result'

const OF_CONNECTOR = { slug: z.string(), version: z.coerce.number().int() }

const SET = z.strictObject({ ...OF_CONNECTOR, secret: z.string(), expires: z.string(), certificate: z.string() })

/** Sets a secret or a certificate of a connector. What was typed never comes back (TOK-9). */
export async function setSecretAction(_previous: FormState, form: FormData): Promise<FormState> {
  const { connectors: words } = await currentWords()
  return answerForm(form, {
    schema: SET,
    secrets: ['secret', 'certificate'],
    work: async (viewer, fields) => {
      const set = await setSecret(viewer, fields, fields, words)
      return set.ok ? done(fields.slug, set.value) : set
    },
  })
}

const CHANGE = z.strictObject({ ...OF_CONNECTOR, do: z.enum(['promote', 'remove-current', 'remove-next']) })

/** Puts the next secret in the place of the current one, or removes one of them. */
export async function changeSecretAction(_previous: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, {
    schema: CHANGE,
    work: async (viewer, fields) => {
      if (fields.do === 'promote') {
        await takeNextSecret(viewer, fields)
        return done(fields.slug, 'promoted')
      }
      await removeSecret(viewer, fields, fields.do === 'remove-next' ? 'next' : 'current')
      return done(fields.slug, 'removed')
    },
  })
}

function done(slug: string, what: string): Parsed<string> {
  return parsed(`/make/connectors/${slug}/security?secret=${what}`)
}
