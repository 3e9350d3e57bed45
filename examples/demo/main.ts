import { databases } from './databases/index.ts'
import { run } from './run.ts'

process.exitCode = await run(process.argv.slice(2), databases, process.stdout, process.stderr)
