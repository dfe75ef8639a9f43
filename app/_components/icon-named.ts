import { ICON_NAMES, type IconName } from './icon-names'

/** The icon that a flow names, as its data says it; the flow icon where the sprite has none of that name. */
export function iconNamed(name: string): IconName {
  return ICON_NAMES.find((known) => known === name) ?? 'flow'
}
