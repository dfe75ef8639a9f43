/** Escape sequences of a terminal: colours and cursor moves (CSI), titles and links (OSC), and the two-letter ones. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with a control character
const SEQUENCE = /\u001b\[[0-?]*[ -/]*[@-~]?|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[ -/]*[0-~]?/g

/** Plain text of an `error_trace` or a log. The result is still user text: whoever shows it escapes it. */
export function stripAnsi(text: string): string {
  return text.replace(SEQUENCE, '')
}
