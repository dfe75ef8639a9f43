import 'server-only'
import { PortalError } from '@/lib/errors'
import { exchange, headerOf } from './exchange'
import { healthOf } from './health'
import { refusal } from './refusal'
import type { Workspace } from './workspace'

const ROOT = '/api/2.0/fs/files'
const UPLOAD_MS = 60_000
const LOOK_MS = 10_000

/**
 * Writes a file of a Unity Catalog volume while its bytes arrive: PUT /api/2.0/fs/files{path}. One that is there already is
 * never replaced; what was written in part is not there at all. Never repeated here: the bytes come once.
 * @param path `/Volumes/<catalog>/<schema>/<volume>/…`
 * @throws PortalError with one of the databricks_ codes; `mayHaveActed` says whether the file may be there all the same
 */
export async function uploadFile(
  workspace: Workspace,
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  stop?: AbortSignal,
): Promise<void> {
  const deadline = AbortSignal.timeout(UPLOAD_MS)
  const signal = stop ? AbortSignal.any([deadline, stop]) : deadline
  const call = { method: 'PUT', path: `${ROOT}${encoded(path)}?overwrite=false`, body: bytes } as const
  await watched(workspace, async () => {
    const answer = await exchange(workspace, call, signal)
    if (answer.status < 200 || answer.status > 299) throw refusal(answer, asked(workspace, path))
  })
}

/** How many bytes a file of a volume has; `undefined` where it is not there. @throws PortalError databricks_* */
export async function sizeOfFile(workspace: Workspace, path: string): Promise<number | undefined> {
  const call = { method: 'HEAD', path: `${ROOT}${encoded(path)}` } as const
  return watched(workspace, async () => {
    const answer = await exchange(workspace, call, AbortSignal.timeout(LOOK_MS))
    if (answer.status === 404) return undefined
    if (answer.status !== 200) throw refusal(answer, asked(workspace, path))
    const bytes = Number(headerOf(answer.headers, 'content-length'))
    if (Number.isSafeInteger(bytes)) return bytes
    throw new PortalError('databricks_odd_answer', 'A file has no size.')
  })
}

function asked(workspace: Workspace, path: string) {
  const redact = (text: string) => workspace.redact(text)
  return { path: `${ROOT}${path}`, right: 'Write Volume', origin: workspace.origin, now: Date.now(), redact } as const
}

/** Segment by segment: a slash of a name would lead elsewhere. */
function encoded(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}

async function watched<T>({ origin }: Workspace, work: () => Promise<T>): Promise<T> {
  const health = healthOf(origin)
  health.enter(Date.now())
  try {
    const answer = await work()
    health.settle(undefined, Date.now())
    return answer
  } catch (thrown) {
    health.settle(thrown, Date.now())
    throw thrown
  }
}
