import type { Language } from './adapter-file.ts'

/** A target around the skeleton. @param adapter the file to import it from */
export function targetFile(language: Language, adapter: string): string {
  const typed = language === 'ts'
  return `${typed ? "import type { AuthjsAdapter, Target } from '@strongroom/adapter-test-kit'\n" : ''}import { myAdapter } from './${adapter}'

${typed ? '' : "/** @type {import('@strongroom/adapter-test-kit').Target<import('@strongroom/adapter-test-kit').AuthjsAdapter>} */\n"}export default {
  name: 'my adapter',

  // The data is in this process's memory. Take this out once there is a database.
  store: 'process',

  // What the store is like, so that a failure names the causes that are likely there:
  // 'sql', 'sql-collation', 'sql-no-returning', 'document' or 'key-value', or several of them in a list.
  // kind: 'sql',

  // Called once a run. With a database: connect, create empty tables, and give a \`close\` too.
  open() {
    return { adapter: myAdapter() }
  },
}${typed ? ' satisfies Target<AuthjsAdapter>' : ''}
`
}
