import 'server-only'
import type { TestAnswer, TestRequest } from '@/lib/connectors/test-result'
import type { Aged } from './aged-rows'
import type { Executor } from './database'

/** So many of one person's results are kept for a connector. */
const KEPT = 5

export interface ConnectorTest {
  readonly id: string
  readonly operationId: string
  readonly asked: TestRequest
  /** Undefined while it is under way, and for ever where the process died before it could say. */
  readonly answered: TestAnswer | undefined
  readonly at: Date
}

interface TestOfForm {
  readonly connectorId: string
  readonly personId: string
  /** Of the form. */
  readonly clientKey: string
}

/** The test that this form has made already. */
export async function selectTestOfForm(db: Executor, form: TestOfForm): Promise<string | undefined> {
  const row = await db
    .selectFrom('connector_tests')
    .select('id')
    .where('connector_id', '=', form.connectorId)
    .where('person_id', '=', form.personId)
    .where('client_key', '=', form.clientKey)
    .executeTakeFirst()
  return row?.id
}

/** False when the same form was kept in the same moment: then nothing is to be sent. The person's older ones make room. */
export async function insertTest(
  trx: Executor,
  test: TestOfForm & Omit<ConnectorTest, 'answered'>,
): Promise<boolean> {
  const inserted = await trx
    .insertInto('connector_tests')
    .values({
      id: test.id,
      connector_id: test.connectorId,
      person_id: test.personId,
      client_key: test.clientKey,
      operation_id: test.operationId,
      asked: JSON.stringify(test.asked),
      answered: null,
      status: null,
      at: test.at,
    })
    .onConflict((conflict) => conflict.columns(['connector_id', 'person_id', 'client_key']).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!inserted) return false
  const kept = ofPerson(trx, test).select('id')
  await trx
    .deleteFrom('connector_tests')
    .where('connector_id', '=', test.connectorId)
    .where('person_id', '=', test.personId)
    .where('id', 'not in', kept)
    .execute()
  return true
}

/** `status` is what a list shows of it. */
export async function finishTest(db: Executor, id: string, answered: TestAnswer, status: string): Promise<void> {
  await db
    .updateTable('connector_tests')
    .set({ answered: JSON.stringify(answered), status })
    .where('id', '=', id)
    .execute()
}

/** One person's own, newest first: what came back is for who asked, with whose token it was. */
export async function selectTests(
  db: Executor,
  of: Pick<TestOfForm, 'connectorId' | 'personId'>,
): Promise<ConnectorTest[]> {
  const rows = await ofPerson(db, of).selectAll().execute()
  return rows.map((row) => ({
    id: row.id,
    operationId: row.operation_id,
    asked: row.asked,
    answered: row.answered ?? undefined,
    at: row.at,
  }))
}

function ofPerson(db: Executor, { connectorId, personId }: Pick<TestOfForm, 'connectorId' | 'personId'>) {
  return db
    .selectFrom('connector_tests')
    .where('connector_id', '=', connectorId)
    .where('person_id', '=', personId)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(KEPT)
}

/** Answers how many went. */
export async function deleteOldTests(trx: Executor, { before, limit }: Aged): Promise<number> {
  const old = trx.selectFrom('connector_tests').select('id').where('at', '<', before).limit(limit)
  const gone = await trx.deleteFrom('connector_tests').where('id', 'in', old).returning('id').execute()
  return gone.length
}
