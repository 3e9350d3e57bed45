import { once } from 'node:events'
import { type AddressInfo, type Socket, connect, createServer } from 'node:net'

/** A proxy in front of a server that can lose replies. */
export interface Proxy {
  /** The server's URL by way of the proxy. */
  readonly url: string
  /** How many replies were lost. */
  readonly lost: () => number
  /** Ends each connection that brings the next reply of this command, instead of passing the reply on. */
  lose(command: string, replies?: number): void
  close(): void
}

/** Starts a proxy. The server carries out what it is sent; its reply is what goes missing. */
export async function startProxy(target: string): Promise<Proxy> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let command: string | undefined
  let left = 0
  let lost = 0
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname)
    let losing = false
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket
        .on('error', () => {})
        .on('close', () => {
          client.destroy()
          upstream.destroy()
        })
    }
    client.on('data', (sent) => {
      // A command's name is the first key of its document.
      losing = left > 0 && command !== undefined && sent.includes(`${command}\0`)
      upstream.write(sent)
    })
    upstream.on('data', (reply) => {
      if (!losing || left === 0) return void client.write(reply)
      left--
      lost++
      client.destroy()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = new URL(target)
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: url.href,
    lost: () => lost,
    lose(name, replies = 1) {
      command = name
      left = replies
    },
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
