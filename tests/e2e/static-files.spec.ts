import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../../.ci/bootstrap.mjs'
import { expect, test } from '../support/fixtures.ts'

test('the image optimizer fetches nothing for anyone', async ({ request }) => {
  const answer = await request.get('/_next/image?url=%2Fapi%2Fhealth%2Flive&w=64&q=75', { maxRedirects: 0 })
  expect(answer.status()).toBe(404)
})

test('the icons, whose name changes with their content, are kept for a year', async ({ request }) => {
  const name = readdirSync(join(ROOT, 'public')).find((file) => /^icons\..+\.svg$/.test(file))
  const answer = await request.get(`/${name}`)
  expect(answer.status()).toBe(200)
  expect(answer.headers()['cache-control']).toBe('public, max-age=31536000, immutable')
})

test('answers do not say what serves them', async ({ request }) => {
  expect((await request.get('/sign-in')).headers()).not.toHaveProperty('x-powered-by')
})
