import { loadModel, modelOfSchemas, type OperationModel, serviceById } from '@lockstead/wire';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AwsError } from '#kernel/aws-error';
import { present } from '#kernel/invariant';
import type { Operation } from '#service/operation';
import { eventErrorCode } from './error-code.ts';
import { eventWriter } from './event-writer.ts';

const read = (masked: readonly string[] = []): Operation => ({
  name: 'x',
  effect: 'read',
  masked,
  handle: async () => ({}),
});

async function modelOf(service: string, operation: string): Promise<OperationModel> {
  const model = await loadModel(present(serviceById(service), service));
  // A copy: writers are remembered by their model, whoever asked for them first.
  return { ...present(model.operations.get(operation), operation) };
}

describe('parameters', () => {
  test("times of IAM have AWS's narrow space, and a comma before them", async () => {
    const { output } = eventWriter(await modelOf('iam', 'CreateUser'), read());
    expect(output({ User: { UserName: 'a', CreateDate: new Date('2026-11-02T17:05:09.500Z') } })).toEqual({
      user: { userName: 'a', createDate: 'Nov 2, 2026, 5:05:09\u202fPM' },
    });
  });

  test('members begin in lower case, secrets of a request are said to have been there', async () => {
    const model = await modelOf('iam', 'CreateLoginProfile');
    const { input } = eventWriter(model, read());
    expect(input({ UserName: 'alice', Password: 'hunter2hunter2', PasswordResetRequired: false })).toEqual({
      userName: 'alice',
      password: 'HIDDEN_DUE_TO_SECURITY_REASONS',
      passwordResetRequired: false,
    });
  });

  test('what an operation masks is not there at all, however deep', async () => {
    const model = await modelOf('sts', 'AssumeRole');
    const { input } = eventWriter(model, read(['TokenCode', 'Value']));
    expect(input({ RoleArn: 'r', TokenCode: '123456', Tags: [{ Key: 'k', Value: 'v' }] })).toEqual({
      roleArn: 'r',
      tags: [{ key: 'k' }],
    });
  });

  test('times are spelled out, members that the model does not know are left out', async () => {
    const model = await modelOf('cloudtrail', 'LookupEvents');
    const { input } = eventWriter(model, read());
    expect(input({ StartTime: new Date('2026-11-02T17:05:09.500Z'), Unknown: 1, MaxResults: 7 })).toEqual({
      startTime: 'Nov 2, 2026, 5:05:09 PM',
      maxResults: 7,
    });
  });

  test("times are as Node's own formatter would spell them", async () => {
    const formatter = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });
    const { input } = eventWriter(await modelOf('cloudtrail', 'LookupEvents'), read());
    const years = { min: new Date('1970-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true };
    fc.assert(
      fc.property(fc.date(years), (date) => {
        // The formatter puts a narrow space before AM and PM.
        const spelled = formatter.format(date).replaceAll('\u202f', ' ');
        expect(input({ StartTime: date })).toEqual({ startTime: spelled });
      }),
    );
  });

  test.each([[{}], [undefined]])('nothing to tell is null: %j', async (value) => {
    const model = await modelOf('sts', 'GetSessionToken');
    const { input, output } = eventWriter(model, read());
    expect([input(value), output(value)]).toEqual([null, null]);
  });

  test('keys of maps stay as they are, bytes and answered secrets are left out, shapes may hold themselves', () => {
    const tree: unknown[] = [3, 'ns', 'Tree', 0, ['Label', 'Branch'], [0, () => tree]];
    const map = [2, 'ns', 'Map', 0, 0, 0];
    const blob = 21;
    const secret = [0, 'ns', 'Secret', 8, 0];
    const both = ['Context', 'Blob', 'Secret', 'Tree'];
    const struct = (name: string) => [3, 'ns', name, 0, both, [() => map, blob, () => secret, () => tree]];
    const operation = [9, 'ns', 'Do', 0, struct('In'), struct('Out')];
    const model = present(modelOfSchemas(present(serviceById('kms'), 'kms'), [operation]).operations.get('Do'), 'Do');
    const value = {
      Context: { Team: 'Blue', 'aws:x': 'y' },
      Blob: new Uint8Array(9),
      Secret: 'very secret',
      Tree: { Label: 'a', Branch: { Label: 'b' } },
    };
    const { input, output } = eventWriter(model, read());
    const shown = { context: { Team: 'Blue', 'aws:x': 'y' }, tree: { label: 'a', branch: { label: 'b' } } };
    expect(input(value)).toEqual({ ...shown, secret: 'HIDDEN_DUE_TO_SECURITY_REASONS' });
    expect(output(value)).toEqual(shown);
  });
});

describe('error codes', () => {
  test.each([
    ['iam', 'GetUser', 'NoSuchEntity', 'client', false, 'NoSuchEntityException'],
    ['iam', 'GetUser', 'AccessDenied', 'client', true, 'AccessDenied'],
    ['iam', 'GetUser', 'ValidationError', 'client', false, 'ValidationException'],
    ['sts', 'AssumeRole', 'MalformedPolicyDocument', 'client', false, 'MalformedPolicyDocumentException'],
    ['sts', 'AssumeRole', 'InvalidParameterValue', 'client', false, 'InvalidParameterValue'],
    ['cloudtrail', 'LookupEvents', 'AccessDeniedException', 'client', true, 'AccessDenied'],
    ['cloudtrail', 'LookupEvents', 'InvalidNextTokenException', 'client', false, 'InvalidNextTokenException'],
    ['ec2', 'RunInstances', 'UnauthorizedOperation', 'client', true, 'Client.UnauthorizedOperation'],
    ['ec2', 'RunInstances', 'InternalError', 'server', false, 'Server.InternalError'],
  ] as const)('%s:%s %s', (service, name, code, fault, denied, expected) => {
    const error = new AwsError({ code, httpStatus: 400, fault }, 'no');
    return modelWithErrors(service, name).then((model) => expect(eventErrorCode(model, error, denied)).toBe(expected));
  });

  async function modelWithErrors(service: string, name: string): Promise<OperationModel> {
    if (service !== 'ec2') return await modelOf(service, name);
    return {
      name,
      service: present(serviceById('ec2'), 'ec2'),
      input: undefined,
      output: undefined,
      errors: new Map(),
    };
  }
});
