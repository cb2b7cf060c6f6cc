import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  ListAccessKeysCommand,
  UpdateAccountPasswordPolicyCommand,
} from '@aws-sdk/client-iam';
import { Browser } from '../../packages/lockstead/tests/signin/browser.ts';
import { totp } from '../../packages/lockstead/tests/support/totp.ts';
import { lockstead } from '../lockstead.ts';
import { person } from '../people.ts';
import type { Play, Stage } from '../stage.ts';

interface Checked {
  readonly open: number;
  readonly steps: readonly { readonly id: string; readonly done: boolean; readonly mend: readonly string[] }[];
}

export const play: Play = async (stage) => {
  const { cloud } = stage;
  const admin = person(cloud, cloud.credentials);

  stage.step('A fresh account');
  await opens(stage, ['root-mfa', 'password-policy']);

  stage.step('A password policy, by the line that the checklist shows');
  const rules = { MinimumPasswordLength: 14, PasswordReusePrevention: 24 };
  await admin.iam.send(new UpdateAccountPasswordPolicyCommand(rules));
  await opens(stage, ['root-mfa']);

  stage.step('The root user makes itself an access key, which nobody should');
  const root = person(cloud, await cloud.as('root'));
  await root.iam.send(new CreateAccessKeyCommand({}));
  await opens(stage, ['root-access-keys', 'root-mfa']);
  const [key] = (await root.iam.send(new ListAccessKeysCommand({}))).AccessKeyMetadata ?? [];
  await root.iam.send(new DeleteAccessKeyCommand({ AccessKeyId: key?.AccessKeyId }));
  await opens(stage, ['root-mfa']);

  stage.step('The root user signs in, and adds an authenticator app');
  const browser = new Browser(cloud.endpoint);
  await browser.open('/root');
  await browser.send('/sign-in', { user: cloud.root?.email ?? '', password: cloud.root?.password ?? '' });
  await browser.open('/security');
  await browser.send('/security/authenticator', {});
  const seed = /type the seed: <code>(\w+)<\/code>/.exec(browser.shown.html)?.[1] ?? '';
  await browser.send('/security/enable', { code1: totp(seed, -2), code2: totp(seed, -1) });
  await opens(stage, []);

  stage.step('The next time its password is not enough');
  await browser.send('/sign-out', {});
  await browser.open('/root');
  await browser.send('/sign-in', { user: cloud.root?.email ?? '', password: cloud.root?.password ?? '' });
  stage.check('it is asked for a code', browser.shown.path === '/second-factor', browser.shown.path);
  await browser.send('/second-factor', { code: totp(seed) });
  stage.check('with the code it is in', browser.shown.html.includes(`arn:aws:iam::${cloud.accountId}:root`));
};

/** The checklist names these steps as not done, with what mends them, and exits by it. */
async function opens({ cloud, check }: Stage, ids: readonly string[]): Promise<void> {
  const { code, out } = await lockstead(cloud, ['checklist', '--json']);
  const { steps } = JSON.parse(out) as Checked;
  const open = steps.filter(({ done }) => !done);
  const wanted = ids.length === 0 ? 'every step is done' : `not done: ${ids.join(', ')}`;
  check(wanted, open.map(({ id }) => id).join() === ids.join(), open.map(({ id }) => id).join(', '));
  check(`it exits with ${ids.length === 0 ? 0 : 1}`, code === (ids.length === 0 ? 0 : 1), String(code));
  if (ids.length > 0)
    check(
      'each shows what mends it',
      open.every(({ mend }) => mend.length > 0),
    );
}
