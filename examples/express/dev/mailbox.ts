import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

/** A mail that was delivered. */
export interface Mail {
  readonly to: string
  readonly subject: string
  readonly at: Date
  /** The first link in its text. */
  readonly link: string | undefined
}

/** A mail server that keeps everybody's mail. */
export interface Mailbox {
  /** Where to deliver to, as nodemailer takes it. */
  readonly server: { readonly host: string; readonly port: number; readonly ignoreTLS: true }
  /** The latest first. */
  readonly mails: readonly Mail[]
  close(): Promise<void>
}

const kept = 50

/** Opens a mail server on a free port of this machine. */
export async function openMailbox(): Promise<Mailbox> {
  const mails: Mail[] = []
  const smtp = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, { envelope }, done) {
      let source = ''
      stream.setEncoding('utf8')
      stream.on('data', (part: string) => {
        source += part
      })
      stream.on('end', () => {
        for (const { address } of envelope.rcptTo) mails.unshift({ to: address, at: new Date(), ...parse(source) })
        mails.length = Math.min(mails.length, kept)
        done()
      })
    },
  })
  const host = '127.0.0.1'
  await new Promise<void>((resolve, reject) => {
    smtp.once('error', reject)
    smtp.listen(0, host, resolve)
  })
  return {
    server: { host, port: (smtp.server.address() as AddressInfo).port, ignoreTLS: true },
    mails,
    close: () => new Promise((resolve) => smtp.close(resolve)),
  }
}

function parse(source: string): Pick<Mail, 'subject' | 'link'> {
  // Quoted-printable (RFC 2045, section 6.7), in which long lines of ASCII are sent: "=" ends a line that goes on.
  const decoded = source
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([\dA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return { subject: /^Subject: (.+)$/m.exec(source)?.[1] ?? '', link: /^https?:\/\/\S+/m.exec(decoded)?.[0] }
}
