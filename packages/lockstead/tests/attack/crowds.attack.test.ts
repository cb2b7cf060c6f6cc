/** Many who only take room: connections, bodies, answers, memory. Others are served all the while. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { crowd } from '../support/crowd.ts';
import { signed } from '../support/signed.ts';
import { type Attacked, attacked } from './attacked.ts';

let it: Attacked;
beforeAll(async () => {
  it = await attacked();
});
afterAll(() => it[Symbol.asyncDispose]());

/** How often out of so many an honest client is served. */
async function served(times = 20): Promise<number> {
  let good = 0;
  for (let n = 0; n < times; n++) {
    const replies = await Promise.allSettled([it.iam('Action=ListUsers'), it.health()]);
    const [iam, health] = replies;
    if (iam.status === 'fulfilled' && iam.value.status === 200 && health.status === 'fulfilled' && health.value === 200)
      good += 1;
  }
  return good;
}

test.each([
  ['say nothing', ''],
  ['begin a head', 'POST / HTTP/1.1\r\nhost: localhost\r\n'],
  ['are no HTTP', '\x16\x03\x01\r\n\r\n'],
  ['send one byte of a body', 'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\na'],
  ['wait to go on', 'POST / HTTP/1.1\r\nhost: localhost\r\nexpect: 100-continue\r\ncontent-length: 100\r\n\r\n'],
  ['ask for a foreign host', 'GET / HTTP/1.1\r\nhost: evil.example\r\n\r\n'],
])('4,100 connections that %s shut nobody out', async (_, bytes) => {
  using attackers = await crowd(it.port, 4100);
  if (bytes !== '') attackers.send(bytes);
  expect(await served()).toBe(20);
});

test('attackers who come back as soon as they are closed shut nobody out', async () => {
  let going = true;
  const coming = Array.from({ length: 8 }, async () => {
    for (let round = 0; going && round < 40; round++) {
      using attackers = await crowd(it.port, 300);
      attackers.send('POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000000\r\n\r\nabc');
      await new Promise((resume) => setTimeout(resume, 20));
    }
  });
  expect(await served(40)).toBe(40);
  going = false;
  await Promise.all(coming);
});

test('bodies of strangers that fill the room for bodies keep out no honest one', async () => {
  using attackers = await crowd(it.port, 200);
  attackers.send(`POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000001\r\n\r\n${'x'.repeat(1_000_000)}`);
  expect(await served()).toBe(20);
});

test('160 readers that take nothing of a large answer cost a bounded amount of memory', async () => {
  const statement = (n: number) => ({
    Effect: 'Allow',
    Action: 's3:*',
    Resource: `arn:aws:s3:::b${'x'.repeat(900)}${n}`,
  });
  for (let n = 0; n < 60; n++) {
    const document = { Version: '2012-10-17', Statement: Array.from({ length: 5 }, (_, at) => statement(at)) };
    const policy = encodeURIComponent(JSON.stringify(document));
    const made = await it.iam(`Action=CreatePolicy&PolicyName=p${n}&PolicyDocument=${policy}`);
    expect(made.status).toBe(200);
  }
  const form =
    'Version=2010-05-08&Action=GetAccountAuthorizationDetails&MaxItems=1000&Filter.member.1=LocalManagedPolicy';
  const host = `127.0.0.1:${it.port}`;
  const unsigned = { headers: { host, 'content-type': 'application/x-www-form-urlencoded' }, body: form };
  const headers = signed(unsigned, { keys: it.server.keys, service: 'iam' });
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const request = `POST / HTTP/1.1\r\n${lines.join('')}content-length: ${form.length}\r\n\r\n${form}`;
  const before = it.rssMb();
  using readers = await crowd(it.port, 160, { reads: false });
  for (let round = 0; round < 10; round++) {
    readers.send(request);
    await new Promise((resume) => setTimeout(resume, 300));
  }
  expect(await served()).toBe(20);
  const grown = it.rssMb() - before;
  console.log(`memory grew by ${grown.toFixed(0)} MB`);
  expect(grown).toBeLessThan(300);
});

test('pipelined requests without a reader are not carried out without end', async () => {
  const before = it.rssMb();
  using attackers = await crowd(it.port, 50, { reads: false });
  for (let round = 0; round < 20; round++) {
    attackers.send('GET /_lockstead/health HTTP/1.1\r\nhost: localhost\r\n\r\n'.repeat(500));
    await new Promise((resume) => setTimeout(resume, 20));
  }
  expect(await served()).toBe(20);
  expect(it.rssMb() - before).toBeLessThan(300);
});
