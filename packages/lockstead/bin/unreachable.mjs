/**
 * What `lockstead env` prints where the command itself cannot run: a shell that evaluates nothing would go on with the real AWS.
 * Plain JavaScript, so that any Node can read it. The command's own answer, for every shell, is in src/cli/env/unreachable.ts.
 */

const address = 'http://127.0.0.1:1/lockstead-env-failed';

export const unreachable = [
  `export AWS_ENDPOINT_URL=${address} AWS_ENDPOINT_URL_STS=${address}`,
  'export AWS_ACCESS_KEY_ID=lockstead-env-failed AWS_SECRET_ACCESS_KEY=lockstead-env-failed',
  'false',
  '',
].join('\n');
