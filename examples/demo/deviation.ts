/** The demo did not go as it should. The message is for the person who ran it, and holds no secret. */
export class Deviation extends Error {
  override readonly name = 'Deviation'
}

/** @throws Deviation unless it holds */
export function expect(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Deviation(otherwise)
}
