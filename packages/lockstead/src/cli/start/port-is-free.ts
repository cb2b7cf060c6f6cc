/** Checks whether the port is free before anything is made, so that a start that cannot serve leaves no directory, key or account behind. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { cannotListen } from '#config/cannot-listen';
import type { Config } from '#config/config';

type Place = Pick<Config, 'host' | 'port'>;

/** The program on the port may never answer. */
const patienceMs = 1000;

/** Throws the sentence that says why not. Another process may take the port after this check. Then the listener reports the same. */
export async function portIsFree(place: Place): Promise<void> {
  const { host, port } = place;
  if (port === 0) return;
  const server = createServer();
  try {
    await once(server.listen({ host, port }), 'listening');
  } catch (error) {
    const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    throw cannotListen(place, error, isTaken ? await holderOf(place) : '');
  }
  server.close();
  await once(server, 'close');
}

/** The usual reason: one runs already. Empty where it is something else. */
async function holderOf({ host, port }: Place): Promise<string> {
  const address = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  const name = address.includes(':') ? `[${address}]` : address;
  const endpoints = ['http', 'https'].map((scheme) => `${scheme}://${name}:${port}`);
  // Both are tried at once, because the program on the port may answer neither.
  const answers = await Promise.all(endpoints.map(isLockstead));
  const endpoint = endpoints.find((_, i) => answers[i] === true);
  if (endpoint === undefined) return '';
  return `: a Lockstead serves there already ("lockstead status --endpoint ${endpoint}" shows it)`;
}

async function isLockstead(endpoint: string): Promise<boolean> {
  try {
    // Loaded here, so that a start that goes well does not wait for it.
    const { send } = await import('#client/send');
    const url = new URL('/_lockstead/health', endpoint);
    const { body } = await send({ method: 'GET', url, body: '' }, {}, [], patienceMs);
    const health: unknown = JSON.parse(body);
    return typeof health === 'object' && health !== null && 'enforce' in health;
  } catch {
    return false;
  }
}
