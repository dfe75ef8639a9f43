import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { until } from '../../support/until'
import type { PortalOfTest } from './portal-of-test'

export function inspectorTests(portal: () => PortalOfTest): void {
  describe('Node’s inspector', () => {
    it('stays shut when somebody on the machine sends the signal that opens it (OPS-6)', async () => {
      const { stack, open } = portal()
      process.kill(stack.portal.pid, 'SIGUSR1')
      // The signal is dealt with between two requests, and Node says at once that the inspector listens.
      let answers = 0
      await until(
        async () => {
          answers += (await open().get('/api/health/live')).status === 200 ? 1 : 0
          return answers
        },
        (count) => count >= 10,
      )
      expect(readFileSync(stack.logFile, 'utf8')).not.toContain('Debugger listening')
    })
  })
}
