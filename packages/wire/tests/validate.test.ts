/** Constraints of the model: AWS's sentences, word for word where they were recorded. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findService, type ServiceModel, serviceTable, validate } from '../src/index.ts';
import type { ConstraintTable } from '../src/validate/constraint-table.ts';
import { patternOf } from '../src/validate/pattern.ts';
import { fixtureModel } from './fixture-models.ts';

async function modelOf(service: string): Promise<ServiceModel> {
  const entry = findService(service);
  if (entry === undefined) throw new Error(`no service ${service}`);
  return fixtureModel(entry);
}

const wholeTrust = '{"Version":"2012-10-17"}';

/** `recorded`: real AWS answered this sentence. */
const cases: readonly {
  readonly name: string;
  readonly service: string;
  readonly operation: string;
  readonly input: Record<string, unknown>;
  readonly code: string;
  readonly message: string | undefined;
}[] = [
  {
    name: 'a pattern',
    service: 'iam',
    operation: 'CreateUser',
    input: { UserName: 'a b!' },
    code: 'ValidationError',
    message:
      "1 validation error detected: Value at 'userName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]+",
  },
  {
    name: 'two constraints on one value',
    service: 'iam',
    operation: 'CreateUser',
    input: { UserName: '' },
    code: 'ValidationError',
    message:
      "2 validation errors detected: Value at 'userName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]+; Value at 'userName' failed to satisfy constraint: Member must have length greater than or equal to 1",
  },
  {
    name: 'a required member, and one in a list',
    service: 'iam',
    operation: 'TagUser',
    input: { Tags: [{ Key: 'k', Value: 'v' }, { Value: 'v' }] },
    code: 'ValidationError',
    message:
      "2 validation errors detected: Value at 'userName' failed to satisfy constraint: Member must not be null; Value at 'tags.2.member.key' failed to satisfy constraint: Member must not be null",
  },
  {
    name: 'recorded: an enumeration of IAM says neither value nor set',
    service: 'iam',
    operation: 'UpdateServiceSpecificCredential',
    input: { ServiceSpecificCredentialId: 'ACCAEXAMPLE123EXAMPLE', Status: 'Invalid' },
    code: 'ValidationError',
    message:
      "1 validation error detected: Value at 'status' failed to satisfy constraint: Member must satisfy enum value set",
  },
  {
    name: 'a sensitive value is not repeated',
    service: 'iam',
    operation: 'ChangePassword',
    input: { OldPassword: 'x'.repeat(129), NewPassword: 'ok' },
    code: 'ValidationError',
    message:
      "1 validation error detected: Value at 'oldPassword' failed to satisfy constraint: Member must have length less than or equal to 128",
  },
  {
    name: 'a number',
    service: 'sts',
    operation: 'AssumeRole',
    input: { RoleArn: 'arn:aws:iam::111122223333:role/r', RoleSessionName: 'ab', DurationSeconds: 899 },
    code: 'ValidationError',
    message:
      "1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
  },
  {
    name: 'a fraction where an integer belongs',
    service: 'iam',
    operation: 'ListUsers',
    input: { MaxItems: 1.5 },
    code: 'MalformedInput',
    message: "The value at 'maxItems' is not an integer",
  },
  {
    name: 'nothing',
    service: 'iam',
    operation: 'CreateRole',
    input: { RoleName: 'r', AssumeRolePolicyDocument: wholeTrust, Path: '/a/', Tags: [] },
    code: '',
    message: undefined,
  },
  {
    name: 'recorded: KMS, less than the minimum',
    service: 'kms',
    operation: 'GenerateRandom',
    input: { NumberOfBytes: 0 },
    code: 'ValidationException',
    message:
      "1 validation error detected: Value '0' at 'numberOfBytes' failed to satisfy constraint: Member must have value greater than or equal to 1",
  },
  {
    name: 'recorded: KMS, a plaintext is not repeated',
    service: 'kms',
    operation: 'Encrypt',
    input: { KeyId: 'k', Plaintext: new Uint8Array(4097) },
    code: 'ValidationException',
    message:
      "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096",
  },
  {
    name: 'recorded: KMS, within a list of structures',
    service: 'kms',
    operation: 'TagResource',
    input: { KeyId: 'k', Tags: [{ TagKey: 'k', TagValue: 'v'.repeat(257) }] },
    code: 'ValidationException',
    message: `1 validation error detected: Value '${'v'.repeat(257)}' at 'tags.1.member.tagValue' failed to satisfy constraint: Member must have length less than or equal to 256`,
  },
  {
    name: 'recorded: KMS, an enumeration',
    service: 'kms',
    operation: 'DeriveSharedSecret',
    input: { KeyId: 'k', KeyAgreementAlgorithm: 'INVALID', PublicKey: new Uint8Array(8) },
    code: 'ValidationException',
    message:
      "1 validation error detected: Value 'INVALID' at 'keyAgreementAlgorithm' failed to satisfy constraint: Member must satisfy enum value set: [ECDH]",
  },
  {
    name: 'bytes, as Java prints them',
    service: 'kms',
    operation: 'Decrypt',
    input: { CiphertextBlob: new Uint8Array(0) },
    code: 'ValidationException',
    message:
      "1 validation error detected: Value 'java.nio.HeapByteBuffer[pos=0 lim=0 cap=0]' at 'ciphertextBlob' failed to satisfy constraint: Member must have length greater than or equal to 1",
  },
  {
    name: 'EC2 asks for a parameter',
    service: 'ec2',
    operation: 'CreateSecurityGroup',
    input: { Description: 'd' },
    code: 'MissingParameter',
    message: 'The request must contain the parameter groupName',
  },
  {
    name: 'EC2 tells of the first problem alone',
    service: 'ec2',
    operation: 'DescribeSecurityGroupRules',
    input: { MaxResults: 4, DryRun: true },
    code: 'InvalidParameterValue',
    message: 'Value (4) for parameter maxResults is invalid.',
  },
  {
    name: 'scalars of a list are judged together',
    service: 'kms',
    operation: 'UntagResource',
    input: { KeyId: 'k', TagKeys: ['a', ''] },
    code: 'ValidationException',
    message:
      "1 validation error detected: Value '[a, ]' at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1]",
  },
  {
    name: 'scalars of a list: sizes first, the list withheld',
    service: 'iam',
    operation: 'UntagUser',
    input: { UserName: 'u', TagKeys: ['a', '<'] },
    code: 'ValidationError',
    message:
      "1 validation error detected: Value at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+, Member must not be null]",
  },
];

