import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import {
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  CreateSAMLProviderCommand,
  DeleteSAMLProviderCommand,
  ListRolesCommand,
  ListUsersCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  AssumeRoleWithSAMLCommand,
  AssumeRoleWithWebIdentityCommand,
  type Credentials,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import type { Cloud } from 'lockstead';
import { companyIdp, type Employee } from '../../packages/conformance/src/company-idp.ts';
import { pipelineIssuer } from '../../packages/conformance/src/pipeline-issuer.ts';
import { newOrganization } from '../organization.ts';
import { attempt, type Person, person, policyOf } from '../people.ts';
import type { Play, Stage, StageOptions } from '../stage.ts';

const issuer = pipelineIssuer('https://login.company.example');
export const options: StageOptions = { oidcKeys: { [issuer.url]: issuer.keys } };

/** An account that trusts the company's login. */
interface Workplace {
  readonly admin: Person;
  readonly provider: string;
  readonly role: string;
}

export const play: Play = async (stage) => {
  const { cloud, check } = stage;
  const wallNow = cloud.clock.now();
  const idp = await companyIdp();

  stage.step('Two accounts trust the login of the company, each for its own role');
  const organization = await newOrganization(cloud);
  const open = async (name: string, action: string, condition: object = {}): Promise<Workplace> => {
    const account = await organization.account(name);
    const admin = await organization.administrator(account);
    const { SAMLProviderArn: provider = '' } = await admin.iam.send(
      new CreateSAMLProviderCommand({ Name: 'Company', SAMLMetadataDocument: idp.metadata }),
    );
    const role = await newRole(admin, name, action, {
      Principal: { Federated: provider },
      Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'],
      Condition: { StringEquals: { 'saml:aud': 'https://signin.aws.amazon.com/saml', ...condition } },
    });
    return { admin, provider, role };
  };
  const shop = await open('Shop', 'iam:ListUsers');
  const vault = await open('Vault', 'iam:ListRoles', { 'aws:RequestTag/team': 'security' });
  const roles = [shop, vault];

  stage.step('Jane signs in once, and works in both');
  const jane: Employee = { name: 'jane@company.example', roles, attributes: { 'PrincipalTag:team': 'security' } };
  const response = await idp.response(jane);
  const inShop = await enter(cloud, response, shop);
  await may(stage, 'in the shop she', inShop, { users: true, roles: false });
  await may(stage, 'in the vault she', await enter(cloud, response, vault), { users: false, roles: true });
  const { Arn = '' } = await inShop.sts.send(new GetCallerIdentityCommand({}));
  check('she goes by her name', Arn.endsWith('assumed-role/Shop/jane@company.example'), Arn);
  const { Events } = await shop.admin.trail.send(
    new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'AssumeRoleWithSAML' }],
    }),
  );
  const { userIdentity } = JSON.parse(Events?.[0]?.CloudTrailEvent ?? '{}') as {
    readonly userIdentity?: { readonly type: string; readonly userName: string };
  };
  const isSeen = userIdentity?.type === 'SAMLUser' && userIdentity.userName === jane.name;
  check('the shop has an event that names her', isSeen, JSON.stringify(userIdentity));

  stage.step('What the company does not say opens nothing');
  const refused = async (what: string, sent: string, place: Workplace, expected: string): Promise<void> => {
    const outcome = await enter(cloud, sent, place).then(
      () => 'a session',
      (error: unknown) => (error instanceof Error ? error.name : String(error)),
    );
    check(what, outcome === expected, outcome);
  };
  const wrong = 'InvalidIdentityTokenException';
  await refused('the same message does not open the shop again', response, shop, wrong);
  const joe: Employee = { name: 'joe@company.example', roles, attributes: { 'PrincipalTag:team': 'sales' } };
  await refused('Joe of sales does not get into the vault', await idp.response(joe), vault, 'AccessDenied');
  const onlyShop = await idp.response({ ...jane, roles: [shop] });
  await refused('a role that the company did not give her stays shut', onlyShop, vault, wrong);
  const changed = (await idp.response(joe)).replace('>sales<', '>security<');
  await refused('what Joe changes in it is noticed', changed, vault, wrong);
  const impostor = await companyIdp();
  await refused('who calls itself the company is not', await impostor.response(jane), vault, wrong);

  stage.step('Her other tool brings a token of OpenID Connect instead');
  const host = new URL(issuer.url).host;
  const { OpenIDConnectProviderArn: Federated } = await shop.admin.iam.send(
    new CreateOpenIDConnectProviderCommand({ Url: issuer.url, ClientIDList: ['sts.amazonaws.com'] }),
  );
  const tool = await newRole(shop.admin, 'Tool', 'iam:ListUsers', {
    Principal: { Federated },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringEquals: { [`${host}:sub`]: jane.name, [`${host}:aud`]: 'sts.amazonaws.com' } },
  });
  const exchange = async (subject: string): Promise<Person> => {
    const { Credentials } = await nobody(cloud).send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: tool,
        RoleSessionName: 'tool',
        WebIdentityToken: issuer.token(subject, wallNow),
      }),
    );
    return personOf(cloud, Credentials);
  };
  await may(stage, 'with it she', await exchange(jane.name), { users: true, roles: false });
  const stranger = await exchange(joe.name).then(
    () => 'a session',
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  );
  check('Joe has no such tool', stranger === 'AccessDenied', stranger);

  stage.step('The company and the shop part');
  await shop.admin.iam.send(new DeleteSAMLProviderCommand({ SAMLProviderArn: shop.provider }));
  await refused('nobody comes into the shop any more', await idp.response(jane), shop, wrong);
  await may(stage, 'and in the vault she still', await enter(cloud, await idp.response(jane), vault), {
    users: false,
    roles: true,
  });
  stage.missing('an identity centre, which makes the roles of many accounts from one place');
};

async function newRole({ iam }: Person, RoleName: string, action: string, trust: object): Promise<string> {
  const AssumeRolePolicyDocument = policyOf({ Effect: 'Allow', ...trust });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const PolicyDocument = policyOf({ Effect: 'Allow', Action: action, Resource: '*' });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'work', PolicyDocument }));
  return Role?.Arn ?? '';
}

function nobody(cloud: Cloud): STSClient {
  return new STSClient({ ...cloud.clientConfig(), credentials: { accessKeyId: '', secretAccessKey: '' } });
}

async function enter(cloud: Cloud, response: string, { role, provider }: Workplace): Promise<Person> {
  const { Credentials } = await nobody(cloud).send(
    new AssumeRoleWithSAMLCommand({
      RoleArn: role,
      PrincipalArn: provider,
      SAMLAssertion: Buffer.from(response).toString('base64'),
    }),
  );
  return personOf(cloud, Credentials);
}

function personOf(cloud: Cloud, credentials: Credentials | undefined): Person {
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = credentials ?? {};
  return person(cloud, { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken });
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
