/** Where the emulated console of the Databricks account listens. Plain JavaScript: the demo reads it too. */
import { createServer } from 'node:net'

const USUAL = 4030

/**
 * The port that the setting names; else the usual one, or any other where that is taken: nobody has to know it, and it
 * keeps no demo from starting.
 * @returns {Promise<number>}
 */
export async function accountPort() {
  const named = Number(process.env.DATABRICKS_ACCOUNT_EMULATOR_PORT || 0)
  return named || (await free(USUAL)) || (await free(0))
}

/** @param {number} port @returns {Promise<number>} 0 for one that is taken */
function free(port) {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(0))
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(address && typeof address === 'object' ? address.port : 0))
    })
  })
}
