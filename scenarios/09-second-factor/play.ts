import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import {
  CreateLoginProfileCommand,
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  ListUsersCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { Authenticator } from '../../packages/lockstead/tests/signin/authenticator.ts';
import { Browser } from '../../packages/lockstead/tests/signin/browser.ts';
import { totp } from '../../packages/lockstead/tests/support/totp.ts';
import { attempt, newUser, person, policyOf } from '../people.ts';
import type { Play } from '../stage.ts';

const password = 'Mila-signs-in-1';

export const play: Play = async (stage) => {
  const { cloud, check } = stage;
  const admin = person(cloud, cloud.credentials);
  const mila = await newUser(cloud, admin, 'mila');
  const withFactor = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
  const PolicyDocument = policyOf(
    { Effect: 'Allow', Action: 'iam:ListUsers', Resource: '*', Condition: withFactor },
    { Effect: 'Allow', Action: 'iam:EnableMFADevice', Resource: `arn:aws:iam::*:user/mila` },
  );
  await admin.iam.send(new PutUserPolicyCommand({ UserName: 'mila', PolicyName: 'own', PolicyDocument }));
  await admin.iam.send(new CreateLoginProfileCommand({ UserName: 'mila', Password: password }));

  stage.step('An action that wants a second factor');
  const list = (): ReturnType<typeof attempt> => attempt(mila.iam.send(new ListUsersCommand({})));
  check('her access key alone is refused', !(await list()).allowed);

  stage.step('An authenticator app');
  const made = await admin.iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'mila' }));
  const seed = Buffer.from(made.VirtualMFADevice?.Base32StringSeed ?? []).toString();
  const SerialNumber = made.VirtualMFADevice?.SerialNumber;
  const codes = { AuthenticationCode1: totp(seed, -3), AuthenticationCode2: totp(seed, -2) };
  const enabled = await admin.iam.send(new EnableMFADeviceCommand({ UserName: 'mila', SerialNumber, ...codes })).then(
    () => true,
    () => false,
  );
  if (!enabled) {
    // Two codes of a little later, where a half minute has just begun.
    const later = { AuthenticationCode1: totp(seed, -2), AuthenticationCode2: totp(seed, -1) };
    await admin.iam.send(new EnableMFADeviceCommand({ UserName: 'mila', SerialNumber, ...later }));
  }

  stage.step('By a program: GetSessionToken with a code');
  const TokenCode = totp(seed, enabled ? -1 : 0);
  const withCode = new GetSessionTokenCommand({ SerialNumber, TokenCode });
  const { Credentials } = await mila.sts.send(withCode);
  const session = person(cloud, {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  });
  check('the session may', (await attempt(session.iam.send(new ListUsersCommand({})))).allowed);
  const again = await attempt(mila.sts.send(new GetSessionTokenCommand({ SerialNumber, TokenCode })));
  check('the same code is refused the second time', !again.allowed, again.words);

  stage.step('By a person: the sign-in page');
  const browser = new Browser(cloud.endpoint);
  const signIn = async (): Promise<void> => {
    await browser.open('/');
    await browser.send('/sign-in', { account: cloud.accountId, user: 'mila', password });
  };
  await signIn();
  check('after her password she is asked for a code', browser.shown.path === '/second-factor', browser.shown.path);
  const used = await browser.send('/second-factor', { code: TokenCode });
  check('the code that was used is refused there too', used.status === 403, String(used.status));
  await browser.send('/second-factor', { code: totp(seed, 1) });
  check('the next one lets her in', browser.shown.html.includes('user/mila'), browser.shown.path);

  stage.step('A passkey beside it');
  const key = new Authenticator(browser.origin);
  await browser.open('/security');
  const asked = await browser.script('/security/passkey/options');
  const registered = await browser.script('/security/passkey', { name: 'laptop', response: key.register(asked.json) });
  check('it is registered', registered.status === 200, registered.json.message);
  await browser.open('/');
  await browser.send('/sign-out', {});
  await signIn();
  const wanted = await browser.script('/second-factor/passkey/options');
  const stolen = key.use(wanted.json, { origin: 'https://phishing.example' });
  const phished = await browser.script('/second-factor/passkey', { response: stolen });
  check('used for another site, it opens nothing', phished.status === 403, String(phished.status));
  const fresh = await browser.script('/second-factor/passkey/options');
  const used2 = await browser.script('/second-factor/passkey', { response: key.use(fresh.json) });
  check('used here, it lets her in', used2.status === 200, used2.json.message);

  stage.step('What the trail says');
  const source = [{ AttributeKey: 'EventName' as const, AttributeValue: 'ConsoleLogin' }];
  const { Events = [] } = await admin.trail.send(new LookupEventsCommand({ LookupAttributes: source }));
  const outcomes = Events.map(({ CloudTrailEvent = '{}' }) => {
    const { responseElements, additionalEventData } = JSON.parse(CloudTrailEvent) as Record<
      string,
      Record<string, string>
    >;
    return `${responseElements?.['ConsoleLogin']} ${additionalEventData?.['MFAUsed']}`;
  });
  const both = outcomes.filter((one) => one === 'Success Yes').length;
  check('two sign-ins with a second factor', both === 2, outcomes.join(', '));
  check('and the tries that failed', outcomes.filter((one) => one === 'Failure Yes').length === 2, outcomes.join(', '));
};
