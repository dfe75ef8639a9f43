import { WAYS, type Way } from './notice'

/** The ways that settings allow for: each one out of the portal takes a place of the operator's to send to. */
export function waysWith(settings: {
  readonly mail?: unknown
  readonly teams?: unknown
  readonly webhook?: unknown
}) {
  const isThere: Readonly<Record<Way, boolean>> = {
    app: true,
    email: settings.mail !== undefined,
    teams: settings.teams !== undefined,
    webhook: settings.webhook !== undefined,
  }
  return WAYS.filter((way) => isThere[way])
}
