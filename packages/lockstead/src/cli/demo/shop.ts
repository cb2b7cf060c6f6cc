/** The application of the demo and its tests: a shop that stores orders and ships them. Two programs, each with a role of its own. */
import { Refused } from './iam-caller.ts';
import type { JsonCaller } from './json-caller.ts';

/** The infrastructure: what an administrator sets up once. */
export async function openShop(owner: JsonCaller): Promise<void> {
  await owner.call('dynamodb', 'CreateTable', {
    TableName: 'orders',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  await owner.call('sqs', 'CreateQueue', { QueueName: 'to-ship' });
}

export const programs = ['checkout', 'shipping'] as const;
export type Program = (typeof programs)[number];

interface ShopTest {
  readonly program: Program;
  readonly name: string;
  run(as: JsonCaller): Promise<void>;
}

const order = (id: string, state: string): object => ({ id: { S: id }, state: { S: state } });

async function queueUrl(as: JsonCaller): Promise<string> {
  return String((await as.call('sqs', 'GetQueueUrl', { QueueName: 'to-ship' }))['QueueUrl']);
}

async function expectState(as: JsonCaller, id: string, state: string): Promise<void> {
  const { Item } = await as.call('dynamodb', 'GetItem', { TableName: 'orders', Key: { id: { S: id } } });
  const found = (Item as { readonly state?: { readonly S?: string } } | undefined)?.state?.S;
  if (found !== state) throw new Error(`the order is ${found ?? 'not there'}, not ${state}`);
}

export const shopTests: readonly ShopTest[] = [
  {
    program: 'checkout',
    name: 'an order is stored',
    async run(as) {
      await as.call('dynamodb', 'PutItem', { TableName: 'orders', Item: order('1', 'paid') });
      await expectState(as, '1', 'paid');
    },
  },
  {
    program: 'checkout',
    name: 'an order goes to shipping',
    async run(as) {
      await as.call('sqs', 'SendMessage', { QueueUrl: await queueUrl(as), MessageBody: '1' });
    },
  },
  {
    program: 'shipping',
    name: 'an order is shipped once',
    async run(as) {
      const QueueUrl = await queueUrl(as);
      const { Messages = [] } = await as.call('sqs', 'ReceiveMessage', { QueueUrl });
      const [message] = Messages as readonly { readonly Body: string; readonly ReceiptHandle: string }[];
      if (message === undefined) throw new Error('no order waits');
      await as.call('dynamodb', 'PutItem', { TableName: 'orders', Item: order(message.Body, 'shipped') });
      await as.call('sqs', 'DeleteMessage', { QueueUrl, ReceiptHandle: message.ReceiptHandle });
      await expectState(as, message.Body, 'shipped');
    },
  },
];

export interface TestResult {
  readonly program: Program;
  readonly name: string;
  /** Absent: it passed. */
  readonly problem?: string;
}

export async function runShopTests(as: Readonly<Record<Program, JsonCaller>>): Promise<readonly TestResult[]> {
  const results: TestResult[] = [];
  for (const { program, name, run } of shopTests) {
    try {
      await run(as[program]);
      results.push({ program, name });
    } catch (error) {
      const problem = error instanceof Refused ? `${error.name}: ${error.message}` : String((error as Error).message);
      results.push({ program, name, problem });
    }
  }
  return results;
}
