// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of policies
/** Simulations over a socket: decisions, statements with their places, missing keys, boundaries, organizations, other accounts. */
import * as iam from '@aws-sdk/client-iam';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allowOnly, newUser } from '../support/iam.ts';
import { refusalOf } from '../support/refusal.ts';

let cloud: Cloud;
let admin: iam.IAMClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  admin = new iam.IAMClient({ ...cloud.clientConfig(), maxAttempts: 1 });
});
afterAll(() => cloud.stop());

const bucket = 'arn:aws:s3:::bucket';
/** As Python writes JSON, which recorded positions count in. */
const putObject =
  '{"Version": "2012-10-17", "Statement": {"Sid": "", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}}';

function policy(...Statement: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

async function custom(
  input: Partial<iam.SimulateCustomPolicyCommandInput> & { PolicyInputList: string[] },
): Promise<readonly iam.EvaluationResult[]> {
  const answer = await admin.send(new iam.SimulateCustomPolicyCommand({ ActionNames: ['s3:GetObject'], ...input }));
  return answer.EvaluationResults ?? [];
}

async function one(
  input: Partial<iam.SimulateCustomPolicyCommandInput> & { PolicyInputList: string[] },
): Promise<iam.EvaluationResult> {
  const [result] = await custom(input);
  if (result === undefined) throw new Error('no result');
  return result;
}

const allowGet = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const denyGet = { ...allowGet, Effect: 'Deny' };

describe('SimulatePrincipalPolicy', () => {
  test.each(['user', 'group', 'role'] as const)('of a %s, as AWS answered', async (kind) => {
    const name = `simulated-${kind}`;
    const arn = `arn:aws:iam::${cloud.accountId}:${kind}/${name}`;
    const PolicyName = 'simulated';
    if (kind === 'user') {
      await admin.send(new iam.CreateUserCommand({ UserName: name }));
      await admin.send(new iam.PutUserPolicyCommand({ UserName: name, PolicyName, PolicyDocument: putObject }));
    } else if (kind === 'group') {
      await admin.send(new iam.CreateGroupCommand({ GroupName: name }));
      await admin.send(new iam.PutGroupPolicyCommand({ GroupName: name, PolicyName, PolicyDocument: putObject }));
    } else {
      const trust = policy({ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' });
      await admin.send(new iam.CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust }));
      await admin.send(new iam.PutRolePolicyCommand({ RoleName: name, PolicyName, PolicyDocument: putObject }));
    }
    const { $metadata, ...answer } = await admin.send(
      new iam.SimulatePrincipalPolicyCommand({
        PolicySourceArn: arn,
        ActionNames: ['s3:PutObject', 's3:GetObjectVersion'],
        ResourceArns: [bucket],
      }),
    );
    const statement = {
      SourcePolicyId: `${kind}_${name}_simulated`,
      SourcePolicyType: 'IAM Policy',
      StartPosition: { Line: 1, Column: 41 },
      EndPosition: { Line: 1, Column: 113 },
    };
    const results = [
      { action: 's3:PutObject', decision: 'allowed', MatchedStatements: [statement] },
      { action: 's3:GetObjectVersion', decision: 'implicitDeny', MatchedStatements: [] },
    ].map(({ action, decision, MatchedStatements }) => ({
      EvalActionName: action,
      EvalDecision: decision,
      EvalDecisionDetails: {},
      EvalResourceName: bucket,
      MatchedStatements,
      MissingContextValues: [],
      OrganizationsDecisionDetail: { AllowedByOrganizations: true },
      ResourceSpecificResults: [
        {
          EvalResourceDecision: decision,
          EvalResourceName: bucket,
          MatchedStatements,
          MissingContextValues: [],
        },
      ],
    }));
    expect($metadata.httpStatusCode).toBe(200);
    expect(answer).toEqual({ EvaluationResults: results, IsTruncated: false });
  });

  test('takes in groups, managed policies, the boundary and what is given beside them', async () => {
    const UserName = 'whole';
    const PolicySourceArn = `arn:aws:iam::${cloud.accountId}:user/${UserName}`;
    await admin.send(new iam.CreateUserCommand({ UserName }));
    await admin.send(new iam.CreateGroupCommand({ GroupName: 'readers' }));
    await admin.send(new iam.AddUserToGroupCommand({ GroupName: 'readers', UserName }));
    const attach = { GroupName: 'readers', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' };
    await admin.send(new iam.AttachGroupPolicyCommand(attach));
    const simulate = async (more: Partial<iam.SimulatePrincipalPolicyCommandInput> = {}) => {
      const { EvaluationResults = [] } = await admin.send(
        new iam.SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames: ['iam:ListUsers'], ...more }),
      );
      return EvaluationResults[0];
    };
    const read = await simulate();
    expect(read).toMatchObject({ EvalDecision: 'allowed', EvalResourceName: '*' });
    expect(read?.MatchedStatements?.map(({ SourcePolicyId }) => SourcePolicyId)).toEqual(['ReadOnlyAccess']);
    expect(read).not.toHaveProperty('ResourceSpecificResults');
    expect(read).not.toHaveProperty('EvalDecisionDetails');
    expect(read).not.toHaveProperty('PermissionsBoundaryDecisionDetail');

    await admin.send(
      new iam.CreatePolicyCommand({
        PolicyName: 'block-reads',
        PolicyDocument: policy({ ...denyGet, Action: 'iam:List*' }, { ...allowGet, Action: '*' }),
      }),
    );
    await admin.send(
      new iam.PutUserPermissionsBoundaryCommand({
        UserName,
        PermissionsBoundary: `arn:aws:iam::${cloud.accountId}:policy/block-reads`,
      }),
    );
    const bounded = await simulate();
    expect(bounded).toMatchObject({
      EvalDecision: 'explicitDeny',
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
    });
    expect(bounded?.MatchedStatements?.map((each) => [each.SourcePolicyId, each.SourcePolicyType])).toEqual([
      ['ReadOnlyAccess', 'IAM Policy'],
      ['block-reads', 'Permissions Boundary Policy'],
    ]);
    // A boundary that is given stands instead of the one that is there.
    expect(
      await simulate({ PermissionsBoundaryPolicyInputList: [policy({ ...allowGet, Action: '*' })] }),
    ).toMatchObject({
      EvalDecision: 'allowed',
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: true },
    });
    expect(await simulate({ PolicyInputList: [policy({ ...denyGet, Action: '*' })] })).toMatchObject({
      EvalDecision: 'explicitDeny',
    });
    const without = (...list: iam.PolicyIdentifier[]): ReturnType<typeof simulate> =>
      simulate({ PolicyExclusionList: list });
    expect(await without({ PolicyType: 'permission-boundary' })).toMatchObject({ EvalDecision: 'allowed' });
    expect(
      await without({ PolicyType: 'permission-boundary' }, { PolicyArn: 'arn:aws:iam::aws:policy/Read*Acces?' }),
    ).toMatchObject({ EvalDecision: 'implicitDeny', MatchedStatements: [] });
    expect(
      await without({ PolicyType: 'permission-boundary' }, { PolicyArn: 'arn:aws:iam::aws:policy/Nothing' }),
    ).toMatchObject({ EvalDecision: 'allowed' });
  });

  test('an inline policy is left out by its name and whose it is', async () => {
    const UserName = 'inline-excluded';
    await admin.send(new iam.CreateUserCommand({ UserName }));
    await allowOnly(cloud, UserName, 's3:GetObject');
    const simulate = async (AttachmentName: string): Promise<string | undefined> => {
      const { EvaluationResults = [] } = await admin.send(
        new iam.SimulatePrincipalPolicyCommand({
          PolicySourceArn: `arn:aws:iam::${cloud.accountId}:user/${UserName}`,
          ActionNames: ['s3:GetObject'],
          PolicyExclusionList: [
            { InlinePolicyIdentifier: { PolicyName: 'only', AttachmentType: 'user', AttachmentName } },
          ],
        }),
      );
      return EvaluationResults[0]?.EvalDecision;
    };
    expect(await simulate(UserName)).toBe('implicitDeny');
    expect(await simulate('another')).toBe('allowed');
  });

  test.each([
    [
      'arn:aws:sts::123456789012:assumed-role/r/s',
      'InvalidInputException',
      'Invalid Entity Arn: arn:aws:sts::123456789012:assumed-role/r/s does not clearly define entity type and name.',
    ],
    ['arn:aws:iam::123456789012:user/nobody', 'NoSuchEntityException', 'The user with name nobody cannot be found.'],
  ])('%s: %s', async (PolicySourceArn, code, message) => {
    const call = admin.send(new iam.SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames: ['s3:GetObject'] }));
    expect(await refusalOf(call)).toMatchObject({ code, message });
  });

  test('is for those who may see what others may do; texts are for all who may simulate', async () => {
    const { client } = await newUser(cloud, 'curious');
    const self = `arn:aws:iam::${cloud.accountId}:user/curious`;
    const principal = (PolicySourceArn: string) =>
      client.send(new iam.SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames: ['s3:GetObject'] }));
    expect(await refusalOf(principal(self))).toMatchObject({
      code: 'AccessDenied',
      message: `User: ${self} is not authorized to perform: iam:SimulatePrincipalPolicy on resource: ${self} because no identity-based policy allows the iam:SimulatePrincipalPolicy action`,
    });
    await allowOnly(cloud, 'curious', ['iam:SimulatePrincipalPolicy'], self);
    expect((await principal(self)).EvaluationResults).toHaveLength(1);
    expect(await refusalOf(principal(`arn:aws:iam::${cloud.accountId}:user/admin`))).toMatchObject({
      code: 'AccessDenied',
    });
  });
});

