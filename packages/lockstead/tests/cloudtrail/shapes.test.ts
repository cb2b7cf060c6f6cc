/**
 * The parameters and answers in our events, held against the key trees of real ones. The file is others' work and not part of the project: it is
 * read where it lies, `LOCKSTEAD_CORPORA` or `../shared/corpora`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import * as iam from '@aws-sdk/client-iam';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Clients, clientsOf, lastRecord } from '../support/clients.ts';
import { type House, openHouse } from '../support/lockstead.ts';

const corpora = process.env['LOCKSTEAD_CORPORA'] ?? join(import.meta.dirname, '../../../../../shared/corpora');
const file = join(corpora, 'cloudtrail-events/shapes.json');

interface Group {
  readonly eventName: string;
  readonly errorCode?: string;
  readonly identityType: string;
  readonly readOnly: readonly string[];
  readonly paths: Readonly<Record<string, { readonly types: readonly string[] }>>;
}

let house: House;
let admin: Clients;
let account = '';
beforeAll(async () => {
  house = await openHouse();
  admin = clientsOf(house, house.accounts[0].admin);
  account = house.accounts[0].id;
});
afterAll(async () => {
  await house[Symbol.asyncDispose]();
});

const document = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}';
const readOnly = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
const Tags = [{ Key: 'k', Value: 'v' }];
const trust = (): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: account }, Action: ['sts:AssumeRole', 'sts:TagSession'] }],
  });

/** The members that real events of each had, so that ours have the same: run in this order, each finds what the ones before made. */
const calls: Readonly<Record<string, () => Promise<unknown>>> = {
  CreateUser: () => admin.iam.send(new iam.CreateUserCommand({ UserName: 'u' })),
  CreateRole: () =>
    admin.iam.send(
      new iam.CreateRoleCommand({
        RoleName: 'r',
        Path: '/',
        AssumeRolePolicyDocument: trust(),
        MaxSessionDuration: 3600,
        PermissionsBoundary: 'arn:aws:iam::aws:policy/AdministratorAccess',
        Tags,
      }),
    ),
  CreatePolicy: () =>
    admin.iam.send(
      new iam.CreatePolicyCommand({ PolicyName: 'p', Path: '/', Description: 'd', PolicyDocument: document, Tags }),
    ),
  CreateInstanceProfile: () =>
    admin.iam.send(new iam.CreateInstanceProfileCommand({ InstanceProfileName: 'i', Path: '/', Tags })),
  CreateLoginProfile: () =>
    admin.iam.send(
      new iam.CreateLoginProfileCommand({ UserName: 'u', Password: 'Correct-Horse-1', PasswordResetRequired: false }),
    ),
  AttachRolePolicy: () => admin.iam.send(new iam.AttachRolePolicyCommand({ RoleName: 'r', PolicyArn: readOnly })),
  AttachUserPolicy: () => admin.iam.send(new iam.AttachUserPolicyCommand({ UserName: 'u', PolicyArn: readOnly })),
  PutUserPolicy: () =>
    admin.iam.send(new iam.PutUserPolicyCommand({ UserName: 'u', PolicyName: 'q', PolicyDocument: document })),
  TagInstanceProfile: () => admin.iam.send(new iam.TagInstanceProfileCommand({ InstanceProfileName: 'i', Tags })),
  UpdateAssumeRolePolicy: () =>
    admin.iam.send(new iam.UpdateAssumeRolePolicyCommand({ RoleName: 'r', PolicyDocument: trust() })),
  GetUser: () => admin.iam.send(new iam.GetUserCommand({ UserName: 'u' })),
  GetPolicyVersion: () =>
    admin.iam.send(
      new iam.GetPolicyVersionCommand({ PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess', VersionId: 'v1' }),
    ),
  ListAccessKeys: () => admin.iam.send(new iam.ListAccessKeysCommand({ UserName: 'u' })),
  ListRolePolicies: () => admin.iam.send(new iam.ListRolePoliciesCommand({ RoleName: 'r' })),
  AssumeRole: () =>
    admin.sts.send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::${account}:role/r`,
        RoleSessionName: 'session',
        DurationSeconds: 900,
      }),
    ),
  DetachRolePolicy: () => admin.iam.send(new iam.DetachRolePolicyCommand({ RoleName: 'r', PolicyArn: readOnly })),
  DetachUserPolicy: () => admin.iam.send(new iam.DetachUserPolicyCommand({ UserName: 'u', PolicyArn: readOnly })),
  DeleteLoginProfile: () => admin.iam.send(new iam.DeleteLoginProfileCommand({ UserName: 'u' })),
  DeleteRole: () => admin.iam.send(new iam.DeleteRoleCommand({ RoleName: 'r' })),
};

/** As in the file: `a.b`, and `a[]` for any element. */
function pathsOf(value: unknown, path: string): readonly string[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((item) => pathsOf(item, `${path}[]`))];
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, item]) => pathsOf(item, `${path}.${key}`))];
}

const told = /^(requestParameters|responseElements)/;

test.skipIf(!existsSync(file))("parameters, answers and readOnly of our events are those of AWS's", async () => {
  const { groups } = JSON.parse(readFileSync(file, 'utf8')) as { readonly groups: readonly Group[] };
  const differing: string[] = [];
  let held = 0;
  for (const [name, call] of Object.entries(calls)) {
    await call();
    const group = groups.find(
      ({ eventName, errorCode, identityType, paths }) =>
        eventName === name &&
        !errorCode &&
        identityType === 'IAMUser' &&
        paths['requestParameters']?.types[0] === 'object',
    );
    if (group === undefined) continue;
    held += 1;
    const record = await lastRecord(admin, name);
    const ours = new Set(
      ['requestParameters', 'responseElements'].flatMap((member) => pathsOf(record[member as 'eventName'], member)),
    );
    const theirs = new Set(Object.keys(group.paths).filter((path) => told.test(path)));
    for (const path of ours.difference(theirs)) differing.push(`${name}: ${path} only here`);
    for (const path of theirs.difference(ours)) differing.push(`${name}: ${path} only there`);
    if (!group.readOnly.includes(String(record['readOnly']))) differing.push(`${name}: readOnly ${record['readOnly']}`);
  }
  expect(differing).toEqual([]);
  expect(held).toBeGreaterThan(10);
});
