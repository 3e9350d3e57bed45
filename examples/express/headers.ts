import type { RequestHandler } from 'express'

/**
 * Headers that keep a page to its own files. Chromium holds redirects that follow a form against `form-action` too, so
 * whoever a form leads to has to be named.
 */
export function secured(formsLeadTo: readonly string[]): RequestHandler {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    `form-action ${["'self'", ...formsLeadTo].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
  return (_, res, next) => {
    res.set({
      'Content-Security-Policy': policy,
      'Cross-Origin-Opener-Policy': 'same-origin',
      // The link of a mail is a secret, and it stands in the address.
      'Referrer-Policy': 'same-origin',
      'X-Content-Type-Options': 'nosniff',
    })
    next()
  }
}
