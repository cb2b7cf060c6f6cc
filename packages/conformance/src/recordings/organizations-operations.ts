/** One recorded answer for each operation of Organizations: the state in which ours should look alike, and the call. */
import * as org from '@aws-sdk/client-organizations';
import type { Replay } from './replay.ts';

export const organizationsOperations: Replay = async (stage) => {
  const client = new org.OrganizationsClient(stage.cloud.clientConfig());
  await client.send(new org.CreateOrganizationCommand({}));
  await stage.record('DescribeOrganization', client.send(new org.DescribeOrganizationCommand({})));
  await stage.record('ListAccounts', client.send(new org.ListAccountsCommand({})));
};
