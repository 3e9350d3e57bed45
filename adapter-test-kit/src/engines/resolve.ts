import type { Engine } from './catalogue.ts'
import { EngineUnavailable, messageOf } from './errors.ts'

/** The image an engine runs from. */
export interface EngineImage {
  readonly name: string
  /** `override`: named by the environment. `official`: the vendor's. `debian`: built here on Debian packages. */
  readonly origin: 'override' | 'official' | 'debian'
  /** Whether it was on the machine already, or has just been pulled or built. */
  readonly how: 'present' | 'pulled' | 'built'
}

/** What {@link resolveImage} asks and does. */
export interface ImageSource {
  env(name: string): string | undefined
  /** The name of our own image of this engine, or why there can be none here. */
  own(engine: Engine): { name: string } | { reason: string }
  present(image: string): Promise<boolean>
  /** Pulls an image if a registry answers within seconds; rejects with the reason otherwise. */
  pull(image: string): Promise<void>
  /** Builds our own image; rejects with the reason. */
  build(engine: Engine, image: string): Promise<void>
}

/** The environment variable that names another image for an engine: `STRONGROOM_IMAGE_POSTGRES_18`. */
export function overrideVariable(id: string): string {
  return `STRONGROOM_IMAGE_${id.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`
}

/**
 * Finds the image for an engine: the environment's, one that is present (the official one first), the official one if a
 * registry answers, one built here.
 * @throws {EngineUnavailable} `image`, with the reason for each way that failed.
 */
export async function resolveImage(engine: Engine, source: ImageSource): Promise<EngineImage> {
  const override = source.env(overrideVariable(engine.id))
  if (override) {
    if (await source.present(override)) return { name: override, origin: 'override', how: 'present' }
    try {
      await source.pull(override)
      return { name: override, origin: 'override', how: 'pulled' }
    } catch (error) {
      throw new EngineUnavailable(
        engine.id,
        'image',
        `${overrideVariable(engine.id)} names ${override}, which is neither present nor to be had: ${messageOf(error)}`,
        { cause: error },
      )
    }
  }

  const { official } = engine
  const own = source.own(engine)
  if (official && (await source.present(official))) return { name: official, origin: 'official', how: 'present' }
  if ('name' in own && (await source.present(own.name))) return { name: own.name, origin: 'debian', how: 'present' }

  const reasons: string[] = []
  if (official) {
    try {
      await source.pull(official)
      return { name: official, origin: 'official', how: 'pulled' }
    } catch (error) {
      reasons.push(`${official} not to be had: ${messageOf(error)}`)
    }
  } else {
    reasons.push('there is no official image')
  }

  if ('name' in own) {
    try {
      await source.build(engine, own.name)
      return { name: own.name, origin: 'debian', how: 'built' }
    } catch (error) {
      reasons.push(`not built from packages: ${messageOf(error)}`)
    }
  } else {
    reasons.push(own.reason)
  }
  throw new EngineUnavailable(engine.id, 'image', reasons.join('; '))
}
