/** The files that `aws iam get-account-authorization-details` printed of one account: one, or one a page. */
import { LineCounter, parseDocument } from 'yaml';
import { lineAt } from '../description/line-at.ts';
import { type Fault, Part, type Path } from '../description/members.ts';
import { accountOf, groupIn, policyIn, roleIn, userIn } from './items.ts';
import type { PaperAccount, PaperManagedPolicy } from './paper-account.ts';

/** An export that cannot be used: a sentence with file, line and reason. Nothing of it is used. */
export class BadExport extends Error {
  override readonly name = 'BadExport';
}

/** All files together: some tens of thousands of roles. */
export const exportBytesMax = 128 * 1024 * 1024;

interface ExportFile {
  readonly name: string;
  readonly text: string;
}

const lists = ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'] as const;

/** An export that can be used, and its items as they were printed. */
export interface Exported {
  readonly paper: PaperAccount;
  readonly raw: Readonly<
    Record<'Policies' | 'GroupDetailList' | 'UserDetailList' | 'RoleDetailList', readonly unknown[]>
  >;
}

/** @throws BadExport */
export function readExport(files: readonly ExportFile[]): Exported {
  const read = files.map((file) => readFile(file));
  const last = read.at(-1);
  if (last?.isTruncated === true && !read.some(({ isTruncated }) => !isTruncated)) {
    throw new BadExport(
      `${files.at(-1)?.name}: there is more of the account than this (IsTruncated). Give the files of all pages, or let the AWS CLI fetch all of them.`,
    );
  }
  const accounts = new Set(read.flatMap(({ accounts: found }) => [...found]));
  const [account, other] = accounts;
  if (account === undefined)
    throw new BadExport(`${files[0]?.name}: it holds no user, group, role or policy of an account.`);
  if (other !== undefined) throw new BadExport(`These are exports of several accounts: ${account} and ${other}.`);
  const whole = {
    account,
    policies: read.flatMap(({ policies }) => policies),
    groups: read.flatMap(({ groups }) => groups),
    users: read.flatMap(({ users }) => users),
    roles: read.flatMap(({ roles }) => roles),
  };
  const known = checkTogether(whole, files[0]?.name ?? '');
  const raw = {
    Policies: read.flatMap((one) => one.raw.Policies),
    GroupDetailList: read.flatMap((one) => one.raw.GroupDetailList),
    UserDetailList: read.flatMap((one) => one.raw.UserDetailList),
    RoleDetailList: read.flatMap((one) => one.raw.RoleDetailList),
  };
  return { paper: { ...whole, awsPolicies: [...known].toSorted() }, raw };
}

type Whole = Omit<PaperAccount, 'awsPolicies'>;

interface Read extends Omit<Whole, 'account'> {
  readonly raw: Exported['raw'];
  readonly accounts: ReadonlySet<string>;
  readonly isTruncated: boolean;
}

function readFile({ name, text }: ExportFile): Read {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new BadExport(`${name} is not JSON: ${(error as Error).message}.`);
  }
  const faults: Fault[] = [];
  const whole = new Part(value, [], faults);
  whole.isObjectOf([...lists, 'IsTruncated', 'Marker']);
  if (lists.every((list) => whole.at(list).isAbsent)) {
    whole.fault('this is not what get-account-authorization-details prints: it has none of its lists');
  }
  const policies = whole.at('Policies').list();
  const own = policies.filter((one) => !isAws(one.at('Arn').value));
  const users = whole.at('UserDetailList').list();
  const groups = whole.at('GroupDetailList').list();
  const roles = whole.at('RoleDetailList').list();
  const accounts = new Set([...own, ...users, ...groups, ...roles].map(accountOf));
  const valuesOf = (parts: readonly Part[]): readonly unknown[] => parts.map(({ value: item }) => item);
  const read = {
    accounts,
    raw: {
      Policies: valuesOf(own),
      GroupDetailList: valuesOf(groups),
      UserDetailList: valuesOf(users),
      RoleDetailList: valuesOf(roles),
    },
    isTruncated: whole.at('IsTruncated').boolean() ?? false,
    policies: own.map(policyIn),
    groups: groups.map(groupIn),
    users: users.map(userIn),
    roles: roles.map(roleIn),
  };
  refuse(faults, name, text);
  return read;
}

function isAws(arn: unknown): boolean {
  return typeof arn === 'string' && arn.startsWith('arn:aws:iam::aws:');
}

function refuse(faults: readonly Fault[], file: string, text: string): void {
  const [first, ...more] = faults;
  if (first === undefined) return;
  const line = lineOf(text, first.path);
  const place = line === undefined ? '' : `, line ${line}`;
  const path = first.path.map((each, i) => (typeof each === 'number' ? `[${each}]` : `${i === 0 ? '' : '.'}${each}`));
  const rest = more.length === 0 ? '' : ` (and ${more.length} more ${more.length === 1 ? 'fault' : 'faults'})`;
  throw new BadExport(`${file}${place}: ${path.join('')}${path.length === 0 ? '' : ': '}${first.message}${rest}.`);
}

/** Only where something is wrong is the text read again for its lines. */
function lineOf(text: string, path: Path): number | undefined {
  const lines = new LineCounter();
  return lineAt(parseDocument(text, { lineCounter: lines, logLevel: 'error' }), lines, path);
}

/** What one item says of another is there, and no name or id stands for two. Answers the policies of AWS that are used. */
function checkTogether({ account, policies, groups, users, roles }: Whole, file: string): ReadonlySet<string> {
  const fail = (what: string): never => {
    throw new BadExport(`${file}: ${what}.`);
  };
  for (const [kind, all] of Object.entries({ policy: policies, group: groups, user: users, role: roles })) {
    const names = new Set<string>();
    for (const { name } of all) {
      if (names.has(name.toLowerCase())) fail(`the ${kind} ${name} is there twice`);
      names.add(name.toLowerCase());
    }
  }
  const ids = new Set<string>();
  for (const { id } of [...policies, ...groups, ...users, ...roles]) {
    if (ids.has(id)) fail(`the id ${id} is there twice`);
    ids.add(id);
  }
  const own = new Set(policies.map((policy) => arnOf(account, policy)));
  const aws = new Set<string>();
  const entities: readonly { name: string; attached: readonly string[]; boundary?: string }[] = [
    ...groups,
    ...users,
    ...roles,
  ];
  for (const item of entities) {
    for (const arn of [...item.attached, item.boundary ?? []].flat()) {
      if (isAws(arn)) aws.add(arn);
      else if (!own.has(arn)) fail(`${item.name} has the policy ${arn}, which is not there`);
    }
  }
  const groupNames = new Set(groups.map(({ name }) => name));
  for (const { name, groups: named } of users) {
    for (const group of named)
      if (!groupNames.has(group)) fail(`the user ${name} is in the group ${group}, which is not there`);
  }
  return aws;
}

function arnOf(account: string, { path, name }: PaperManagedPolicy): string {
  return `arn:aws:iam::${account}:policy${path}${name}`;
}
