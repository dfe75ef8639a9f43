import { type InputSchema, isFixed, kindOf, orderedInputs } from './input-schema'
import { isPlainText } from './plain-values'

const LONGEST_FOLDER = 500
/** `/Volumes/<catalog>/<schema>/<volume>`, and folders in it. */
const FOLDER = /^\/Volumes(\/[^/]+){3,}$/

/** Whether uploads can go there: a folder of a Unity Catalog volume, named without any detour. */
export function isVolumeFolder(text: string): boolean {
  if (text.length > LONGEST_FOLDER || !isPlainText(text) || !FOLDER.test(text)) return false
  return text.split('/').every((part) => part !== '.' && part !== '..' && part === part.trim())
}

const LONGEST_NAME = 100

/**
 * Where the file of a run goes: always the same name for the same run, so that sending it twice is one file, and nobody's else.
 * What the sender called it is kept as far as it is letters, digits, `.`, `_` and `-`.
 */
export function pathInVolume(folder: string, { runId, field, name }: { runId: string; field: string; name: string }) {
  const plain = name
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{M}\p{N}._-]+/gu, '_')
    .slice(-LONGEST_NAME)
  return `${folder}/${runId}-${field}-${plain || 'file'}`
}

/** The fields whose files go to a volume. */
export function uploadFields(schema: InputSchema): readonly string[] {
  return orderedInputs(schema).flatMap(([name, property]) =>
    kindOf(property) === 'file' && property['x-folder'] !== undefined && !isFixed(property) ? [name] : [],
  )
}
