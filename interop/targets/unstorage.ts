import { UnstorageAdapter } from '@auth/unstorage-adapter'
import type { Target } from '@strongroom/adapter-test-kit'
import { createStorage } from 'unstorage'

/** In memory, which is what a storage without a driver is. */
export const target: Target = {
  name: '@auth/unstorage-adapter',
  kind: 'key-value',
  store: 'process',
  open: () => ({ adapter: UnstorageAdapter(createStorage()) }),
}
