import { expect, it } from 'vitest'
import { clearOldResults } from '@/lib/store/aged-rows'
import { everyRow } from '@/tests/integration/http/every-row'
import { describePortal } from '@/tests/support/in-process-portal'
import { flowOf, PING_JOB } from './sample-flows'
import { ended } from './steps-of-test'

const USER = 'user@contoso.example'
const QUICK = { setupMs: 10, durationMs: 10, cleanupMs: 10 }
const QUERY = 'SELECT region, sum(sales) FROM merganser_58 GROUP BY region'
const YEAR_MS = 366 * 86_400_000

const secret = { steps: [{ action: 'run_now', jobId: PING_JOB, jobParameters: {}, secretResults: true }] }

describePortal(
  'a SQL task of a job',
  [flowOf('sql-job', PING_JOB), flowOf('secret-sql-job', PING_JOB, secret)],
  (portal) => {
    const run = async (slug: string, sql?: object) => {
      await portal.databricks().putJobs({
        job_id: PING_JOB,
        settings: { name: 'Sales', tasks: [{ task_key: 'sales', sql_task: { warehouse_id: 'w1' } }] },
        script: { tasks: { sales: { ...QUICK, ...(sql && { sql }) } } },
      })
      const user = await portal.signIn(USER)
      const runId = await portal.press(user, slug)
      await portal.databricks().advanceClock(60_000)
      return ended(portal, user, runId)
    }
    const stored = async () => (await everyRow(portal.store())).filter(([, rows]) => rows.includes(QUERY))

    it('leaves its query and where its rows are, until results are removed', async () => {
      const { tasks, run: ran } = await run('sql-job', {
        query_output: { query_text: QUERY, output_link: `${portal.databricks().url}/sql/queries/7` },
      })
      expect(tasks.map(({ output }) => output)).toEqual([
        { kind: 'sql', query: QUERY, url: `${portal.databricks().url}/sql/queries/7`, truncated: false },
      ])
      expect((await stored()).map(([table]) => table)).toEqual(['tasks'])
      await clearOldResults(portal.store().kysely, { before: new Date((ran.endedAt ?? 0) + YEAR_MS), limit: 50 })
      expect(await stored()).toEqual([])
    })

    it('leaves the query that the emulator makes up where no script says otherwise', async () => {
      const [task] = (await run('sql-job')).tasks
      expect(task?.output).toMatchObject({
        kind: 'sql',
        url: `${portal.databricks().url}/sql/queries/${task?.databricksRunId}`,
      })
    })

    it('leaves the state of an alert and the widgets of a dashboard, and no link that leads elsewhere', async () => {
      const output_link = 'https://elsewhere.example/merganser'
      const { tasks } = await run('sql-job', {
        alert_output: { query_text: QUERY, output_link, alert_state: 'TRIGGERED' },
        dashboard_output: { widgets: [{ widget_id: '1', widget_title: 'Sales', output_link, status: 'SUCCESS' }] },
      })
      expect(tasks[0]?.output).toEqual({
        ...{ kind: 'sql', query: QUERY, alert: 'TRIGGERED', truncated: false },
        widgets: [{ title: 'Sales', status: 'SUCCESS' }],
      })
      expect(JSON.stringify(await everyRow(portal.store()))).not.toContain('elsewhere.example')
    })

    it('is told apart from one of dbt, whose results lie in its artifacts', async () => {
      await portal.databricks().putJobs({
        job_id: PING_JOB,
        settings: { name: 'Models', tasks: [{ task_key: 'models', dbt_task: { commands: ['dbt run'] } }] },
        script: { tasks: { models: QUICK } },
      })
      const user = await portal.signIn(USER)
      const runId = await portal.press(user, 'sql-job')
      await portal.databricks().advanceClock(60_000)
      const { tasks } = await ended(portal, user, runId)
      expect(tasks.map(({ output }) => output)).toEqual([{ kind: 'unread', because: 'dbt' }])
    })

    it('leaves nothing where the results of its step are secret', async () => {
      const { tasks } = await run('secret-sql-job', { query_output: { query_text: QUERY } })
      expect(tasks[0]?.output).toBeUndefined()
      expect(await stored()).toEqual([])
      expect((await portal.databricks().requests()).filter(({ path }) => path.endsWith('/get-output'))).toEqual([])
    })
  },
)
