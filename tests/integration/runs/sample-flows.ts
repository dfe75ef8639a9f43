import { readFileSync } from 'node:fs'

/** Jobs of the emulator's seed. */
export const SALES_JOB = '410000000000001'
export const FORECAST_JOB = '410000000000004'
export const PING_JOB = '410000000000006'

/** The demo's own flows. */
export const SAMPLE_FLOWS: readonly unknown[] = JSON.parse(readFileSync('emulators/sample-flows.json', 'utf8')).flows

/** A flow of one job without any input, open to every user. */
export function flowOf(slug: string, jobId: string, more: object = {}): object {
  return {
    slug,
    title: slug,
    owner: 'maker@contoso.example',
    steps: [{ action: 'run_now', jobId, jobParameters: {} }],
    audience: { roles: ['Portal.User'], people: [] },
    ...more,
  }
}

/** A flow whose one input is sealed until the job has it. */
export const SECRET_FLOW = flowOf('with-secret', PING_JOB, {
  inputs: {
    type: 'object',
    additionalProperties: false,
    properties: { password: { type: 'string', title: 'Password', 'x-control': 'secret' } },
  },
  steps: [{ action: 'run_now', jobId: PING_JOB, jobParameters: { password: { input: 'password' } } }],
})
