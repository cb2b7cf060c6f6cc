/** SQS on its way to the backend and back: see queue-urls.ts. */
import type { ProtocolName } from '@lockstead/wire';
import { AwsError } from '#kernel/aws-error';
import type { AccountId } from '#kernel/ids';
import { withQueueUrls } from './answers.ts';
import { type QueueKey, type QueueUrls, queueNameOf } from './queue-urls.ts';

/** Asks the backend for a queue's URL; `none` or undefined where it has none, or does not say. */
export type AskForUrl = (key: QueueKey) => Promise<string | 'none' | undefined>;

export interface QueueCall {
  readonly urls: QueueUrls;
  readonly operation: string;
  readonly protocol: ProtocolName;
  readonly region: string;
  /** Whose queues the call is about. */
  readonly account: AccountId;
  /** `http://127.0.0.1:4566`: as the client calls the front. */
  readonly front: string;
}

/** The body with the queue's URL as the backend made it. */
export async function queueRequest(call: QueueCall, body: Buffer, ask: AskForUrl): Promise<Buffer> {
  const { protocol } = call;
  if (protocol === 'awsQuery') {
    const form = new URLSearchParams(body.toString('utf8'));
    const url = await backendUrl(call, form.get('QueueUrl'), ask);
    if (url === undefined) return body;
    form.set('QueueUrl', url);
    return Buffer.from(form.toString());
  }
  const members = JSON.parse(body.toString('utf8')) as Record<string, unknown>;
  const url = await backendUrl(call, members['QueueUrl'], ask);
  return url === undefined ? body : Buffer.from(JSON.stringify({ ...members, QueueUrl: url }));
}

async function backendUrl(call: QueueCall, url: unknown, ask: AskForUrl): Promise<string | undefined> {
  if (typeof url !== 'string') return undefined;
  const key = keyOf(call, url);
  // `…/secret?x` was decided on as another queue than a backend finds that looks at the path alone.
  if (key === undefined) {
    throw new AwsError(
      { code: 'InvalidAddress', httpStatus: 404, fault: 'client' },
      'The address is not that of a queue: http://HOST/ACCOUNT/QUEUE.',
    );
  }
  const found = await ask(key);
  if (call.operation === 'DeleteQueue') call.urls.forget(key);
  return found === 'none' ? undefined : found;
}

/** The operations whose answers have queue URLs. */
const tellingUrls: ReadonlySet<string> = new Set([
  'CreateQueue',
  'GetQueueUrl',
  'ListDeadLetterSourceQueues',
  'ListQueues',
]);

/** The answer with the URLs of its queues as the front's; undefined where it has none. */
export function queueAnswer(call: QueueCall, body: Buffer): Buffer | undefined {
  if (!tellingUrls.has(call.operation)) return undefined;
  return withQueueUrls(body, call.protocol, (url) => {
    const key = keyOf(call, url);
    if (key === undefined) return url;
    call.urls.remember(key, url);
    return `${call.front}/${call.account}/${key.name}`;
  });
}

function keyOf({ region, account }: QueueCall, url: string): QueueKey | undefined {
  const name = queueNameOf(url);
  return name === undefined ? undefined : { region, account, name };
}
