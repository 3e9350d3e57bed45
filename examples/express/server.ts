import { type RequestListener, type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A web server of this machine. */
export interface Listening {
  readonly origin: string
  /** Says who answers requests: whoever does has to know the address first. */
  answer(listener: RequestListener): void
  close(): Promise<void>
}

/**
 * Listens on a port of localhost, 0 for a free one: on both of its addresses, since browsers choose either, and another
 * program may have the same port on the other one.
 */
export async function listen(port: number): Promise<Listening> {
  const first = await bind(port, '127.0.0.1')
  const servers = [first]
  const { port: chosen } = first.address() as AddressInfo
  const close = async (): Promise<void> => {
    await Promise.all(servers.map(closeServer))
  }
  try {
    servers.push(await bind(chosen, '::1'))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // There may be no IPv6.
    if (code === 'EADDRINUSE') {
      await close()
      if (port !== 0) throw error
      return listen(0)
    }
  }
  return {
    origin: `http://localhost:${chosen}`,
    answer: (listener) => servers.forEach((server) => server.on('request', listener)),
    close,
  }
}

function bind(port: number, host: string): Promise<Server> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve(server))
  })
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
