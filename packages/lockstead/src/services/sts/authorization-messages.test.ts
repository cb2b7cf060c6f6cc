/** Messages of denials: sealed for one account under one root key, and never longer than AWS's model takes. */
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AccountId } from '#kernel/ids';
import { RootKey } from '#kernel/root-key';
import type { Denial } from '#service/denial';
import { AuthorizationMessages } from './authorization-messages.ts';

const account = '111122223333' as AccountId;
const root = RootKey.fromBytes(Buffer.alloc(32, 1));
const messages = new AuthorizationMessages(root);

/** What is told of a denial, and nothing else of it. */
function denial(resource: string, keys: Readonly<Record<string, string>> = {}): Denial {
  const principal = { kind: 'root', account, arn: `arn:aws:iam::${account}:root` };
  return {
    context: { account, requestId: 'request', session: { principal } },
    pair: { action: 'ec2:RunInstances', resource, owner: account, context: keys },
    request: { action: 'ec2:RunInstances', resource, context: { get: (key: string) => keys[key] } },
    decision: { effect: 'deny', kind: 'implicit', layer: 'identity', crossAccount: false },
  } as unknown as Denial;
}

test('what was sealed is told in its account alone, and under its root key alone', () => {
  const sealed = messages.encode(denial('*', { 'ec2:Region': 'us-east-1' }));
  expect(JSON.parse(messages.decode(sealed, account) ?? '')).toMatchObject({
    allowed: false,
    context: {
      action: 'ec2:RunInstances',
      conditions: { items: [{ key: 'ec2:Region', values: { items: [{ value: 'us-east-1' }] } }] },
    },
  });
  expect(messages.decode(sealed, '444455556666' as AccountId)).toBeUndefined();
  const other = new AuthorizationMessages(RootKey.fromBytes(Buffer.alloc(32, 2)));
  expect(other.decode(sealed, account)).toBeUndefined();
});

test('the same denial has the same text, on every node', () => {
  const nodes = [messages, new AuthorizationMessages(root)];
  expect(new Set(nodes.map((node) => node.encode(denial('*')))).size).toBe(1);
  expect(messages.encode(denial('*'))).not.toBe(messages.encode(denial('?')));
});

test('no message is longer than the model takes, whatever the request said', () => {
  const noise = (bytes: number): string => randomBytes(bytes).toString('base64');
  const keys = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`aws:RequestTag/${index}`, noise(150)]));
  const sealed = messages.encode(denial(noise(20_000), keys));
  expect(sealed.length).toBeLessThanOrEqual(10_240);
  expect(messages.decode(sealed, account)).toBeDefined();
});

test('of a changed message nothing is told', () => {
  const sealed = Buffer.from(messages.encode(denial('*')), 'base64url');
  fc.assert(
    fc.property(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ change;
      expect(messages.decode(changed.toString('base64url'), account)).toBeUndefined();
    }),
  );
});
