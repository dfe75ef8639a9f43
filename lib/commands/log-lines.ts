/**
 * Loaded before anything of the portal, and with `--import` before Next's server: whatever is printed, by Next, by Node or
 * by a package, becomes one JSON record a line (AUD-5). `lib/log.ts` says how such a record looks as soon as the portal
 * starts, and writes its own past this.
 */
type Level = 'info' | 'error'

const LONGEST_TEXT = 300

const output = {
  line: writer(process.stdout),
  plain: writer(process.stderr),
  recordOf: (level: Level, printed: string): string =>
    `${JSON.stringify({ time: new Date().toISOString(), level, event: 'output', text: printed.trim().slice(0, LONGEST_TEXT) })}\n`,
}
Object.assign(globalThis, { lakeportOutput: output })
record(process.stdout, 'info')
record(process.stderr, 'error')
// Node would print them past every stream; `--no-warnings` keeps it from that.
process.on('warning', ({ name, message }) => process.stderr.write(`${name}: ${message}\n`))

function writer(stream: NodeJS.WriteStream): (text: string) => void {
  const write = stream.write.bind(stream)
  return (text) => void write(text)
}

function record(stream: NodeJS.WriteStream, level: Level): void {
  const write = stream.write.bind(stream)
  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    const printed = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')
    const done = rest.find((argument) => typeof argument === 'function') as (() => void) | undefined
    const line = printed.trim() === '' ? '' : output.recordOf(level, printed)
    return write(line, done)
  }
}
