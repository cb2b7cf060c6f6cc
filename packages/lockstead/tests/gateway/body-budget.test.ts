/** Strangers' bodies share one room in memory: when it is full the next one is told so, and room that was taken comes back. */
import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { openFixtureGateway } from '../fixtures/gateway.ts';

const roomBytes = 50_000;
const limits = { bodyBytesMax: 40_000, bodiesBytesMax: roomBytes };

/** Sends the head of a request that nobody signed, and a part of its body. */
async function halfSent(port: number, bytes: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(
    `POST / HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nx-amz-target: Fixture_notes.PutNote\r\ncontent-length: ${bytes + 1}\r\n\r\n`,
  );
  await new Promise<void>((resolve) => socket.write(Buffer.alloc(bytes), () => resolve()));
  return socket;
}

async function statusOf(port: number, bytes: number): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${port}/`, {
    method: 'POST',
    headers: { 'x-amz-target': 'Fixture_notes.PutNote' },
    body: 'x'.repeat(bytes),
  });
  await answer.text();
  return answer.status;
}

test('bodies under way share one room, and give it back', async () => {
  await using gateway = await openFixtureGateway({ limits });
  const waiting = await halfSent(gateway.port, 30_000);
  await expect.poll(() => statusOf(gateway.port, 30_000)).toBe(503);
  // A small one still fits.
  expect(await statusOf(gateway.port, 10)).toBeLessThan(500);
  waiting.destroy();
  await expect.poll(() => statusOf(gateway.port, 30_000)).toBeLessThan(500);
});
