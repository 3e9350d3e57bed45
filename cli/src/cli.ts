#!/usr/bin/env node
import { told } from './errors.ts'
import { run } from './run.ts'

// What a driver throws outside of every call would be printed with its message, and that may hold the URL.
process.on('uncaughtException', (error) => {
  process.stderr.write(`${told(error)}\n`)
  process.exit(2)
})

process.exitCode = await run(process.argv.slice(2))
