import { CreateGroupCommand, ListUsersCommand } from '@aws-sdk/client-iam';
import { AttachPolicyCommand, DetachPolicyCommand } from '@aws-sdk/client-organizations';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { newOrganization } from '../organization.ts';
import { attempt } from '../people.ts';
import type { Play } from '../stage.ts';

const full = 'p-FullAWSAccess';
/** What has been approved: nothing of S3 or EC2 is. */
const approved = ['sts:*', 'cloudtrail:*', 'kms:*', 'iam:Get*', 'iam:List*'];

export const play: Play = async ({ cloud, step, say, check }) => {
  step('A regulated department gets an organizational unit, and an account in it');
  const organization = await newOrganization(cloud);
  const { client } = organization;
  const TargetId = await organization.unit('Regulated');
  const account = await organization.account('Clinic', TargetId);
  const free = await organization.account('Lab');
  const { iam, sts, trail } = await organization.administrator(account);

  step('FullAWSAccess is replaced by the services that are approved');
  const first = await client.send(new DetachPolicyCommand({ PolicyId: full, TargetId })).then(
    () => 'detached',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  check('a unit without any policy is refused', first.includes('You must have at least one attached'), first);
  await organization.bind(TargetId, 'approved-services', { Effect: 'Allow', Action: approved, Resource: '*' });
  await client.send(new DetachPolicyCommand({ PolicyId: full, TargetId }));

  step('What is approved goes on, everything else is denied');
  check('users may be listed', (await attempt(iam.send(new ListUsersCommand({})))).allowed);
  check('who one is may be asked', (await attempt(sts.send(new GetCallerIdentityCommand({})))).allowed);
  const group = await attempt(iam.send(new CreateGroupCommand({ GroupName: 'staff' })));
  say(group.words);
  check(
    'a group may not be made',
    !group.allowed && /no service control policy allows/.test(group.message),
    group.words,
  );
  trail.destroy();

  step('The root user of the account is bound like everybody else');
  const root = `arn:aws:iam::${account}:root`;
  const asks = async (principal: string, action: string, resource: string): Promise<boolean> =>
    (await cloud.can(principal, action, resource, { resourceAccount: principal.split(':')[4] ?? '' })).allowed;
  check('root may use KMS', await asks(root, 'kms:ListKeys', '*'));
  check('root may not use S3', !(await asks(root, 's3:CreateBucket', 'arn:aws:s3:::box')));
  check('root may not use EC2', !(await asks(root, 'ec2:RunInstances', `arn:aws:ec2:us-east-1:${account}:instance/*`)));
  const answer = await cloud.can(root, 's3:CreateBucket', 'arn:aws:s3:::box', { resourceAccount: account });
  check('the answer says where: the unit', answer.why.includes(TargetId), answer.why);

  step('Other accounts, and the management account, are not bound');
  check(
    'the root user of another account may',
    await asks(`arn:aws:iam::${free}:root`, 's3:CreateBucket', 'arn:aws:s3:::box'),
  );
  check(
    'so may the management account',
    await asks(`arn:aws:iam::${cloud.accountId}:root`, 's3:CreateBucket', 'arn:aws:s3:::box'),
  );

  step('FullAWSAccess comes back');
  await client.send(new AttachPolicyCommand({ PolicyId: full, TargetId }));
  check('a group may be made', (await attempt(iam.send(new CreateGroupCommand({ GroupName: 'staff' })))).allowed);
};
