/**
 * The sign-in pages in a real browser (Chromium): password, forced change, a code, a passkey by the browser's virtual authenticator, the keyboard alone,
 * and no error of the browser's own. With `--screenshots FOLDER` it also draws what it sees, for the guide.
 *
 * Needs Chromium (Debian: `apt-get install chromium`), and says so where it is not there.
 */
import { createHmac } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import * as iam from '@aws-sdk/client-iam';
import { type Cloud, startLockstead } from 'lockstead';
import { type Browser, chromium, type Page } from 'playwright-core';

const paths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const password = 'Right-Password-1';

/** The code that an authenticator app shows at that time (RFC 6238). */
function code(seed: string, at: number): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...seed].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const digest = createHmac('sha1', key).update(counter).digest();
  const start = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(start) & 0x7fff_ffff) % 1_000_000).padStart(6, '0');
}

export interface Walk {
  readonly cloud: Cloud;
  readonly page: Page;
  readonly see: (name: string) => Promise<void>;
}

export async function signInByBrowser(screenshots?: string): Promise<boolean | 'skipped'> {
  const executablePath = paths.find((path) => existsSync(path));
  if (executablePath === undefined) {
    process.stdout.write('skipped: the sign-in pages want a Chromium (Debian: apt-get install chromium)\n');
    return 'skipped';
  }
  const cloud = await startLockstead({ ephemeral: true });
  // A sandbox of its own is not to be had by root, in containers.
  const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
  try {
    const { problems, page } = await openPage(browser);
    const see = async (name: string): Promise<void> => {
      if (screenshots === undefined) return;
      mkdirSync(screenshots, { recursive: true });
      await page.screenshot({ path: join(screenshots, `${name}.png`), animations: 'disabled', fullPage: true });
    };
    await walk({ cloud, page, see });
    if (problems.length > 0) throw new Error(`the browser said: ${problems.join('; ')}`);
    return true;
  } catch (error) {
    process.stdout.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    return false;
  } finally {
    await browser.close();
    await cloud.stop();
  }
}

/** Collects the errors that the browser reports, such as a style that was not loaded or a script that was blocked. Our refusals (4xx) are no errors. */
async function openPage(browser: Browser): Promise<{ readonly page: Page; readonly problems: string[] }> {
  const page = await browser.newPage({ viewport: { width: 520, height: 480 }, colorScheme: 'light' });
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (said) => {
    if (said.type() === 'error' && !said.text().includes('status of 4')) problems.push(said.text());
  });
  return { page, problems };
}

async function walk({ cloud, page, see }: Walk): Promise<void> {
  const client = new iam.IAMClient(cloud.clientConfig());
  const { port } = new URL(cloud.endpoint);
  const home = `http://signin.localhost:${port}`;
  const account = cloud.accountId;
  const user = async (UserName: string, PasswordResetRequired: boolean): Promise<void> => {
    await client.send(new iam.CreateUserCommand({ UserName }));
    await client.send(new iam.CreateLoginProfileCommand({ UserName, Password: password, PasswordResetRequired }));
    const Resource = [`arn:aws:iam::*:user/${UserName}`, 'arn:aws:iam::*:mfa/*'];
    const Statement = { Effect: 'Allow', Action: 'iam:*MFADevice*', Resource };
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    await client.send(new iam.PutUserPolicyCommand({ UserName, PolicyName: 'own-factors', PolicyDocument }));
  };
  const signIn = async (name: string, word: string): Promise<void> => {
    await page.goto(`${home}/?account=${account}`);
    await page.getByLabel('User name').fill(name);
    await page.getByLabel('Password').fill(word);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };
  const seen = async (words: string): Promise<void> => await page.getByText(words).first().waitFor({ timeout: 10_000 });

  await user('alice', true);
  // A person who looks for the pages at the server's address.
  await page.goto(`http://127.0.0.1:${port}/signin`);
  if (page.url() !== `${home}/`) throw new Error(`${page.url()} is not the sign-in page`);
  await see('sign-in');
  // By the keyboard alone: the first field has the focus, and the others follow.
  await page.keyboard.type(account);
  for (const text of ['alice', 'wrong']) {
    await page.keyboard.press('Tab');
    await page.keyboard.type(text);
  }
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('Your authentication information is incorrect.').waitFor();
  await see('error');
  await signIn('alice', password);
  await seen('Choose a new password');
  await see('new-password');
  await page.getByLabel('New password').fill('Another-Password-2');
  await page.getByLabel('The same again').fill('Another-Password-2');
  await page.getByRole('button', { name: 'Change password' }).click();
  await seen('Signed in');
  await see('signed-in');

  await page.getByRole('link', { name: 'Second factors' }).click();
  await page.getByRole('button', { name: 'Show the QR code' }).click();
  const seed = (await page.locator('p.quiet code').textContent()) ?? '';
  await see('authenticator');
  const now = cloud.clock.now().getTime();
  await page.getByLabel('First code').fill(code(seed, now - 60_000));
  await page.getByLabel('The code after it').fill(code(seed, now - 30_000));
  await page.getByRole('button', { name: 'Add' }).click();
  await seen(`arn:aws:iam::${account}:mfa/authenticator`);
  await signOut(page);
  await signIn('alice', 'Another-Password-2');
  await seen('six digits');
  await see('second-factor');
  await page.getByLabel('Code').fill(code(seed, cloud.clock.now().getTime()));
  await page.getByRole('button', { name: 'Go on' }).click();
  await seen('used');

  await usePasskey({ page, see, seen, signIn, user });
}

interface Steps {
  readonly page: Page;
  readonly see: Walk['see'];
  readonly seen: (words: string) => Promise<void>;
  readonly signIn: (name: string, word: string) => Promise<void>;
  readonly user: (name: string, reset: boolean) => Promise<void>;
}

async function usePasskey({ page, see, seen, signIn, user }: Steps): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await user('bob', false);
  await signOut(page);
  await signIn('bob', password);
  await page.getByRole('link', { name: 'Second factors' }).click();
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await seen(':u2f/user/bob/passkey-');
  await signOut(page);
  await signIn('bob', password);
  await seen('Use your passkey or security key.');
  await see('passkey');
  // A person who does not want to, or a finger that does not fit.
  await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await page.getByRole('alert').getByText('passkey').waitFor();
  await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await seen('Signed in');
  await seen('used');
}

async function signOut(page: Page): Promise<void> {
  await page.goto(new URL('/', page.url()).href);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByText('Sign in as an IAM user').waitFor();
}

if (import.meta.main) {
  const at = process.argv.indexOf('--screenshots');
  const outcome = await signInByBrowser(at < 0 ? undefined : process.argv[at + 1]);
  process.stdout.write(
    `the sign-in pages by Chromium: ${outcome === true ? 'passed' : outcome === false ? 'failed' : outcome}\n`,
  );
  process.exitCode = outcome === false ? 1 : 0;
}
