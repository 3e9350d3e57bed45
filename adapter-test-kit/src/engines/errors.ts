/**
 * Why an engine is not there. `docker`: no usable Docker, or Testcontainers is not installed. `image`: neither an image
 * nor a way to one. `start`: the container did not become ready.
 */
export type EngineUnavailableCode = 'docker' | 'image' | 'start'

/** An engine could not be had. The message says why and what would help; it holds no credentials. */
export class EngineUnavailable extends Error {
  override readonly name = 'EngineUnavailable'
  readonly engine: string
  readonly code: EngineUnavailableCode

  constructor(engine: string, code: EngineUnavailableCode, reason: string, options?: ErrorOptions) {
    super(`${engine}: ${reason}`, options)
    this.engine = engine
    this.code = code
  }
}

/** What an unknown thrown value says. */
export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim()
}
