/** One HTTP answer, whatever it says; nothing was followed. */
export interface Answer {
  readonly status: number
  readonly location: string | undefined
  /** Of the header `Date`, epoch ms. */
  readonly date: number | undefined
  readonly wwwAuthenticate: string | undefined
  readonly text: string
  /** Our clock, in the middle between question and answer, epoch ms. */
  readonly at: number
}

/** Why no answer came. `name`: there is none in DNS; `address`: it leads where the portal does not call. */
export type Silence = 'name' | 'connection' | 'timeout' | 'certificate' | 'address' | 'broken'

export type Look = Answer | { readonly silence: Silence }

export function isSilent(look: Look): look is { readonly silence: Silence } {
  return 'silence' in look
}

const WHY: Readonly<Record<Silence, string>> = {
  name: 'there is no such name in DNS',
  connection: 'nothing answers there',
  timeout: 'it did not answer in time',
  certificate: 'its certificate is not trusted',
  address: 'the name leads to an address that the portal does not call',
  broken: 'what it answers is no HTTP',
}

export function whySilent({ silence }: { readonly silence: Silence }): string {
  return WHY[silence]
}

const CERTIFICATE = /^(ERR_TLS|CERT_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_(VERIFY|GET))/

/** From what Node and undici call it. */
export function silenceOf(thrown: unknown): Silence {
  const code = codeIn(thrown)
  if (/^(ENOTFOUND|EAI_)/.test(code)) return 'name'
  if (CERTIFICATE.test(code)) return 'certificate'
  if (/TIMEOUT|TIMEDOUT/.test(code)) return 'timeout'
  return code.startsWith('HPE_') ? 'broken' : 'connection'
}

function codeIn(thrown: unknown): string {
  if (!(thrown instanceof Error)) return ''
  const code = Reflect.get(thrown, 'code')
  if (thrown.name === 'TimeoutError') return 'TIMEOUT'
  return typeof code === 'string' ? code : codeIn(thrown.cause)
}

/** The text as a JSON object; empty for anything else. */
export function jsonIn({ text }: Answer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
  } catch {
    return {} // whoever asks says that it is none
  }
}
