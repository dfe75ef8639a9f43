import { beforeAll, expect, it } from 'vitest'
import { demandRole, viewerOfSessionKey } from '@/lib/identity/server/viewer'
import { describePortal } from '@/tests/support/in-process-portal'
import { signedIn } from './sign-in-use-case'

const NO_ROLE = '00000000-0000-4000-8000-000000000006'

describePortal('LAKEPORT_ADMINS', [], (portal) => {
  it('makes an Admin of whom it names, before there are app roles, and of nobody else', async () => {
    const { sessionKey } = await signedIn(portal.entra().url, 'norole@contoso.example')
    const viewer = await viewerOfSessionKey(sessionKey)
    expect(viewer).toMatchObject({ objectId: NO_ROLE, roles: ['Portal.User', 'Portal.Maker', 'Portal.Admin'] })
    const asked = { action: 'runs.view', target: 'runs' } as const
    if (viewer) await demandRole(viewer, 'Portal.Admin', asked)
    const other = await viewerOfSessionKey((await signedIn(portal.entra().url, 'user@contoso.example')).sessionKey)
    expect(other?.roles).toEqual(['Portal.User'])
    await expect(other && demandRole(other, 'Portal.Admin', asked)).rejects.toMatchObject({ code: 'not_permitted' })
  })
})

// After the portal's own settings, which name nobody, and before they are read.
beforeAll(() => {
  process.env.LAKEPORT_ADMINS = NO_ROLE
})
