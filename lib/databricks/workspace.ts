import 'server-only'
import type { Dispatcher } from 'undici'
import { PortalError } from '@/lib/errors'
import { type Dialling, poolFor, type Resolve } from './dialer'
import { parseWorkspaceHost, type WorkspaceHost } from './host'

/** What an operator decides about the network. One object for a process. */
export interface WorkspaceNetwork {
  /** Exact `host[:port]` entries besides the Databricks zones. Empty means none. */
  readonly allowedHosts: readonly string[]
  /** Private networks in which workspaces lie (Private Link). None where it is not given. */
  readonly allowedNetworks?: readonly string[]
  readonly resolve?: Resolve
}

interface WorkspaceOptions {
  /** `adb-1.2.azuredatabricks.net`, with or without its scheme. */
  readonly host: string
  /** A person's access token for Databricks. */
  readonly token: string
  readonly network: WorkspaceNetwork
}

/** One person's way into one workspace. The token shows in no log, no JSON and no inspection of it. */
export class Workspace {
  readonly origin: string
  readonly #host: WorkspaceHost
  readonly #token: string
  readonly #dialling: Dialling

  /** @throws PortalError databricks_configuration for a host that may not be called, databricks_token_refused */
  constructor({ host, token, network }: WorkspaceOptions) {
    if (!/^[\x21-\x7e]+$/.test(token)) throw notABearerToken()
    this.#host = parseWorkspaceHost(host, network.allowedHosts)
    this.#token = token
    this.#dialling = { networks: network.allowedNetworks ?? [], resolve: network.resolve }
    this.origin = this.#host.origin
  }

  authorization(): string {
    return `Bearer ${this.#token}`
  }

  dispatcher(): Dispatcher {
    return poolFor(this.#host, this.#dialling)
  }

  /** Text from outside with the token blacked out, should an answer echo it. */
  redact(text: string): string {
    return text.replaceAll(this.#token, '***')
  }
}

function notABearerToken(): PortalError {
  return new PortalError('databricks_token_refused', 'That is no bearer token.', { facts: { arrived: 'no' } })
}
