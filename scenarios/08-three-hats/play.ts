import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  ListRolesCommand,
  ListUsersCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, type Credentials, STSClient } from '@aws-sdk/client-sts';
import type { Cloud } from 'lockstead';
import { pipelineIssuer } from '../../packages/conformance/src/pipeline-issuer.ts';
import { attempt, type Keys, newUser, type Person, person, policyOf } from '../people.ts';
import type { Play, Stage, StageOptions } from '../stage.ts';

const issuer = pipelineIssuer();
export const options: StageOptions = { oidcKeys: { [issuer.url]: issuer.keys } };

const bin = fileURLToPath(new URL('../../packages/lockstead/bin/lockstead.mjs', import.meta.url));
const repository = 'repo:acme/app:ref:refs/heads/main';

export const play: Play = async (stage) => {
  const { cloud, check } = stage;
  // The issuer has the time of the world outside, and tokens are judged by it.
  const wallNow = cloud.clock.now();
  const admin = person(cloud, cloud.credentials);
  const role = async (RoleName: string, Principal: object, more: object = {}): Promise<string> => {
    const Action = 'Federated' in Principal ? 'sts:AssumeRoleWithWebIdentity' : 'sts:AssumeRole';
    const AssumeRolePolicyDocument = policyOf({ Effect: 'Allow', Principal, Action, ...more });
    const { Role } = await admin.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
    const PolicyDocument = policyOf({ Effect: 'Allow', Action: 'iam:ListRoles', Resource: '*' });
    await admin.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'roles', PolicyDocument }));
    return Role?.Arn ?? '';
  };

  stage.step('A user who may list users assumes a role that may list roles');
  const ute = await newUser(cloud, admin, 'ute');
  const users = policyOf(
    { Effect: 'Allow', Action: 'iam:ListUsers', Resource: '*' },
    { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' },
  );
  await admin.iam.send(new PutUserPolicyCommand({ UserName: 'ute', PolicyName: 'users', PolicyDocument: users }));
  await may(stage, 'before, she', ute, { users: true, roles: false });
  const RoleArn = await role('guide', { AWS: `arn:aws:iam::${cloud.accountId}:user/ute` });
  const assumed = await ute.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'ute', DurationSeconds: 900 }));
  await wears(stage, 'she', cloud, keysOf(assumed.Credentials));
  await may(stage, 'afterwards, with her own key, she', ute, { users: true, roles: false });

  stage.step('An application finds a role at the endpoints where SDKs look');
  await role('app', { Service: ['ec2.amazonaws.com', 'ecs-tasks.amazonaws.com'] });
  const serving = serve(cloud, 'role/app');
  try {
    const ways = await serving.ways;
    await wears(stage, 'in a container, it', cloud, await fromContainer(ways.container));
    await wears(stage, 'on an instance, it', cloud, await fromInstance(ways.instance));
  } finally {
    await serving.stop();
  }

  stage.step('An external identity comes with a token, and no AWS key at all');
  const provider = { Url: issuer.url, ClientIDList: ['sts.amazonaws.com'] };
  const { OpenIDConnectProviderArn: Federated } = await admin.iam.send(
    new CreateOpenIDConnectProviderCommand(provider),
  );
  const host = new URL(issuer.url).host;
  const deploy = await role(
    'deploy',
    { Federated },
    { Condition: { StringEquals: { [`${host}:sub`]: repository, [`${host}:aud`]: 'sts.amazonaws.com' } } },
  );
  const nobody = new STSClient({ ...cloud.clientConfig(), credentials: { accessKeyId: '', secretAccessKey: '' } });
  const exchange = (subject: string): Promise<{ readonly Credentials?: Credentials | undefined }> =>
    nobody.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: deploy,
        RoleSessionName: 'run',
        DurationSeconds: 900,
        WebIdentityToken: issuer.token(subject, wallNow),
      }),
    );
  const stranger = await exchange('repo:stranger/app:ref:refs/heads/main').then(
    () => 'a session',
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  );
  check('a run of another repository gets none', stranger === 'AccessDenied', stranger);
  await wears(stage, 'the run', cloud, keysOf((await exchange(repository)).Credentials));
};

/** Whoever has these keys may do what the role may and nothing else, and nothing at all once their time is up. */
async function wears(stage: Stage, who: string, cloud: Cloud, keys: Keys): Promise<void> {
  const wearer = person(cloud, keys);
  await may(stage, `with the role, ${who}`, wearer, { users: false, roles: true });
  await cloud.clock.advance('PT1H1M');
  const ended = await wearer.iam.send(new ListRolesCommand({})).then(
    () => 'an answer',
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  );
  stage.check(`when its time is up, ${who} has lost it`, ended === 'ExpiredToken', ended);
}

async function may(
  { check }: Stage,
  who: string,
  one: Person,
  wanted: { readonly users: boolean; readonly roles: boolean },
): Promise<void> {
  const users = await attempt(one.iam.send(new ListUsersCommand({})));
  const roles = await attempt(one.iam.send(new ListRolesCommand({})));
  check(`${who} ${wanted.users ? 'may' : 'may not'} list users`, users.allowed === wanted.users, users.words);
  check(`${who} ${wanted.roles ? 'may' : 'may not'} list roles`, roles.allowed === wanted.roles, roles.words);
}

function keysOf(credentials: Credentials | undefined): Keys {
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

type Variables = Readonly<Record<string, string>>;

interface Ways {
  readonly container: Variables;
  readonly instance: Variables;
}

/** What is in the place of ECS and of EC2. */
function serve(cloud: Cloud, role: string): { readonly ways: Promise<Ways>; stop(): Promise<void> } {
  const { accessKeyId, secretAccessKey } = cloud.credentials;
  const env = {
    PATH: process.env['PATH'] ?? '',
    AWS_ENDPOINT_URL: cloud.endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
  const argv = [bin, 'credentials', 'serve', '--role', role, '--port', '0', '--for', '15m', '--json'];
  const child: ChildProcess = spawn(process.execPath, argv, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout === null) throw new TypeError('standard output is a pipe');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    ways: lines.next().then(({ value }) => JSON.parse(String(value)) as Ways),
    async stop() {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

interface Served {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly Token: string;
}

function servedKeys({ AccessKeyId, SecretAccessKey, Token }: Served): Keys {
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token };
}

/** AWS: https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html */
async function fromContainer(place: Variables): Promise<Keys> {
  const authorization = (await readFile(place['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'] ?? '', 'utf8')).trim();
  const answer = await fetch(place['AWS_CONTAINER_CREDENTIALS_FULL_URI'] ?? '', { headers: { authorization } });
  return servedKeys((await answer.json()) as Served);
}

/** AWS: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html */
async function fromInstance(place: Variables): Promise<Keys> {
  const endpoint = place['AWS_EC2_METADATA_SERVICE_ENDPOINT'] ?? '';
  const ttl = { 'x-aws-ec2-metadata-token-ttl-seconds': '60' };
  const token = await (await fetch(new URL('/latest/api/token', endpoint), { method: 'PUT', headers: ttl })).text();
  const headers = { 'x-aws-ec2-metadata-token': token };
  const path = '/latest/meta-data/iam/security-credentials/';
  const name = await (await fetch(new URL(path, endpoint), { headers })).text();
  return servedKeys((await (await fetch(new URL(path + name, endpoint), { headers })).json()) as Served);
}
