'use server'

import { z } from 'zod'
import type { EditState } from '@/app/_components/edit-state'
import { createConnector } from '@/lib/connectors/server/create-connector'
import { deleteConnector } from '@/lib/connectors/server/delete-connector'
import { saveGeneral } from '@/lib/connectors/server/save-general'
import { saveSecurity } from '@/lib/connectors/server/save-security'
import { parsed, refused } from '@/lib/result'
import { edit, listed } from './edit'

const GENERAL = {
  name: z.string(),
  description: z.string(),
  colour: z.string(),
  scheme: z.enum(['https', 'http']),
  host: z.string(),
  basePath: z.string(),
}
const OF_VERSION = { slug: z.string(), version: z.coerce.number().int() }

const CREATE = z.strictObject({ ...GENERAL, actions: z.enum(['ready', 'blank']) })

/** Makes a connector; its step Security comes next. */
export async function createConnectorAction(_previous: EditState, form: FormData): Promise<EditState> {
  return edit(form, {
    schema: CREATE,
    work: async (viewer, fields, words) => {
      const made = await createConnector(viewer, fields, words.connectors)
      return made.ok ? parsed(`/make/connectors/${made.value}/security?saved=1`) : made
    },
  })
}

const SAVE_GENERAL = z.strictObject({ ...GENERAL, ...OF_VERSION })

/** The step General. */
export async function saveGeneralAction(_previous: EditState, form: FormData): Promise<EditState> {
  return edit(form, {
    schema: SAVE_GENERAL,
    work: async (viewer, fields, words) => {
      const saved = await saveGeneral(viewer, fields, fields, words.connectors)
      return saved.ok ? parsed(`/make/connectors/${fields.slug}?saved=${saved.value}`) : saved
    },
  })
}

const AUDIENCE = {
  ...OF_VERSION,
  roles: z.union([z.string(), z.array(z.string())]).optional(),
  people: z.string(),
  groups: z.string().optional(),
}
const SECURITY = { ...AUDIENCE, resourceId: z.string() }
const REGISTRATION = { clientId: z.string(), tenantId: z.string(), scope: z.string() }

/** Each kind has a form of its own. */
const SAVE_SECURITY = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('portal'), ...SECURITY }),
  z.strictObject({ kind: z.literal('entra'), ...SECURITY, ...REGISTRATION }),
  z.strictObject({
    kind: z.literal('service_principal'),
    ...SECURITY,
    ...{ principalName: z.string(), clientId: z.string(), tenantId: z.string() },
    everybody: z.literal('on').optional(),
  }),
  z.strictObject({
    kind: z.literal('databricks'),
    ...AUDIENCE,
    ...{ clientId: z.string(), scopes: z.string(), accountId: z.string().optional() },
  }),
])

/** The step Security. */
export async function saveSecurityAction(_previous: EditState, form: FormData): Promise<EditState> {
  return edit(form, {
    schema: SAVE_SECURITY,
    switches: ['everybody'],
    work: async (viewer, fields, words) => {
      const security = { ...fields, everybody: 'everybody' in fields && fields.everybody === 'on' }
      const typed = { ...fields, security, roles: listed(fields.roles) }
      const saved = await saveSecurity(viewer, fields, typed, words.connectors)
      return saved.ok ? parsed(`/make/connectors/${fields.slug}/security?saved=${saved.value}`) : saved
    },
  })
}

const DELETE = z.strictObject({ slug: z.string(), agreed: z.literal('on').optional() })

/** Deletes a connector, once its Admin has said that they mean it. */
export async function deleteConnectorAction(_previous: EditState, form: FormData): Promise<EditState> {
  return edit(form, {
    schema: DELETE,
    switches: ['agreed'],
    work: async (viewer, { slug, agreed }, words) => {
      if (!agreed) return refused([{ field: 'agreed', message: words.connectors.issues.agree }])
      const deleted = await deleteConnector(viewer, slug, words.connectors)
      return deleted.ok ? parsed('/make/connectors?deleted=1') : deleted
    },
  })
}
