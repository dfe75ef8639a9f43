import 'server-only'
import { closeSync, fsyncSync, openSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { NodeFS } from '@electric-sql/pglite/nodefs'

const EIO = 29 // as WASI numbers it
const LOG_FOLDER = '/pg_wal/'
const ON_WINDOWS = process.platform === 'win32'

interface OpenFile {
  /** Node's descriptor; a folder has none. */
  readonly nfd?: number
  readonly node: FileNode
}

interface FileNode {
  readonly name: string
  readonly parent: FileNode
  readonly mount: { readonly opts: { readonly root: string } }
}

interface NodeFsModule {
  readonly NODEFS: {
    realPath(node: FileNode): string
    readonly stream_ops: { fsync?: (file: OpenFile) => number; write: Write }
  }
}

type Write = (file: OpenFile, ...what: readonly unknown[]) => number
type InitOptions = Parameters<NodeFS['init']>[1]

/** PGlite's file system on a folder, with the fsync it lacks: without it a power cut costs the whole folder. */
export class DurableFS extends NodeFS {
  readonly #onDead: (() => void) | undefined

  /**
   * `onDead` is called when PostgreSQL's log cannot be written or something cannot be flushed. A server of its own would
   * stop then and be started anew; this one goes round in circles, so that nothing in its process runs any more.
   */
  constructor(folder: string, onDead?: () => void) {
    super(folder)
    this.#onDead = onDead
  }

  override init(pg: PGlite, options: InitOptions): ReturnType<NodeFS['init']> {
    const amend = (module: unknown): void => {
      const { NODEFS } = module as NodeFsModule
      const { write } = NODEFS.stream_ops
      NODEFS.stream_ops.write = (file, ...what) =>
        this.#orDead(
          () => write(file, ...what),
          () => NODEFS.realPath(file.node).includes(LOG_FOLDER),
        )
      NODEFS.stream_ops.fsync = ({ nfd, node }) =>
        errnoOf(() =>
          this.#orDead(
            () => flush(nfd ?? NODEFS.realPath(node)),
            () => true,
          ),
        )
    }
    return super.init(pg, { ...options, preRun: [...(options.preRun ?? []), amend] })
  }

  #orDead<T>(work: () => T, isVital: () => boolean): T {
    try {
      return work()
    } catch (thrown) {
      if (isVital()) this.#onDead?.()
      throw thrown
    }
  }
}

/** Flushes every file and folder below `folder`, and the folder itself. */
export function flushTree(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) flushTree(path)
    else if (entry.isFile()) flushFile(path)
  }
  flushFolder(folder)
}

function flush(file: number | string): void {
  if (typeof file === 'number') fsyncSync(file)
  else flushFolder(file)
}

function flushFile(path: string): void {
  const descriptor = openSync(path, 'r+')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Flushes the names in a folder. Windows has no fsync for folders; its file system's journal keeps them. */
export function flushFolder(path: string): void {
  if (ON_WINDOWS) return
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** PostgreSQL is told of a failed flush, and stops rather than acknowledge what the disk has not got. */
function errnoOf(work: () => void): number {
  try {
    work()
    return 0
  } catch {
    return EIO
  }
}
