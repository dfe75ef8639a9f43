import 'server-only'
import { isFromSettings } from '@/lib/connectors/connector'
import type { Viewer } from '@/lib/identity/viewer'
import type { ConnectorWords } from '@/lib/language/words'
import { type Parsed, parsed } from '@/lib/result'
import { checkGeneral, type GeneralTexts } from './check-facts'
import { type Save, saveConnector } from './save-connector'

/** The step General. The host of the settings' own connector is not to be changed here. @throws PortalError as saveConnector */
export function saveGeneral(
  viewer: Viewer,
  save: Save,
  typed: GeneralTexts,
  words: ConnectorWords,
): Promise<Parsed<number>> {
  return saveConnector(viewer, save, async (now) => {
    const host = isFromSettings(now) ? now.origin : typed.host
    const general = checkGeneral({ ...typed, host }, words)
    return general.ok ? parsed(general.value) : general
  })
}
