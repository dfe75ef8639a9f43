/** A file as it arrives with a form: its bytes come once, and only while the form's request lasts. */
export interface PostedFile {
  /** Of the form, as posted. */
  readonly field: string
  /** As its sender calls it; empty where none was chosen. */
  readonly name: string
  readonly bytes: AsyncIterable<Uint8Array>
}

/** What of a file is kept with a run: never its bytes. */
export interface KeptFile {
  readonly name: string
  /** undefined: it has not arrived, so far or at all. */
  readonly bytes?: number | undefined
}
