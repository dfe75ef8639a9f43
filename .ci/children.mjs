// biome-ignore-all lint/style/noProcessEnv: not a setting of the portal, but what npm tells its scripts.
import { spawn } from 'node:child_process'
import { createWriteStream, openSync } from 'node:fs'
import { get } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

const GRACE_MS = 20_000
const KEPT_LINES = 40
const POLL_MS = 100
const ORPHAN_CHECK_MS = 500
const WINDOWS = process.platform === 'win32'

/**
 * @typedef {object} StartOptions
 * @property {NodeJS.ProcessEnv} [env] the whole environment; this process's own where nothing is given
 * @property {string} [cwd]
 * @property {string} [logFile] output is appended there; without it, output goes where this process's goes
 * @typedef {{ code: number | null, signal: NodeJS.Signals | null }} Exit
 */

/** One child and everything it starts: a process group of its own, so that none of it outlives us. */
export class Child {
  /** @type {string[]} */
  #lines = []
  #running = true

  /** @param {string} name @param {string} command @param {string[]} args @param {StartOptions} options */
  constructor(name, command, args, options) {
    this.name = name
    const output = options.logFile ? 'pipe' : 'inherit'
    this.process = spawn(command, args, {
      cwd: options.cwd,
      env: options.env,
      detached: !WINDOWS,
      stdio: ['ignore', output, output],
    })
    if (options.logFile) this.#collect(options.logFile)
    /** @type {Promise<Exit>} */
    this.exited = new Promise((resolve) => {
      this.process.once('close', (code, signal) => resolve({ code, signal }))
      this.process.once('error', (error) => this.#lines.push(error.message)) // and `close` follows
    })
    this.process.once('exit', () => {
      this.#running = false
      this.kill('SIGKILL') // what it started and left behind
    })
  }

  get pid() {
    return this.process.pid
  }

  get running() {
    return this.#running
  }

  /** What it said last, for the message about its death. */
  get lastLines() {
    return this.#lines
  }

  /** @param {NodeJS.Signals} signal */
  kill(signal) {
    if (!this.pid) return
    try {
      if (WINDOWS) this.process.kill(signal)
      else process.kill(-this.pid, signal)
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error // ESRCH: all of it has ended
    }
  }

  /** SIGTERM, then SIGKILL when the time is up. @returns {Promise<Exit>} */
  async stop(graceMs = GRACE_MS) {
    if (!this.#running) return this.exited
    this.kill('SIGTERM')
    const timer = setTimeout(() => this.kill('SIGKILL'), graceMs)
    const exit = await this.exited
    clearTimeout(timer)
    return exit
  }

  /**
   * Waits until `url` answers 200.
   * @param {string} url @param {number} timeoutMs
   * @throws {Error} with its last lines, when it ends first or takes too long
   */
  async answers(url, timeoutMs) {
    const until = Date.now() + timeoutMs
    while (this.#running && Date.now() < until) {
      if ((await statusOf(url)) === 200) return
      await delay(POLL_MS)
    }
    const what = this.#running ? `does not answer at ${url} after ${timeoutMs / 1000} s` : 'has ended'
    throw new Error(`The ${this.name} ${what}. It said last:\n${this.lastLines.join('\n')}`)
  }

  /** @param {string} file */
  #collect(file) {
    // Opened at once: a child may end, and the folder be gone, before a stream would have come to it.
    const log = createWriteStream(file, { fd: openSync(file, 'a', 0o600) })
    for (const stream of [this.process.stdout, this.process.stderr]) {
      let rest = ''
      stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
        log.write(text)
        const lines = (rest + text).split('\n')
        rest = lines.pop() ?? ''
        this.#keep(lines)
      })
      stream?.once('end', () => this.#keep(rest ? [rest] : []))
    }
    this.process.once('close', () => log.end())
  }

  /** @param {string[]} lines */
  #keep(lines) {
    this.#lines = [...this.#lines, ...lines].slice(-KEPT_LINES)
  }
}

/** The processes of one command. */
export class Children {
  /** @type {Child[]} */
  #all = []
  #ending = false

  constructor() {
    // The last net: when this process ends in any way that still runs code, nothing stays behind.
    process.once('exit', () => {
      for (const child of this.#all) if (child.running) child.kill('SIGKILL')
    })
  }

  /** A signal has come: whatever fails from now on fails because of it. */
  get ending() {
    return this.#ending
  }

  /** @param {string} name @param {string} command @param {string[]} args @param {StartOptions} [options] */
  start(name, command, args, options = {}) {
    if (this.#ending) throw new Error(`${name} does not start any more: everything is being ended.`)
    const child = new Child(name, command, args, options)
    this.#all.push(child)
    return child
  }

  /**
   * Runs to the end. @param {string} name @param {string} command @param {string[]} args @param {StartOptions} [options]
   * @throws {Error} when it fails, with its last lines if they were collected
   */
  async run(name, command, args, options = {}) {
    const child = this.start(name, command, args, options)
    const { code, signal } = await child.exited
    if (code === 0) return
    const how = signal ? `was ended by ${signal}` : `failed with exit code ${code}`
    throw new Error([`${name} ${how}.`, ...child.lastLines].join('\n'))
  }

  /** The last one started ends first: a portal may still need its emulators while it drains. */
  async end(graceMs = GRACE_MS) {
    const until = Date.now() + graceMs
    for (const child of this.#all.toReversed()) await child.stop(Math.max(0, until - Date.now()))
  }

  /**
   * SIGINT, SIGTERM and SIGHUP end every child, then this process. npm passes a signal on that the whole process group
   * got already, so a second one changes nothing.
   * @param {number} exitCode
   */
  endOnSignals(exitCode) {
    const end = () => {
      if (this.#ending) return
      this.#ending = true
      this.end().then(() => process.exit(exitCode))
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end)
    if (process.env.npm_lifecycle_event) whenOrphaned(end)
  }
}

/** A signal to npm alone may end only the shell between npm and us, and then nobody tells us. @param {() => void} then */
function whenOrphaned(then) {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    then()
  }, ORPHAN_CHECK_MS)
  watch.unref()
}

/** @param {string} url @returns {Promise<number>} 0 when nobody answers */
function statusOf(url) {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: 5_000 }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    request.once('timeout', () => request.destroy())
    request.once('error', () => resolve(0))
  })
}
