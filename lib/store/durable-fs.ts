import 'server-only'
import { closeSync, fsyncSync, openSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { NodeFS } from '@electric-sql/pglite/nodefs'

const EIO = 29 // as WASI numbers it
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
    readonly stream_ops: { fsync?: (file: OpenFile) => number }
  }
}

type InitOptions = Parameters<NodeFS['init']>[1]

/** PGlite's file system on a folder, with the fsync it lacks: without it a power cut costs the whole folder. */
export class DurableFS extends NodeFS {
  override init(pg: PGlite, options: InitOptions): ReturnType<NodeFS['init']> {
    const addFsync = (module: unknown): void => {
      const { NODEFS } = module as NodeFsModule
      NODEFS.stream_ops.fsync = ({ nfd, node }) => errnoOf(() => flush(nfd ?? NODEFS.realPath(node)))
    }
    return super.init(pg, { ...options, preRun: [...(options.preRun ?? []), addFsync] })
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
