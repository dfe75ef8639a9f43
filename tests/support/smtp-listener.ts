import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'

export interface ReceivedMail {
  readonly from: string
  readonly to: readonly string[]
  /** Headers and body as they came. */
  readonly data: string
}

/** A mail server on loopback, without TLS: it keeps what it gets, and says what a test wants it to say. */
export class SmtpListener {
  /** Taken, or refused after they had come. */
  readonly mails: ReceivedMail[] = []
  /** Every line before a mail's own. */
  readonly commands: string[] = []
  /** By the command that it answers, as `RCPT`; `DATA-END` is the end of a mail. */
  readonly answers = new Map<string, string>()
  readonly #server: Server = createServer((socket) => this.#talk(socket))

  async start(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return (this.#server.address() as AddressInfo).port
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => this.#server.close(resolve))
  }

  forget(): void {
    this.mails.length = 0
    this.commands.length = 0
    this.answers.clear()
  }

  #talk(socket: Socket): void {
    let [from, to, data, rest] = ['', [] as string[], undefined as string[] | undefined, '']
    const say = (text: string) => socket.write(`${text}\r\n`)
    const take = (line: string): void => {
      if (data && line !== '.') return void data.push(line)
      if (data) {
        this.mails.push({ from, to, data: data.join('\r\n') })
        data = undefined
        say(this.answers.get('DATA-END') ?? '250 taken')
        return
      }
      this.commands.push(line)
      const verb = line.split(/[ :]/)[0]?.toUpperCase() ?? ''
      if (verb === 'MAIL') [from, to] = [addressIn(line), []]
      if (verb === 'RCPT') to = [...to, addressIn(line)]
      const answer =
        this.answers.get(verb) ?? (verb === 'DATA' ? '354 go on' : verb === 'QUIT' ? '221 bye' : '250 well')
      if (answer.startsWith('354')) data = []
      say(answer)
    }
    socket.on('error', () => socket.destroy())
    socket.on('data', (bytes) => {
      const lines = (rest + bytes.toString('utf8')).split('\r\n')
      rest = lines.pop() ?? ''
      for (const line of lines) take(line)
    })
    say('220 listener of a test')
  }
}

function addressIn(line: string): string {
  return /<([^>]*)>/.exec(line)?.[1] ?? ''
}
