import { type ConnectTo, connect } from '@/lib/connections/server/connect'
import type { Connected } from '@/lib/connections/server/finish-connecting'
import { type CameBack, finishConnecting } from '@/lib/connections/server/finish-connecting'
import type { Viewer } from '@/lib/identity/viewer'
import { Browser } from '@/tests/integration/emulators/entra-support'

/** Where the portal sends the viewer's browser. */
export async function wayTo(viewer: Viewer, to: ConnectTo): Promise<URL> {
  const { authorizeAt } = await connect(viewer, to)
  if (!authorizeAt) throw new Error('There is nothing to authorize')
  return new URL(authorizeAt)
}

/** Goes there without a screen; Entra sends the browser back with this. */
export async function goTo(url: URL): Promise<CameBack> {
  const page = await new Browser(url.origin).open(url.href)
  if (!page.location) throw new Error(`Entra stays where it is: ${page.status} ${page.markup}`)
  return Object.fromEntries(page.location.searchParams)
}

/** There and back again. `change` is what the person does otherwise at Entra. */
export async function connectThrough(
  viewer: Viewer,
  to: ConnectTo,
  change: (url: URL) => void = () => undefined,
): Promise<Connected> {
  const url = await wayTo(viewer, to)
  change(url)
  return finishConnecting(viewer, await goTo(url))
}
