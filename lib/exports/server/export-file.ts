import 'server-only'
import { type ExportColumn, type ExportFormat, fileName, shapeOf } from '@/lib/exports/export-format'
import { describeError, log } from '@/lib/log'
import { type Place, takePlace } from './one-at-a-time'

/** A file that is made while it is sent. */
export interface ExportFile {
  readonly name: string
  readonly type: string
  readonly body: ReadableStream<Uint8Array>
}

interface Export<Row> {
  /** For the name of the file. */
  readonly what: string
  readonly format: ExportFormat
  readonly columns: readonly ExportColumn<Row>[]
  /** Who asks: one export at a time for each person, in this process. */
  readonly personId: string
  /** The rows, batch by batch: the next one is read when the one before has left. */
  readonly batches: () => AsyncGenerator<readonly Row[]>
  /** Writes that the export is made: without this row nothing of it is sent (AUD-4). */
  readonly record: () => Promise<void>
}

/**
 * A file of any size at constant memory: a batch of rows is in memory, and no more is read than the other side takes. Whoever
 * goes away ends it. One that cannot be finished breaks off, and so is no whole file to whoever gets it.
 * @throws PortalError too_many_requests while another export of the person goes on; what `record` throws
 */
export async function exportFile<Row>(asked: Export<Row>): Promise<ExportFile> {
  const { what, format, personId, record } = asked
  const place = takePlace(personId)
  try {
    await record()
  } catch (thrown) {
    place.leave()
    throw thrown
  }
  return {
    name: fileName(what, format, new Date()),
    type: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8',
    body: streamOf(textsOf(asked), place),
  }
}

async function* textsOf<Row>({ format, columns, batches }: Export<Row>): AsyncGenerator<string> {
  const shape = shapeOf(format, columns)
  yield shape.head
  let isFirst = true
  for await (const batch of batches()) {
    if (batch.length === 0) continue
    yield shape.rows(batch, isFirst)
    isFirst = false
  }
  yield shape.end
}

/** Reads on when it is asked to, and not before: nothing waits in a queue of its own. */
function streamOf(texts: AsyncGenerator<string>, place: Place): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await texts.next()
          place.stay()
          if (!done) return controller.enqueue(encoder.encode(value))
          place.leave()
          controller.close()
        } catch (thrown) {
          place.leave()
          log('error', 'export.broken_off', describeError(thrown))
          controller.error(thrown)
        }
      },
      async cancel() {
        place.leave()
        await texts.return(undefined)
      },
    },
    { highWaterMark: 0 },
  )
}
