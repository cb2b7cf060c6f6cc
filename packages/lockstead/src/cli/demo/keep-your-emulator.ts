/**
 * The demo's third story: tests pass against an open emulator, whoever asks. Behind the front they fail for the right reason, one run collects what
 * they need, each role gets its least policy, and they pass again, with a "no" for everything else.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cloud, startLockstead } from '#fixture/start-lockstead';
import { systemClock } from '#kernel/clock';
import { systemEntropy } from '#kernel/entropy';
import { type Emulator, openEmulator } from './emulator/emulator.ts';
import { IamCaller, Refused } from './iam-caller.ts';
import { type CallerKeys, JsonCaller } from './json-caller.ts';
import { openShop, type Program, programs, runShopTests, type TestResult } from './shop.ts';
import type { Teller } from './teller.ts';

const anybody: CallerKeys = { accessKeyId: 'test', secretAccessKey: 'test' };

/** True when everything came out as it should. */
export async function keepYourEmulator(tell: Teller): Promise<boolean> {
  const { paint } = tell;
  const data = await mkdtemp(join(tmpdir(), 'lockstead-demo-'));
  const [clock, entropy] = [systemClock(), systemEntropy()];
  await using emulator = await openEmulator(0, clock, entropy);
  const run = async (enforce: 'full' | 'audit', part: (cloud: Cloud) => Promise<boolean>): Promise<boolean> => {
    await using cloud = await startLockstead({ data, enforce, upstream: emulator.endpoint });
    return await part(cloud);
  };
  try {
    tell.step('A shop and its tests, against an open emulator');
    tell.line(
      'Two programs: checkout stores orders and queues them, shipping takes them from the queue. The emulator has a table and a queue.',
    );
    if (!(await openTests(emulator, tell))) return fail(tell, 'A test failed against the open emulator.');
    tell.line('All pass. They would pass for anybody: the emulator asks nobody who they are.');

    const denied = await run('full', async (cloud) => {
      tell.step('The same tests with Lockstead before the emulator, each program as its own role');
      await prepare(cloud);
      const results = await testsAs(cloud);
      tellResults(results, tell);
      return results.every(({ problem }) => problem?.includes('is not authorized to perform') === true);
    });
    if (!denied) return fail(tell, 'A test went through without a permission.');
    tell.line('They fail for the right reason: nobody gave these roles a permission.');

    const offered = await run('audit', async (cloud) => {
      tell.step(
        'One run that stops nobody (--enforce audit) collects what they need; "lockstead least" writes it down',
      );
      const results = await testsAs(cloud);
      if (results.some(({ problem }) => problem !== undefined)) return false;
      for (const program of programs) await giveLeast(cloud, program, tell);
      return true;
    });
    if (!offered) return fail(tell, 'The run that collects did not come to its end.');

    return await run('full', async (cloud) => {
      tell.step('The tests again, with exactly that');
      const results = await testsAs(cloud);
      tellResults(results, tell);
      if (results.some(({ problem }) => problem !== undefined)) return fail(tell, 'A test still fails.');
      const checkout = new JsonCaller(cloud.endpoint, await cloud.as('role/checkout'));
      const still = await refusal(() => checkout.call('dynamodb', 'DeleteTable', { TableName: 'orders' }));
      if (still === undefined) return fail(tell, 'checkout could delete the table, which nothing allows.');
      tell.line(`${paint.good('✓ and no more:')} checkout may not delete the table: ${still.name}`);
      return true;
    });
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}

async function openTests({ endpoint }: Emulator, tell: Teller): Promise<boolean> {
  const caller = new JsonCaller(endpoint, anybody);
  await openShop(caller);
  const results = await runShopTests({ checkout: caller, shipping: caller });
  tellResults(results, tell);
  return results.every(({ problem }) => problem === undefined);
}

/** Roles without permissions, and the infrastructure by the administrator. */
async function prepare(cloud: Cloud): Promise<void> {
  const admin = new IamCaller(cloud, cloud.credentials);
  const trust = { Effect: 'Allow', Principal: { AWS: cloud.accountId }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
  for (const RoleName of programs) await admin.call('CreateRole', { RoleName, AssumeRolePolicyDocument });
  await openShop(new JsonCaller(cloud.endpoint, cloud.credentials));
}

async function testsAs(cloud: Cloud): Promise<readonly TestResult[]> {
  const [checkout, shipping] = await Promise.all(
    programs.map(async (program) => new JsonCaller(cloud.endpoint, await cloud.as(`role/${program}`))),
  );
  return checkout === undefined || shipping === undefined ? [] : await runShopTests({ checkout, shipping });
}

async function giveLeast(cloud: Cloud, program: Program, tell: Teller): Promise<void> {
  const { documents, proved, recorded } = await cloud.least(`role/${program}`);
  tell.line(
    `\n${tell.paint.bold(`role/${program}`)}, ${proved ? 'proved' : 'not proved'}: ${recorded} recorded uses and requests decided again`,
  );
  const [document] = documents;
  if (document === undefined) return;
  for (const { Action, Resource } of document.Statement) {
    for (const resource of Resource) tell.line(`${Action.join(', ')}\n  on ${resource}`);
  }
  const admin = new IamCaller(cloud, cloud.credentials);
  await admin.call('PutRolePolicy', {
    RoleName: program,
    PolicyName: 'least',
    PolicyDocument: JSON.stringify(document),
  });
}

function tellResults(results: readonly TestResult[], { paint, line }: Teller): void {
  for (const { program, name, problem } of results) {
    line(
      problem === undefined
        ? `${paint.good('✓')} ${program}: ${name}`
        : `${paint.bad('✗')} ${program}: ${name}\n    ${problem}`,
    );
  }
}

function fail(tell: Teller, what: string): false {
  tell.line(tell.paint.bad(`✗ ${what}`));
  return false;
}

async function refusal(call: () => Promise<unknown>): Promise<Refused | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error;
    throw error;
  }
}
