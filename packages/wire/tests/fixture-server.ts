/** A server over the codecs alone: no signatures, no store; each test says what it answers, and looks at what was understood. */
import { Agent, createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline, type Readable } from 'node:stream';
import {
  type Decoded,
  decode,
  encode,
  encodeError,
  findService,
  resolveOperation,
  streamingInput,
  validate,
  type WireError,
  type WireRequest,
  type WireResponse,
} from '../src/index.ts';
import { fixtureModel } from './fixture-models.ts';

export interface FixtureServer {
  readonly endpoint: string;
  /** What the next requests are answered with. */
  answer: { output?: object; error?: WireError };
  /** Called with a body that streams; its answer is the output. Without it, bodies are read whole. */
  onStream: ((body: Readable, input: Readonly<Record<string, unknown>>) => Promise<object>) | undefined;
  /** What the last request was understood to be. */
  seen:
    | {
        readonly operation: string;
        readonly protocol: string;
        readonly encoding: string | undefined;
        readonly decoded: Decoded;
      }
    | undefined;
  /** Resolves every name to this machine: `bucket.s3.localhost` is in no resolver of Node's. */
  readonly loopbackAgent: Agent;
  /** For a client of the SDK. */
  clientConfig(): ClientConfig;
  close(): Promise<void>;
}

interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly maxAttempts: number;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export async function startFixtureServer(): Promise<FixtureServer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const fixture: FixtureServer = {
    endpoint,
    answer: {},
    onStream: undefined,
    seen: undefined,
    loopbackAgent: new Agent({
      lookup: (_host, options, found) => {
        if (options.all === true) found(null, [{ address: '127.0.0.1', family: 4 }]);
        else found(null, '127.0.0.1', 4);
      },
    }),
    clientConfig: () => ({
      endpoint,
      region: 'us-east-1',
      maxAttempts: 1,
      credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' },
    }),
    close: () => close(server),
  };
  server.on('request', async (incoming, outgoing) => {
    const response = await respond(fixture, incoming);
    outgoing.writeHead(response.status, response.headers);
    if (typeof response.body === 'string' || response.body instanceof Uint8Array) outgoing.end(response.body);
    // A stream that fails takes the connection with it.
    else pipeline(response.body, outgoing, () => undefined);
  });
  return fixture;
}

const requestId = 'request-1';

async function respond(fixture: FixtureServer, incoming: IncomingMessage): Promise<WireResponse> {
  const request = requestOf(incoming);
  const scope = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(incoming.headers.authorization ?? '')?.[1] ?? '';
  const streamed = await respondToStream(fixture, incoming, request, scope);
  if (streamed !== undefined) return streamed;
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const version = /(?:^|&)Version=([^&]+)/.exec(body.toString('latin1'))?.[1];
  const entry = findService(scope, version);
  if (entry === undefined) throw new Error(`no service ${scope}`);
  const model = await fixtureModel(entry);
  const resolved = resolveOperation(model, request, body);
  if (!resolved.ok) return encodeError(resolved.protocol, entry, resolved.error, requestId);
  const { operation, protocol } = resolved;
  const decoded = decode(model, operation, protocol, request, body);
  fixture.seen = { operation: operation.name, protocol, encoding: incoming.headers['content-encoding'], decoded };
  const invalid = decoded.ok ? validate(model, operation, decoded.input) : decoded.error;
  const error = invalid ?? fixture.answer.error;
  if (error !== undefined) return encodeError(protocol, entry, error, requestId);
  return encode(model, operation, protocol, fixture.answer.output, requestId);
}

/** `undefined` where the operation's body is no stream: forms alone need theirs to be routed, and never stream. */
async function respondToStream(
  fixture: FixtureServer,
  incoming: IncomingMessage,
  request: WireRequest,
  scope: string,
): Promise<WireResponse | undefined> {
  const entry = findService(scope);
  if (fixture.onStream === undefined || entry === undefined) return undefined;
  const model = await fixtureModel(entry);
  const resolved = resolveOperation(model, request);
  const member = resolved.ok ? streamingInput(resolved.operation) : undefined;
  if (!resolved.ok || member === undefined) return undefined;
  const { operation, protocol } = resolved;
  const decoded = decode(model, operation, protocol, request, incoming);
  if (!decoded.ok) return encodeError(protocol, entry, decoded.error, requestId);
  const output = await fixture.onStream(decoded.input[member.name] as Readable, decoded.input);
  return encode(model, operation, protocol, output, requestId);
}

function requestOf(incoming: IncomingMessage): WireRequest {
  const url = incoming.url ?? '/';
  const mark = url.indexOf('?');
  return {
    method: incoming.method ?? 'POST',
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    headers: incoming.headers,
    rawHeaders: incoming.rawHeaders,
  };
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
