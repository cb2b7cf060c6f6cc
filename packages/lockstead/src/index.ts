/** `lockstead` as a library: a Lockstead of its own for each test run. */
export {
  type ClientConfig,
  type Cloud,
  type CloudClock,
  type LocksteadOptions,
  startLockstead,
} from './fixture/start-lockstead.ts';
