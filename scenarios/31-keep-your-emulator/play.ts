import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { type Cloud, startLockstead } from 'lockstead';
import { lockstead } from '../lockstead.ts';
import { policyOf } from '../people.ts';
import type { Play, Stage } from '../stage.ts';

const bin = fileURLToPath(new URL('../../packages/lockstead/bin/lockstead.mjs', import.meta.url));
const roles = ['checkout', 'shipping'] as const;
type Clients = Readonly<Record<(typeof roles)[number], SQSClient>>;

interface TeamTest {
  readonly name: string;
  run(clients: Clients): Promise<unknown>;
}

async function urlOf(sqs: SQSClient, QueueName: string): Promise<{ QueueUrl: string | undefined }> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  return { QueueUrl };
}

const tests: readonly TeamTest[] = [
  {
    name: 'an order goes to shipping',
    run: async ({ checkout }) =>
      await checkout.send(new SendMessageCommand({ ...(await urlOf(checkout, 'orders')), MessageBody: 'one' })),
  },
  {
    name: 'an order that waits is shipped, once, and the customer is told',
    async run({ shipping }) {
      const orders = await urlOf(shipping, 'orders');
      const { Messages: [message] = [] } = await shipping.send(new ReceiveMessageCommand(orders));
      if (message === undefined) throw new Error('no order waits');
      const told = { ...(await urlOf(shipping, 'mails')), MessageBody: `shipped: ${message.Body}` };
      await shipping.send(new SendMessageCommand(told));
      await shipping.send(new DeleteMessageCommand({ ...orders, ReceiptHandle: message.ReceiptHandle }));
    },
  },
  {
    name: 'checkout sees how many wait',
    async run({ checkout }) {
      const orders = { ...(await urlOf(checkout, 'orders')), AttributeNames: ['ApproximateNumberOfMessages' as const] };
      const { Attributes } = await checkout.send(new GetQueueAttributesCommand(orders));
      if (Attributes?.ApproximateNumberOfMessages === undefined) throw new Error('no number');
    },
  },
];

