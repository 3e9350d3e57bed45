import { type RequestListener, type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A web server of this machine. */
export interface Listening {
  readonly origin: string
  readonly server: Server
  close(): Promise<void>
}

/**
 * Listens on a port of localhost, 0 for a free one. The answers to requests come later, with `server.on('request', …)`,
 * since they have to know the address.
 */
export async function listen(port: number, answer?: RequestListener): Promise<Listening> {
  const server = createServer(answer)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, 'localhost', resolve)
  })
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    server,
    async close() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve())
      })
      server.closeAllConnections()
      await closed
    },
  }
}
