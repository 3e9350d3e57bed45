export { type Surroundings, run } from './run.ts'
