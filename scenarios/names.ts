/** All scenarios by their number, which never changes. One without a folder is not there yet. */

/** What a scenario is about: the parts of AWS's security plane, as the README lists them. */
export type Theme =
  | 'Responsibility'
  | 'Identity'
  | 'Organizations'
  | 'Keys and encryption'
  | 'Audit'
  | 'Traffic'
  | 'Detection'
  | 'Compliance'
  | 'Policies';

interface Story {
  readonly name: string;
  readonly theme: Theme;
  /** What happens in it, in one sentence. */
  readonly story: string;
}

const stories: readonly Story[] = [
  {
    name: 'house',
    theme: 'Responsibility',
    story:
      'For each layer of a virtual machine, a managed database and a finished service: who is responsible for it, AWS or you?',
  },
  {
    name: 'ec2-rds-saas',
    theme: 'Responsibility',
    story: '"Who patches the operating system?" has three answers, one for each kind of service, with reasons.',
  },
  {
    name: 'new-account',
    theme: 'Identity',
    story: 'A new account has a checklist. Each step that is done with the AWS CLI turns one line of it green.',
  },
  {
    name: 'born-with-nothing',
    theme: 'Identity',
    story:
      'A new user may call nothing. Each permission comes by a grant, opens exactly what it names, and goes with the grant.',
  },
  {
    name: 'one-bucket-or-all',
    theme: 'Identity',
    story: 'One policy opens a single bucket, another opens all of them; other buckets stay closed.',
  },
  {
    name: 'seed-policy',
    theme: 'Policies',
    story:
      'A policy allows an action that does not exist. The linter says so, and the correction that it offers works.',
  },
  {
    name: 'job-transfer',
    theme: 'Identity',
    story:
      'An employee moves to another department: she leaves one group and joins another, and her next request is answered differently.',
  },
  {
    name: 'three-hats',
    theme: 'Identity',
    story:
      'A user, an application and an external identity each assume a role, lose what they had before, and lose the role when its time is up.',
  },
  {
    name: 'second-factor',
    theme: 'Identity',
    story: 'Some actions need a code from an authenticator or a passkey. A code works once.',
  },
  {
    name: 'company-login',
    theme: 'Identity',
    story: 'An employee signs in with the credentials of the company and works in two accounts.',
  },
  {
    name: 'four-departments',
    theme: 'Organizations',
    story:
      'Four departments have an account each. A policy of an organizational unit binds the two that are in it; there is one bill for all.',
  },
  {
    name: 'regulated-ou',
    theme: 'Organizations',
    story: 'Accounts of one organizational unit may use approved services alone. That binds their root users, too.',
  },
  {
    name: 'stay-in-region',
    theme: 'Organizations',
    story: 'Work outside approved regions is denied. Global services are exempt.',
  },
  {
    name: 'sign-the-agreement',
    theme: 'Compliance',
    story: 'An agreement is reviewed and accepted, for one account and then for the organization.',
  },
  {
    name: 'auditor-folder',
    theme: 'Compliance',
    story:
      'Reports of others and evidence made from the live state lie side by side, signed. An auditor checks them offline.',
  },
  {
    name: 'reading-room',
    theme: 'Compliance',
    story:
      "Incidents to investigate, AWS's papers by subject, and an auditing checklist that is answered from the live state.",
  },
  {
    name: 'udp-shrug',
    theme: 'Traffic',
    story:
      'Somebody floods a closed UDP port. HTTP is as fast as before, flow records say REJECT, and there is a finding.',
  },
  {
    name: 'slowloris-queue',
    theme: 'Traffic',
    story:
      'A thousand connections send as slowly as they can. No half request reaches the origin, and all honest clients are served.',
  },
  {
    name: 'spread',
    theme: 'Traffic',
    story: 'One of three targets dies. After the health checks notice, no client does.',
  },
  {
    name: 'bots-learnt',
    theme: 'Traffic',
    story:
      'Five hundred addresses, each below every rate limit, attack together. They are recognised, blocked, and forgotten when it ends.',
  },
  {
    name: 'standard-advanced',
    theme: 'Traffic',
    story:
      'Everybody is protected from floods. A subscription adds diagnostics, more protections, and a line on the bill.',
  },
  {
    name: 'bad-addresses',
    theme: 'Traffic',
    story: 'A web ACL blocks the addresses that it names and nobody else; then the reverse.',
  },
  {
    name: 'key-life',
    theme: 'Keys and encryption',
    story:
      'The administrator of a key manages it and cannot use it. A key that is disabled cannot open what it sealed. Each use is recorded, after a crash too.',
  },
  {
    name: 'rest-and-wire',
    theme: 'Keys and encryption',
    story: 'Objects and volumes cannot be read without their key. Plain HTTP is refused where a policy asks for TLS.',
  },
  {
    name: 'open-door',
    theme: 'Detection',
    story:
      'Vulnerable software and an open path from the internet are found, in order of severity, each with a remedy.',
  },
  {
    name: 'always-watching',
    theme: 'Detection',
    story: 'A stolen credential, a look-up of a bad domain and a port scan are found from logs, without an agent.',
  },
  {
    name: 'who-opened-port-22',
    theme: 'Audit',
    story:
      'The history of a security group shows what changed, who changed it, the verdict before and after, and repairs it.',
  },
  {
    name: 'why-not',
    theme: 'Policies',
    story:
      'Five people are denied for five reasons. Each denial explains itself and offers the smallest change, and the same call then works.',
  },
  {
    name: 'what-would-break',
    theme: 'Policies',
    story: 'A guardrail is tried on recorded calls before it is attached. What it says then comes true.',
  },
  {
    name: 'twin',
    theme: 'Policies',
    story: 'The export of a real account is imported and attacked here; the way in is shown, and closed.',
  },
  {
    name: 'keep-your-emulator',
    theme: 'Policies',
    story:
      'Tests passed for years against an open emulator. Behind the front they fail for the right reason, get the least policy of each role, and pass again.',
  },
];

export interface Scenario extends Story {
  readonly number: number;
  /** `04-born-with-nothing`. */
  readonly folder: string;
}

export const scenarios: readonly Scenario[] = stories.map((story, i) => ({
  ...story,
  number: i + 1,
  folder: `${String(i + 1).padStart(2, '0')}-${story.name}`,
}));

/** By name, number or folder. */
export function findScenario(word: string): Scenario | undefined {
  return scenarios.find(
    ({ number, name, folder }) =>
      word === name || word === folder || (/^\d{1,2}$/.test(word) && Number(word) === number),
  );
}
