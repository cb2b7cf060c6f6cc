import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import {
  AddUserToGroupCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetUserCommand,
  ListUsersCommand,
  PutGroupPolicyCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { type Attempt, attempt, type Call, newUser, type Person, person, policyOf } from '../people.ts';
import type { Play, Stage } from '../stage.ts';
import { type Change, type Why, whyById, whyByMessage } from './why.ts';

const everything = { Effect: 'Allow', Action: '*', Resource: '*' };

/** Somebody who is refused, and how the change that is offered is made. */
interface Refused {
  readonly title: string;
  readonly name: string;
  readonly layer: string;
  readonly change: Change['change'];
  /** Before the call. */
  prepare(admin: Person, stage: Stage): Promise<void>;
  call(who: Person, stage: Stage): Call;
  apply(admin: Person, change: Change, stage: Stage): Promise<void>;
}

const people: readonly Refused[] = [
  {
    title: 'Ann has no policy at all',
    name: 'ann',
    layer: 'identity',
    change: 'addStatement',
    prepare: async () => undefined,
    call: ({ iam }) => iam.send(new ListUsersCommand({})),
    apply: (admin, change) => allow(admin, 'ann', change),
  },
  {
    title: "Ben's policy fits another user's record",
    name: 'ben',
    layer: 'identity',
    change: 'addStatement',
    prepare: async (admin, { cloud }) => {
      const own = { Effect: 'Allow', Action: 'iam:GetUser', Resource: `arn:aws:iam::${cloud.accountId}:user/bea` };
      await admin.iam.send(
        new PutUserPolicyCommand({ UserName: 'ben', PolicyName: 'typo', PolicyDocument: policyOf(own) }),
      );
    },
    call: ({ iam }) => iam.send(new GetUserCommand({ UserName: 'ben' })),
    apply: (admin, change) => allow(admin, 'ben', change),
  },
  {
    title: 'Cleo may do everything, but for what a group of hers denies',
    name: 'cleo',
    layer: 'identity',
    change: 'removeStatement',
    prepare: async (admin) => {
      await admin.iam.send(new CreateGroupCommand({ GroupName: 'interns' }));
      await admin.iam.send(new AddUserToGroupCommand({ GroupName: 'interns', UserName: 'cleo' }));
      const PolicyDocument = policyOf(everything, {
        Sid: 'NoTrail',
        Effect: 'Deny',
        Action: 'cloudtrail:*',
        Resource: '*',
      });
      await admin.iam.send(new PutGroupPolicyCommand({ GroupName: 'interns', PolicyName: 'rules', PolicyDocument }));
    },
    call: ({ trail }) => trail.send(new LookupEventsCommand({})),
    apply: async (admin, { by }) => {
      const kept = [everything, { Sid: 'NoTrail' }].filter((_, index) => index !== by?.statement);
      await admin.iam.send(
        new PutGroupPolicyCommand({
          GroupName: 'interns',
          PolicyName: by?.policy ?? '',
          PolicyDocument: policyOf(...kept),
        }),
      );
    },
  },
  {
    title: "Dan's boundary is narrower than his policy",
    name: 'dan',
    layer: 'permissionsBoundary',
    change: 'addStatement',
    prepare: async (admin, { cloud }) => {
      await admin.iam.send(
        new PutUserPolicyCommand({ UserName: 'dan', PolicyName: 'all', PolicyDocument: policyOf(everything) }),
      );
      await admin.iam.send(new CreatePolicyCommand({ PolicyName: 'fence', PolicyDocument: policyOf(fence) }));
      await admin.iam.send(
        new PutUserPermissionsBoundaryCommand({ UserName: 'dan', PermissionsBoundary: fenceArn(cloud.accountId) }),
      );
    },
    call: ({ iam }) => iam.send(new ListUsersCommand({})),
    apply: async (admin, { statement }, { cloud }) => {
      const PolicyDocument = policyOf(fence, statement ?? {});
      await admin.iam.send(
        new CreatePolicyVersionCommand({ PolicyArn: fenceArn(cloud.accountId), PolicyDocument, SetAsDefault: true }),
      );
    },
  },
  {
    title: 'Eve may assume roles, but this one does not trust her',
    name: 'eve',
    layer: 'resource',
    change: 'addStatement',
    prepare: async (admin) => {
      await admin.iam.send(
        new PutUserPolicyCommand({
          UserName: 'eve',
          PolicyName: 'roles',
          PolicyDocument: policyOf({ ...everything, Action: 'sts:AssumeRole' }),
        }),
      );
      await admin.iam.send(
        new CreateRoleCommand({ RoleName: 'vault', AssumeRolePolicyDocument: policyOf(forMachines) }),
      );
    },
    call: ({ sts }, { cloud }) =>
      sts.send(
        new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${cloud.accountId}:role/vault`, RoleSessionName: 'eve' }),
      ),
    apply: async (admin, { statement }) => {
      await admin.iam.send(
        new UpdateAssumeRolePolicyCommand({
          RoleName: 'vault',
          PolicyDocument: policyOf(forMachines, statement ?? {}),
        }),
      );
    },
  },
];

const fence = { Effect: 'Allow', Action: 'cloudtrail:*', Resource: '*' };
const fenceArn = (account: string): string => `arn:aws:iam::${account}:policy/fence`;
const forMachines = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' };

async function allow({ iam }: Person, UserName: string, { statement }: Change): Promise<void> {
  await iam.send(
    new PutUserPolicyCommand({ UserName, PolicyName: 'the-least', PolicyDocument: policyOf(statement ?? {}) }),
  );
}

export const play: Play = async (stage) => {
  const { cloud } = stage;
  const admin = person(cloud, cloud.credentials);
  for (const each of people) await one(each, admin, stage);

  stage.step('Ann again: a change is the least if it opens nothing else');
  const ann = await newUser(cloud, admin, 'ann-2');
  const denied = await attempt(ann.iam.send(new ListUsersCommand({})));
  const [change] = changesOf(await whyById(cloud, denied.requestId));
  await allow(admin, 'ann-2', change ?? {});
  for (const UserName of ['ann-2', 'admin']) {
    const still = await attempt(ann.iam.send(new GetUserCommand({ UserName })));
    stage.check(`she may list users, and still not read ${UserName}`, !still.allowed);
  }
  const create = await attempt(ann.iam.send(new CreateUserCommand({ UserName: 'mallory' })));
  stage.check('nor make one', !create.allowed);
};

async function one(each: Refused, admin: Person, stage: Stage): Promise<void> {
  const { cloud, step, say, check } = stage;
  step(each.title);
  const who = await newUser(cloud, admin, each.name);
  await each.prepare(admin, stage);
  const call = (): Promise<Attempt> => attempt(each.call(who, stage));
  const denied = await call();
  check('the call is denied', !denied.allowed);
  say(denied.message);

  const why = await whyById(cloud, denied.requestId);
  const [change, ...more] = changesOf(why);
  const [last] = why.decisions.slice(-1);
  check('the reason is what AWS said', last?.explanation.message === denied.message, last?.explanation.message);
  check(`it names the layer: ${each.layer}`, last?.explanation.decidedBy === each.layer, last?.explanation.decidedBy);
  const pasted = await whyByMessage(
    cloud,
    `An error occurred (AccessDenied) when calling the operation: ${denied.message}`,
  );
  check('the pasted message leads to the same request', pasted.requestId === denied.requestId, pasted.requestId);
  check(
    `one change is offered: ${each.change}`,
    change?.change === each.change && more.length === 0,
    JSON.stringify(why),
  );
  if (change === undefined) return;
  say(JSON.stringify(change.statement ?? change.by));

  await each.apply(admin, change, stage);
  const allowed = await call();
  check('with it the same call works', allowed.allowed, allowed.words);
}

function changesOf(why: Why): readonly Change[] {
  return why.decisions.at(-1)?.explanation.leastChange?.changes ?? [];
}
