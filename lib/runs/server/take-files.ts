import 'server-only'
import { pathInVolume } from '@/lib/flows/file-folder'
import { type InputSchema, kindOf } from '@/lib/flows/input-schema'
import type { KeptFile, PostedFile } from '@/lib/flows/posted-file'
import type { Posted } from '@/lib/flows/typed-values'
import type { InputWords } from '@/lib/language/words'
import { type Issue, type Parsed, parsed, refused } from '@/lib/result'
import { Upload } from './upload'

/** As much as a parameter holds. */
const MOST_TEXT_BYTES = 10_000
const LONGEST_NAME = 255

interface Coming {
  readonly files?: AsyncIterable<PostedFile>
  readonly posted: Readonly<Record<string, Posted>>
}

/** What came of the files of a form. */
export interface TakenFiles {
  /** In place of what would be typed: a text, or where the file is going to be. */
  readonly posted: Readonly<Record<string, string>>
  readonly kept: Readonly<Record<string, KeptFile>>
  /** Whose bytes are still to come. */
  readonly upload?: Upload
}

/**
 * Takes the files of a form in their order: the text of those that are a parameter's value is read, and the first one that goes
 * to a volume is left to be read once the press is kept; there is at most one, behind the others (RUN-1).
 */
export async function takeFiles(
  { properties }: InputSchema,
  { files, posted: typed }: Coming,
  runId: string,
  words: InputWords,
): Promise<Parsed<TakenFiles>> {
  // Where a file is, nobody types: the path comes from the flow and the run (AUTHZ-6).
  const typedPath = Object.keys(typed).find((name) => isFile(properties, name))
  if (typedPath !== undefined) return refused([{ field: '', message: words.unknownField(typedPath) }])
  const posted: Record<string, string> = {}
  const kept: Record<string, KeptFile> = {}
  const issues: Issue[] = []
  const coming = files?.[Symbol.asyncIterator]()
  for (let next = await coming?.next(); next && !next.done; next = await coming?.next()) {
    const { field, name, bytes } = next.value
    if (!isFile(properties, field)) return refused([{ field: '', message: words.unknownField(field.slice(0, 100)) }])
    if (name.length > LONGEST_NAME) return refused([{ field, message: words.fileName }])
    const isChosen = name !== ''
    const folder = properties[field]?.['x-folder']
    if (isChosen && folder !== undefined && issues.length === 0) {
      posted[field] = pathInVolume(folder, { runId, field, name })
      kept[field] = { name }
      return parsed({ posted, kept, upload: new Upload({ field, name, path: posted[field], bytes }) })
    }
    const text = await textIn(bytes)
    if (!isChosen) continue
    if (text === undefined) issues.push({ field, message: words.fileText })
    else {
      posted[field] = text
      kept[field] = { name, bytes: Buffer.byteLength(text) }
    }
  }
  return issues.length > 0 ? refused(issues) : parsed({ posted, kept })
}

/** `undefined` for what is longer than a parameter holds, or no UTF-8. A mark of the byte order is left out. */
async function textIn(bytes: PostedFile['bytes']): Promise<string | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of bytes) {
    size += chunk.length
    if (size > MOST_TEXT_BYTES) return undefined
    chunks.push(chunk)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch {
    return undefined
  }
}

function isFile(properties: InputSchema['properties'], name: string): boolean {
  const property = Object.hasOwn(properties, name) ? properties[name] : undefined
  return property !== undefined && kindOf(property) === 'file'
}

/** Of the files that came, those that count: a field that is not asked for has none. */
export function filesThatCount(
  { kept, upload }: TakenFiles,
  inputs: Readonly<Record<string, unknown>>,
): { readonly files: Readonly<Record<string, KeptFile>> | undefined; readonly upload: Upload | undefined } {
  const counting = Object.entries(kept).filter(([name]) => Object.hasOwn(inputs, name))
  return {
    files: counting.length > 0 ? Object.fromEntries(counting) : undefined,
    upload: upload && Object.hasOwn(inputs, upload.field) ? upload : undefined,
  }
}
