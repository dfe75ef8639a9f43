import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readConfig } from '@/lib/config'
import { settingWords } from '@/lib/language/en/setting-words'
import { settingsInForce } from '@/lib/settings/server/setting-values'
import type { Setting } from '@/lib/settings/setting'
import { readKeyRing } from '@/lib/store/key-ring'

type Env = Record<string, string>

const CANARY = 'canary-of-the-settings-page'
const keyOf = (fill: number) => Buffer.alloc(32, fill).toString('base64')
const RING = `new:${keyOf(7)},old:${keyOf(8)}`

const LEAST: Env = {
  NODE_ENV: 'production',
  NEXTAUTH_URL: 'https://portal.contoso.example',
  NEXTAUTH_SECRET: `session-${CANARY}-q8Zr3vXw1Lk0TnYb`,
  AZURE_TENANT_ID: '8f6d3c1a-2b7e-4d95-a0c4-5e9b7f213d60',
  AZURE_CLIENT_ID: 'b3e0a9d2-64c7-4f1b-8d25-97ce1f0a6b34',
  AZURE_CLIENT_SECRET: `client-${CANARY}`,
  DATABRICKS_HOST: 'https://adb-1234567890123456.7.azuredatabricks.net',
  LAKEPORT_KEY_RING: RING,
}
/** All that is secret, or holds what is. */
const SECRETS: Env = {
  LAKEPORT_METRICS_TOKEN: `metrics-${CANARY}-and-more`,
  DATABASE_URL: `postgres://lakeport:${CANARY}@database.contoso.example/lakeport`,
  AZURE_CLIENT_SECRET_NEXT: `next-${CANARY}`,
  LAKEPORT_SMTP_HOST: 'smtp.contoso.example',
  LAKEPORT_SMTP_USER: 'lakeport',
  LAKEPORT_SMTP_PASSWORD: `mail-${CANARY}`,
  LAKEPORT_MAIL_FROM: 'lakeport@contoso.example',
  LAKEPORT_TEAMS_URL: `https://teams.contoso.example/${CANARY}`,
  LAKEPORT_WEBHOOK_URL: `https://hooks.contoso.example/${CANARY}`,
  LAKEPORT_WEBHOOK_SECRET: `webhook-${CANARY}-and-then-some-more`,
}

function settingsOf(env: Env): Setting[] {
  const ring = readKeyRing(env.LAKEPORT_KEY_RING ?? '')
  if (!ring.ok) throw new Error('The key ring does not open')
  return Object.values(settingsInForce(readConfig(env), ring.value)).flat()
}

const named = (settings: readonly Setting[], name: string) => settings.find((setting) => setting.name === name)

it('no secret is among what may be shown, whatever is set', () => {
  const shown = JSON.stringify(settingsOf({ ...LEAST, ...SECRETS }))
  expect(shown).not.toContain(CANARY)
  for (const fill of [7, 8]) expect(shown).not.toContain(keyOf(fill).slice(0, 20))
})

it.each(Object.keys(SECRETS).filter((name) => !/HOST|USER|FROM/.test(name)))(
  'of %s is told that it is set',
  (name) => {
    expect(named(settingsOf({ ...LEAST, ...SECRETS }), name)).toMatchObject({
      value: { kind: 'hidden' },
      isGiven: true,
    })
    expect(named(settingsOf(LEAST), name)).toMatchObject({ value: { kind: 'hidden' }, isGiven: false })
  },
)

it('a default is told from the same value that was set', () => {
  const value = { kind: 'amount', amount: 90, unit: 'days' }
  expect(named(settingsOf(LEAST), 'LAKEPORT_KEEP_RUNS_DAYS')).toMatchObject({ value, isGiven: false })
  const given = settingsOf({ ...LEAST, LAKEPORT_KEEP_RUNS_DAYS: '90' })
  expect(named(given, 'LAKEPORT_KEEP_RUNS_DAYS')).toMatchObject({ value, isGiven: true })
})

it('of the key ring the ids are shown, the one that writes first', () => {
  expect(named(settingsOf(LEAST), 'LAKEPORT_KEY_RING')?.value).toEqual({ kind: 'list', entries: ['new', 'old'] })
})

it('every setting of the portal that .env.example documents is shown, once and in words', () => {
  const example = readFileSync('.env.example', 'utf8')
  const documented = [...example.matchAll(/^#? ?([A-Z][A-Z0-9_]*)=/gm)].map(([, name = '']) => name)
  const portals = documented.filter((name) => !name.endsWith('_EMULATOR_PORT'))
  const shown = settingsOf(LEAST).map(({ name }) => name)
  expect(shown.toSorted()).toEqual(portals.toSorted())
  expect(Object.keys(settingWords).toSorted()).toEqual(portals.toSorted())
})
