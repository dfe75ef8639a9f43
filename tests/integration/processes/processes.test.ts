import { describe } from 'vitest'
import { hasPostgres } from '@/tests/support/postgres'
import { clusterOfTest } from './cluster-of-test'
import { kills } from './kills'
import { oneToken } from './one-token'
import { rollingStart } from './rolling-start'
import { sideBySide } from './side-by-side'

describe.skipIf(!hasPostgres())('two portals and a worker behind a balancer without sticky sessions', () => {
  const cluster = clusterOfTest({ first: 'all', second: 'web', worker: 'worker' })
  describe('side by side', () => sideBySide(cluster))
  describe('with one person’s tokens', () => oneToken(cluster))
  describe('when one dies', () => kills(cluster))
  describe('beside a newer version', () => rollingStart(cluster))
})
