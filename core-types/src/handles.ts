/**
 * A name for a session that is not its token: base64url (RFC 4648, section 5, without padding) of the token's
 * SHA-256 over UTF-8. Session tokens are random, so the handle gives nothing of them away.
 */
export async function handleOf(sessionToken: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(sessionToken))
  return btoa(String.fromCharCode(...new Uint8Array(digest)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

/** The SHA-256 in a handle, as lower-case hexadecimal digits; `undefined` for what is no handle. */
export function digestOf(handle: unknown): string | undefined {
  // 32 bytes: 42 characters of six bits and one of four, whose last two bits are zero.
  if (typeof handle !== 'string' || !/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/.test(handle)) return undefined
  const bytes = atob(handle.replaceAll('-', '+').replaceAll('_', '/'))
  return Array.from(bytes, (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('')
}
