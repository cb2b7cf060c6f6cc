/**
 * Memory under mixed load: reads, denials, writes and sessions from several clients, with names that are new each time. It may rise while
 * caches and rings fill; then it must stand.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { attacked } from '../attack/attacked.ts';
import { send, signed } from '../support/signed.ts';

const minutes = Number(process.env['LOCKSTEAD_SOAK_MINUTES'] ?? 3);
const clients = 8;

test('memory comes to a stand', { timeout: (minutes + 2) * 60_000 }, async () => {
  await using it = await attacked();
  const { port, keys } = it.server;
  const host = `127.0.0.1:${port}`;
  const form = async (service: string, body: string): Promise<number> => {
    const headers = {
      host,
      'content-type': 'application/x-www-form-urlencoded',
      'user-agent': `soak/${'x'.repeat(200)}`,
    };
    const unsigned = { headers, body };
    return (await send(port, unsigned, signed(unsigned, { keys, service }))).status;
  };
  let going = true;
  let sent = 0;
  const working = Array.from({ length: clients }, async (_, client) => {
    for (let n = 0; going; n++) {
      const name = `u-${client}-${n}`;
      const iam = 'Version=2010-05-08&Action=';
      await form('iam', `${iam}CreateUser&UserName=${name}&Tags.member.1.Key=k&Tags.member.1.Value=${'v'.repeat(200)}`);
      for (let read = 0; read < 5; read++) await form('iam', `${iam}GetUser&UserName=${name}`);
      await form('iam', `${iam}GetUser&UserName=missing-${name}`);
      await form('sts', 'Version=2011-06-15&Action=GetFederationToken&Name=federated');
      await form('iam', `${iam}DeleteUser&UserName=${name}`);
      sent += 9;
    }
  });
  const samples: number[] = [];
  for (let n = 0; n < minutes * 12; n++) {
    await pause(5000);
    samples.push(it.rssMb());
  }
  going = false;
  await Promise.all(working);
  const third = Math.floor(samples.length / 3);
  const highest = (of: readonly number[]): number => Math.max(...of);
  const [middle, last] = [highest(samples.slice(third, 2 * third)), highest(samples.slice(2 * third))];
  console.log(
    `${sent} requests; MB each minute: ${samples
      .filter((_, n) => n % 12 === 11)
      .map(Math.round)
      .join(' ')}`,
  );
  console.log(`highest of the middle third ${middle.toFixed(0)} MB, of the last ${last.toFixed(0)} MB`);
  expect(last).toBeLessThan(middle * 1.1 + 10);
});
