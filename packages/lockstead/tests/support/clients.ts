/** The clients of one principal, and short ways to make principals. */
import {
  CloudTrailClient,
  type Event,
  LookupEventsCommand,
  type LookupEventsCommandInput,
} from '@aws-sdk/client-cloudtrail';
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, type AssumeRoleCommandInput, type Credentials, STSClient } from '@aws-sdk/client-sts';
import type { House, Keys } from './lockstead.ts';

export interface Clients {
  readonly keys: Keys;
  readonly iam: IAMClient;
  readonly sts: STSClient;
  readonly cloudTrail: CloudTrailClient;
}

/** A server that clients can be made for. */
export type Reachable = Pick<House, 'clientConfig'>;

export function clientsOf(house: Reachable, keys: Keys, region?: string): Clients {
  const config = house.clientConfig(keys, region);
  return {
    keys,
    iam: new IAMClient(config),
    sts: new STSClient(config),
    cloudTrail: new CloudTrailClient(config),
  };
}

export type Statement = Readonly<Record<string, unknown>>;

export function policy(...statements: readonly Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

export function allow(action: string | readonly string[], resource: string | readonly string[] = '*'): Statement {
  return { Effect: 'Allow', Action: action, Resource: resource };
}

export function trust(principal: string | readonly string[], more: Statement = {}): string {
  const Action = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'];
  return policy({ Effect: 'Allow', Principal: { AWS: principal }, Action, ...more });
}

export async function newUser(
  house: Reachable,
  admin: Clients,
  name: string,
  ...statements: readonly Statement[]
): Promise<Clients> {
  await admin.iam.send(new CreateUserCommand({ UserName: name }));
  if (statements.length > 0) {
    const document = { UserName: name, PolicyName: 'own', PolicyDocument: policy(...statements) };
    await admin.iam.send(new PutUserPolicyCommand(document));
  }
  const { AccessKey } = await admin.iam.send(new CreateAccessKeyCommand({ UserName: name }));
  return clientsOf(house, {
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  });
}

/** Answers the role's ARN. */
export async function newRole(
  admin: Clients,
  name: string,
  trustPolicy: string,
  options: { readonly maxSeconds?: number; readonly statements?: readonly Statement[] } = {},
): Promise<string> {
  const { Role } = await admin.iam.send(
    new CreateRoleCommand({
      RoleName: name,
      AssumeRolePolicyDocument: trustPolicy,
      MaxSessionDuration: options.maxSeconds,
    }),
  );
  if (options.statements !== undefined) {
    const document = { RoleName: name, PolicyName: 'own', PolicyDocument: policy(...options.statements) };
    await admin.iam.send(new PutRolePolicyCommand(document));
  }
  return Role?.Arn ?? '';
}

export function keysOf(credentials: Credentials | undefined): Keys {
  return {
    accessKeyId: credentials?.AccessKeyId ?? '',
    secretAccessKey: credentials?.SecretAccessKey ?? '',
    sessionToken: credentials?.SessionToken ?? '',
  };
}

export async function assumed(
  house: Reachable,
  { sts }: Clients,
  input: Partial<AssumeRoleCommandInput> & { readonly RoleArn: string },
): Promise<Clients> {
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleSessionName: 'session', ...input }));
  return clientsOf(house, keysOf(Credentials));
}

export interface EventRecord {
  readonly userIdentity: Readonly<Record<string, unknown>>;
  readonly requestParameters: Readonly<Record<string, unknown>> | null;
  readonly responseElements: Readonly<Record<string, unknown>> | null;
  readonly [field: string]: unknown;
}

export async function eventsOf(
  { cloudTrail }: Clients,
  input: LookupEventsCommandInput = {},
): Promise<readonly Event[]> {
  const { Events = [] } = await cloudTrail.send(new LookupEventsCommand(input));
  return Events;
}

export function recordOf(event: Event | undefined): EventRecord {
  if (event?.CloudTrailEvent === undefined) throw new Error('no such event');
  return JSON.parse(event.CloudTrailEvent) as EventRecord;
}

/** The newest event of that name. */
export async function lastRecord(clients: Clients, eventName: string): Promise<EventRecord> {
  const [event] = await eventsOf(clients, {
    LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: eventName }],
    MaxResults: 1,
  });
  return recordOf(event);
}