test.each(cases)('$service $operation: $name', async ({ service, operation, input, code, message }) => {
  const model = await modelOf(service);
  const found = model.operations.get(operation);
  if (found === undefined) throw new Error(`no operation ${operation}`);
  const error = validate(model, found, input);
  expect(error?.message).toBe(message);
  if (message !== undefined) expect(error).toMatchObject({ code, httpStatus: 400, fault: 'client' });
});

test('a thousand violations make one bounded message', async () => {
  const model = await modelOf('iam');
  const tagUser = model.operations.get('TagUser');
  if (tagUser === undefined) throw new Error('no TagUser');
  const Tags = Array.from({ length: 1000 }, () => ({ Key: 'x'.repeat(100_000), Value: '' }));
  const error = validate(model, tagUser, { UserName: 'u', Tags });
  expect(error?.message).toMatch(/^1001 validation errors detected: /);
  expect(error?.message.length).toBeLessThan(1_000_000);
});

const folder = new URL('../src/model/constraints/', import.meta.url);
const tables = readdirSync(folder).map((file): [string, ConstraintTable] => [
  file.replace('.json', ''),
  JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as ConstraintTable,
]);

test.each(tables)('%s: the table names its source, and every pattern compiles', (id, table) => {
  expect(serviceTable.map((entry) => entry.id)).toContain(id);
  expect(table.botocore).toMatch(/^\d+\.\d+\.\d+$/);
  expect(table.sha256).toMatch(/^[0-9a-f]{64}$/);
  for (const { pattern } of Object.values(table.shapes))
    if (pattern !== undefined) expect(patternOf(pattern)).toBeDefined();
});

/** The square of it would be seconds; longer ones come below. */
const hostileLength = 40_000;

test('no pattern takes long on a hostile value', () => {
  const slow: string[] = [];
  const tried: Set<string> = new Set();
  for (const [id, { shapes }] of tables) {
    for (const [name, { pattern }] of Object.entries(shapes)) {
      if (pattern === undefined || tried.has(pattern)) continue;
      tried.add(pattern);
      for (const value of hostileValues(pattern, hostileLength)) {
        const micros = leastThreadMicros(() => patternOf(pattern).test(value));
        if (micros > 50_000) slow.push(`${id} ${name} ${micros / 1000} ms`);
      }
    }
  }
  expect(slow).toEqual([]);
});

test.each([
  ['.*\\S.*', `${' '.repeat(200_000)}x${' '.repeat(190_000)}`, true],
  ['.*\\S.*', ' '.repeat(395_000), false],
  ['\\/?.+\\/.+', `bucket/${'k'.repeat(5000)}`, true],
  ['\\/?.+\\/.+', '/'.repeat(100_000), true],
  ['([/])|([/](([^~])|(~[01]))+)', `/${'a'.repeat(15_000_000)}`, true],
  ['([/])|([/](([^~])|(~[01]))+)', `/${'a'.repeat(15_000_000)}~`, false],
  ['^(?! )[\\p{L}\\p{N}\\p{Z}-_]*(?<! )$', `é-${' '.repeat(100_000)}_`, true],
  ['^(?! )[\\p{L}\\p{N}\\p{Z}-_]*(?<! )$', `é-${' '.repeat(100_000)}`, false],
  ['^(?! )[\\p{L}\\p{N}\\p{Z}-_]*(?<! )$', 'a ', false],
  ['[\\p{L}-_]+', 'é-_', true],
  ['[\\p{L}-_]+', 'a.', false],
  ['[+-\\w]+', 'a+-', true],
  ['[\\w-]+', 'a-', true],
])('%s judges long values as it does short ones (%#)', (pattern, value, expected) => {
  expect(patternOf(pattern).test(value)).toBe(expected);
});

/** Of this thread alone; what seems slow is tried again, since a busy machine makes one run in thousands slow. */
function leastThreadMicros(work: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5 && least > 20_000; round += 1) {
    const before = process.threadCpuUsage();
    work();
    const { user, system } = process.threadCpuUsage(before);
    least = Math.min(least, user + system);
  }
  return least;
}

/** Long repetitions of what the pattern's own literals are made of, with an end that cannot match. */
function hostileValues(pattern: string, length: number): readonly string[] {
  const literals = pattern.replace(/\\[a-zA-Z]/g, '').match(/[\w:/.@-]+/g) ?? [];
  const seeds = [
    'a',
    '0',
    '-',
    '/',
    'a-',
    'a/',
    'a.',
    '/a',
    ':',
    '::',
    'a:',
    'a@',
    '.',
    ' ',
    ...literals.map((text) => text.slice(0, 40)),
  ];
  const head = /^[\^(]*(arn:aws)/.exec(pattern)?.[1] ?? '';
  return seeds.flatMap((seed) => {
    const long = (head + seed.repeat(Math.ceil(length / seed.length))).slice(0, length - 1);
    return [`${long}\n`, `${long.slice(0, 4000)}\n`, `${long.slice(head.length)}\u0000`];
  });
}
