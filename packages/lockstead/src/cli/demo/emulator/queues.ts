/** Queues of messages that come again when nobody deletes them in time. */
import { createHash } from 'node:crypto';
import { type Clock, type Instant, instant } from '#kernel/clock';
import { type Entropy, randomBase32 } from '#kernel/entropy';
import { EmulatorFailure, type Input, onlyMembers, textOf } from './failure.ts';

interface Message {
  readonly id: string;
  readonly body: string;
  visibleAt: Instant;
  handle: string;
}

interface Queue {
  readonly attributes: Map<string, string>;
  messages: Message[];
}

type Operation = (input: Input) => object;

const visibilityMs = 30_000;

/** `address`: where it listens, for the URLs of queues. */
export function queuesOf(
  place: { readonly account: string; readonly region: string; readonly address: () => string },
  clock: Clock,
  entropy: Entropy,
): Readonly<Record<string, Operation>> {
  const queues = new Map<string, Queue>();
  const urlOf = (name: string): string => `${place.address()}/${place.account}/${name}`;
  const named = (name: string): Queue => {
    const queue = queues.get(name);
    if (queue === undefined) throw new EmulatorFailure('QueueDoesNotExist', 'The specified queue does not exist.');
    return queue;
  };
  const found = (input: Input): Queue => {
    const url = textOf(input, 'QueueUrl');
    return named(url.slice(url.lastIndexOf('/') + 1));
  };
  return {
    CreateQueue(input) {
      onlyMembers(input, ['QueueName', 'Attributes', 'tags']);
      const name = textOf(input, 'QueueName');
      if (!queues.has(name)) queues.set(name, { attributes: attributesIn(input), messages: [] });
      return { QueueUrl: urlOf(name) };
    },
    GetQueueUrl(input) {
      onlyMembers(input, ['QueueName', 'QueueOwnerAWSAccountId']);
      const name = textOf(input, 'QueueName');
      named(name);
      return { QueueUrl: urlOf(name) };
    },
    ListQueues(input) {
      onlyMembers(input, []);
      return { QueueUrls: [...queues.keys()].toSorted().map(urlOf) };
    },
    DeleteQueue(input) {
      onlyMembers(input, ['QueueUrl']);
      found(input);
      const url = textOf(input, 'QueueUrl');
      queues.delete(url.slice(url.lastIndexOf('/') + 1));
      return {};
    },
    SetQueueAttributes(input) {
      onlyMembers(input, ['QueueUrl', 'Attributes']);
      for (const [name, value] of attributesIn(input)) found(input).attributes.set(name, value);
      return {};
    },
    GetQueueAttributes(input) {
      onlyMembers(input, ['QueueUrl', 'AttributeNames']);
      const { attributes, messages } = found(input);
      const all = { ...Object.fromEntries(attributes), ApproximateNumberOfMessages: String(messages.length) };
      const wanted = (input['AttributeNames'] ?? []) as readonly string[];
      const kept = Object.entries(all).filter(([name]) => wanted.includes('All') || wanted.includes(name));
      return { Attributes: Object.fromEntries(kept) };
    },
    SendMessage(input) {
      onlyMembers(input, ['QueueUrl', 'MessageBody']);
      const body = textOf(input, 'MessageBody');
      const id = randomBase32(entropy, 20);
      found(input).messages.push({ id, body, visibleAt: clock.wallNow(), handle: '' });
      return { MessageId: id, MD5OfMessageBody: md5(body) };
    },
    ReceiveMessage(input) {
      onlyMembers(input, ['QueueUrl', 'MaxNumberOfMessages', 'WaitTimeSeconds']);
      const now = clock.wallNow();
      const most = typeof input['MaxNumberOfMessages'] === 'number' ? input['MaxNumberOfMessages'] : 1;
      const taken = found(input)
        .messages.filter(({ visibleAt }) => visibleAt <= now)
        .slice(0, most);
      for (const message of taken) {
        message.visibleAt = instant(now + visibilityMs);
        message.handle = randomBase32(entropy, 20);
      }
      if (taken.length === 0) return {};
      return {
        Messages: taken.map(({ id, body, handle }) => ({
          MessageId: id,
          ReceiptHandle: handle,
          MD5OfBody: md5(body),
          Body: body,
        })),
      };
    },
    DeleteMessage(input) {
      onlyMembers(input, ['QueueUrl', 'ReceiptHandle']);
      const queue = found(input);
      const handle = textOf(input, 'ReceiptHandle');
      queue.messages = queue.messages.filter((message) => message.handle !== handle);
      return {};
    },
  };
}

function attributesIn(input: Input): Map<string, string> {
  return new Map(Object.entries((input['Attributes'] ?? {}) as Readonly<Record<string, string>>));
}

/** The protocol says MD5. It protects nothing here. */
function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
