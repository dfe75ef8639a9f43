/** A browser without a screen or scripts: keeps cookies, shows every redirect, and sends the headers it is told to. */
export class PlainBrowser {
  readonly cookies = new Map<string, string>()
  /** Sent with every request, beside what it says itself. */
  readonly headers: Record<string, string> = {}
  /** The `Set-Cookie` lines of the last answer. */
  setCookies: readonly string[] = []
  readonly #address: string
  readonly #origin: string

  /** @param address where the portal listens @param origin what it is known as; the same unless TLS ends in front of it */
  constructor(address: string, origin: string = address) {
    this.#address = address
    this.#origin = origin
  }

  get cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.#send(path, { headers })
  }

  /** As a form of one of our own pages does it. */
  post(path: string, form: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
    return this.postAs({ origin: this.#origin, ...headers }, path, form)
  }

  /** With these headers and no others that say where it came from. */
  postAs(headers: Record<string, string>, path: string, form: BodyInit): Promise<Response> {
    return this.#send(path, { method: 'POST', headers, body: form })
  }

  /** From the sign-in page to wherever the portal leads. */
  async signIn(upn: string, form: Record<string, string> = {}): Promise<Response> {
    const start = await this.startSignIn({ login_hint: upn, ...form })
    return this.follow(await fetch(locationOf(start), { redirect: 'manual' }))
  }

  startSignIn(form: Record<string, string> = {}): Promise<Response> {
    return this.post('/api/auth/signin/azure-ad', new URLSearchParams(form))
  }

  /** Goes where an answer of Entra, or of the portal, points. */
  follow(answer: Response): Promise<Response> {
    const { pathname, search } = locationOf(answer)
    return this.get(`${pathname}${search}`)
  }

  async #send(path: string, { headers = {}, ...init }: RequestInit & { headers?: Record<string, string> }) {
    const cookie = this.cookieHeader
    const response = await fetch(`${this.#address}${path}`, {
      redirect: 'manual',
      ...init,
      headers: { ...(cookie && { cookie }), ...this.headers, ...headers },
    })
    this.setCookies = response.headers.getSetCookie()
    for (const line of this.setCookies) this.#keep(line)
    return response
  }

  #keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    if (value === '' || /max-age=0/i.test(line)) this.cookies.delete(name)
    else this.cookies.set(name, value)
  }
}

export function locationOf(response: Response): URL {
  const location = response.headers.get('location')
  if (location === null) throw new Error(`No redirect: ${response.status} ${response.url}`)
  return new URL(location, response.url)
}

/** The form of a page whose button has this name, ready to be sent: a server action without scripts. */
export function formWith(markup: string, button: string): FormData {
  const forms = markup.match(/<form[\s\S]*?<\/form>/g) ?? []
  const form = forms.find((text) => text.includes(button))
  if (!form) throw new Error(`No form with "${button}" among ${forms.length}`)
  const data = new FormData()
  for (const [input] of form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
    data.set(attribute(input, 'name'), attribute(input, 'value'))
  }
  return data
}

function attribute(tag: string, name: string): string {
  const [, value = ''] = new RegExp(`\\b${name}="([^"]*)"`).exec(tag) ?? []
  return value.replaceAll('&quot;', '"').replaceAll('&#x27;', "'").replaceAll('&lt;', '<').replaceAll('&amp;', '&')
}
