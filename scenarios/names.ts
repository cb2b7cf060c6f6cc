/** All scenarios by their number, which never changes. One without a folder is not there yet. */
const names = [
  'house',
  'ec2-rds-saas',
  'new-account',
  'born-with-nothing',
  'one-bucket-or-all',
  'seed-policy',
  'job-transfer',
  'three-hats',
  'second-factor',
  'company-login',
  'four-departments',
  'regulated-ou',
  'stay-in-region',
  'sign-the-agreement',
  'auditor-folder',
  'reading-room',
  'udp-shrug',
  'slowloris-queue',
  'spread',
  'bots-learnt',
  'standard-advanced',
  'bad-addresses',
  'key-life',
  'rest-and-wire',
  'open-door',
  'always-watching',
  'who-opened-port-22',
  'why-not',
  'what-would-break',
  'twin',
] as const;

export interface Scenario {
  readonly number: number;
  readonly name: string;
  /** `04-born-with-nothing`. */
  readonly folder: string;
}

export const scenarios: readonly Scenario[] = names.map((name, i) => ({
  number: i + 1,
  name,
  folder: `${String(i + 1).padStart(2, '0')}-${name}`,
}));

/** By name, number or folder. */
export function findScenario(word: string): Scenario | undefined {
  return scenarios.find(
    ({ number, name, folder }) =>
      word === name || word === folder || (/^\d{1,2}$/.test(word) && Number(word) === number),
  );
}
