import type { Adapter, AdapterPayload } from 'oidc-provider'

/** Keeps what an identity provider has to remember in this process's memory, until it ends. */
export function inMemory(): (model: string) => Adapter {
  const rows = new Map<string, AdapterPayload>()
  return (model) => {
    const key = (id: string): string => `${model}:${id}`
    const first = (holds: (payload: AdapterPayload) => boolean): AdapterPayload | undefined =>
      [...rows].find(([at, payload]) => at.startsWith(key('')) && holds(payload))?.[1]
    return {
      upsert: async (id, payload) => void rows.set(key(id), payload),
      find: async (id) => rows.get(key(id)),
      findByUid: async (uid) => first((payload) => payload.uid === uid),
      findByUserCode: async (userCode) => first((payload) => payload.userCode === userCode),
      async consume(id) {
        const payload = rows.get(key(id))
        if (payload) rows.set(key(id), { ...payload, consumed: Math.floor(Date.now() / 1000) })
      },
      destroy: async (id) => void rows.delete(key(id)),
      async revokeByGrantId(grantId) {
        for (const [at, payload] of rows) if (payload.grantId === grantId) rows.delete(at)
      },
    }
  }
}
