import 'server-only'
import { setTimeout as wait } from 'node:timers/promises'
import { Client } from 'pg'
import { describeError, log } from '@/lib/log'
import { storeFailure } from './failure'
import { channelName, outsideTransaction } from './notify'
import { connectionTo, drop, dropWhenSilent } from './postgres-connection'

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 10_000
const HEARTBEAT_MS = 10_000
const SILENCE_MS = 2 * HEARTBEAT_MS

interface Subscription {
  readonly channel: string
  readonly onMessage: (payload: string) => void
  readonly onGap: () => void
}

/**
 * One connection for all channels of a process; not one of the pool's, because LISTEN belongs to a session.
 * When it breaks it is made anew, every channel is listened to again, and every subscriber learns of the gap.
 */
export class PostgresListener {
  readonly #databaseUrl: string
  readonly #subscriptions = new Set<Subscription>()
  readonly #closing = new AbortController()
  #connection: Promise<Client> | undefined

  constructor(databaseUrl: string) {
    this.#databaseUrl = databaseUrl
  }

  /** @throws PortalError store_unavailable when the first connection fails; later ones are tried for ever */
  async listen(
    channel: string,
    onMessage: (payload: string) => void,
    onGap: () => void = () => undefined,
  ): Promise<() => Promise<void>> {
    const subscription: Subscription = {
      channel: channelName(channel),
      onMessage: outsideTransaction(onMessage),
      onGap: outsideTransaction(onGap),
    }
    this.#subscriptions.add(subscription)
    try {
      const client = await this.#connected()
      await client.query(`listen ${subscription.channel}`)
    } catch (error) {
      this.#subscriptions.delete(subscription)
      throw storeFailure(error)
    }
    return () => this.#unsubscribe(subscription)
  }

  async close(): Promise<void> {
    this.#subscriptions.clear()
    this.#closing.abort()
    await this.#hangUp()
  }

  /** The last one out closes the connection. A channel that nobody hears any more costs nothing until then. */
  async #unsubscribe(subscription: Subscription): Promise<void> {
    this.#subscriptions.delete(subscription)
    if (this.#subscriptions.size === 0) await this.#hangUp()
  }

  async #hangUp(): Promise<void> {
    const connection = this.#connection
    this.#connection = undefined
    const client = await connection?.catch(() => undefined)
    await client?.end()
  }

  #connected(): Promise<Client> {
    this.#connection ??= this.#connect().catch((error: unknown) => {
      this.#connection = undefined
      throw error
    })
    return this.#connection
  }

  async #connect(): Promise<Client> {
    const client = new Client(connectionTo(this.#databaseUrl))
    client.on('error', (error) => log('warn', 'store.listener_lost', describeError(error)))
    await client.connect()
    dropWhenSilent(client, SILENCE_MS)
    client.on('notification', ({ channel, payload = '' }) => this.#deliver(channel, payload))
    for (const channel of new Set(Array.from(this.#subscriptions, (it) => it.channel))) {
      await client.query(`listen ${channel}`)
    }
    const heart = setInterval(() => client.query('select 1').catch(() => drop(client)), HEARTBEAT_MS)
    client.once('end', () => {
      clearInterval(heart)
      void this.#reconnect()
    })
    return client
  }

  #deliver(channel: string, payload: string): void {
    for (const subscription of this.#subscriptions) {
      if (subscription.channel === channel) subscription.onMessage(payload)
    }
  }

  async #reconnect(): Promise<void> {
    this.#connection = undefined
    let longest = FIRST_WAIT_MS
    while (this.#subscriptions.size > 0) {
      // All processes lose their connection in the same moment; they should not come back in the same moment.
      await this.#pause(longest * (0.5 + Math.random() / 2))
      longest = Math.min(2 * longest, LONGEST_WAIT_MS)
      if (await this.#reconnected()) {
        for (const subscription of this.#subscriptions) subscription.onGap()
        return
      }
    }
  }

  async #reconnected(): Promise<boolean> {
    if (this.#subscriptions.size === 0) return false
    try {
      await this.#connected()
      return true
    } catch (error) {
      log('warn', 'store.listener_not_back', describeError(error))
      return false
    }
  }

  async #pause(ms: number): Promise<void> {
    await wait(ms, undefined, { signal: this.#closing.signal }).catch(() => undefined)
  }
}
