import 'server-only'
import { config } from '@/lib/config'
import { mayHaveActed } from '@/lib/databricks/acted'
import { sizeOfFile, uploadFile } from '@/lib/databricks/files'
import type { Workspace } from '@/lib/databricks/workspace'
import { PortalError } from '@/lib/errors'

/** So long a press may hold the bytes of a file: as long as a request may take, and the call that passes them on. */
export const HOLDS_FILE_MS = 100_000

interface Coming {
  readonly field: string
  readonly name: string
  readonly path: string
  readonly bytes: AsyncIterable<Uint8Array>
}

/**
 * A file on its way from a press to its volume. Its bytes are nowhere but in the request that pressed, and they pass once: what
 * breaks off is never resumed. Databricks keeps a file whole or not at all, under a name that holds the run's id, so an answer
 * that was lost is made good by looking whether the file is there with every byte; sent again it would be the same file.
 *
 * A process that dies before leaves a run that nobody can start as it was meant: whoever takes it up has no bytes. The run says
 * since when they are awaited (`files_until`); when that is over it ends as not started, and the person chooses the file again.
 */
export class Upload {
  readonly field: string
  readonly path: string
  readonly #coming: Coming
  #bytes = 0
  #isBegun = false
  #settle: () => void = () => undefined
  /** As soon as nobody needs the request any more. */
  readonly settled = new Promise<void>((resolve) => {
    this.#settle = resolve
  })

  constructor(coming: Coming) {
    this.field = coming.field
    this.path = coming.path
    this.#coming = coming
  }

  /** Answers how many bytes the file has. @throws PortalError file_not_uploaded; databricks_token_refused, for another token's sake */
  async send(workspace: Workspace): Promise<number> {
    if (this.#isBegun) throw this.#lost('cut')
    this.#isBegun = true
    try {
      await uploadFile(workspace, this.path, this.#counted())
    } catch (thrown) {
      if (!(thrown instanceof PortalError) || thrown.code === 'databricks_token_refused') throw thrown
      if (!(await this.#isThere(workspace, thrown))) throw this.#lost(reasonOf(thrown), thrown)
    } finally {
      this.#settle()
    }
    return this.#bytes
  }

  /** Nothing will be sent any more. */
  giveUp(): void {
    this.#settle()
  }

  async *#counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of this.#coming.bytes) {
      this.#bytes += chunk.length
      if (this.#bytes > config().largestUploadBytes) throw this.#lost('too_large')
      yield chunk
    }
  }

  /** After an answer that was lost, or that says that the file is there. */
  async #isThere(workspace: Workspace, thrown: PortalError): Promise<boolean> {
    if (!mayHaveActed(thrown) && thrown.facts.status !== '409') return false
    const size = await sizeOfFile(workspace, this.path).catch((failed: unknown) => {
      if (failed instanceof PortalError) return undefined
      throw failed
    })
    return size !== undefined && size === this.#bytes
  }

  #lost(reason: string, cause?: PortalError): PortalError {
    const facts = { ...cause?.facts, file: this.#coming.name, reason }
    return new PortalError('file_not_uploaded', 'The file did not reach its volume.', { facts, cause })
  }
}

/** What the person can do about it. */
function reasonOf({ code, facts }: PortalError): string {
  // It broke off on our side, which has said why.
  if (code === 'file_not_uploaded') return facts.reason ?? 'cut'
  if (code === 'databricks_no_right' || code === 'databricks_not_member') return 'no_right'
  return code === 'databricks_missing' || facts.status === '400' ? 'no_folder' : 'cut'
}
