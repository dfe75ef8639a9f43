import { Clock } from '../kit/clock.ts'
import { type Emulator, startEmulator } from '../kit/emulator.ts'
import { type Answer, type Call, json } from '../kit/http.ts'
import { CodeStore } from './codes.ts'
import { controlRoutes } from './control.ts'
import type { Entra } from './entra.ts'
import { traceOf } from './errors.ts'
import { identify } from './identify.ts'
import { messagePage } from './pages.ts'
import { authorizeRoutes } from './routes/authorize.ts'
import { discoveryRoutes } from './routes/discovery.ts'
import { logoutRoutes } from './routes/logout.ts'
import { tokenRoutes } from './routes/token.ts'
import { SignIns } from './sign-ins.ts'
import { EntraState } from './state.ts'

export interface EntraEmulatorOptions {
  /** 0 takes any free port. */
  port: number
  /** Keeps users, consents, sessions, refresh tokens and the signing key over restarts. */
  stateFile?: string
  clock?: Clock
  /** Further redirect URIs of the portal's registration; loopback ones of any port are there already. */
  redirectUris?: string[]
}

/** Starts the Entra ID emulator on 127.0.0.1. @throws Error under NODE_ENV=production, or when the port is taken */
export async function startEntraEmulator(options: EntraEmulatorOptions): Promise<Emulator> {
  const clock = options.clock ?? new Clock()
  const state = new EntraState(options.stateFile, options.redirectUris ?? [])
  let origin = ''
  const entra: Entra = { state, clock, codes: new CodeStore(), signIns: new SignIns(), origin: () => origin }
  const emulator = await startEmulator({
    name: 'Entra ID',
    port: options.port,
    clock,
    routes: [
      ...discoveryRoutes(entra),
      ...authorizeRoutes(entra),
      ...tokenRoutes(entra),
      ...logoutRoutes(entra),
      {
        method: 'GET',
        path: '/',
        handle: () => messagePage('Entra ID emulator', 'It works. Sign in from an application.'),
      },
      { method: 'GET', path: '/error', handle: errorHelp },
    ],
    control: controlRoutes(entra),
    identify: (call) => identify(entra, call),
    reset: () => {
      state.reset()
      entra.codes.clear()
      entra.signIns.clear()
    },
    notFound: () => messagePage('Not found', 'The emulator has no such address.', 404),
    decorate: (answer, call) => withRequestIds(answer, call, clock),
    serverError: () =>
      json(500, { error: 'server_error', error_description: 'The emulator failed; its output says why.' }),
  })
  origin = emulator.url
  return { ...emulator, close: () => emulator.close().then(() => state.flush()) }
}

/** Where `error_uri` leads. */
function errorHelp(call: Call): Answer {
  const code = call.query.get('code') ?? ''
  return messagePage('Error', `AADSTS${code.replace(/\D/g, '')}: see the README of this emulator for what it checks.`)
}

function withRequestIds(answer: Answer, call: Call, clock: Clock): Answer {
  const { traceId, correlationId } = traceOf(call, clock.now())
  return { ...answer, headers: { 'x-ms-request-id': traceId, 'client-request-id': correlationId, ...answer.headers } }
}
