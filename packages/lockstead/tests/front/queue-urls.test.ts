/** Queue URLs name the front on their way out, and the backend on their way in: no client is led past the decision. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Asked, type Backend, openBackend } from './support/backend.ts';
import { type FrontHouse, openFrontHouse } from './support/front-house.ts';

let backend: Backend;
let house: FrontHouse;

/** As an emulator that puts the region and more into its URLs, and finds queues by them alone. */
const theirs = (name: string): string => `http://sqs.us-east-1.backend.test:9999/queue/us-east-1/000000000000/${name}`;
const ours = (name: string): string => `http://127.0.0.1:${house.port}/${house.account}/${name}`;

beforeAll(async () => {
  backend = await openBackend();
  house = await openFrontHouse({ upstream: [backend.url] });
});
beforeEach(() => {
  backend.answers(({ headers, body }, response) => {
    const target = String(headers['x-amz-target']);
    const { QueueName = '' } = (body.startsWith('{') ? JSON.parse(body) : {}) as { QueueName?: string };
    if (target.endsWith('ListQueues')) {
      response.end(JSON.stringify({ QueueUrls: [theirs('a'), theirs('b.fifo')], NextToken: 'n' }));
    } else if (target.endsWith('ListDeadLetterSourceQueues')) {
      response.end(JSON.stringify({ queueUrls: [theirs('a')] }));
    } else if (QueueName === 'nowhere') {
      response.writeHead(400).end('{"__type":"QueueDoesNotExist"}');
    } else if (QueueName !== '') {
      response.end(JSON.stringify({ QueueUrl: theirs(QueueName) }));
    } else if (headers['content-type']?.includes('form') === true) {
      response.setHeader('content-type', 'text/xml');
      response.end(
        `<R><ListQueuesResult><QueueUrl>${theirs('a')}</QueueUrl><QueueUrl>${theirs('b')}</QueueUrl></ListQueuesResult></R>`,
      );
    } else response.end('{}');
  });
});
afterAll(async () => {
  await house[Symbol.asyncDispose]();
  await backend[Symbol.asyncDispose]();
});

const sqs = async (operation: string, input: object): Promise<unknown> =>
  JSON.parse((await house.json('sqs', `AmazonSQS.${operation}`, input)).text);
const sentTo = (asked: Asked | undefined): unknown =>
  (JSON.parse(asked?.body ?? '{}') as { QueueUrl?: unknown }).QueueUrl;

describe('in answers', () => {
  test.each([
    ['CreateQueue', { QueueName: 'a' }, () => ({ QueueUrl: ours('a') })],
    ['GetQueueUrl', { QueueName: 'b.fifo' }, () => ({ QueueUrl: ours('b.fifo') })],
    ['ListQueues', {}, () => ({ QueueUrls: [ours('a'), ours('b.fifo')], NextToken: 'n' })],
  ] as const)('%s', async (operation, input, expected) => {
    expect(await sqs(operation, input)).toEqual(expected());
  });

  test('ListDeadLetterSourceQueues', async () => {
    expect(await sqs('ListDeadLetterSourceQueues', { QueueUrl: ours('a') })).toEqual({ queueUrls: [ours('a')] });
  });

  test('in XML', async () => {
    const reply = await house.ask('sqs', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'Action=ListQueues&Version=2012-11-05',
    });
    expect(reply.text).toContain(`<QueueUrl>${ours('a')}</QueueUrl><QueueUrl>${ours('b')}</QueueUrl>`);
    expect(reply.text).not.toContain('backend.test');
  });

  test('and their length is that of what is sent', async () => {
    const reply = await house.json('sqs', 'AmazonSQS.ListQueues', {});
    expect(Number(reply.headers['content-length'])).toBe(reply.bytes.length);
  });
});

describe('in requests', () => {
  test('a queue that the front has seen', async () => {
    await sqs('CreateQueue', { QueueName: 'seen' });
    const before = backend.begun;
    await sqs('SendMessage', { QueueUrl: ours('seen'), MessageBody: 'm' });
    expect(sentTo(backend.asked.at(-1))).toBe(theirs('seen'));
    expect(backend.begun).toBe(before + 1);
  });

  test('one that was there before is asked for once, by the account that owns it', async () => {
    const before = backend.begun;
    for (const _ of [1, 2]) await sqs('SendMessage', { QueueUrl: ours('older'), MessageBody: 'm' });
    expect(backend.begun).toBe(before + 3);
    expect(sentTo(backend.asked.at(-1))).toBe(theirs('older'));
    expect(backend.asked[before]).toMatchObject({
      headers: { 'x-amz-target': 'AmazonSQS.GetQueueUrl', 'x-moto-account-id': house.account },
    });
  });

  test('one that is not there is left to the backend to refuse', async () => {
    await sqs('SendMessage', { QueueUrl: ours('nowhere'), MessageBody: 'm' });
    expect(sentTo(backend.asked.at(-1))).toBe(ours('nowhere'));
  });

  test('one that is deleted is asked for again', async () => {
    await sqs('CreateQueue', { QueueName: 'gone' });
    await sqs('DeleteQueue', { QueueUrl: ours('gone') });
    expect(sentTo(backend.asked.at(-1))).toBe(theirs('gone'));
    const before = backend.begun;
    await sqs('SendMessage', { QueueUrl: ours('gone'), MessageBody: 'm' });
    expect(backend.begun).toBe(before + 2);
  });

  test('in a form', async () => {
    const form = new URLSearchParams({
      Action: 'DeleteMessage',
      Version: '2012-11-05',
      QueueUrl: ours('a'),
      ReceiptHandle: 'r',
    });
    await house.ask('sqs', {
      path: `/${house.account}/a`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: String(form),
    });
    expect(new URLSearchParams(backend.asked.at(-1)?.body).get('QueueUrl')).toBe(theirs('a'));
  });
});

test.each(['?x', '#x', '%20', ';x', '&Action=y'])(
  'a URL of a queue with %s behind its name goes nowhere',
  async (more) => {
    const before = backend.begun;
    await sqs('SendMessage', { QueueUrl: `${ours('a')}${more}`, MessageBody: 'm' });
    expect(backend.begun).toBe(before);
  },
);

test('a Location at the backend leads to the front, any other stays', async () => {
  const at = async (location: string): Promise<string | undefined> => {
    backend.answers((_, response) => response.writeHead(201, { location }).end('{}'));
    const reply = await house.ask('lambda', { path: '/2015-03-31/functions/f/invocations', body: '{}' });
    return reply.headers['location'];
  };
  expect(await at(`${backend.url}/2015/x?y=1`)).toBe(`http://127.0.0.1:${house.port}/2015/x?y=1`);
  expect(await at('http://elsewhere.test/x')).toBe('http://elsewhere.test/x');
  expect(await at(`${backend.url}0/x`)).toBe(`${backend.url}0/x`);
  expect(await at('/relative')).toBe('/relative');
});
