import { firstOf, storableText } from '@/lib/runs/storable-text'

/** What one page carries of a notebook; the file has all of it. */
const ROOM = { characters: 300_000, lines: 4_000, cells: 10_000, imageCharacters: 2_000_000 }
const MOST_OF_TEXT = 20_000
const MOST_LINES = 400

/** How much of a page is left for a notebook. What is drawn takes of it. */
export type PageRoom = { -readonly [Kind in keyof typeof ROOM]: number }

export function pageRoom(): PageRoom {
  return { ...ROOM }
}

/** The beginning of a text, as much as there is room for. */
export function takeText(room: PageRoom, text: string): { readonly text: string; readonly truncated: boolean } {
  const most = firstOf(text, Math.min(MOST_OF_TEXT, room.characters))
  const end = endOfLine(most, Math.min(MOST_LINES, room.lines))
  const shown = most.slice(0, end)
  room.characters -= shown.length
  room.lines -= shown.split('\n').length
  return { text: storableText(shown), truncated: shown.length < text.length }
}

function endOfLine(text: string, lines: number): number {
  let end = -1
  for (let line = 0; line < lines; line += 1) {
    end = text.indexOf('\n', end + 1)
    if (end < 0) return text.length
  }
  return Math.max(0, end)
}
