/** An organization for tests: its clients, and accounts that are made and waited for. */
import * as org from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Cloud } from 'lockstead';
import { keysOf } from '../support/clients.ts';
import type { Keys } from '../support/lockstead.ts';

export interface TestOrganization {
  readonly cloud: Cloud;
  readonly client: org.OrganizationsClient;
  readonly id: string;
  readonly rootId: string;
  unit(name: string, parent?: string): Promise<string>;
  account(name: string, parent?: string): Promise<string>;
  move(account: string, from: string, to: string): Promise<void>;
  /** Credentials of the role that every created account has for its management account. */
  keysIn(account: string): Promise<Keys>;
}

export function organizationsClient(cloud: Cloud, credentials?: Keys): org.OrganizationsClient {
  const config = { ...cloud.clientConfig(), maxAttempts: 1 };
  return new org.OrganizationsClient(credentials === undefined ? config : { ...config, credentials });
}

export async function createOrganization(
  cloud: Cloud,
  FeatureSet: org.OrganizationFeatureSet = 'ALL',
): Promise<TestOrganization> {
  const client = organizationsClient(cloud);
  const made = await client.send(new org.CreateOrganizationCommand({ FeatureSet }));
  const { Roots } = await client.send(new org.ListRootsCommand({}));
  const rootId = Roots?.[0]?.Id ?? '';
  const move = async (AccountId: string, SourceParentId: string, DestinationParentId: string): Promise<void> => {
    await client.send(new org.MoveAccountCommand({ AccountId, SourceParentId, DestinationParentId }));
  };
  return {
    cloud,
    client,
    id: made.Organization?.Id ?? '',
    rootId,
    move,

    async unit(Name, ParentId = rootId) {
      const { OrganizationalUnit } = await client.send(new org.CreateOrganizationalUnitCommand({ Name, ParentId }));
      return OrganizationalUnit?.Id ?? '';
    },

    async account(name, parent = rootId) {
      const input = { AccountName: name, Email: `${name}@example.com` };
      const { CreateAccountStatus } = await client.send(new org.CreateAccountCommand(input));
      const { AccountId = '' } = await created(client, CreateAccountStatus?.Id);
      if (parent !== rootId) await move(AccountId, rootId, parent);
      return AccountId;
    },

    async keysIn(account) {
      const RoleArn = `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`;
      const sts = new STSClient(cloud.clientConfig());
      const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'admin' }));
      return keysOf(Credentials);
    },
  };
}

/** Waits until the request has come to its end. */
export async function created(
  client: org.OrganizationsClient,
  CreateAccountRequestId: string | undefined,
): Promise<org.CreateAccountStatus> {
  for (;;) {
    const command = new org.DescribeCreateAccountStatusCommand({ CreateAccountRequestId });
    const { CreateAccountStatus } = await client.send(command);
    if (CreateAccountStatus === undefined) throw new Error('no status');
    if (CreateAccountStatus.State !== 'IN_PROGRESS') return CreateAccountStatus;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
