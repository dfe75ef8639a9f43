import { createHash } from 'node:crypto'
import type { Users } from './compute.ts'
import { mayUse } from './compute-access.ts'
import { denied, invalid, refusal } from './errors.ts'
import type { Member } from './people.ts'

/** A volume of Unity Catalog, and who holds READ VOLUME and WRITE VOLUME on it. */
export interface Volume {
  /** `/Volumes/<catalog>/<schema>/<volume>` */
  path: string
  creator: string
  users: Users
}

interface StoredFile {
  bytes: Buffer
  writer: string
  at: number
}

const VOLUME = /^\/Volumes(\/[^/]+){3}/

/** The files of the workspace's volumes; they are gone with the process. */
export class Volumes {
  readonly #volumes = new Map<string, Volume>()
  readonly #files = new Map<string, StoredFile>()

  clear(seeded: Volume[]): void {
    this.#volumes.clear()
    this.#files.clear()
    for (const volume of seeded) this.put(volume)
  }

  put(volume: Volume): void {
    this.#volumes.set(volume.path, volume)
  }

  /** @throws Refusal 409 for a file that is there, unless it is to be overwritten; and what `#require` throws */
  write(path: string, bytes: Buffer, caller: Member, { overwrite, at }: { overwrite: boolean; at: number }): void {
    this.#require(path, caller, 'WRITE VOLUME')
    if (!overwrite && this.#files.has(path)) {
      throw refusal(409, 'ALREADY_EXISTS', `The file being created already exists: ${path}`)
    }
    this.#files.set(path, { bytes, writer: caller.userName, at })
  }

  /** @throws Refusal 404 for a file that is not there; and what `#require` throws */
  read(path: string, caller: Member): StoredFile {
    this.#require(path, caller, 'READ VOLUME')
    const file = this.#files.get(path)
    if (!file) throw refusal(404, 'NOT_FOUND', `The file being accessed is not found: ${path}`)
    return file
  }

  /** For control calls: what is there, and whose it is. */
  list(): object[] {
    return [...this.#files].map(([path, { bytes, writer }]) => ({
      path,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      user_name: writer,
    }))
  }

  /** @throws Refusal 400 for a path outside of any volume, 404 for a volume that is not there, 403 without the right */
  #require(path: string, caller: Member, right: string): void {
    const [name] = VOLUME.exec(path) ?? []
    const isPlain = !path
      .split('/')
      .slice(1)
      .some((part) => part === '' || part === '.' || part === '..')
    if (name === undefined || name === path || !isPlain) throw invalid(`Invalid path: ${path}`)
    const volume = this.#volumes.get(name)
    const unity = name.split('/').slice(2).join('.')
    if (!volume) throw refusal(404, 'NOT_FOUND', `Volume '${unity}' does not exist.`)
    if (!mayUse(caller, volume)) throw denied(`User does not have ${right} on Volume '${unity}'.`)
  }
}