describe('SimulateCustomPolicy', () => {
  const lined = [
    '{',
    '    "Version": "2012-10-17",',
    '    "Statement": [',
    '        {',
    '            "Effect": "Allow",',
    '            "Action": "s3:GetObject",',
    '            "Resource": "*"',
    '        },',
    '        {',
    '            "Effect": "Allow",',
    '            "Action": "s3:*",',
    '            "Resource": "*"',
    '        }',
    '    ]',
    '}',
  ];

  test.each([
    ['a statement alone', putObject.replace('PutObject', 'GetObject'), [[1, 41, 1, 113]]],
    ['compact', policy(allowGet), [[1, 38, 1, 37 + JSON.stringify(allowGet).length + 1]]],
    [
      'the second begins where the first ends',
      policy(allowGet, allowGet),
      [
        [1, 38, 1, 95],
        [1, 95, 1, 153],
      ],
    ],
    [
      'over lines',
      lined.join('\n'),
      [
        [3, 19, 8, 10],
        [8, 10, 13, 10],
      ],
    ],
    [
      'with carriage returns',
      lined.join('\r\n'),
      [
        [3, 19, 8, 10],
        [8, 10, 13, 10],
      ],
    ],
  ])('places: %s', async (_what, text, expected) => {
    const { MatchedStatements = [] } = await one({ PolicyInputList: [text] });
    expect(
      MatchedStatements.map(({ StartPosition: start, EndPosition: end }) => [
        start?.Line,
        start?.Column,
        end?.Line,
        end?.Column,
      ]),
    ).toEqual(expected);
  });

  test.each([
    ['allowed', [policy(allowGet)], ['PolicyInputList.1']],
    ['implicitDeny', [policy({ ...allowGet, Action: 's3:Put*' })], []],
    ['explicitDeny', [policy(allowGet), policy(denyGet, allowGet)], ['PolicyInputList.2']],
  ])('%s', async (decision, PolicyInputList, ids) => {
    const result = await one({ PolicyInputList });
    expect(result.EvalDecision).toBe(decision);
    expect(result.MatchedStatements?.map(({ SourcePolicyId }) => SourcePolicyId)).toEqual(ids);
    expect(result).not.toHaveProperty('OrganizationsDecisionDetail');
  });

  test('keys that are asked for and not given are named; given ones count by their type', async () => {
    const conditional = policy(
      {
        ...allowGet,
        Resource: 'arn:aws:s3:::home/${aws:username}/*',
        Condition: {
          Bool: { 'aws:SecureTransport': 'true' },
          DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' },
        },
      },
      {
        ...allowGet,
        Action: 's3:Other',
        Condition: { StringEquals: { 'AWS:USERNAME': "${aws:PrincipalTag/team, 'x'}" } },
      },
    );
    const ResourceArns = ['arn:aws:s3:::home/alice/x'];
    const missing = ['aws:username', 'aws:SecureTransport', 'aws:CurrentTime', 'aws:PrincipalTag/team'];
    const blind = await one({ PolicyInputList: [conditional], ResourceArns });
    expect(blind).toMatchObject({ EvalDecision: 'implicitDeny', MissingContextValues: missing });
    expect(blind.ResourceSpecificResults?.[0]?.MissingContextValues).toEqual(missing);
    const entry = (
      ContextKeyName: string,
      value: string,
      ContextKeyType: iam.ContextKeyTypeEnum,
    ): iam.ContextEntry => ({
      ContextKeyName,
      ContextKeyValues: [value],
      ContextKeyType,
    });
    const given = [
      entry('aws:UserName', 'alice', 'string'),
      entry('aws:SecureTransport', 'true', 'boolean'),
      entry('aws:CurrentTime', '2026-01-01T00:00:00Z', 'date'),
    ];
    expect(await one({ PolicyInputList: [conditional], ResourceArns, ContextEntries: given })).toMatchObject({
      EvalDecision: 'allowed',
      MissingContextValues: ['aws:PrincipalTag/team'],
    });
    const caller = { CallerArn: `arn:aws:iam::${cloud.accountId}:user/alice` };
    expect(
      await one({ PolicyInputList: [conditional], ResourceArns, ContextEntries: given.slice(1), ...caller }),
    ).toMatchObject({ EvalDecision: 'allowed' });
  });

  test.each([
    ['boolean', ['maybe']],
    ['numeric', ['ten']],
    ['ip', ['10.0.0.0/33']],
    ['ipList', ['10.0.0.1', 'here']],
    ['date', ['2026-13-01T00:00:00Z']],
    ['binary', ['a']],
    ['string', ['a', 'b']],
  ] as const)('a %s is not %s', async (ContextKeyType, values) => {
    const call = custom({
      PolicyInputList: [policy(allowGet)],
      ContextEntries: [{ ContextKeyName: 'aws:Key', ContextKeyValues: [...values], ContextKeyType }],
    });
    expect(await refusalOf(call)).toMatchObject({ code: 'InvalidInputException', status: 400 });
  });

  test('a resource policy has its say, and is listed first', async () => {
    const CallerArn = `arn:aws:iam::${cloud.accountId}:user/alice`;
    const principal = { Principal: { AWS: CallerArn } };
    const ResourceArns = ['arn:aws:s3:::bucket/key'];
    const granted = await one({
      PolicyInputList: [policy({ ...allowGet, Action: 's3:Put*' })],
      ResourcePolicy: policy({ ...allowGet, ...principal }),
      CallerArn,
      ResourceArns,
    });
    expect(granted).toMatchObject({
      EvalDecision: 'allowed',
      EvalDecisionDetails: {},
      MatchedStatements: [{ SourcePolicyId: 'ResourcePolicy', SourcePolicyType: 'Resource Policy' }],
    });
    const denied = await one({
      PolicyInputList: [policy(allowGet)],
      ResourcePolicy: policy({ ...denyGet, Principal: '*' }),
      CallerArn,
      ResourceArns,
    });
    expect(denied.EvalDecision).toBe('explicitDeny');
    expect(denied.MatchedStatements?.map(({ SourcePolicyId }) => SourcePolicyId)).toEqual([
      'ResourcePolicy',
      'PolicyInputList.1',
    ]);
  });

  test('across accounts each side is told', async () => {
    const CallerArn = `arn:aws:iam::${cloud.accountId}:user/alice`;
    const across = async (statement: object): Promise<iam.EvaluationResult> =>
      one({
        PolicyInputList: [policy(allowGet)],
        ResourcePolicy: policy(statement),
        ResourceOwner: 'arn:aws:iam::999988887777:root',
        ResourceArns: ['arn:aws:s3:::bucket/key'],
        CallerArn,
      });
    const allowed = await across({ ...allowGet, Principal: { AWS: cloud.accountId } });
    expect(allowed).toMatchObject({
      EvalDecision: 'allowed',
      EvalDecisionDetails: { 'IAM Policy': 'allowed', 'Resource Policy': 'allowed' },
      ResourceSpecificResults: [{ EvalDecisionDetails: { 'IAM Policy': 'allowed', 'Resource Policy': 'allowed' } }],
    });
    expect(await across({ ...allowGet, Principal: { AWS: '111122223333' } })).toMatchObject({
      EvalDecision: 'implicitDeny',
      EvalDecisionDetails: { 'IAM Policy': 'allowed', 'Resource Policy': 'implicitDeny' },
    });
  });

  test('service control policies, from the root of the organization to the account', async () => {
    const all = policy({ Effect: 'Allow', Action: '*', Resource: '*' });
    const under = (...levels: readonly string[]): Promise<iam.EvaluationResult> =>
      one({
        PolicyInputList: [policy(allowGet)],
        ResourceArns: [bucket],
        OrderedOrganizationPolicyInputList: levels.map((text) => ({ ServiceControlPolicyInputList: [text] })),
      });
    expect(await under(all, all)).toMatchObject({
      EvalDecision: 'allowed',
      OrganizationsDecisionDetail: { AllowedByOrganizations: true },
    });
    const denied = await under(all, policy(denyGet));
    expect(denied).toMatchObject({
      EvalDecision: 'explicitDeny',
      OrganizationsDecisionDetail: { AllowedByOrganizations: false },
    });
    expect(denied).not.toHaveProperty('EvalDecisionDetails');
    expect(await under(all, policy({ ...allowGet, Action: 'ec2:*' }))).toMatchObject({
      EvalDecision: 'implicitDeny',
      OrganizationsDecisionDetail: { AllowedByOrganizations: false },
    });
  });

  test('trust is not looked at: who may assume a role is what the caller may', async () => {
    const ResourceArns = [`arn:aws:iam::${cloud.accountId}:role/nobody-trusts`];
    const assume = policy({ ...allowGet, Action: 'sts:AssumeRole' });
    expect(await one({ PolicyInputList: [assume], ActionNames: ['sts:AssumeRole'], ResourceArns })).toMatchObject({
      EvalDecision: 'allowed',
    });
  });

  test('several resources: the strictest answer for all, and each by itself', async () => {
    const ResourceArns = ['arn:aws:s3:::a/1', 'arn:aws:s3:::b/1'];
    const result = await one({
      PolicyInputList: [policy({ ...allowGet, Resource: 'arn:aws:s3:::a/*' })],
      ResourceArns,
    });
    expect(result.EvalDecision).toBe('implicitDeny');
    expect(result.MatchedStatements).toHaveLength(1);
    expect(result.ResourceSpecificResults?.map((each) => [each.EvalResourceName, each.EvalResourceDecision])).toEqual([
      ['arn:aws:s3:::a/1', 'allowed'],
      ['arn:aws:s3:::b/1', 'implicitDeny'],
    ]);
  });

  test('pages go on where they ended, for the same question only', async () => {
    const ask = (more: object) =>
      admin.send(
        new iam.SimulateCustomPolicyCommand({
          PolicyInputList: [policy(allowGet)],
          ActionNames: ['s3:GetObject', 's3:PutObject', 's3:GetObject'],
          MaxItems: 2,
          ...more,
        }),
      );
    const first = await ask({});
    expect(first.EvaluationResults?.map(({ EvalActionName }) => EvalActionName)).toEqual([
      's3:GetObject',
      's3:PutObject',
    ]);
    expect(first.IsTruncated).toBe(true);
    const second = await ask({ Marker: first.Marker });
    expect(second).toMatchObject({ IsTruncated: false, EvaluationResults: [{ EvalActionName: 's3:GetObject' }] });
    expect(await refusalOf(ask({ Marker: first.Marker, ActionNames: ['s3:GetObject'] }))).toMatchObject({
      message: 'Invalid Marker',
    });
  });

  test('a page is no longer than its work allows, and one question no larger than a page', async () => {
    const ResourceArns = Array.from({ length: 1000 }, (_, i) => `arn:aws:s3:::bucket/${i}`);
    const of = (statements: number, ...ActionNames: string[]) =>
      admin.send(
        new iam.SimulateCustomPolicyCommand({
          PolicyInputList: [policy(...Array.from({ length: statements }, () => allowGet))],
          ActionNames,
          ResourceArns,
        }),
      );
    const first = await of(60, 's3:GetObject', 's3:PutObject');
    expect(first.EvaluationResults).toHaveLength(1);
    expect(first.IsTruncated).toBe(true);
    expect(await refusalOf(of(200, 's3:GetObject'))).toMatchObject({ code: 'InvalidInputException' });
  });

  describe('a trust policy as the resource policy', () => {
    const caller = 'arn:aws:iam::123456789012:user/caller';
    const role = 'arn:aws:iam::123456789012:role/r';
    const trust = (Effect: string) =>
      policy({ Effect, Principal: { AWS: caller }, Action: ['sts:AssumeRole', 'sts:TagSession'] });
    const decide = (action: string, ResourcePolicy: string, identity: object) =>
      one({
        PolicyInputList: [policy(identity)],
        ActionNames: [action],
        ResourceArns: [role],
        CallerArn: caller,
        ResourcePolicy,
      });
    const everything = { Effect: 'Allow', Action: 'sts:*', Resource: '*' };

    // AWS's simulator, as observed in aws-cli's issue 10314: taken, checked, and left out.
    test.each(['sts:AssumeRole', 'sts:AssumeRoleWithWebIdentity', 'sts:assumerole'])(
      'of %s is left out',
      async (action) => {
        const denied = await decide(action, trust('Deny'), everything);
        expect(denied).toMatchObject({ EvalDecision: 'allowed' });
        expect(denied.MatchedStatements?.map(({ SourcePolicyId }) => SourcePolicyId)).toEqual(['PolicyInputList.1']);
        const none = { ...everything, Action: 's3:*' };
        expect(await decide(action, trust('Allow'), none)).toMatchObject({ EvalDecision: 'implicitDeny' });
      },
    );

    test('of another action counts', async () => {
      expect(await decide('sts:TagSession', trust('Deny'), everything)).toMatchObject({ EvalDecision: 'explicitDeny' });
    });

    test('that is neither a trust policy nor one of a resource is refused', async () => {
      const neither = policy({ Effect: 'Allow', Principal: { AWS: caller }, Action: 's3:GetObject' });
      expect(await refusalOf(decide('sts:AssumeRole', neither, everything))).toMatchObject({
        code: 'InvalidInputException',
        message: 'ResourcePolicy: Policy statement must contain resources.',
      });
    });
  });

  describe('policies made to be slow', () => {
    const long = 100_000;
    const like = (value: string | readonly string[]) =>
      policy({ ...allowGet, Condition: { StringLike: { 'aws:UserAgent': value } } });
    const agent = (value: string): iam.ContextEntry => ({
      ContextKeyName: 'aws:UserAgent',
      ContextKeyType: 'string',
      ContextKeyValues: [value],
    });
    const ask = (text: string, value: string, more: Partial<iam.SimulateCustomPolicyCommandInput> = {}) =>
      admin.send(
        new iam.SimulateCustomPolicyCommand({
          PolicyInputList: [text],
          ActionNames: ['s3:GetObject'],
          ContextEntries: [agent(value)],
          ...more,
        }),
      );

    test.each([
      ['a long run with a question mark', like(`*${'a'.repeat(long / 2)}?b*`), 'a'.repeat(long)],
      ['many patterns on a long value', like(Array.from({ length: 2_000 }, (_, i) => `*?a${i}*`)), 'a'.repeat(long)],
      ['a variable many times', like('${aws:UserAgent}?*a'.repeat(3_000)), 'a'.repeat(long)],
    ])('%s are refused before they are asked', async (_, text, value) => {
      expect(await refusalOf(ask(text, value))).toMatchObject({
        code: 'PolicyEvaluationException',
        message:
          'The patterns of the policies and the values that they are compared with are too long for one evaluation.',
      });
    });

    test('of some size they are answered, and nobody waits long for their turn', async () => {
      const text = like(`*${'ab'.repeat(1_000)}?b*`);
      const ResourceArns = Array.from({ length: 30 }, (_, i) => `arn:aws:s3:::bucket/${i}`);
      let turns = 0;
      let done = false;
      const count = (): void => {
        turns++;
        if (!done) setImmediate(count);
      };
      count();
      const { EvaluationResults } = await ask(text, 'ab'.repeat(2_500), { ResourceArns });
      done = true;
      expect(EvaluationResults?.[0]?.ResourceSpecificResults).toHaveLength(30);
      // In one go there would be a handful, of the socket alone.
      expect(turns).toBeGreaterThan(30);
    });

    test('each statement of a long policy has its own place, whatever ends its lines', async () => {
      const ends = ['\n', '\r\n', '\r'];
      let line = 0;
      const statements = Array.from({ length: 300 }, () => allowGet);
      const text = JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 1).replaceAll(
        '\n',
        () => ends[line++ % 3] as string,
      );
      const { EvaluationResults } = await ask(text, 'x');
      const places = EvaluationResults?.[0]?.MatchedStatements?.map(({ EndPosition }) => EndPosition);
      const lines = text.split(/\r\n|\n|\r/);
      const closing = lines.flatMap((each, i) => (/^ {2}\},?$/.test(each) ? [{ Line: i + 1, Column: 4 }] : []));
      expect(closing).toHaveLength(300);
      expect(places).toEqual(closing);
    });
  });

  const vpc = (kind: string): string => `arn:aws:ec2:us-east-1:123456789012:${kind}/x-1`;
  const four = ['instance', 'image', 'security-group', 'network-interface'].map(vpc);
  type Asked = Omit<Partial<iam.SimulateCustomPolicyCommandInput>, 'PolicyInputList'> & { PolicyInputList?: string[] };
  test.each<[string, Asked, string | undefined]>([
    ['all four kinds', { ResourceHandlingOption: 'EC2-VPC-InstanceStore', ResourceArns: four }, undefined],
    [
      'a subnet is missing',
      { ResourceHandlingOption: 'EC2-VPC-EBS-Subnet', ResourceArns: [...four, vpc('volume')] },
      'ResourceHandlingOption EC2-VPC-EBS-Subnet requires resources of type: subnet',
    ],
    ['no such scenario', { ResourceHandlingOption: 'EC2-Moon' }, 'Invalid ResourceHandlingOption: EC2-Moon'],
    ['no ARN', { ResourceArns: ['14a050d4'] }, 'ResourceNames are not in a valid ARN format: 14a050d4.'],
    ['a wildcard in an action', { ActionNames: ['s3:Get*'] }, 'ActionNames are not in a valid format: s3:Get*.'],
    [
      'a resource policy and nobody to judge',
      { ResourcePolicy: policy({ ...allowGet, Principal: '*' }), ResourceArns: [bucket] },
      'Invalid caller - Caller must be an IAM user in this context.',
    ],
    [
      'a resource policy and a role',
      {
        ResourcePolicy: policy({ ...allowGet, Principal: '*' }),
        ResourceArns: [bucket],
        CallerArn: 'arn:aws:iam::123456789012:role/r',
      },
      'Invalid caller - Caller must be an IAM user in this context.',
    ],
    ['no policy', { PolicyInputList: ['{}'] }, 'PolicyInputList.1: Syntax errors in policy.'],
    [
      'two boundaries',
      { PermissionsBoundaryPolicyInputList: [putObject, putObject] },
      'Only one permissions boundary policy can be simulated.',
    ],
  ])('%s', async (_what, input, message) => {
    const call = custom({ PolicyInputList: [policy(allowGet)], ...input });
    if (message === undefined) expect(await call).toHaveLength(1);
    else expect(await refusalOf(call)).toMatchObject({ code: 'InvalidInputException', message });
  });
});

