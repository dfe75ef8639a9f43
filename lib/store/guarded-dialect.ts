import 'server-only'
import { Mutex } from '@electric-sql/pglite'
import {
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PGliteAdapter,
  type QueryCompiler,
  type TransactionSettings,
} from 'kysely'
import { storeFailure } from './failure'
import { assertOutsideTransaction } from './transaction'

/** A dialect for many connections, which refuses the outer handle inside a transaction. */
export function guardedDialect(dialect: Dialect): Dialect {
  return withDriver(dialect, () => new GuardedDriver(dialect.createDriver()))
}

/**
 * The same for the embedded store's single session. Kysely would queue for that session before its driver is asked,
 * and a statement on the outer handle inside a transaction would queue for ever; so the driver queues instead,
 * after the check.
 */
export function guardedSingleSessionDialect(dialect: Dialect): Dialect {
  return {
    ...withDriver(dialect, () => new GuardedDriver(dialect.createDriver(), new Mutex())),
    createAdapter: () => new SelfQueueingAdapter(),
  }
}

function withDriver(dialect: Dialect, createDriver: () => Driver): Dialect {
  return {
    createDriver,
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  }
}

class SelfQueueingAdapter extends PGliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true
  }
}

function throwStoreFailure(error: unknown): never {
  throw storeFailure(error)
}

/** Checks every use of the outer handle, and turns what a lost database throws into PortalError store_unavailable. */
class GuardedDriver implements Driver {
  readonly #driver: Driver
  readonly #session: Mutex | undefined
  readonly #translated = new WeakSet<DatabaseConnection>()

  constructor(driver: Driver, session?: Mutex) {
    this.#driver = driver
    this.#session = session
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    assertOutsideTransaction('The outer database handle was used')
    await this.#session?.acquire()
    try {
      return this.#translating(await this.#driver.acquireConnection())
    } catch (error) {
      this.#session?.release()
      throw storeFailure(error)
    }
  }

  /** The driver wants its own connection back later, so that one is changed, as kysely does for its log. */
  #translating(connection: DatabaseConnection): DatabaseConnection {
    if (this.#translated.has(connection)) return connection
    this.#translated.add(connection)
    const execute = connection.executeQuery.bind(connection) as DatabaseConnection['executeQuery']
    connection.executeQuery = <R>(...args: Parameters<DatabaseConnection['executeQuery']>) =>
      execute<R>(...args).catch(throwStoreFailure)
    return connection
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    try {
      await this.#driver.releaseConnection(connection)
    } finally {
      this.#session?.release()
    }
  }

  init(): Promise<void> {
    return this.#driver.init()
  }

  beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    return this.#driver.beginTransaction(connection, settings).catch(throwStoreFailure)
  }

  /** What is done at the end of a transaction, as the seal of an audit row, can find no room either. */
  commitTransaction(connection: DatabaseConnection): Promise<void> {
    return this.#driver.commitTransaction(connection).catch(throwStoreFailure)
  }

  rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    return this.#driver.rollbackTransaction(connection).catch(throwStoreFailure)
  }

  async savepoint(connection: DatabaseConnection, name: string, compile: QueryCompiler['compileQuery']) {
    await this.#driver.savepoint?.(connection, name, compile)
  }

  async rollbackToSavepoint(connection: DatabaseConnection, name: string, compile: QueryCompiler['compileQuery']) {
    await this.#driver.rollbackToSavepoint?.(connection, name, compile)
  }

  async releaseSavepoint(connection: DatabaseConnection, name: string, compile: QueryCompiler['compileQuery']) {
    await this.#driver.releaseSavepoint?.(connection, name, compile)
  }

  destroy(): Promise<void> {
    return this.#driver.destroy()
  }
}