interface Statement {
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

export const play: Play = async (stage) => {
  const { step, say, check } = stage;
  const folder = mkdtempSync(join(tmpdir(), 'lockstead-scenario-'));
  const data = join(folder, 'data');
  const emulator = await openEmulator();
  const behind = async (enforce: 'full' | 'audit', part: (cloud: Cloud) => Promise<void>): Promise<void> => {
    await using cloud = await startLockstead({ data, enforce, upstream: emulator.endpoint });
    await part(cloud);
  };
  try {
    step('The tests, against the open emulator');
    const open = clientAt(emulator.endpoint, { accessKeyId: 'test', secretAccessKey: 'test' });
    await openQueues(open);
    for (const [name, problem] of await runTests({ checkout: open, shipping: open }))
      check(`${name}: passes for anybody`, problem === undefined, problem);

    await behind('full', async (cloud) => {
      step('Behind the front, each program as its own role');
      await openRoles(cloud);
      await openQueues(clientAt(cloud.endpoint, cloud.credentials));
      for (const [name, problem = 'it passed'] of await runTests(await clientsOf(cloud)))
        check(`${name}: fails for the right reason`, problem.includes('is not authorized to perform: sqs:'), problem);
    });

    await behind('audit', async (cloud) => {
      step('Two jobs collect what the roles need, and stop nobody');
      const { out } = await lockstead(cloud, ['status']);
      check('the server says loudly that it stops nobody', out.includes('NOTHING IS DENIED'));
      for (const [name, problem] of await runTests(await clientsOf(cloud)))
        check(`${name}: passes`, problem === undefined, problem);
      for (const role of roles) {
        const file = join(folder, `${role}.json`);
        const { code, out: words } = await lockstead(cloud, ['least', '--principal', `role/${role}`, '--out', file]);
        check(`the policy of ${role} is proved`, code === 0, words);
      }
    });

    const policies = new Map<string, readonly Statement[]>();
    await behind('full', async (cloud) => {
      step('The files are merged without a server, and the policies attached');
      const files = roles.map((role) => join(folder, `${role}.json`)).join(',');
      const merged = join(folder, 'merged.json');
      const { code, out } = await lockstead(cloud, ['least', '--merge', files, '--out', merged, '--format', 'json']);
      check('they merge', code === 0, out);
      for (const [principal, documents] of Object.entries(
        JSON.parse(out) as Record<string, [{ Statement: Statement[] }]>,
      ))
        policies.set(principal.slice(principal.lastIndexOf('/') + 1), documents[0].Statement);
      check('a policy for each role', [...policies.keys()].join() === roles.join(), [...policies.keys()].join());
      check('no resource is a wildcard', !readFileSync(merged, 'utf8').includes('*'));
      for (const [role, statements] of policies) {
        for (const { Action, Resource } of statements) say(`${role}: ${Action.join(', ')} on ${Resource.join(', ')}`);
        await attach(cloud, role, statements);
      }

      step('The tests again, with exactly that');
      for (const [name, problem] of await runTests(await clientsOf(cloud)))
        check(`${name}: passes`, problem === undefined, problem);
      await checkNoMore(cloud, stage);
      await checkEachStatement(cloud, policies, stage);
    });
  } finally {
    await emulator.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

async function checkNoMore(cloud: Cloud, { check }: Stage): Promise<void> {
  const { checkout } = await clientsOf(cloud);
  const words = await problemOf(
    async () => await checkout.send(new DeleteQueueCommand(await urlOf(checkout, 'orders'))),
  );
  check('checkout may not delete the queue', words?.includes('sqs:DeleteQueue') === true, words);
}

async function checkEachStatement(
  cloud: Cloud,
  policies: ReadonlyMap<string, readonly Statement[]>,
  { step, check }: Stage,
): Promise<void> {
  step('With any one statement taken away, a test is denied by name');
  for (const [role, statements] of policies) {
    for (const [at, { Action, Resource }] of statements.entries()) {
      await attach(cloud, role, statements.toSpliced(at, 1));
      const problems = (await runTests(await clientsOf(cloud))).map(([, problem = '']) => problem);
      const named = problems.some(
        (words) => Action.some((action) => words.includes(action)) && words.includes(Resource[0] ?? ''),
      );
      check(`${role} without ${Action.join(', ')} is denied by name`, named, problems.join());
    }
    await attach(cloud, role, statements);
  }
}

async function runTests(clients: Clients): Promise<readonly (readonly [string, string | undefined])[]> {
  const results: (readonly [string, string | undefined])[] = [];
  for (const { name, run } of tests) results.push([name, await problemOf(async () => await run(clients))]);
  return results;
}

async function problemOf(run: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function clientAt(endpoint: string, credentials: { accessKeyId: string; secretAccessKey: string }): SQSClient {
  return new SQSClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
}

async function clientsOf(cloud: Cloud): Promise<Clients> {
  const [checkout, shipping] = await Promise.all(
    roles.map(async (role) => clientAt(cloud.endpoint, await cloud.as(`role/${role}`))),
  );
  if (checkout === undefined || shipping === undefined) throw new TypeError('each role has a client');
  return { checkout, shipping };
}

async function openQueues(sqs: SQSClient): Promise<void> {
  for (const QueueName of ['orders', 'mails']) await sqs.send(new CreateQueueCommand({ QueueName }));
}

async function openRoles(cloud: Cloud): Promise<void> {
  const iam = new IAMClient(cloud.clientConfig());
  const trust = { Effect: 'Allow', Principal: { AWS: cloud.accountId }, Action: 'sts:AssumeRole' };
  for (const RoleName of roles)
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: policyOf(trust) }));
}

async function attach(cloud: Cloud, RoleName: string, statements: readonly object[]): Promise<void> {
  const iam = new IAMClient(cloud.clientConfig());
  const nothing = { Effect: 'Deny', Action: 'none:None', Resource: '*' };
  const PolicyDocument = policyOf(...(statements.length === 0 ? [nothing] : statements));
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'least', PolicyDocument }));
}

interface OpenEmulator {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** The one that ships with Lockstead, in a process of its own. */
async function openEmulator(): Promise<OpenEmulator> {
  const child = spawn(process.execPath, [bin, 'demo', 'emulator', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface(child.stdout)) {
    const endpoint = /serves on (http:\S+[0-9])/.exec(line)?.[1];
    if (endpoint === undefined) continue;
    return {
      endpoint,
      async stop() {
        const exited = once(child, 'exit');
        child.kill('SIGTERM');
        await exited;
      },
    };
  }
  throw new Error('the emulator does not start');
}
