/**
 * The steps that secure a new account, each judged by what the account says of itself, with the commands that mend it.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html, and the CIS AWS Foundations Benchmark 3.0 for the figures.
 */
import type { Facts, UserFacts } from './facts.ts';

export interface Outcome {
  readonly id: string;
  readonly title: string;
  readonly done: boolean;
  /** What was found, as a sentence. */
  readonly found: string;
  /** Lines to type or open; empty where it is done. */
  readonly mend: readonly string[];
}

interface Step {
  readonly id: string;
  readonly title: string;
  readonly judge: (facts: Facts) => {
    readonly done: boolean;
    readonly found: string;
    readonly mend: readonly string[];
  };
}

const passwordLengthMin = 14;
const passwordsRemembered = 24;
const keyDaysMax = 90;
const unusedDaysMax = 45;
const dayMs = 86_400_000;

const steps: readonly Step[] = [
  {
    id: 'root-access-keys',
    title: 'The root user has no access key',
    judge({ summary, account }) {
      const done = summary['AccountAccessKeysPresent'] === 0;
      return {
        done,
        found: done ? 'It has none.' : 'It has one: whoever holds that key can do everything, and nobody can limit it.',
        mend: [
          `eval "$(lockstead env --as arn:aws:iam::${account}:root)"`,
          'aws iam list-access-keys',
          'aws iam delete-access-key --access-key-id KEY',
        ],
      };
    },
  },
  {
    id: 'root-mfa',
    title: 'The root user has a second factor',
    judge({ summary, endpoint }) {
      const done = summary['AccountMFAEnabled'] === 1;
      const page = signInPage(endpoint);
      return {
        done,
        found: done ? 'It has one.' : 'It has none: its password alone opens everything.',
        mend: [`Open ${page}root, sign in, and add one under "Second factors".`],
      };
    },
  },
  {
    id: 'administrators',
    title: 'Administrators are users in a group',
    judge({ adminGroups }) {
      const done = adminGroups.length > 0;
      return {
        done,
        found: done
          ? `${adminGroups.join(', ')} has AdministratorAccess, and users.`
          : 'No group with users has AdministratorAccess.',
        mend: [
          'aws iam create-group --group-name Administrators',
          'aws iam attach-group-policy --group-name Administrators --policy-arn arn:aws:iam::aws:policy/AdministratorAccess',
          'aws iam add-user-to-group --group-name Administrators --user-name USER',
        ],
      };
    },
  },
  {
    id: 'password-policy',
    title: 'Passwords have rules',
    judge({ passwordRules }) {
      const { MinimumPasswordLength: length = 0, PasswordReusePrevention: remembered = 0 } = passwordRules ?? {};
      const done = length >= passwordLengthMin && remembered >= passwordsRemembered;
      return {
        done,
        found:
          passwordRules === undefined
            ? 'The account has no password policy.'
            : `Passwords have ${length} characters at least, and the last ${remembered} are not taken again.`,
        mend: [
          `aws iam update-account-password-policy --minimum-password-length ${passwordLengthMin} --password-reuse-prevention ${passwordsRemembered}`,
        ],
      };
    },
  },
  {
    id: 'user-mfa',
    title: 'Whoever has a password has a second factor',
    judge({ users, endpoint }) {
      const without = users.filter(({ password, hasFactor }) => password !== undefined && !hasFactor);
      const page = signInPage(endpoint);
      return {
        done: without.length === 0,
        found: without.length === 0 ? 'Everybody who has one.' : `These have none: ${named(without)}.`,
        mend: [`They sign in at ${page} and add one under "Second factors".`],
      };
    },
  },
  {
    id: 'permissions-by-group',
    title: 'Users get their permissions from groups',
    judge({ usersWithPolicies }) {
      const done = usersWithPolicies.length === 0;
      const [first = 'USER'] = usersWithPolicies;
      return {
        done,
        found: done
          ? 'No user has a policy of their own.'
          : `These have policies of their own: ${usersWithPolicies.slice(0, shownMax).join(', ')}${more(usersWithPolicies.length)}.`,
        mend: [
          `aws iam list-attached-user-policies --user-name ${first}`,
          `aws iam detach-user-policy --user-name ${first} --policy-arn ARN`,
          `aws iam add-user-to-group --user-name ${first} --group-name GROUP`,
        ],
      };
    },
  },
  {
    id: 'old-access-keys',
    title: `No access key is older than ${keyDaysMax} days`,
    judge({ users, now }) {
      const old = users.filter(({ keys }) => keys.some(({ madeAt }) => daysSince(madeAt, now) > keyDaysMax));
      const [first] = old;
      const user = first?.name ?? 'USER';
      return {
        done: old.length === 0,
        found: old.length === 0 ? 'None is.' : `These have one: ${named(old)}.`,
        mend: [
          `aws iam create-access-key --user-name ${user}`,
          `aws iam update-access-key --user-name ${user} --access-key-id OLD_KEY --status Inactive`,
          `aws iam delete-access-key --user-name ${user} --access-key-id OLD_KEY`,
        ],
      };
    },
  },
  {
    id: 'unused-credentials',
    title: `Nothing that opens the account is unused for ${unusedDaysMax} days`,
    judge({ users, now }) {
      const idle = users.filter((one) => isIdle(one, now));
      const [first] = idle;
      const user = first?.name ?? 'USER';
      return {
        done: idle.length === 0,
        found: idle.length === 0 ? 'Nothing is.' : `These hold something: ${named(idle)}.`,
        mend: [
          `aws iam delete-login-profile --user-name ${user}`,
          `aws iam update-access-key --user-name ${user} --access-key-id KEY --status Inactive`,
        ],
      };
    },
  },
];

export function judged(facts: Facts): readonly Outcome[] {
  return steps.map(({ id, title, judge }) => {
    const { done, found, mend } = judge(facts);
    return { id, title, done, found, mend: done ? [] : mend };
  });
}

/** Of a server on this machine at `localhost`: a passkey is for a name, and not for an address. */
function signInPage({ protocol, hostname, port }: URL): string {
  const isHere = hostname.startsWith('127.') || hostname === '[::1]' || hostname === 'localhost';
  return `${protocol}//signin.${isHere ? 'localhost' : hostname}${port === '' ? '' : `:${port}`}/`;
}

const shownMax = 5;

function named(users: readonly UserFacts[]): string {
  return `${users
    .slice(0, shownMax)
    .map(({ name }) => name)
    .join(', ')}${more(users.length)}`;
}

function more(count: number): string {
  return count > shownMax ? ` and ${count - shownMax} others` : '';
}

/** What was never used counts from when it was made. */
function isIdle({ keys, password }: UserFacts, now: Date): boolean {
  const held = password === undefined ? keys : [...keys, password];
  return held.some(({ madeAt, usedAt = madeAt }) => daysSince(usedAt, now) > unusedDaysMax);
}

function daysSince(at: Date, now: Date): number {
  return (now.getTime() - at.getTime()) / dayMs;
}
