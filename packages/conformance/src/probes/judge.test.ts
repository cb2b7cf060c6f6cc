/** The judge must be able to say no. */
import { loadModel, type Probe, type ServiceModel, serviceById } from '@lockstead/wire';
import { beforeAll, expect, test } from 'vitest';
import { complaintOf } from './judge.ts';
import type { Reply } from './send.ts';

let model: ServiceModel;
beforeAll(async () => {
  const entry = serviceById('iam');
  if (entry === undefined) throw new Error('no IAM');
  model = await loadModel(entry);
});

const probe = (
  expect: Probe['expect'],
  member?: string,
  path = member?.replace(/^./, (letter) => letter.toLowerCase()),
): Probe => ({
  name: 'GetUser: tried',
  operation: 'GetUser',
  protocol: 'awsQuery',
  input: {},
  expect,
  ...(member === undefined || path === undefined ? {} : { member, path }),
});
const id = { 'x-amzn-requestid': 'r' };
const done: Reply = { status: 200, headers: id, text: '<GetUserResponse/>' };
const refused = (code: string, message: string, status = 400): Reply => ({
  status,
  headers: { ...id, 'content-type': 'text/xml' },
  text: `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
});
const tooLong =
  '1 validation error detected: Value &apos;a&apos; at &apos;userName&apos; failed to satisfy constraint: Member must have length less than or equal to 128';

const deep = probe('invalid', 'Key', 'tags.1.member.key');
const keyTooLong =
  '1 validation error detected: Value &apos;a&apos; at &apos;tags.1.member.key&apos; failed to satisfy constraint: Member must have length less than or equal to 128';

test.each<[what: string, Probe, Reply, strict: boolean, complaint: string | undefined]>([
  ['valid and done', probe('valid'), done, false, undefined],
  ['valid, and there is none', probe('valid', 'UserName'), refused('NoSuchEntity', 'The user', 404), false, undefined],
  [
    'valid, and refused for it',
    probe('valid', 'UserName'),
    refused('ValidationError', tooLong),
    false,
    'is refused: ValidationError: 1 validation',
  ],
  ['valid, another member refused', probe('valid', 'Path'), refused('ValidationError', tooLong), false, undefined],
  ['valid on the whole, refused', probe('valid'), refused('ValidationError', tooLong), false, 'is refused'],
  ['invalid and refused', probe('invalid', 'UserName'), refused('ValidationError', tooLong), false, undefined],
  [
    'invalid, refused for another',
    probe('invalid', 'Path'),
    refused('ValidationError', tooLong),
    false,
    'answers ValidationError',
  ],
  [
    'valid, and a stub',
    probe('valid'),
    refused('NotImplemented', 'Lockstead does not implement iam:GetUser', 501),
    false,
    'is listed as done and is not written yet',
  ],
  [
    'valid, and one parameter is not done',
    probe('valid', 'UserName'),
    refused('NotImplemented', 'Lockstead does not implement UserName of iam:GetUser', 501),
    false,
    undefined,
  ],
  ['invalid and done', probe('invalid', 'UserName'), done, false, 'is let through'],
  [
    'invalid, and looked for',
    probe('invalid', 'UserName'),
    refused('NoSuchEntity', 'The user with UserName', 404),
    false,
    'answers NoSuchEntity',
  ],
  ['deep, and refused for it', deep, refused('ValidationError', keyTooLong), false, undefined],
  [
    'deep, another element refused',
    deep,
    refused('ValidationError', keyTooLong.replace('.1.', '.2.')),
    false,
    'answers',
  ],
  [
    'deep, and the list refused',
    deep,
    refused('ValidationError', keyTooLong.replace('.1.member.key', '')),
    false,
    'answers',
  ],
  [
    'a list, valid, its element refused',
    probe('valid', 'Tags'),
    refused('ValidationError', keyTooLong),
    false,
    'is refused',
  ],
  [
    'deep, ignored and said as a form says it',
    { ...probe('ignored', 'X', 'tags.1.member'), unknownIn: ['Tags'] },
    { ...done, headers: { ...id, 'x-lockstead-ignored': 'Tags.member.1.X' } },
    false,
    undefined,
  ],
  [
    'a failure of ours',
    probe('invalid', 'UserName'),
    refused('InternalFailure', 'userName', 500),
    false,
    'answers 500',
  ],
  ['not done, and said', probe('valid'), refused('NotImplemented', 'not yet', 501), false, undefined],
  ['no code', probe('valid'), { status: 400, headers: id, text: '' }, false, 'answers 400 without a code'],
  ['no request id', probe('valid'), { ...done, headers: {} }, false, 'has no request id'],
  [
    'ignored and said',
    probe('ignored', 'X'),
    { ...done, headers: { ...id, 'x-lockstead-ignored': 'X' } },
    false,
    undefined,
  ],
  ['ignored and not said', probe('ignored', 'X'), done, false, 'does not say that X was ignored'],
  [
    'nothing to ignore',
    probe('valid'),
    { ...done, headers: { ...id, 'x-lockstead-ignored': 'X' } },
    false,
    'ignores X',
  ],
  ['ignored, strictly', probe('ignored', 'X'), done, true, 'is let through'],
  ['refused, strictly', probe('ignored', 'X'), refused('ValidationError', 'GetUser has no member X'), true, undefined],
])('%s', (_what, tried, reply, strict, complaint) => {
  const found = complaintOf(model, tried, reply, strict);
  if (complaint === undefined) expect(found).toBeUndefined();
  else expect(found).toContain(complaint);
});
