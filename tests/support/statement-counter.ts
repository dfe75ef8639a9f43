/** Parameters of the messages that a client of PostgreSQL sends: one type byte, then the length with itself in it. */
const TYPE_BYTES = 1
const LENGTH_BYTES = 4
const EXECUTE = 'E'.charCodeAt(0)
const SIMPLE_QUERY = 'Q'.charCodeAt(0)

/**
 * Counts the statements in what one client sends to PostgreSQL, however the network cuts it.
 * Source: PostgreSQL 15, Frontend/Backend Protocol, Message Formats.
 */
export class StatementCounter {
  count = 0
  #rest = Buffer.alloc(0)
  /** The very first message has no type. */
  #typeBytes = 0

  read(bytes: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, bytes])
    for (;;) {
      const head = this.#typeBytes + LENGTH_BYTES
      if (this.#rest.length < head) return
      const end = this.#typeBytes + this.#rest.readInt32BE(this.#typeBytes)
      if (this.#rest.length < end) return
      if (this.#typeBytes > 0 && [EXECUTE, SIMPLE_QUERY].includes(this.#rest[0] ?? 0)) this.count += 1
      this.#rest = this.#rest.subarray(end)
      this.#typeBytes = TYPE_BYTES
    }
  }
}
