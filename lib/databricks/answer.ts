import 'server-only'
import { z } from 'zod'
import { isDatabricksId } from '@/lib/runs/databricks-id'
import { storableText } from '@/lib/runs/storable-text'

z.config({ jitless: true }) // zod would otherwise compile its checks from text; set before the first schema is made

/** An int64 of any size: `parseJson` hands a large one over as text, webhooks and permissions always do. */
export const id = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine(isDatabricksId, 'an id is a whole number of 64 bits')

/** 0 stands for "not yet" and "none": an `end_time` of 0 is not 1970, and a job run's parts are all 0. */
export const time = z
  .number()
  .nullish()
  .transform((value) => value || undefined)

/** Absent and null alike are `undefined`. */
export function optional<S extends z.ZodType>(schema: S) {
  return schema.nullish().transform((value) => value ?? undefined)
}

/** Absent when there are none. */
export function list<S extends z.ZodType>(schema: S) {
  return z
    .array(schema)
    .nullish()
    .transform((value) => value ?? [])
}

/** Ends in the database, which does not hold every text that JSON can say. */
export const text = optional(z.string().transform(storableText))
export const count = optional(z.number())
export const flag = optional(z.boolean())
export const pageToken = text.transform((token) => token || undefined) // '' ends the list too

type Camel<S extends string> = S extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : S
type CamelKeys<T> = { [K in keyof T as K extends string ? Camel<K> : never]: T[K] }

/** An object of the API. Its fields are named as Databricks names them, in our spelling; others are dropped. */
export function object<S extends z.ZodRawShape>(shape: S) {
  return z.object(shape).transform(camelKeys)
}

function camelKeys<T extends object>(row: T): CamelKeys<T> {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [camel(key), value])) as CamelKeys<T>
}

function camel(key: string): string {
  return key.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase())
}
