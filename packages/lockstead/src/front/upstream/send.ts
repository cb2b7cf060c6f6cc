/** A request that was decided on its way to its backend, and the answer on its way back. */
import { Readable } from 'node:stream';
import {
  hasModel,
  loadModel,
  type OperationModel,
  type ProtocolName,
  resolveOperation,
  type ServiceModel,
  type WireRequest,
} from '@lockstead/wire';
import { AwsError } from '#kernel/aws-error';
import { toDate } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import type { Log } from '#kernel/log';
import type { Forwarded } from '#service/forward';
import { type Addresses, addressMembers, withAddresses } from '../rewrite/addresses.ts';
import { locationHere } from '../rewrite/answers.ts';
import { type QueueCall, queueAnswer, queueRequest } from '../rewrite/sqs.ts';
import { ownerOf } from '../services/authorize.ts';
import type { Outgoing, Send } from '../services/definition.ts';
import { frontModel } from '../services/model.ts';
import { isReadOperation } from '../services/read-only.ts';
import type { Backend } from './backend.ts';
import type { BackendAnswer } from './exchange.ts';
import { outgoingHeaders } from './headers.ts';
import { HeldBack } from './held-back.ts';
import { documentNames, refuseAmbiguous } from './json-names.ts';
import { plainBody } from './plain-body.ts';
import { refusalOf } from './refused.ts';
import { type Asking, signedFor } from './signature.ts';
import { targetOf } from './target.ts';
import type { Upstream } from './upstream.ts';

export interface Sending {
  readonly backendOf: (client: string) => Backend | undefined;
  readonly log: Log;
  /** The account of requests that nobody signed. */
  readonly homeAccount: AccountId;
}

export function sender(sending: Sending): Send {
  return async (outgoing) => {
    const { client, entry } = outgoing.service;
    const backend = sending.backendOf(client);
    if (backend === undefined) throw unavailable(entry.id);
    const account = accountOf(backend.upstream, outgoing, sending.homeAccount);
    return await exchange(sending, backend, outgoing, account);
  };
}

async function exchange(
  { log }: Sending,
  backend: Backend,
  outgoing: Outgoing,
  account: AccountId,
): Promise<Forwarded> {
  const { upstream, client, urls } = backend;
  const { service, context, operation, sent } = outgoing;
  const { entry } = service;
  const { request } = sent;
  const model = hasModel(entry) ? await loadModel(entry) : frontModel(service.client, entry);
  const spoken = spokenOf(model, request, sent.body);
  const { body: came } = spoken;
  if (Buffer.isBuffer(came) && speaksJson(spoken.protocol)) {
    const members = documentNames(spoken.operation);
    if (members.size > 0) await refuseAmbiguous(came.toString('utf8'), members);
  }
  const { path, query } = targetOf(request, spoken.protocol, spoken.operation);
  const asking: Asking = {
    account,
    signingName: entry.signingName,
    region: context.region,
    at: toDate(context.clock.wallNow()),
  };
  const front = `${context.transport.secure ? 'https' : 'http'}://${request.headers.host ?? ''}`;
  const queues: QueueCall | undefined =
    service.client === 'sqs'
      ? { urls, operation, protocol: spoken.protocol, region: context.region, account, front }
      : undefined;
  let body = came;
  if (queues !== undefined && Buffer.isBuffer(body)) {
    body = await queueRequest(queues, body, (key) => backend.queueUrl(key, asking));
  }
  const headers = outgoingHeaders(request, spoken.protocol);
  headers['host'] = client.authority;
  const length = lengthOf(request, body);
  if (length !== undefined) headers['content-length'] = length;
  if (spoken.isPlain) delete headers['content-encoding'];
  const signed = await signedFor(
    upstream,
    { method: request.method, path, query, headers, body: Buffer.isBuffer(body) ? body : undefined },
    asking,
  );
  let answer: BackendAnswer;
  try {
    answer = await client.ask({
      method: request.method,
      target: query === '' ? path : `${path}?${query}`,
      headers: signed,
      body: Buffer.isBuffer(body) ? body : checked(body),
      repeatable: isReadOperation(operation),
    });
  } catch (error) {
    log.warn('a backend did not answer', {
      requestId: context.requestId,
      service: entry.id,
      operation,
      error: String(error),
    });
    throw unavailable(entry.id);
  }
  if (answer.status >= 300 && answer.status < 400 && answer.status !== 304) {
    if (answer.body instanceof Readable) answer.body.destroy();
    log.warn('a backend answered with a redirect, which is not followed', {
      requestId: context.requestId,
      service: entry.id,
      operation,
    });
    throw unavailable(entry.id);
  }
  const refused = refusalOf(answer);
  const members = addressMembers(service.client, operation);
  const response = readdressed(answer, { at: { backend: client.authority, front }, queues, members });
  return { response, ...(refused === undefined ? {} : { refused }) };
}

