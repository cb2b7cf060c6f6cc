/**
 * An export in parts that a request can carry: what the command line sends, and a server takes. What others name comes first: policies, groups, users, roles, and
 * last whom the roles trust. Each part may come again, so that an import that stopped goes on when it is sent again.
 */
import { type Fault, Part } from '../description/members.ts';
import { accountOf, groupIn, policyIn, roleIn, userIn } from './items.ts';
import type { PaperGroup, PaperManagedPolicy, PaperRole, PaperUser } from './paper-account.ts';
import type { Exported } from './read-export.ts';

/** Items of one part, and how much text they are: a request may carry a megabyte. */
const [itemsMax, charactersMax] = [200, 400_000];
const namesMax = 1_000;

/** As a request carries it: items stand as the export has them. */
export type AccountPart =
  | { readonly begin: { readonly account: string; readonly awsPolicies: readonly string[] } }
  | { readonly account: string; readonly list: ListName; readonly items: readonly unknown[] }
  | { readonly account: string; readonly trusts: readonly string[] };

export const listNames = ['Policies', 'GroupDetailList', 'UserDetailList', 'RoleDetailList'] as const;
export type ListName = (typeof listNames)[number];

export function accountParts({ paper, raw }: Exported): readonly AccountPart[] {
  const { account, awsPolicies } = paper;
  const roles = paper.roles.map(({ name }) => name);
  return [
    { begin: { account, awsPolicies } },
    ...listNames.flatMap((list) => chunks(raw[list]).map((items) => ({ account, list, items }))),
    ...Array.from({ length: Math.ceil(roles.length / namesMax) }, (_, i) => ({
      account,
      trusts: roles.slice(i * namesMax, (i + 1) * namesMax),
    })),
  ];
}

function chunks(items: readonly unknown[]): readonly (readonly unknown[])[] {
  const all: unknown[][] = [];
  let [current, length]: [unknown[], number] = [[], 0];
  for (const item of items) {
    const size = JSON.stringify(item).length;
    if (current.length > 0 && (current.length >= itemsMax || length + size > charactersMax)) {
      all.push(current);
      [current, length] = [[], 0];
    }
    current.push(item);
    length += size;
  }
  return current.length === 0 ? all : [...all, current];
}

/** What a server was sent, checked. */
export type CheckedPart =
  | { readonly begin: { readonly account: string; readonly awsPolicies: readonly string[] } }
  | {
      readonly account: string;
      readonly policies: readonly PaperManagedPolicy[];
      readonly groups: readonly PaperGroup[];
      readonly users: readonly PaperUser[];
      readonly roles: readonly PaperRole[];
    }
  | { readonly account: string; readonly trusts: readonly string[] };

const accountForm = { like: /^\d{12}$/, what: 'an account id' } as const;
const awsPolicyForm = { like: /^arn:aws:iam::aws:policy\/[!-~]{1,600}$/, what: 'the ARN of a policy of AWS' } as const;

/** What stands in a body that anybody may have written. Answers the first fault as a sentence. */
export function readAccountPart(value: unknown): CheckedPart | { readonly fault: string } {
  const faults: Fault[] = [];
  const part = checked(new Part(value, [], faults));
  const [first] = faults;
  if (first === undefined && part !== undefined) return part;
  const path = first === undefined || first.path.length === 0 ? '' : `${first.path.join('.')}: `;
  return { fault: `${path}${first?.message ?? 'it has none of begin, list and trusts'}.` };
}

function checked(whole: Part): CheckedPart | undefined {
  if (whole.isAbsent || !whole.isObjectOf(['begin', 'account', 'list', 'items', 'trusts'])) return undefined;
  const begin = whole.at('begin');
  if (!begin.isAbsent) {
    begin.isObjectOf(['account', 'awsPolicies']);
    return { begin: { account: account(begin), awsPolicies: begin.at('awsPolicies').texts(awsPolicyForm) } };
  }
  const trusts = whole.at('trusts');
  if (!trusts.isAbsent) {
    if (trusts.list().length > namesMax) trusts.fault(`a part has at most ${namesMax} names`);
    return { account: account(whole), trusts: trusts.texts() };
  }
  const list = whole.at('list').oneOf(listNames);
  const items = whole.at('items').list();
  if (items.length > itemsMax) whole.fault(`a part has at most ${itemsMax} items`);
  const home = account(whole);
  for (const item of items) if (accountOf(item) !== home) item.fault(`it is not of account ${home}`);
  const of = <T>(name: ListName, read: (item: Part) => T): readonly T[] => (list === name ? items.map(read) : []);
  if (list === undefined) return undefined;
  return {
    account: home,
    policies: of('Policies', policyIn),
    groups: of('GroupDetailList', groupIn),
    users: of('UserDetailList', userIn),
    roles: of('RoleDetailList', roleIn),
  };
}

function account(part: Part): string {
  const id = part.at('account');
  if (id.isAbsent) id.fault('the account is missing');
  return id.text(accountForm) ?? '';
}
