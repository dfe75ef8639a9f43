import { expect, it } from 'vitest'
import { signInLogWritten } from '@/lib/identity/server/sign-in-log'
import type { Viewer } from '@/lib/identity/viewer'
import type { ProofHop } from '@/lib/runs/proof'
import { getRun, getRunPulse } from '@/lib/runs/server/get-run'
import { exportProof, proveRun } from '@/lib/runs/server/prove-run'
import { failRunNow } from '@/tests/integration/runs/run-now-calls'
import { flowOf, PING_JOB } from '@/tests/integration/runs/sample-flows'
import { describePortal } from '@/tests/support/in-process-portal'
import { until } from '@/tests/support/until'

const USER = 'user@contoso.example'
const TWO_STEPS = flowOf('two-steps', PING_JOB, {
  steps: ['First', 'Second'].map((name) => ({ action: 'run_now', name, jobId: PING_JOB, jobParameters: {} })),
})
const AS_ME = flowOf('as-me', PING_JOB, { identityMode: 'as_me' })

describePortal('the proof of a run', [flowOf('ping', PING_JOB), TWO_STEPS, AS_ME], (portal) => {
  const ended = async (viewer: Viewer, slug: string): Promise<string> => {
    const runId = await portal.press(viewer, slug)
    const look = async () => {
      await portal.databricks().advanceClock(60_000)
      await getRunPulse(viewer, runId) // as an open page asks: then it is followed at the quick pace
      return getRun(viewer, runId)
    }
    await until(look, ({ run }) => run.state === 'done')
    await signInLogWritten()
    return runId
  }
  const factsOf = (hop: ProofHop | undefined) => Object.fromEntries(hop?.facts ?? [])
  const kinds = (hops: readonly ProofHop[]) => hops.map(({ kind }) => kind)

  it('leads from the click over the token and the call to the result, with who acted and what knows it', async () => {
    const user = await portal.signIn(USER)
    const runId = await ended(user, 'ping')
    const { hops, view } = await proveRun(user, runId)
    expect(kinds(hops).filter((kind) => kind !== 'task')).toEqual([
      'token',
      'press',
      'kept',
      'call',
      'begin',
      'end',
      'result',
    ])
    const [got, press, kept, call, begin] = hops
    expect(press?.identity).toEqual({ kind: 'session', name: USER })
    expect(factsOf(got)).toMatchObject({ grant: 'authorization_code', result: 'success' })
    expect(got?.signInId).toBeDefined()
    expect(factsOf(kept)).toMatchObject({ source: 'kept', scopes: expect.stringContaining('user_impersonation') })
    const seen = (await portal.databricks().requests()).find(({ path }) => path === '/api/2.2/jobs/run-now')
    expect(seen?.upn).toBe(USER)
    expect(factsOf(call)).toMatchObject({
      call: 'POST /api/2.2/jobs/run-now',
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      workspaceId: expect.stringMatching(/^\d+$/),
      creator: USER,
      databricksRunId: view.run.databricksRunId,
    })
    expect(begin?.identity).toEqual({ kind: 'job', name: view.run.runsAs })
  })

  it('has a call for every step, each with a request of its own', async () => {
    const user = await portal.signIn(USER)
    const { hops } = await proveRun(user, await ended(user, 'two-steps'))
    const calls = hops.filter(({ kind }) => kind === 'call')
    expect(calls.map(({ step }) => step)).toEqual([
      { position: 0, attempt: 1 },
      { position: 1, attempt: 1 },
    ])
    expect(new Set(calls.map((call) => factsOf(call).requestId)).size).toBe(2)
    expect(hops.filter(({ kind }) => kind === 'kept')).toHaveLength(2)
  })

  it('names the person where the code acts as them, too', async () => {
    const user = await portal.signIn(USER)
    const { hops } = await proveRun(user, await ended(user, 'as-me'))
    expect(factsOf(hops.find(({ kind }) => kind === 'call')).call).toBe('POST /api/2.2/jobs/runs/submit')
    expect(hops.find(({ kind }) => kind === 'begin')?.identity).toEqual({ kind: 'person', name: USER })
  })

  it('says of a refused press that nothing was started, and by what the workspace knows the refusal', async () => {
    const user = await portal.signIn(USER)
    const body = { error_code: 'PERMISSION_DENIED', message: 'no', details: [{ request_id: 'x' }] }
    await failRunNow(portal, { status: 403, body, headers: { 'x-request-id': 'refusal-1' } })
    const runId = await portal.press(user, 'ping')
    await signInLogWritten()
    const { hops } = await proveRun(user, runId)
    const [refused] = hops.filter(({ kind }) => kind === 'notStarted')
    expect(factsOf(refused)).toMatchObject({ error: 'databricks_no_right', answered: '403', result: 'not started' })
    expect(kinds(hops)).not.toContain('call')
  })

  it('is a file without a token, for its owner and Admins alone (AUTHZ-4, TOK-1)', async () => {
    const [user, other] = [await portal.signIn(USER), await portal.signIn('user2@contoso.example')]
    const admin = await portal.signIn('admin@contoso.example')
    const runId = await ended(user, 'ping')
    const { name, text } = await exportProof(admin, runId)
    const proof = JSON.parse(text)
    expect(name).toBe(`lakeport-run-${proof.run.number}-proof.json`)
    expect(proof.hops.map(({ kind }: ProofHop) => kind)).toEqual(kinds((await proveRun(user, runId)).hops))
    expect(text).not.toMatch(/eyJ|refresh_token":|access_token/)
    await expect(proveRun(other, runId)).rejects.toMatchObject({ code: 'not_found' })
    await expect(exportProof(other, runId)).rejects.toMatchObject({ code: 'not_found' })
  })
})
