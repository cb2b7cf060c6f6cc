import { CreateGroupCommand, ListUsersCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { newOrganization } from '../organization.ts';
import { type Attempt, attempt } from '../people.ts';
import type { Play } from '../stage.ts';

const approved = ['eu-central-1', 'eu-west-1'];
/** Services that have one endpoint for all regions. */
const globalServices = ['iam:*', 'organizations:*', 'cloudfront:*', 'route53:*', 'support:*'];

export const play: Play = async ({ cloud, step, say, check }) => {
  step('Everything outside two regions is denied, but for global services');
  const organization = await newOrganization(cloud);
  const unit = await organization.unit('Europe');
  const account = await organization.account('Berlin', unit);
  const { iam, keys } = await organization.administrator(account);
  await organization.bind(unit, 'stay-in-europe', {
    Sid: 'StayInEurope',
    Effect: 'Deny',
    NotAction: globalServices,
    Resource: '*',
    Condition: { StringNotEquals: { 'aws:RequestedRegion': approved } },
  });

  step('Calls to a service that has an endpoint in each region');
  const RoleArn = `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`;
  const assume = (region: string): Promise<Attempt> => {
    const sts = new STSClient({ ...cloud.clientConfig(keys), region });
    return attempt(sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'again' })));
  };
  // The role trusts the management account alone, so that inside the account nobody may assume it; the reason is what differs.
  for (const region of [...approved, 'us-east-1', 'ap-southeast-2']) {
    const { words } = await assume(region);
    say(`${region}: ${words}`);
    const isOutside = /explicit deny in a service control policy/.test(words);
    check(`${region} is ${approved.includes(region) ? 'inside' : 'outside'}`, isOutside !== approved.includes(region));
  }
  const bucket = (region: string): Promise<{ readonly allowed: boolean }> =>
    cloud.can(`arn:aws:iam::${account}:root`, 's3:CreateBucket', 'arn:aws:s3:::box', {
      context: { 'aws:RequestedRegion': region },
      resourceAccount: account,
    });
  check('a bucket may be made in Frankfurt', (await bucket('eu-central-1')).allowed);
  check('and not in Virginia, not even by the root user', !(await bucket('us-east-1')).allowed);

  step('Global services are in us-east-1, and exempt');
  check('users may be listed', (await attempt(iam.send(new ListUsersCommand({})))).allowed);
  check('a group may be made', (await attempt(iam.send(new CreateGroupCommand({ GroupName: 'staff' })))).allowed);
  check(
    'a distribution may be made',
    (
      await cloud.can(
        `arn:aws:iam::${account}:root`,
        'cloudfront:CreateDistribution',
        `arn:aws:cloudfront::${account}:distribution/*`,
      )
    ).allowed,
  );
};
