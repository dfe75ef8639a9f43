/** What is known of the web request that asks. */
export interface RequestFacts {
  /** Made by the portal for each request; a person who asks for help can name it. */
  readonly id: string
  /** As the portal itself knows it, never as the request says. */
  readonly address: string | undefined
  /** The browser's own words for itself, cut. */
  readonly agent: string | undefined
}
