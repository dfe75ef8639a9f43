import { createPublicKey, type JsonWebKey, X509Certificate } from 'node:crypto'
import { type Answer, type Call, json, type Route } from '../kit/http.ts'
import { thumbprintSha256 } from './client-authentication.ts'
import type { Entra } from './entra.ts'
import { patchApp, patchMode, patchUser } from './patches.ts'
import { emptyApp, GROUPS, newUser } from './seed.ts'
import { createSigningKey } from './signing-key.ts'
import type { App, User } from './state.ts'

/** What tests steer here beyond the calls that every emulator has. */
export function controlRoutes(entra: Entra): Route[] {
  const changing = (handle: (call: Call) => Answer) => (call: Call) => {
    const answer = handle(call)
    entra.state.changed()
    return answer
  }
  return [
    { method: 'GET', path: '/users', handle: () => json(200, entra.state.directory.users) },
    { method: 'GET', path: '/groups', handle: () => json(200, groupsWithMembers(entra)) },
    { method: 'PUT', path: '/users/:name', handle: changing((call) => putUser(entra, call)) },
    { method: 'PATCH', path: '/users/:name', handle: changing((call) => onUser(entra, call, changeUser)) },
    { method: 'POST', path: '/users/:name/revoke', handle: changing((call) => onUser(entra, call, revoke)) },
    { method: 'POST', path: '/mode', handle: changing((call) => changeMode(entra, call)) },
    { method: 'POST', path: '/apps/:clientId', handle: changing((call) => changeApp(entra, call)) },
    { method: 'POST', path: '/apps/:clientId/certificates', handle: changing((call) => addCertificate(entra, call)) },
    {
      method: 'POST',
      path: '/apps/:clientId/federated-credentials',
      handle: changing((call) => addFederatedCredential(entra, call)),
    },
    { method: 'DELETE', path: '/consents', handle: changing(() => deleteConsents(entra)) },
    { method: 'POST', path: '/keys', handle: changing(() => rotateKeys(entra)) },
  ]
}

function onUser(entra: Entra, call: Call, change: (user: User, call: Call) => void): Answer {
  const user = entra.state.findUser(call.params.name ?? '')
  if (!user) return json(404, { error: `No user ${call.params.name}` })
  change(user, call)
  return json(200, user)
}

/** The named groups of the seed, and who is in them; membership is a field of each user. */
function groupsWithMembers(entra: Entra) {
  const members = (id: string) => entra.state.directory.users.filter(({ groups }) => groups.includes(id))
  return GROUPS.map(({ id, displayName }) => ({ id, displayName, members: members(id).map(({ upn }) => upn) }))
}

/** Somebody new, who has the fields of a `PATCH` or a plain user's. */
function putUser(entra: Entra, call: Call): Answer {
  const { users } = entra.state.directory
  const name = call.params.name ?? ''
  if (entra.state.findUser(name)) throw new TypeError(`${name} is there already`)
  const user = newUser(users.length + 1, name)
  patchUser(user, asRecord(call))
  users.push(user)
  return json(201, user)
}

function changeUser(user: User, call: Call): void {
  patchUser(user, asRecord(call))
}

/** Ends every grant and browser session of a person, as "revoke sessions" does; access tokens live on. */
function revoke(user: User): void {
  user.grantsRevoked += 1
}

function changeMode(entra: Entra, call: Call): Answer {
  patchMode(entra.state.directory.mode, asRecord(call))
  return json(200, entra.state.directory.mode)
}

/** An unknown client id is a new registration. */
function changeApp(entra: Entra, call: Call): Answer {
  const clientId = (call.params.clientId ?? '').toLowerCase()
  const { apps } = entra.state.directory
  const known = entra.state.app(clientId)
  const app = known ?? emptyApp(clientId, 'Application', apps.length + 1)
  patchApp(app, asRecord(call))
  if (!known) apps.push(app)
  return json(known ? 200 : 201, shown(app))
}

function shown({ secrets, ...app }: App): Record<string, unknown> {
  return { ...app, secrets: secrets.map(({ expired }) => ({ expired })) }
}

function addCertificate(entra: Entra, call: Call): Answer {
  const app = entra.state.app(call.params.clientId ?? '')
  if (!app) return json(404, { error: `No application ${call.params.clientId}` })
  const text = call.text().trim()
  const pem = text.startsWith('{') ? String(asRecord(call).certificate) : text
  if (!isCertificate(pem)) throw new TypeError('the body is a certificate in PEM')
  app.certificates.push(pem)
  return json(201, { thumbprintSha256: thumbprintSha256(pem) })
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).publicKey.asymmetricKeyType === 'rsa'
  } catch {
    return false
  }
}

/** `{issuer, subject, audience?, keys: [JWK]}` or `publicKey` in PEM in place of the keys. */
function addFederatedCredential(entra: Entra, call: Call): Answer {
  const app = entra.state.app(call.params.clientId ?? '')
  if (!app) return json(404, { error: `No application ${call.params.clientId}` })
  const { issuer, subject, audience = 'api://AzureADTokenExchange', keys, publicKey } = asRecord(call)
  if (typeof issuer !== 'string' || typeof subject !== 'string' || typeof audience !== 'string') {
    throw new TypeError('issuer, subject and audience are strings')
  }
  const given = typeof publicKey === 'string' ? [createPublicKey(publicKey).export({ format: 'jwk' })] : keys
  if (!Array.isArray(given) || given.length === 0) throw new TypeError('keys is a list of JWK, or publicKey a PEM')
  app.federated.push({ issuer, subject, audience, keys: given as JsonWebKey[] })
  return json(201, { issuer, subject, audience })
}

function deleteConsents(entra: Entra): Answer {
  entra.state.directory.consents = []
  return json(200, {})
}

/** A new key signs from now on; the old one stays published. */
function rotateKeys(entra: Entra): Answer {
  const key = createSigningKey()
  entra.state.directory.keys = [...entra.state.directory.keys.slice(-1), key]
  return json(201, { kid: key.kid })
}

function asRecord(call: Call): Record<string, unknown> {
  const value = call.json()
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TypeError('a JSON object is expected')
  return value as Record<string, unknown>
}
