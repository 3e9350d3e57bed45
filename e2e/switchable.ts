import type { Adapter } from '@strongroom/core-types'

/** An adapter, some of whose methods can be others for a while. */
export interface Switchable {
  readonly adapter: Adapter
  /** Replaces methods; the others are the real ones. Without methods all are. */
  use(methods?: Partial<Adapter>): void
}

/** Makes an adapter switchable, for those who hold it already. */
export function switchable(real: Adapter): Switchable {
  let used: Adapter = real
  const adapter = Object.fromEntries(
    (Object.keys(real) as (keyof Adapter)[]).map((name) => [
      name,
      (...given: never[]) => (used[name] as (...given: never[]) => unknown)(...given),
    ]),
  ) as unknown as Adapter
  return {
    adapter,
    use(methods = {}) {
      used = { ...real, ...methods }
    },
  }
}
