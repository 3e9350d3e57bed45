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
