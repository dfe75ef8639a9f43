import 'server-only'
import { Readable } from 'node:stream'
import type { PostedFile } from '@/lib/flows/posted-file'
import { MOST_FORM_BYTES } from '@/lib/http/form-limits'

const CRLF = Buffer.from('\r\n')
const HEAD_END = Buffer.from('\r\n\r\n')
const LONGEST_HEAD = 8_192

type State = 'form' | 'file' | 'head' | 'over'
type Part = { readonly field: string; readonly name: string }

interface Outlet {
  /** A part of the form without its files, and null at its end. */
  readonly form: (bytes: Buffer | null) => void
  /** Somebody wants more of a file. */
  readonly more: () => void
}

/**
 * Takes a posted `multipart/form-data` apart while it arrives. The fields before the first file are passed on as a form of their
 * own, ended there, so that it can be read and answered while the files still come; behind the first file only files may follow.
 * Of a file no more is held than one chunk and what its reader has not taken. Source: RFC 7578, RFC 2046 5.1.
 */
export class SplitForm {
  readonly #delimiter: Buffer
  readonly #outlet: Outlet
  /** Begins with the line end that stands before every delimiter but the first. */
  #held: Buffer = CRLF
  #state: State = 'form'
  #scanned = 0
  /** Bytes at the beginning of what is held that are of the head before. */
  #skip = 0
  #file: Readable | undefined
  readonly #arrived: PostedFile[] = []
  #waiting: (() => void) | undefined
  tooLarge = false

  constructor(boundary: string, outlet: Outlet) {
    this.#delimiter = Buffer.from(`\r\n--${boundary}`)
    this.#outlet = outlet
  }

  /** False: whoever reads the file under way has enough for now. */
  feed(chunk: Buffer | null): boolean {
    if (this.#isOver()) return true
    if (chunk === null) {
      this.#break()
      return true
    }
    this.#held = Buffer.concat([this.#held, chunk])
    let wants = true
    let before: State | undefined
    while (before !== this.#state) {
      before = this.#state
      if (before === 'form') this.#readForm()
      else if (before === 'head') this.#readHead()
      else if (before === 'file') wants = this.#readFile()
    }
    return wants
  }

  /** The files one by one, each as soon as its head is there. */
  async *files(): AsyncGenerator<PostedFile> {
    for (;;) {
      const file = this.#arrived.shift()
      if (file) yield file
      else if (this.#state === 'over') return
      else {
        await new Promise<void>((resolve) => {
          this.#waiting = resolve
          this.#outlet.more()
        })
      }
    }
  }

  #isOver(): boolean {
    return this.#state === 'over'
  }

  /** Nobody reads any more: the rest is let pass. */
  discard(): void {
    this.#file?.destroy()
    this.#end()
  }

  #readForm(): void {
    let at = this.#held.indexOf(this.#delimiter, this.#scanned)
    while (at >= 0 && this.#state === 'form') {
      const next = this.#readPart(at)
      if (next === undefined) return
      this.#scanned = next
      at = this.#held.indexOf(this.#delimiter, next)
    }
    if (this.#state !== 'form') return
    this.#scanned = Math.max(0, this.#held.length - this.#delimiter.length)
    if (this.#held.length > MOST_FORM_BYTES + CRLF.length) this.#refuseLarge()
  }

  /** Answers from where to look on; `undefined` while the head is not there as a whole, and at the end of the form. */
  #readPart(at: number): number | undefined {
    const head = at + this.#delimiter.length
    if (this.#held.length < head + 2) return undefined
    if (this.#held.subarray(head, head + 2).toString() === '--') {
      this.#passForm(Buffer.concat([this.#held.subarray(2, head + 2), CRLF]))
      return undefined
    }
    const end = this.#held.indexOf(HEAD_END, head)
    if (end < 0) {
      if (this.#held.length - head > LONGEST_HEAD) this.#break()
      return undefined
    }
    const part = partOf(this.#held.subarray(head, end).toString())
    if (part) this.#beginFiles(at, end, part)
    return end + 2
  }

  #passForm(bytes: Buffer): void {
    this.tooLarge = bytes.length > MOST_FORM_BYTES
    this.#outlet.form(bytes)
    this.#end()
  }

  #beginFiles(at: number, end: number, part: Part): void {
    const closing = Buffer.concat([this.#delimiter, Buffer.from('--\r\n')])
    const form = Buffer.concat([this.#held.subarray(0, at), closing]).subarray(2)
    this.tooLarge = form.length > MOST_FORM_BYTES
    this.#outlet.form(form)
    this.#outlet.form(null)
    this.#open(end, part)
  }

  /** The line end of an empty file is that of its head. */
  #open(end: number, { field, name }: Part): void {
    this.#held = this.#held.subarray(end + 2)
    this.#skip = 2
    this.#file = new Readable({ read: () => this.#outlet.more() })
    // Where nobody reads it, nobody has to hear that it broke off.
    this.#file.on('error', () => undefined)
    this.#arrived.push({ field, name, bytes: this.#file })
    this.#state = 'file'
    this.#tell()
  }

  #readFile(): boolean {
    const at = this.#held.indexOf(this.#delimiter)
    const until = at < 0 ? this.#held.length - this.#delimiter.length : at
    const bytes = this.#held.subarray(this.#skip, Math.max(this.#skip, until))
    const wants = bytes.length === 0 || (this.#file?.push(bytes) ?? true)
    if (at >= 0) {
      this.#file?.push(null)
      this.#file = undefined
      this.#held = this.#held.subarray(at + this.#delimiter.length)
      this.#state = 'head'
    } else if (until > this.#skip) {
      this.#held = this.#held.subarray(until)
      this.#skip = 0
    }
    return wants
  }

  #readHead(): void {
    if (this.#held.length < 2) return
    const end = this.#held.indexOf(HEAD_END)
    const isLast = this.#held.subarray(0, 2).toString() === '--'
    const part = end < 0 ? undefined : partOf(this.#held.subarray(0, end).toString())
    if (isLast) this.#end()
    else if (part) this.#open(end, part)
    else if (end >= 0 || this.#held.length > LONGEST_HEAD) this.#break()
  }

  #refuseLarge(): void {
    this.tooLarge = true
    this.#break()
  }

  /** What comes is no form, or came to an end before its own. */
  #break(): void {
    this.#file?.destroy(new Error('The form ended within a file'))
    this.#end()
  }

  #end(): void {
    if (this.#state === 'form') this.#outlet.form(null)
    this.#state = 'over'
    this.#held = Buffer.alloc(0)
    this.#tell()
    this.#outlet.more()
  }

  #tell(): void {
    this.#waiting?.()
    this.#waiting = undefined
  }
}

const DISPOSITION = /^content-disposition:\s*form-data;([^\r\n]*)/im

/** A file's field and name; `undefined` for a field. Browsers write a quote and a line end within a name as %22, %0D, %0A. */
function partOf(head: string): Part | undefined {
  const [, parameters = ''] = DISPOSITION.exec(head) ?? []
  const name = textOf(parameters, 'filename')
  return name === undefined ? undefined : { field: textOf(parameters, 'name') ?? '', name }
}

function textOf(parameters: string, key: string): string | undefined {
  const [, text] = new RegExp(`(?:^|;)\\s*${key}="([^"]*)"`, 'i').exec(parameters) ?? []
  return text?.replaceAll(/%(22|0D|0A)/gi, (code) => decodeURIComponent(code))
}
