/** The seam to services behind the front: a request goes through all steps here, and then to a backend. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseConfig } from '#config/config';
import type { ExplainedDecision } from '#explained/decision';
import { renderDecision } from '#explained/render';
import { systemClock } from '#kernel/clock';
import { seededEntropy, systemEntropy } from '#kernel/entropy';
import { silentLog } from '#kernel/log';
import { RootKey } from '#kernel/root-key';
import { systemTimers } from '#kernel/timers';
import { type Running, start } from '#main';
import type { Authorize } from '#service/authorization';
import type { Behind } from '#service/behind';
import type { Forwarded, ForwardRequest } from '#service/forward';
import type { ForwardOperation } from '#service/operation';
import type { ServiceDefinition } from '#service/service';
import { paintFor } from '#terminal/paint';
import { notesModel } from '../support/models.ts';
import { type Reply, send, signed } from '../support/signed.ts';

const model = notesModel('notes', 'awsJson1_1');
const came: { input: object; body: string; signedAs: string | undefined }[] = [];
let answer: Forwarded = { response: { status: 200, headers: {}, body: '{}' } };

function forwards(name: string, readOnly: boolean): ForwardOperation<object> {
  return {
    name,
    effect: 'forward',
    readOnly,
    async forward(input, _, { request, body }: ForwardRequest) {
      came.push({ input, body: String(body), signedAs: request.headers.authorization });
      return answer;
    },
  };
}

const onNote =
  (action: string): Authorize<{ readonly Name: string }> =>
  async ({ Name }, _, { account }) => [
    Name === 'lost'
      ? { action, resource: '*', owner: account, notKnown: 'no member names the shelf' }
      : { action, resource: `arn:aws:notes:us-east-1:${account}:note/${Name}`, owner: account },
  ];

const definition: ServiceDefinition = {
  name: 'notes',
  global: false,
  model,
  operations: [forwards('GetNote', true), forwards('PutNote', false)],
  authorization: { GetNote: onNote('notes:GetNote'), PutNote: onNote('notes:PutNote') },
};

const behind: Behind = {
  entryOf: ({ signingName, targetPrefix }) =>
    signingName === 'notes' || targetPrefix === 'Fixture_notes' ? model.entry : undefined,
  definitionOf: ({ id }) => (id === 'notes' ? definition : undefined),
};

let running: Running;
beforeAll(async () => {
  const config = parseConfig({ port: '0', ephemeral: true, 'log-level': 'silent' });
  const rootKey = RootKey.generate(seededEntropy('forward'));
  const surroundings = {
    clock: systemClock(),
    entropy: systemEntropy(),
    timers: systemTimers,
    log: silentLog,
    rootKey,
  };
  running = await start(config, { ...surroundings, behind });
});
afterAll(() => running.stop());

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

function adminKeys(): Keys {
  const { accessKeyId, secretAccessKey } = running.admin;
  return { accessKeyId, secretAccessKey: secretAccessKey.reveal() };
}

async function ask(operation: string, input: object, keys: Keys | 'none' = adminKeys()): Promise<Reply> {
  const { port, host } = new URL(running.endpoint);
  const headers = { host, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `Fixture_notes.${operation}` };
  const unsigned = { headers, body: JSON.stringify(input) };
  return await send(Number(port), unsigned, keys === 'none' ? headers : signed(unsigned, { keys, service: 'notes' }));
}

async function iam(form: string): Promise<string> {
  const { port, host } = new URL(running.endpoint);
  const unsigned = {
    headers: { host, 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: `Version=2010-05-08&${form}`,
  };
  return (await send(Number(port), unsigned, signed(unsigned, { keys: adminKeys(), service: 'iam' }))).text;
}

async function bob(): Promise<Keys> {
  await iam('Action=CreateUser&UserName=bob');
  const made = JSON.parse(await iam('Action=CreateAccessKey&UserName=bob')) as {
    CreateAccessKeyResponse: { CreateAccessKeyResult: { AccessKey: { AccessKeyId: string; SecretAccessKey: string } } };
  };
  const { AccessKeyId, SecretAccessKey } = made.CreateAccessKeyResponse.CreateAccessKeyResult.AccessKey;
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
}

async function admin(path: string): Promise<unknown> {
  const { port, host } = new URL(running.endpoint);
  const unsigned = { method: 'GET', path: `/_lockstead/${path}`, headers: { host } };
  const reply = await send(Number(port), unsigned, signed(unsigned, { keys: adminKeys(), service: 'lockstead' }));
  return JSON.parse(reply.text);
}

interface Written {
  readonly eventName: string;
  readonly errorCode?: string;
  readonly readOnly: boolean;
}

async function events(): Promise<readonly Written[]> {
  const { port, host } = new URL(running.endpoint);
  const unsigned = {
    headers: { host, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'CloudTrail_20131101.LookupEvents' },
    body: JSON.stringify({
      LookupAttributes: [{ AttributeKey: 'EventSource', AttributeValue: 'notes.amazonaws.com' }],
    }),
  };
  const reply = await send(Number(port), unsigned, signed(unsigned, { keys: adminKeys(), service: 'cloudtrail' }));
  const { Events } = JSON.parse(reply.text) as { Events: readonly { CloudTrailEvent: string }[] };
  return Events.map(({ CloudTrailEvent }) => JSON.parse(CloudTrailEvent) as Written);
}

test('what is allowed goes to the backend as it came, and its answer comes back with our request id', async () => {
  answer = {
    response: { status: 200, headers: { 'x-own': 'kept', 'x-amzn-requestid': 'theirs' }, body: '{"Text":"hi"}' },
  };
  const reply = await ask('GetNote', { Name: 'one' });
  expect(reply).toMatchObject({ status: 200, text: '{"Text":"hi"}' });
  expect(reply.headers).toMatchObject({
    'x-own': 'kept',
    'x-amzn-requestid': expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(came.at(-1)).toMatchObject({ input: { Name: 'one' }, body: '{"Name":"one"}' });
  expect(came.at(-1)?.signedAs).toContain('/notes/aws4_request');
});

test('what is denied, badly signed or breaks the model never reaches the backend', async () => {
  const before = came.length;
  const denied = await ask('PutNote', { Name: 'one' }, await bob());
  expect(denied.status).toBe(400);
  expect(denied.text).toContain('is not authorized to perform: notes:PutNote on resource: arn:aws:notes:us-east-1:');
  const forged = await ask('GetNote', { Name: 'one' }, { ...adminKeys(), secretAccessKey: 'forged' });
  expect(forged.text).toContain('signature');
  const unsigned = await ask('GetNote', { Name: 'one' }, 'none');
  expect(unsigned.text).toContain('MissingAuthenticationToken');
  const wrong = await ask('GetNote', {});
  expect(wrong.text).toContain('ValidationException');
  expect((await ask('EatNote', { Name: 'one' })).status).toBeGreaterThanOrEqual(400);
  expect(came.length).toBe(before);
});

test('what is not known is denied to the administrator too, and the decision says why', async () => {
  const before = came.length;
  const sentence =
    /^User: arn:aws:iam::\d+:user\/admin is not authorized to perform: notes:GetNote, because it is not known what the request asks for: no member names the shelf\.$/;
  const reply = await ask('GetNote', { Name: 'lost' });
  expect(reply.status).toBe(400);
  const { __type, ...said } = JSON.parse(reply.text) as { __type: string; message?: string; Message?: string };
  expect(__type).toBe('AccessDeniedException');
  expect(said.message ?? said.Message).toMatch(sentence);
  expect(came.length).toBe(before);
  const decided = (await admin(`decisions?requestId=${reply.headers['x-amzn-requestid']}`)) as ExplainedDecision;
  expect(decided).toMatchObject({
    operation: 'notes:GetNote',
    allowed: false,
    decisions: [
      {
        action: 'notes:GetNote',
        notKnown: 'no member names the shelf',
        explanation: { layers: [], message: expect.stringMatching(sentence) },
      },
    ],
  });
  expect(renderDecision(decided, { paint: paintFor({ isTerminal: false, environment: {} }), all: false })).toMatch(
    /Resource +not known[\s\S]*No policy was asked: it is not known what the request asks for \(no member names the shelf\)\.[\s\S]*No change of policies would allow it\./,
  );
  expect((await events())[0]).toMatchObject({ eventName: 'GetNote', errorCode: 'AccessDenied' });
});

test('a write is on record before its answer, and what the backend refuses is a failure in the event', async () => {
  answer = { response: { status: 200, headers: {}, body: '{}' } };
  await ask('PutNote', { Name: 'two' });
  expect((await events())[0]).toMatchObject({ eventName: 'PutNote', readOnly: false });
  answer = {
    response: { status: 400, headers: {}, body: '{"__type":"Full"}' },
    refused: { code: 'Full', message: 'no room' },
  };
  expect(await ask('PutNote', { Name: 'three' })).toMatchObject({ status: 400, text: '{"__type":"Full"}' });
  await expect.poll(async () => (await events())[0]).toMatchObject({ eventName: 'PutNote', errorCode: 'Full' });
});

test('a service that no backend has is not implemented, by name', async () => {
  const { port, host } = new URL(running.endpoint);
  const unsigned = {
    headers: { host, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.ListTables' },
    body: '{}',
  };
  const reply = await send(Number(port), unsigned, signed(unsigned, { keys: adminKeys(), service: 'dynamodb' }));
  expect(reply).toMatchObject({
    status: 501,
    text: expect.stringContaining('does not implement the service dynamodb'),
  });
});
