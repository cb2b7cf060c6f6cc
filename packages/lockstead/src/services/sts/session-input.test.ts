/** What session policies and tags take of the room that they share, against what has been published of AWS's answers. */
import { expect, test } from 'vitest';
import type { SessionPolicy, Tag } from '#service/session';
import { packedPolicySize } from './session-input.ts';

/** Letters that do not compress. */
function scrambled(length: number): string {
  let text = '';
  for (let n = 1; text.length < length; n += 1) text += (Math.imul(n, 2_654_435_761) >>> 0).toString(36);
  return text.slice(0, length);
}

const tag = (Key: string, Value: string): Tag => ({ Key, Value });

function sizeOf(policies: readonly SessionPolicy[] | undefined, tags: readonly Tag[]): string {
  try {
    return String(packedPolicySize(policies, tags));
  } catch (error) {
    return (error as Error).message;
  }
}

const percentIn = (text: string): number => Number(/\d+/.exec(text)?.[0]);

/** The tags of an EKS pod, whose names are as long as they usually are. */
const pod = [
  tag('eks-cluster-arn', 'arn:aws:eks:eu-central-1:111122223333:cluster/platform-production'),
  tag('eks-cluster-name', 'platform-production'),
  tag('kubernetes-namespace', 'payments'),
  tag('kubernetes-service-account', 'payments-worker'),
  tag('kubernetes-pod-name', 'payments-worker-6d4cf56db6-x7k2p'),
  tag('kubernetes-pod-uid', '0b1c7f6e-5a54-4d0a-9d5e-3f0f7d1c2b3a'),
];

// https://github.com/aws/containers-roadmap/issues/2413, and events of AssumeRole.
test('session tags take as much of the room as AWS was seen to say', () => {
  const nine = sizeOf(
    undefined,
    Array.from({ length: 9 }, (_, n) => tag(`tag${n}`, scrambled(250))),
  );
  expect(nine).toMatch(/^Packed size of session tags consumes \d+% of allotted space\.$/);
  expect(Math.abs(percentIn(nine) - 498)).toBeLessThanOrEqual(10);
  expect(Math.abs(Number(sizeOf(undefined, pod)) - 74)).toBeLessThanOrEqual(8);
  expect(sizeOf(undefined, [tag('c', 'c'), tag('b', 'c')])).toBe('2');
});

test('the shares of the room that session tags take add up', () => {
  const own = [tag('Team', 'red'.repeat(20)), tag('CostCenter', '12345'.repeat(15))];
  const sum = Number(sizeOf(undefined, pod)) + Number(sizeOf(undefined, own));
  expect(Math.abs(percentIn(sizeOf(undefined, [...pod, ...own])) - sum)).toBeLessThanOrEqual(1);
});

/** Statements of one service each, as a broker writes them. */
function brokers(actions: number, length: number): string {
  const services = ['ec2', 's3', 'lambda', 'dynamodb', 'logs', 'cloudformation', 'iam', 'events'];
  const verbs = ['Describe', 'Create', 'Delete', 'Update', 'List', 'Put', 'Tag'];
  const nouns = ['Instances', 'Bucket', 'Function', 'Table', 'LogGroup', 'Stack', 'Role', 'Rule', 'KeyPair'];
  const named = Array.from({ length: actions }, (_, n) => {
    const pick = (list: readonly string[], by: number): string => list[(n * by) % list.length] ?? '';
    return `${pick(services, 1)}:${pick(verbs, 3)}${pick(nouns, 5)}`;
  });
  const third = Math.ceil(actions / 3);
  const statement = (from: number, pad: string) => ({
    Sid: `S${from}${pad}`,
    Effect: 'Allow',
    Action: named.slice(from, from + third),
    Resource: '*',
  });
  const write = (pad: string): string =>
    JSON.stringify({ Version: '2012-10-17', Statement: [0, third, 2 * third].map((from) => statement(from, pad)) });
  const short = write('').length;
  return write(scrambled(Math.max(0, Math.floor((length - short) / 3))));
}

test.each([
  [18, 736, 82],
  [42, 1690, 157],
])(
  'a session policy of %i actions and %i characters, with three tags, takes about %i percent',
  (actions, length, percent) => {
    const text = brokers(actions, length);
    expect(Math.abs(text.length - length)).toBeLessThan(length / 8);
    const tags = [tag('app', 'poppy'), tag('owner', 'alice'), tag('connection', 'c-1234')];
    const ours = percentIn(sizeOf([{ text }], tags));
    // What the policies said is not published, only how long they were: the same order, and the same side of the limit.
    expect(ours / percent).toBeGreaterThan(0.6);
    expect(ours / percent).toBeLessThan(1.4);
    expect(ours > 100).toBe(percent > 100);
  },
);

test('a session policy that is too long is refused for its own sake, with tags or without', () => {
  const text = JSON.stringify({ Version: '2012-10-17', Statement: [{ Sid: scrambled(1500) }] });
  expect(sizeOf([{ text }], pod)).toMatch(
    /^Packed policy consumes \d{3}% of allotted space, please use smaller policy\.$/,
  );
});

test('ten managed session policies fit into the room, and without policies and tags no share is told', () => {
  const arns = Array.from({ length: 10 }, (_, n) => ({ arn: `arn:aws:iam::111122223333:policy/p${n}` }));
  expect(Number(sizeOf(arns, []))).toBeLessThanOrEqual(100);
  expect(packedPolicySize(undefined, [])).toBeUndefined();
});
