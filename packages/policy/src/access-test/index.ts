/**
 * Access unit tests: what must be allowed and what must not, written down and checked. `@lockstead/policy/test`; pure, the command line reads the files.
 */
export { failureText, junit } from './report.ts';
export {
  type AccessReport,
  type AccessResult,
  casesOfSuite,
  type Expectation,
  runAccessTests,
  type SuiteCase,
  type SuiteCases,
} from './run-access-tests.ts';
