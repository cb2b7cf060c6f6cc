/**
 * What `lockstead env` prints where it cannot answer. If it printed nothing, the shell would keep its settings, and those most often lead to the
 * real AWS. So it points clients at an address that nobody can reach, with keys that no server accepts, and makes the shell fail with `false`.
 */
import type { Terminal } from '#terminal/terminal';
import { type Variables, withKeys } from './variables.ts';

/** Port 1 of this machine: only its superuser could listen there. The path explains itself to whoever reads a client's error message. */
const endpoint = 'http://127.0.0.1:1/lockstead-env-failed';
/** Clients that are too old to know AWS_ENDPOINT_URL ask the real AWS, which refuses these. */
const noKey = 'lockstead-env-failed';

export function unreachable(environment: Terminal['environment']): Variables {
  const place = { endpoint, region: 'us-east-1' };
  return withKeys(place, { accessKeyId: noKey, secretAccessKey: noKey }, environment);
}
