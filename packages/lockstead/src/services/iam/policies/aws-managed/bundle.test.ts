import { parsePolicy } from '@lockstead/policy';
import { expect, test } from 'vitest';
import { serviceLinkedRows } from '../../entities/service-linked/table.ts';
import type { ManagedPolicyRecord } from '../../state/state.ts';
import { bundledPolicy } from './bundle.ts';
import { awsManagedPolicy, awsManagedPolicyArns } from './index.ts';

test('every managed policy of AWS is one that the policy language takes', () => {
  const faulty = awsManagedPolicyArns().flatMap((arn) => {
    const outcome = parsePolicy(awsManagedPolicy(arn)?.versions[0]?.text ?? '', 'identity');
    return outcome.ok ? [] : [`${arn}: ${outcome.problems[0]?.message}`];
  });
  expect(faulty).toEqual([]);
});

test('ids of managed policies of AWS have the right form, and no two are alike', () => {
  const ids = awsManagedPolicyArns().map((arn) => awsManagedPolicy(arn)?.id ?? '');
  expect(ids.filter((id) => !/^ANPA[A-Z0-9]{17}$/.test(id))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
});

test.each([
  ['AdministratorAccess', '/'],
  ['job-function/ViewOnlyAccess', '/job-function/'],
  ['service-role/AWSLambdaBasicExecutionRole', '/service-role/'],
])('the managed policy %s of AWS has its path', (name, path) => {
  expect(awsManagedPolicy(`arn:aws:iam::aws:policy/${name}`)?.path).toBe(path);
});

test('AdministratorAccess, which is kept apart from the packed policies, is the same as the packed one', () => {
  const facts = (policy: ManagedPolicyRecord | undefined): object => ({
    ...policy,
    versions: policy?.versions.map(({ id, text, createdAt }) => ({ id, text, createdAt })),
  });
  const apart = facts(awsManagedPolicy('arn:aws:iam::aws:policy/AdministratorAccess'));
  expect(apart).toEqual(facts(bundledPolicy('AdministratorAccess')));
});

test('every service-linked role has its policy, and no service stands twice', () => {
  const missing = serviceLinkedRows.filter(
    ([, , policy]) => awsManagedPolicy(`arn:aws:iam::aws:policy/aws-service-role/${policy}`) === undefined,
  );
  expect(missing).toEqual([]);
  const services = serviceLinkedRows.map(([service]) => service);
  expect(new Set(services).size).toBe(services.length);
});
