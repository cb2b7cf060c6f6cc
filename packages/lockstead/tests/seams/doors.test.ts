/** What a service says of its own doors: how large a body may be, and which pages may call. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FixtureGateway, here, openFixtureGateway } from '../support/gateway.ts';
import { type Reply, send, signed } from '../support/signed.ts';

let it: FixtureGateway;
beforeEach(async () => {
  it = await openFixtureGateway();
  it.allow(it.alice, { Effect: 'Allow', Action: '*', Resource: '*' });
});
afterEach(() => it[Symbol.asyncDispose]());

function ask(
  operation: string,
  body: string,
  more: Readonly<Record<string, string>> = {},
  method = 'POST',
): Promise<Reply> {
  const headers = {
    host: `127.0.0.1:${it.port}`,
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': `Fixture_notes.${operation}`,
    ...more,
  };
  const unsigned = { method, headers, body };
  return send(it.port, unsigned, signed(unsigned, { keys: it.alice.keys, service: 'notes', region: here }));
}

describe('the body of an operation', () => {
  test.each([
    ['FindNotes', 400, 200],
    ['FindNotes', 600, 413],
    ['DeleteNote', 1_500_000, 404],
    ['DeleteNote', 2_100_000, 413],
    ['GetNote', 900_000, 404],
    ['GetNote', 1_100_000, 413],
  ])('of %s with %i bytes is answered with %i', async (operation, bytes, status) => {
    const input = JSON.stringify({ Name: 'missing', Names: 'missing' });
    const body = input + ' '.repeat(bytes - input.length);
    expect((await ask(operation, body)).status).toBe(status);
  });
});

describe('a page', () => {
  const input = JSON.stringify({ Names: 'a' });
  const own = { origin: 'https://notes.example', 'sec-fetch-site': 'cross-site' };

  test.each([
    ['that the service lets in', own, 200],
    ['that it does not know', { ...own, origin: 'https://evil.example' }, 403],
    ['without an origin', { 'sec-fetch-site': 'cross-site' }, 403],
    ['in a sandbox', { ...own, origin: 'null' }, 403],
  ])('%s', async (_, headers, status) => {
    const reply = await ask('FindNotes', input, headers);
    expect(reply.status).toBe(status);
    const allowed = reply.headers['access-control-allow-origin'];
    expect(allowed).toBe(status === 200 ? 'https://notes.example' : undefined);
  });

  test('that asks first is answered by the service; the same page at another service is not', async () => {
    const asking = { ...own, 'access-control-request-method': 'POST' };
    const reply = await ask('FindNotes', '', asking, 'OPTIONS');
    expect(reply).toMatchObject({ status: 200, headers: { 'access-control-max-age': '5' } });
    const headers = { ...asking, host: `127.0.0.1:${it.port}`, 'x-amz-target': 'Fixture_vault.Seal' };
    const unsigned = { method: 'OPTIONS', headers, body: '' };
    const other = await send(it.port, unsigned, signed(unsigned, { keys: it.alice.keys, service: 'vault' }));
    expect(other.status).toBe(403);
  });

  test('is let in to be authorized like anybody: its verdict grants nothing', async () => {
    it.allow(it.alice);
    const reply = await ask('FindNotes', input, own);
    expect(reply.status).toBe(400);
    expect(reply.text).toContain('AccessDeniedException');
  });

  test('may call one operation and not another', async () => {
    expect((await ask('DeleteNote', JSON.stringify({ Name: 'a' }), own)).status).toBe(403);
  });
});
