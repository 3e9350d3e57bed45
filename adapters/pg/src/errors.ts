import { postgresErrors } from '@strongroom/sql'

/** The engine's error table, shared with whoever else speaks to the engine. */
export const { codes, explain, preparedFailure } = postgresErrors
