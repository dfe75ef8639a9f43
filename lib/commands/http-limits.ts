import http from 'node:http'

/**
 * Loaded with `--import` before Next's server, which is made with Node's own limits and takes no others (REL-7); a server
 * of our own in its place would be a custom one (WEB-6). Node takes most limits as options of a new server and at no
 * other time, so the one function that makes servers is wrapped.
 */
const createServer = http.createServer.bind(http)

/** From a connection's first moment, or from the end of the answer before, to the end of a request's headers. */
const HEADERS_MS = 15_000
/** And to the end of its body. */
const REQUEST_MS = 30_000
/** How late Node notices, at most. */
const LOOK_EVERY_MS = 1_000

const connections = Number(new URL(import.meta.url).searchParams.get('connections'))

function createLimitedServer(listener: http.RequestListener): http.Server {
  const limits = {
    headersTimeout: HEADERS_MS,
    requestTimeout: REQUEST_MS,
    connectionsCheckingInterval: LOOK_EVERY_MS,
    // Nothing here speaks anything but HTTP, and Next would keep a socket that asks for it without any limit.
    shouldUpgradeCallback: () => false,
  }
  const server = createServer(limits, listener)
  server.maxConnections = connections
  Object.assign(globalThis, { lakeportHttpServer: server }) // for lib/startup/server/http-front.ts, which ends it
  return server
}

Object.assign(http, { createServer: createLimitedServer })
