/** `lockstead` as a library: a Lockstead of its own for each test run. */
export type { CanAnswer, LeastAnswer, LeastDocument, LeastOptions, Question } from './fixture/questions.ts';
export {
  type ClientConfig,
  type Cloud,
  type CloudClock,
  type LocksteadOptions,
  type SessionCredentials,
  startLockstead,
} from './fixture/start-lockstead.ts';
