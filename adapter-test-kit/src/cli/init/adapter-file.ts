import { entityNames, type Field, type Method, model, profiles, rules } from '@strongroom/core-types'

/** The language that files are written in. */
export type Language = 'ts' | 'js'

// The methods to begin with, and what each is called with: those that sessions in a database and sign-in by e-mail need.
const methods = {
  createUser: 'user',
  getUser: 'id',
  getUserByEmail: 'email',
  getUserByAccount: '{ provider, providerAccountId }',
  updateUser: 'user',
  deleteUser: 'id',
  linkAccount: 'account',
  unlinkAccount: '{ provider, providerAccountId }',
  createSession: 'session',
  getSessionAndUser: 'sessionToken',
  updateSession: 'session',
  deleteSession: 'sessionToken',
  createVerificationToken: 'verificationToken',
  useVerificationToken: '{ identifier, token }',
} as const satisfies Partial<Record<Method, string>>

/** An adapter of which nothing is written yet: every method says what it must do, and fails with it. */
export function adapterFile(language: Language): string {
  const typed = language === 'ts'
  return `${typed ? "import type { AuthjsAdapter } from '@strongroom/adapter-test-kit'\n\n" : ''}${intro}
/**
 * Makes the adapter: a plain object, whose methods work without \`this\`. Give it your database's client.
${typed ? ' */' : " * @returns {import('@strongroom/adapter-test-kit').AuthjsAdapter}\n */"}
export function myAdapter() {
  return {
${Object.entries(methods)
  .map(([method, parameter]) => methodText(method, parameter))
  .join('\n\n')}
  }${typed ? ' satisfies AuthjsAdapter' : ''}
}

${typed ? '' : '/** @param {string} method @param {string} must */\n'}function unwritten(${typed ? 'method: string, must: string' : 'method, must'})${typed ? ': Error' : ''} {
  return new Error(\`\${method} is not written yet. \${must}\`)
}
`
}

function methodText(method: string, parameter: string): string {
  const own = profiles.flatMap((profile) => rules.filter((rule) => rule.method === method && rule.profile === profile))
  const lines = own.map(({ sentence, profile }) => wrapped(`${profile}: ${sentence}`))
  return `    /**\n${lines.join('')}     */
    async ${method}(${parameter}) {
      throw unwritten('${method}', ${quoted(own[0]?.sentence ?? '')})
    },`
}

function quoted(text: string): string {
  return text.includes("'") ? JSON.stringify(text) : `'${text}'`
}

function wrapped(text: string): string {
  const [line = '', ...more] = wrap(text, 108)
  return [line, ...more.map((next) => `  ${next}`)].map((next) => `     * ${next}\n`).join('')
}

function wrap(text: string, width: number): string[] {
  const lines = ['']
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`.trimStart()
    if (longer.length > width) lines.push(word)
    else lines[lines.length - 1] = longer
  }
  return lines
}

const intro = `// What is stored, and what each entity is unique by. Text but for what is said; \`?\` may be absent: then it is
// null in answers, and left out of accounts.
//
${entityNames
  .filter((name) => name !== 'authenticator')
  .map((name) => entityText(name))
  .join('\n')}
//
// A miss is null. A failing database is thrown, never a miss. What is not given in an update stays as it is.
// Not here: passkeys (getAccount, createAuthenticator, getAuthenticator, listAuthenticatorsByUserId and
// updateAuthenticatorCounter, all or none) and what applications like to have (listAccounts, listSessions, …).
// \`npx @strongroom/adapter-test-kit --list\` names every case of every method.
`

function entityText(entity: (typeof entityNames)[number]): string {
  const fields = Object.entries<Field>(model[entity].fields).map(([name, field]) => {
    const type = field.type === 'timestamp' ? ': Date' : field.type === 'bigint' ? ': number' : ''
    return `${name}${field.optional ? '?' : ''}${type}`
  })
  const unique = model[entity].unique.map((names) => names.join(' + ')).join('; ')
  return `//   ${entity} (${unique})\n${wrap(fields.join(', '), 104)
    .map((line) => `//     ${line}`)
    .join('\n')}`
}
