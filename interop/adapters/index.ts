import type { Combination, NotRun } from '../combination.ts'
import { combinations as drizzle } from './drizzle.ts'
import { combinations as kysely } from './kysely.ts'
import { combinations as mongodb } from './mongodb.ts'
import { combinations as pg } from './pg.ts'
import { combinations as prisma } from './prisma.ts'

export const combinations: readonly Combination[] = [...pg, ...drizzle, ...prisma, ...kysely, ...mongodb]

export const notRun: readonly NotRun[] = [
  {
    adapter: '@auth/kysely-adapter',
    engine: 'mysql-9.7',
    because:
      'Its documented migration is for PostgreSQL: MySQL has no `uuid` and no `timestamptz`, and makes no `text` unique',
  },
]
