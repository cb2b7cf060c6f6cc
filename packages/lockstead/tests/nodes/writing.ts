/** Users made on several nodes at once, while something goes wrong; and what must be true of them afterwards. */
import { setTimeout as pause } from 'node:timers/promises';
import { CreateUserCommand, paginateListUsers } from '@aws-sdk/client-iam';
import { expect } from 'vitest';
import type { Site } from './database.ts';
import type { StartedNode } from './node.ts';

export interface Writing {
  readonly acknowledged: readonly string[];
  /** What refusals there were, by name. */
  readonly refusals: ReadonlySet<string>;
  /** Resolves when each of these nodes has acknowledged so many more; answers how long that took. */
  servedAgain(nodes: readonly StartedNode[], many?: number): Promise<number>;
  stop(): Promise<void>;
}

export function writing(nodes: readonly StartedNode[], atOnce = 3): Writing {
  const acknowledged: string[] = [];
  const refusals = new Set<string>();
  const byNode = new Map<StartedNode, number>(nodes.map((node) => [node, 0]));
  let going = true;
  let named = 0;
  const write = async (node: StartedNode): Promise<void> => {
    while (going) {
      const UserName = `user-${named++}`;
      try {
        await node.admin.iam.send(new CreateUserCommand({ UserName }));
        acknowledged.push(UserName);
        byNode.set(node, (byNode.get(node) ?? 0) + 1);
      } catch (error) {
        refusals.add((error as Error).name);
        await pause(50);
      }
    }
  };
  const writers = nodes.flatMap((node) => Array.from({ length: atOnce }, () => write(node)));
  return {
    acknowledged,
    refusals,
    async servedAgain(expected, many = 5) {
      const began = performance.now();
      const before = new Map(byNode);
      await expect
        .poll(() => expected.every((node) => (byNode.get(node) ?? 0) >= (before.get(node) ?? 0) + many), {
          timeout: 60_000,
          interval: 20,
        })
        .toBe(true);
      return performance.now() - began;
    },
    async stop() {
      going = false;
      await Promise.all(writers);
    },
  };
}

/** Every acknowledged user is there; of every user that is there, acknowledged or not, there is one event, and of no other. */
export async function expectNothingLost(site: Site, node: StartedNode, { acknowledged }: Writing): Promise<void> {
  const there: string[] = [];
  for await (const { Users = [] } of paginateListUsers({ client: node.admin.iam }, {})) {
    there.push(...Users.map(({ UserName = '' }) => UserName).filter((name) => name !== 'admin'));
  }
  const lost = acknowledged.filter((name) => !there.includes(name));
  expect(lost).toEqual([]);
  const bodies = await site.query('SELECT body FROM lockstead.journal_bodies');
  const events = bodies
    .map(({ body }) => JSON.parse(String(body)) as Readonly<Record<string, unknown>>)
    .filter(({ eventName, errorCode }) => eventName === 'CreateUser' && errorCode === undefined)
    .map(({ requestParameters }) => (requestParameters as { readonly userName: string }).userName);
  expect(events.toSorted()).toEqual(there.toSorted());
}

/**
 * A promise about time, kept on a machine that has other things to do as well: what goes wrong may go wrong three times, and once it must
 * be over soon enough. Whatever else `scenario` expects, it expects each time.
 */
export async function expectWithin(msMax: number, scenario: () => Promise<number>): Promise<void> {
  const took: number[] = [];
  while (took.length < 3) {
    const ms = await scenario();
    if (ms < msMax) return;
    took.push(Math.round(ms));
  }
  expect.fail(`it took ${took.join(', ')} ms, and may take ${msMax}`);
}

/** The last request that was answered by the state from before was sent within that time, however long a busy machine takes to answer. */
export async function expectFollowedWithin(msMax: number, isFollowed: () => Promise<boolean>): Promise<void> {
  const began = performance.now();
  for (;;) {
    const sentAfterMs = performance.now() - began;
    if (await isFollowed()) return;
    expect(sentAfterMs).toBeLessThan(msMax);
    await pause(20);
  }
}
