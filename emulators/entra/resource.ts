/** An API that tokens can be asked for. */
export interface Resource {
  /** Its application id: the audience of its tokens. */
  id: string
  displayName: string
  /** Application ID URIs, besides the bare id, that a scope may begin with. */
  uris: string[]
  /** The resource chooses the format of its access tokens, not the endpoint. */
  tokenVersion: 1 | 2
  /** Delegated permissions and what the consent page says of each. */
  scopes: Record<string, string>
}
