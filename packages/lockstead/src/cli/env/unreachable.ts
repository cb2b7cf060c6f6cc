/**
 * What `lockstead env` prints where it cannot answer. A shell that evaluates nothing goes on with what it has, and that is most often the
 * real AWS; so clients are pointed at an address that nobody can reach, with keys that nobody takes, and the shell is told `false`.
 */
import type { Terminal } from '../command.ts';
import { type Variables, withKeys } from './variables.ts';

/** Port 1 of this machine: only its superuser could listen there. The path is for who reads a client's error message. */
const endpoint = 'http://127.0.0.1:1/lockstead-env-failed';
/** Clients that are too old to know AWS_ENDPOINT_URL ask the real AWS, which refuses these. */
const noKey = 'lockstead-env-failed';

export function unreachable(environment: Terminal['environment']): Variables {
  const place = { endpoint, region: 'us-east-1' };
  return withKeys(place, { accessKeyId: noKey, secretAccessKey: noKey }, environment);
}
