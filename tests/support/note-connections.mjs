import { appendFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { env } from 'node:process'

// Loaded into a portal by NODE_OPTIONS: notes whom it connects to, as host:port lines in the file CONNECTIONS_NOTED_IN.
// Below every library, so that none can leave by another way. A socket in the file system leads nowhere else.
const { connect } = Socket.prototype
Socket.prototype.connect = function (...args) {
  const [first, host] = Array.isArray(args[0]) ? args[0] : args
  const { port, host: named = 'localhost', path } = typeof first === 'object' ? first : { port: first, host }
  if (env.CONNECTIONS_NOTED_IN && !path) appendFileSync(env.CONNECTIONS_NOTED_IN, `${named}:${port}\n`)
  return Reflect.apply(connect, this, args)
}
