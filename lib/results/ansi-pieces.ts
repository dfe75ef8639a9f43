import { stripAnsi } from '@/lib/runs/ansi'

/** The colours that programs write with; the bright ones are the same. Black and white are those of the page. */
export type Ink = 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan'

/** A stretch of a line that looks one way. */
export interface Piece {
  readonly text: string
  readonly ink?: Ink | undefined
  readonly strong?: boolean | undefined
}

const INKS: readonly (Ink | undefined)[] = [undefined, 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', undefined]
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with a control character
const LOOK = /\u001b\[([0-9;]{0,40})m/g

/**
 * Lines of a log with what its colour sequences say of them (SGR: 1 and 22, 30 to 37, 39, 90 to 97, 0); all other sequences are
 * taken out. A look lasts until the next sequence, over the ends of lines. The text is still from outside.
 */
export function ansiPieces(lines: readonly string[]): readonly (readonly Piece[])[] {
  let look: Omit<Piece, 'text'> = {}
  return lines.map((line) => {
    if (!line.includes('\u001b')) return [{ ...look, text: line }]
    const pieces: Piece[] = []
    let from = 0
    for (const { index, 0: sequence, 1: codes = '' } of line.matchAll(LOOK)) {
      add(pieces, line.slice(from, index), look)
      look = codes.split(';').reduce(changed, look)
      from = index + sequence.length
    }
    add(pieces, line.slice(from), look)
    return pieces.length === 0 ? [{ text: '' }] : pieces
  })
}

function add(pieces: Piece[], text: string, look: Omit<Piece, 'text'>): void {
  const plain = stripAnsi(text)
  if (plain !== '') pieces.push({ ...look, text: plain })
}

function changed(look: Omit<Piece, 'text'>, code: string): Omit<Piece, 'text'> {
  const number = Number(code)
  if (number === 0) return {}
  if (number === 1) return { ...look, strong: true }
  if (number === 22) return { ...look, strong: undefined }
  if (number === 39) return { ...look, ink: undefined }
  if ((number >= 30 && number <= 37) || (number >= 90 && number <= 97)) return { ...look, ink: INKS[number % 10] }
  return look
}
