/** Every operation of the REST services, as the SDK sends it, is found again by its method, path, query and headers. */
import { expect, test } from 'vitest';
import { resolveOperation, serviceById, type WireRequest } from '../src/index.ts';
import { fixtureModel } from './fixture-models.ts';
import { sampleInput } from './sample-input.ts';

interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
}

interface Client {
  send(command: unknown): Promise<unknown>;
}

type ClientModule = Readonly<Record<string, new (argument: object) => Client>>;

const services: readonly {
  readonly id: string;
  readonly client: string;
  load(): Promise<unknown>;
}[] = [
  { id: 'guardduty', client: 'GuardDutyClient', load: () => import('@aws-sdk/client-guardduty') },
  { id: 'cloudfront', client: 'CloudFrontClient', load: () => import('@aws-sdk/client-cloudfront') },
  { id: 'route53', client: 'Route53Client', load: () => import('@aws-sdk/client-route-53') },
  { id: 's3', client: 'S3Client', load: () => import('@aws-sdk/client-s3') },
];

test.each(services)('$id', async ({ id, client: clientName, load }) => {
  const entry = serviceById(id);
  if (entry === undefined) throw new Error(`no service ${id}`);
  const model = await fixtureModel(entry);
  const module = (await load()) as ClientModule;
  const sent: SentRequest[] = [];
  const client = newClient(module, clientName, sent);
  const wrong: string[] = [];
  for (const [name, operation] of model.operations) {
    const input = operation.input === undefined ? {} : (sampleInput(operation.input) as Record<string, unknown>);
    if (id === 's3' && 'Bucket' in input) input['Bucket'] = 'bucket';
    const command = module[`${name}Command`];
    if (command === undefined) throw new Error(`no command ${name}`);
    await client.send(new command(input)).catch(() => undefined);
    const request = sent.pop();
    for (const withId of [true, false]) {
      const resolved = request === undefined ? undefined : resolveOperation(model, wireOf(request, withId));
      if (resolved?.ok !== true || resolved.operation !== operation)
        wrong.push(`${name}, x-id ${withId}: ${JSON.stringify(request?.path)}`);
    }
  }
  expect(wrong).toEqual([]);
});

test.each([
  ['/2013-04-01/hostedzone/Z1/rrset', 'ChangeResourceRecordSets'],
  ['/2013-04-01/hostedzone/Z1/rrset/', 'ChangeResourceRecordSets'],
  ['/2013-04-01/hostedzone/Z1/rrset//', undefined],
  ['//', undefined],
  ['/', undefined],
])('a slash at the end: %s', async (path, operation) => {
  const entry = serviceById('route53');
  if (entry === undefined) throw new Error('no Route 53');
  const model = await fixtureModel(entry);
  const resolved = resolveOperation(model, { method: 'POST', path, query: '', headers: {}, rawHeaders: [] });
  expect(resolved.ok ? resolved.operation.name : undefined).toBe(operation);
});

/** A client whose requests go no further than a list. */
function newClient(module: ClientModule, name: string, sent: SentRequest[]): Client {
  const Client = module[name];
  if (Client === undefined) throw new Error(`no client ${name}`);
  return new Client({
    region: 'us-east-1',
    endpoint: 'http://127.0.0.1:1',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    logger: { warn: () => undefined, error: () => undefined, info: () => undefined, debug: () => undefined },
    requestHandler: {
      handle: (request: SentRequest) => {
        sent.push(request);
        return Promise.reject(new Error('sent nowhere'));
      },
    },
  });
}

/** `x-id` is sent by the JavaScript SDK alone. */
function wireOf({ method, path, query, headers }: SentRequest, withId: boolean): WireRequest {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(query ?? {})) {
    if (name === 'x-id' && !withId) continue;
    for (const item of Array.isArray(value) ? value : [value]) {
      parts.push(
        item === null ? encodeURIComponent(name) : `${encodeURIComponent(name)}=${encodeURIComponent(String(item))}`,
      );
    }
  }
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return { method, path, query: parts.join('&'), headers: lower, rawHeaders: [] };
}
