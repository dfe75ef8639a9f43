import 'server-only'
import type { ClientCredential, Config } from '@/lib/config'
import { authorityFinding } from '@/lib/doctor/authority'
import { clockFindings } from '@/lib/doctor/clock'
import { credentialFindings, type Shown } from '@/lib/doctor/credential'
import type { Asked } from '@/lib/doctor/entra-numbers'
import type { Finding } from '@/lib/doctor/finding'
import { type Consents, consentFinding, redirectFinding } from '@/lib/doctor/sign-in'
import { endpointsOf } from '@/lib/entra/application'
import { expiryOf } from '@/lib/entra/credential-expiry'
import { lookAtMetadata, lookAtSignIn, showCredential } from '@/lib/entra/probe'
import { PortalError } from '@/lib/errors'
import { signInScopesFor } from '@/lib/identity/server/entra-application'

const CALLBACK = '/api/auth/callback/azure-ad'

/** Authority, redirect URI, credentials, consent and clock, as Entra ID sees them. */
export async function examineEntra(config: Config, consents: Consents | undefined): Promise<Finding[]> {
  const { tenantId, clientId, origin, databricksResourceId: resourceId } = config
  const asked: Asked = { tenantId, clientId, redirectUri: `${origin}${CALLBACK}`, resourceId }
  const [metadata, signIn, shown] = await Promise.all([
    lookAtMetadata(config),
    lookAtSignIn(config, asked.redirectUri, signInScopesFor(resourceId)),
    showCredentials(config),
  ])
  const refusal = shown.find(({ number }) => number !== undefined)?.number
  return [
    authorityFinding(metadata, endpointsOf(config), asked),
    ...clockFindings('Entra ID', metadata),
    redirectFinding(signIn, asked),
    ...credentialFindings(shown, asked, Date.now(), config.credentialWarningMs),
    consentFinding(signIn, refusal, asked, consents),
  ]
}

function showCredentials(config: Config): Promise<Shown[]> {
  const { credential, nextCredential } = config
  const all = [
    { credential, isNext: false },
    ...(nextCredential ? [{ credential: nextCredential, isNext: true }] : []),
  ]
  return Promise.all(all.map((one) => showOne(config, one)))
}

async function showOne(
  config: Config,
  { credential, isNext }: { credential: ClientCredential; isNext: boolean },
): Promise<Shown> {
  const refusal = await showCredential(config, credential, config.databricksResourceId)
  const number = refusal?.facts.aadsts?.replace('AADSTS', '')
  return {
    kind: credential.kind,
    isNext,
    endsAt: endOf(credential),
    outcome: outcomeOf(refusal),
    number,
    why: refusal?.facts.error ?? refusal?.message,
  }
}

function outcomeOf(refusal: PortalError | undefined): Shown['outcome'] {
  if (!refusal) return 'accepted'
  if (refusal.facts.error !== undefined) return 'refused'
  return refusal.code === 'entra_configuration' ? 'unreadable' : 'silent'
}

/** Epoch ms. A file that cannot be read is told by whoever shows it. */
function endOf(credential: ClientCredential): number | undefined {
  try {
    return expiryOf(credential)?.getTime()
  } catch (thrown) {
    if (thrown instanceof PortalError) return undefined
    throw thrown
  }
}