describe('context keys', () => {
  const keyed = policy({
    ...allowGet,
    Resource: ['arn:aws:s3:::b/${aws:username}/*', 'arn:aws:s3:::b/${*}'],
    Condition: {
      StringLike: { 's3:prefix': ['${aws:PrincipalTag/team}', '${aws:Username}'] },
      Null: { 'S3:Prefix': 'true' },
    },
  });

  test('of texts, each once, as first written', async () => {
    const { ContextKeyNames } = await admin.send(
      new iam.GetContextKeysForCustomPolicyCommand({ PolicyInputList: [keyed] }),
    );
    expect(ContextKeyNames).toEqual(['aws:username', 's3:prefix', 'aws:PrincipalTag/team']);
  });

  test('variables of the older version are text', async () => {
    const old = keyed.replace('2012-10-17', '2008-10-17');
    const { ContextKeyNames } = await admin.send(
      new iam.GetContextKeysForCustomPolicyCommand({ PolicyInputList: [old] }),
    );
    expect(ContextKeyNames).toEqual(['s3:prefix']);
  });

  test('of a user and its groups, beside texts', async () => {
    const UserName = 'keyed';
    await admin.send(new iam.CreateUserCommand({ UserName }));
    await admin.send(new iam.CreateGroupCommand({ GroupName: 'keyed' }));
    await admin.send(new iam.AddUserToGroupCommand({ GroupName: 'keyed', UserName }));
    await allowOnly(cloud, UserName, 's3:GetObject', '*', { Bool: { 'aws:SecureTransport': 'true' } });
    const PolicyDocument = policy({ ...allowGet, Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } });
    await admin.send(new iam.PutGroupPolicyCommand({ GroupName: 'keyed', PolicyName: 'ip', PolicyDocument }));
    const { ContextKeyNames } = await admin.send(
      new iam.GetContextKeysForPrincipalPolicyCommand({
        PolicySourceArn: `arn:aws:iam::${cloud.accountId}:user/${UserName}`,
        PolicyInputList: [keyed],
      }),
    );
    expect(ContextKeyNames).toEqual([
      'aws:username',
      's3:prefix',
      'aws:PrincipalTag/team',
      'aws:SecureTransport',
      'aws:SourceIp',
    ]);
  });
});