interface Readdressing {
  readonly at: Addresses;
  readonly queues: QueueCall | undefined;
  readonly members: ReturnType<typeof addressMembers>;
}

function readdressed(answer: BackendAnswer, { at, queues, members }: Readdressing): BackendAnswer {
  const { location } = answer.headers;
  const located =
    location === undefined
      ? answer
      : { ...answer, headers: { ...answer.headers, location: locationHere(location, at.backend, at.front) } };
  if (!Buffer.isBuffer(answer.body) || answer.status >= 400) return located;
  const body =
    queues !== undefined
      ? queueAnswer(queues, answer.body)
      : members !== undefined
        ? withAddresses(answer.body, members, at)
        : undefined;
  return body === undefined ? located : { ...located, headers: withoutChecksums(located.headers), body };
}

/** Of the answer as it was before. */
function withoutChecksums(headers: Readonly<Record<string, string>>): Record<string, string> {
  const { 'content-length': _length, 'x-amz-crc32': _crc32, 'content-md5': _md5, ...others } = headers;
  return others;
}

interface Spoken {
  readonly protocol: ProtocolName;
  readonly operation: OperationModel;
  /** Of a form its query string too, each parameter once. */
  readonly body: Buffer | Readable;
  /** It is no longer compressed. */
  readonly isPlain: boolean;
}

/** As the gateway read it. */
function spokenOf(model: ServiceModel, request: WireRequest, body: Buffer | Readable): Spoken {
  const resolved = resolveOperation(model, request, Buffer.isBuffer(body) ? body : undefined);
  if (!resolved.ok) throw new AwsError(resolved.error, resolved.error.message);
  const { protocol, operation, form } = resolved;
  if (form === undefined) {
    const isPlain = Buffer.isBuffer(body) && protocol !== 'restXml' && protocol !== 'restJson1';
    return { protocol, operation, body: isPlain ? plainBody(request, body) : body, isPlain };
  }
  const parameters = [...form].filter(([name]) => !name.startsWith('X-Amz-'));
  return { protocol, operation, body: Buffer.from(new URLSearchParams(parameters).toString()), isPlain: true };
}

function speaksJson(protocol: ProtocolName): boolean {
  return protocol === 'awsJson1_0' || protocol === 'awsJson1_1' || protocol === 'restJson1';
}

/** What the client said of a body that streams; in aws-chunked framing it says the length without that. Without a length it goes on in chunks. */
function lengthOf(request: WireRequest, body: Buffer | Readable): string | undefined {
  if (Buffer.isBuffer(body)) return String(body.length);
  const declared = request.headers['x-amz-decoded-content-length'] ?? request.headers['content-length'];
  return typeof declared === 'string' ? declared : undefined;
}

function checked(body: Readable): Readable {
  const held = new HeldBack();
  body.on('error', (error) => held.destroy(error));
  held.on('close', () => void body.destroy());
  return body.pipe(held);
}

/** The owner of what was decided on, else the caller; requests that nobody signed are the first account's. */
function accountOf(upstream: Upstream, outgoing: Outgoing, home: AccountId): AccountId {
  const { input, context, service } = outgoing;
  const owner = ownerOf(input, outgoing, context) ?? (context.account === '' ? home : context.account);
  const { account } = upstream;
  if (account.by === 'fixed' && account.id !== owner) {
    throw new AwsError(
      { code: 'AccessDenied', httpStatus: 403, fault: 'client' },
      `The backend of ${service.entry.id} has the account ${account.id} alone, and the request is about account ${owner}. ` +
        'Start Lockstead with that --account-id, or let the backend tell accounts apart.',
    );
  }
  return owner;
}

function unavailable(service: string): AwsError {
  return new AwsError(
    { code: 'ServiceUnavailable', httpStatus: 503, fault: 'server' },
    `The backend of ${service} does not answer.`,
  );
}
