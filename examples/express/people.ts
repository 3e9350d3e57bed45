import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

/** Somebody who may sign in without a database. */
export interface Person {
  readonly id: string
  readonly name: string
}

const derive = promisify<string, Buffer, number, Buffer>(scrypt)

/** The one person of the example, with this password. Where there are more, keep what `scrypt` makes of passwords. */
export async function onePerson(name: string, password: string) {
  const salt = randomBytes(16)
  const key = await derive(password, salt, 32)
  return async (givenName: string, givenPassword: string): Promise<Person | undefined> => {
    // Derived for unknown names too, so that the time taken does not tell who exists.
    const fits = timingSafeEqual(await derive(givenPassword, salt, 32), key)
    return fits && givenName === name ? { id: name, name } : undefined
  }
}
