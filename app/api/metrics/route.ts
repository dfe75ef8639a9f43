import { headers } from 'next/headers'
import { respond } from '@/app/_edge'
import { requestFacts } from '@/lib/identity/server/request-facts'
import { EXPOSITION_TYPE } from '@/lib/metrics/exposition'
import { collectMetrics } from '@/lib/metrics/server/collect-metrics'
import { demandMetricsToken } from '@/lib/metrics/server/demand-metrics-token'

/** For Prometheus and its like, with the operator's token; where none is set, there is nothing here. */
export async function GET(): Promise<Response> {
  const asked = await headers()
  const answer = await respond(async () => {
    await demandMetricsToken(asked.get('authorization'), requestFacts(asked))
    return new Response(await collectMetrics(), { headers: { 'Content-Type': EXPOSITION_TYPE } })
  })
  if (answer.status === 401) answer.headers.set('WWW-Authenticate', 'Bearer')
  return answer
}
