import { stripAnsi } from './ansi'
import { firstOf, storableText } from './storable-text'

/** The one line of a failure that says most. Text from outside: whoever shows it escapes it. */
export interface ErrorLine {
  readonly line: string
  /** Where in the job's own code it happened: a file or a cell, the line's number, and the line itself where the trace has it. */
  readonly at: string | undefined
}

const LONGEST_LINE = 400
const LONGEST_READ = 2_000
/** Of a text, as much of its beginning and of its end is read: a trace says most at its end. */
const MOST_READ = 30_000

/** Databricks says this of every task that fails in its own code, and no more. */
const SAYS_NOTHING = /^workload failed, see run output for details\.?$/i
const FRAMED = /^Task \S{1,200} failed with message: /
const CAUSED_BY = /^\s*Caused by: /
/** Of Java's classes and of Python's, with or without what they say. */
const EXCEPTION =
  /^(?:[a-z_$][\w$]{0,80}\.){0,12}[A-Z_]\w{0,80}(?:Error|Exception|Exit|Interrupt|Failure|Warning)(?::|$)/
const NAMED = /^(?:[a-z_$][\w$]{0,80}\.){0,12}[A-Z]\w{0,80}: \S/
const RULE = /^[\s\-=*_^~.]*$/

/** Of an error and its trace, as a workspace gives them; undefined where neither says anything. Time is linear in what is read. */
export function errorLineOf(error: string | undefined, trace: string | undefined): ErrorLine | undefined {
  const inTrace = linesOf(trace)
  const inError = linesOf(error)
  const line =
    rootCause(inTrace) ?? rootCause(inError) ?? exceptionIn(inTrace) ?? firstTelling(inError) ?? firstTelling(inTrace)
  return line === undefined ? undefined : { line: shown(line), at: ownCode(inTrace) }
}

function linesOf(text: string | undefined): readonly string[] {
  if (text === undefined) return []
  const read = text.length > 2 * MOST_READ ? `${text.slice(0, MOST_READ)}\n${text.slice(-MOST_READ)}` : text
  return stripAnsi(read)
    .split(/\r\n|\n|\r/)
    .map((line) => line.slice(0, LONGEST_READ).trimEnd())
}

function shown(line: string): string {
  const said = line.replace(FRAMED, '').trim()
  return storableText(said.length > LONGEST_LINE ? `${firstOf(said, LONGEST_LINE - 1)}…` : said)
}

/** What is under all the others says why. */
function rootCause(lines: readonly string[]): string | undefined {
  return lines.findLast((line) => CAUSED_BY.test(line))?.replace(CAUSED_BY, '')
}

/** Behind the last place that a traceback names stands what was raised last, and then what else that says. */
function exceptionIn(lines: readonly string[]): string | undefined {
  const begins = lines.findLastIndex((line) => line.includes('Traceback (most recent call last)'))
  if (begins === -1) return undefined
  const last = lines.findLastIndex((line) => frameIn(line) !== undefined)
  return lines.slice(Math.max(begins, last) + 1).find((line) => EXCEPTION.test(line) || NAMED.test(line))
}

function firstTelling(lines: readonly string[]): string | undefined {
  return lines.find((line) => !RULE.test(line) && !SAYS_NOTHING.test(line.trim().replace(FRAMED, '')))
}

const IN_FILE = /^\s*File "([^"]{1,400})", line (\d{1,7})/
const IN_CELL = /^File (\S{1,400}), line (\d{1,7})/
const IN_MODULE = /^File (\S{1,400}):(\d{1,7}), in /
const OLD_CELL = /^<(command-\d{1,20})> in /
const ARROW = /^-{1,6}> (\d{1,7}) ?(.*)$/
/** What is not the job's own: Python, its packages, and what Databricks itself puts around them. */
const OF_OTHERS = /(?:site|dist)-packages|<frozen |\/usr\/lib\/|\/databricks\/(?:spark|python|jars)|\/lib\/python3/

interface Frame {
  readonly file: string
  readonly number: string | undefined
}

/** The last place in the job's own code that the trace passes through. */
function ownCode(lines: readonly string[]): string | undefined {
  const index = lines.findLastIndex((line) => {
    const frame = frameIn(line)
    return frame !== undefined && !OF_OTHERS.test(frame.file)
  })
  const frame = frameIn(lines[index] ?? '')
  if (!frame) return undefined
  const { number, code } = codeBehind(lines, index, frame)
  const place = `${frame.file.replaceAll(/^<|>$/g, '')}${number ? `, line ${number}` : ''}`
  return shown(code ? `${place}: ${code.trim()}` : place)
}

function frameIn(line: string): Frame | undefined {
  const [, file, number] =
    IN_FILE.exec(line) ?? IN_CELL.exec(line) ?? IN_MODULE.exec(line) ?? OLD_CELL.exec(line) ?? []
  return file === undefined ? undefined : { file, number }
}

/** IPython marks the line with an arrow among its neighbours; Python writes it below, further in. */
function codeBehind(lines: readonly string[], index: number, { number }: Frame) {
  const next = lines.slice(index + 1, index + 12)
  const end = next.findIndex((line) => frameIn(line) !== undefined)
  const body = end === -1 ? next : next.slice(0, end)
  for (const line of body) {
    const [, marked, code] = ARROW.exec(line) ?? []
    if (marked !== undefined) return { number: number ?? marked, code }
  }
  const [below = ''] = body
  return { number, code: /^ {4}/.test(below) && IN_FILE.test(lines[index] ?? '') ? below : undefined }
}
