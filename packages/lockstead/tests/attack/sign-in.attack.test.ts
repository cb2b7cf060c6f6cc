/** A crowd guesses at the sign-in pages, where each guess costs the server a hash. Nobody gets in, and honest callers of the API are served meanwhile. */
import { expect, test } from 'vitest';
import { send } from '../support/signed.ts';
import { attacked } from './attacked.ts';

const guessers = 64;
const calls = 60;

test('a crowd that guesses passwords holds nobody up', async () => {
  await using victim = await attacked();
  const host = `signin.localhost:${victim.port}`;
  const account = (await victim.iam('Action=GetUser')).text.match(/iam::(\d{12}):/)?.[1] ?? '';
  const headers = { host, origin: `http://${host}`, 'content-type': 'application/x-www-form-urlencoded' };
  const guess = async (user: string): Promise<number> => {
    const body = `account=${account}&user=${user}&password=guess-${user}`;
    return (await send(victim.port, { method: 'POST', path: '/sign-in', body }, headers)).status;
  };
  await honest(() => victim.iam('Action=ListUsers'));
  const calm = await honest(() => victim.iam('Action=ListUsers'));
  const before = victim.rssMb();

  const answers = new Map<number, number>();
  let goesOn = true;
  const crowd = Array.from({ length: guessers }, async (_, i) => {
    while (goesOn) {
      const status = await guess(i % 2 === 0 ? 'admin' : `nobody-${i}`);
      answers.set(status, (answers.get(status) ?? 0) + 1);
    }
  });
  const busy = await honest(() => victim.iam('Action=ListUsers'));
  goesOn = false;
  await Promise.all(crowd);

  // A guess is refused, or there are too many at once: nothing else, and nobody is in.
  expect([...answers.keys()].sort()).toEqual([403, 503]);
  // Hashes take a core at most, and turns are short: a call waits some milliseconds, not for the crowd.
  expect(busy).toBeLessThan(10 * calm + 30);
  // One hash has 32 MB while it is made, and those that wait have none.
  expect(victim.rssMb() - before).toBeLessThan(200);
  expect((await victim.iam('Action=ListUsers')).status).toBe(200);
});

/** The median of so many calls, one after another, in milliseconds. */
async function honest(call: () => Promise<{ readonly status: number }>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < calls; i++) {
    const start = performance.now();
    expect((await call()).status).toBe(200);
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[calls / 2] ?? 0;
}
