/** An organization for a play: OUs, accounts that are made and waited for, policies that bind. */
import * as org from '@aws-sdk/client-organizations';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import type { Cloud } from 'lockstead';
import { type Person, person, policyOf } from './people.ts';

export interface Organization {
  readonly client: org.OrganizationsClient;
  readonly id: string;
  readonly rootId: string;
  unit(name: string): Promise<string>;
  /** In the root, or in the OU that is named. */
  account(name: string, unit?: string): Promise<string>;
  /** Attaches a service control policy; answers its id. */
  bind(target: string, name: string, ...statements: readonly object[]): Promise<string>;
  /** Somebody with the role that every account has for the management account. */
  administrator(account: string): Promise<Person>;
}

export async function newOrganization(cloud: Cloud): Promise<Organization> {
  const client = new org.OrganizationsClient(cloud.clientConfig());
  const made = await client.send(new org.CreateOrganizationCommand({ FeatureSet: 'ALL' }));
  const { Roots } = await client.send(new org.ListRootsCommand({}));
  const rootId = Roots?.[0]?.Id ?? '';
  return {
    client,
    id: made.Organization?.Id ?? '',
    rootId,

    async unit(Name) {
      const { OrganizationalUnit } = await client.send(
        new org.CreateOrganizationalUnitCommand({ Name, ParentId: rootId }),
      );
      return OrganizationalUnit?.Id ?? '';
    },

    async account(AccountName, unit) {
      const input = { AccountName, Email: `${AccountName.toLowerCase()}@example.com` };
      const { CreateAccountStatus } = await client.send(new org.CreateAccountCommand(input));
      const AccountId = await finished(client, CreateAccountStatus?.Id);
      if (unit !== undefined) {
        const move = { AccountId, SourceParentId: rootId, DestinationParentId: unit };
        await client.send(new org.MoveAccountCommand(move));
      }
      return AccountId;
    },

    async bind(TargetId, Name, ...statements) {
      const input = { Name, Description: Name, Content: policyOf(...statements) };
      const { Policy } = await client.send(new org.CreatePolicyCommand({ ...input, Type: 'SERVICE_CONTROL_POLICY' }));
      const PolicyId = Policy?.PolicySummary?.Id ?? '';
      await client.send(new org.AttachPolicyCommand({ PolicyId, TargetId }));
      return PolicyId;
    },

    async administrator(account) {
      const RoleArn = `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`;
      const { sts } = person(cloud, cloud.credentials);
      const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'admin' }));
      return person(cloud, {
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken ?? '',
      });
    },
  };
}

/** The account's id, when it is there. */
async function finished(client: org.OrganizationsClient, CreateAccountRequestId: string | undefined): Promise<string> {
  for (;;) {
    const { CreateAccountStatus } = await client.send(
      new org.DescribeCreateAccountStatusCommand({ CreateAccountRequestId }),
    );
    const { State, AccountId, FailureReason } = CreateAccountStatus ?? {};
    if (AccountId !== undefined) return AccountId;
    if (State === 'FAILED') throw new Error(`the account was not made: ${FailureReason}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
