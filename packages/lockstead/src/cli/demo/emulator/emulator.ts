/**
 * A small emulator of DynamoDB and SQS, for the demo and the guide: open as emulators are. It asks nobody who they are, and takes the account from
 * the access key id if that has twelve digits. What it does not do is an error.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Clock } from '#kernel/clock';
import type { Entropy } from '#kernel/entropy';
import { EmulatorFailure, type Input } from './failure.ts';
import { queuesOf } from './queues.ts';
import { tablesOf } from './tables.ts';

export interface Emulator extends AsyncDisposable {
  readonly endpoint: string;
}

type Service = Readonly<Record<string, (input: Input) => object>>;

const usualAccount = '000000000000';
const placesMax = 100;

/** Listens on loopback alone. `port`: 0 takes any that is free. @throws the listening error */
export async function openEmulator(port: number, clock: Clock, entropy: Entropy): Promise<Emulator> {
  const places = new Map<string, Readonly<Record<string, Service>>>();
  let endpoint = '';
  const servicesIn = (account: string, region: string): Readonly<Record<string, Service>> => {
    const key = `${account}/${region}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    if (places.size >= placesMax) throw EmulatorFailure.notDone('so many accounts and regions');
    const place = { account, region, address: () => endpoint };
    const made = { DynamoDB_20120810: tablesOf(place, clock), AmazonSQS: queuesOf(place, clock, entropy) };
    places.set(key, made);
    return made;
  };

  async function answer(request: IncomingMessage): Promise<object> {
    const body = (await buffer(request)).toString();
    const [service = '', operation = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
    const { account, region } = scopeOf(request);
    const operations = servicesIn(account, region)[service];
    const run = operations !== undefined && Object.hasOwn(operations, operation) ? operations[operation] : undefined;
    if (run === undefined)
      throw EmulatorFailure.notDone(operation === '' ? (request.url ?? '') : `${service}.${operation}`);
    return run(inputIn(body));
  }

  function respond(request: IncomingMessage, response: ServerResponse): void {
    const type = { 'content-type': 'application/x-amz-json-1.0' };
    answer(request)
      .then((output) => response.writeHead(200, type).end(JSON.stringify(output)))
      .catch((error: unknown) => {
        const { code, status, message } =
          error instanceof EmulatorFailure ? error : new EmulatorFailure('InternalServerError', String(error), 500);
        response.writeHead(status, type).end(JSON.stringify({ __type: code, message }));
      });
  }

  const server = createServer(respond);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** Of the signature's scope, which nobody checks here. */
function scopeOf({ headers }: IncomingMessage): { readonly account: string; readonly region: string } {
  const [key = '', , region = 'us-east-1'] = (
    /Credential=([^,\s]+)/.exec(headers.authorization ?? '')?.[1] ?? ''
  ).split('/');
  return { account: /^\d{12}$/.test(key) ? key : usualAccount, region };
}

function inputIn(body: string): Input {
  try {
    const input: unknown = JSON.parse(body === '' ? '{}' : body);
    if (typeof input === 'object' && input !== null) return input as Input;
  } catch {
    // Said below.
  }
  throw new EmulatorFailure('SerializationException', 'The body is not a JSON object.');
}
