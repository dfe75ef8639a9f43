import 'server-only'
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import {
  ConfidentialClientApplication,
  type Configuration,
  type ICachePlugin,
  type INetworkModule,
  LogLevel,
} from '@azure/msal-node'
import type { ClientCredential } from '@/lib/config'
import { PortalError } from '@/lib/errors'
import { type EntraRegistration, endpointsOf } from './application'

/** One person's MSAL cache as text, and whether MSAL changed it. Nothing but the caller stores it. */
export interface CacheText {
  text: string
  changed: boolean
}

/**
 * A client for one operation on one person's cache. It is never shared: MSAL writes all it has in memory, so a client
 * used for two people would put the tokens of one into the partition of the other.
 */
export function openClient(
  application: EntraRegistration,
  credential: ClientCredential,
  network: INetworkModule,
  cache: CacheText,
): ConfidentialClientApplication {
  return new ConfidentialClientApplication({
    auth: { clientId: application.clientId, ...authorityOf(application), ...authOf(credential) },
    cache: { cachePlugin: pluginOver(cache) },
    system: {
      networkClient: network,
      loggerOptions: { piiLoggingEnabled: false, logLevel: LogLevel.Error, loggerCallback: () => undefined },
    },
  })
}

function pluginOver(cache: CacheText): ICachePlugin {
  return {
    beforeCacheAccess: async ({ tokenCache }) => {
      if (cache.text !== '') tokenCache.deserialize(cache.text)
    },
    afterCacheAccess: async ({ tokenCache, cacheHasChanged }) => {
      if (!cacheHasChanged) return
      cache.text = tokenCache.serialize()
      cache.changed = true
    },
  }
}

type AuthOptions = Configuration['auth']

/**
 * MSAL refuses an http authority. Where the settings name one (loopback only, as `config` checks), it is given the
 * endpoints instead of discovering them; the real clouds are built into MSAL and need neither.
 */
function authorityOf(
  application: EntraRegistration,
): Pick<AuthOptions, 'authority' | 'knownAuthorities' | 'authorityMetadata'> {
  const { host, protocol } = new URL(application.authorityHost)
  const authority = `https://${host}/${application.tenantId}`
  if (protocol === 'https:') return { authority, knownAuthorities: [host] }
  const endpoints = endpointsOf(application)
  return {
    authority,
    knownAuthorities: [host],
    authorityMetadata: JSON.stringify({
      issuer: endpoints.issuer,
      authorization_endpoint: endpoints.authorize,
      token_endpoint: endpoints.token,
      jwks_uri: endpoints.jwks,
      end_session_endpoint: endpoints.logout,
    }),
  }
}

function authOf(credential: ClientCredential): Partial<AuthOptions> {
  if (credential.kind === 'secret') return { clientSecret: credential.secret }
  if (credential.kind === 'certificate') {
    return { clientCertificate: certificateFrom(credential.pem ?? readCredentialFile(credential.path)) }
  }
  // Read for every request: Kubernetes replaces the projected token while the process runs.
  return { clientAssertion: async () => readCredentialFile(credential.path).trim() }
}

/** One PEM text holds the certificate and its private key, as Azure's own tools expect it. */
function certificateFrom(pem: string): NonNullable<AuthOptions['clientCertificate']> {
  const certificate = readCertificate(pem)
  const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]+?-----END [A-Z ]*PRIVATE KEY-----/.exec(pem)?.[0]
  if (!privateKey)
    throw new PortalError('entra_configuration', 'The client certificate comes without its private key.')
  return { thumbprintSha256: certificate.fingerprint256.replaceAll(':', ''), privateKey, x5c: certificate.toString() }
}

function readCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch (cause) {
    throw new PortalError('entra_configuration', 'The client certificate is none.', { cause })
  }
}

function readCredentialFile(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new PortalError('entra_configuration', 'The client credential file cannot be read.', { cause })
  }
}
