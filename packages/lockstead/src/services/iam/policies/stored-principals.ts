/**
 * Principals in policies that sit on resources (a role's trust policy, a key's policy). A user or role named by ARN is stored by its unique
 * id: when it is deleted the id is what is left to read, and another one made under the same name is not meant.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
import { parseArn } from '#kernel/arn';
import { type AccountId, parseAccountId } from '#kernel/ids';
import type { Reader } from '#store/port';
import { roleArn, userArn } from '../entities/arns.ts';
import { parseEntityArn } from '../entities/entity-arn.ts';
import { iamState, nameKey, type StoredPrincipal } from '../state/state.ts';

/** A document as it is kept. */
export interface StoredDocument {
  /** Without white space, users and roles by id. This is the form that is compiled and decided by. */
  readonly text: string;
  readonly principals: readonly StoredPrincipal[];
}

/** The document to be kept, or the principal for which it is refused. */
export type StoreOutcome =
  | { readonly ok: true; readonly document: StoredDocument }
  /** `"AWS":"arn:…"`: the first principal that there is not. */
  | { readonly ok: false; readonly principal: string };

interface Statement {
  Principal?: unknown;
  NotPrincipal?: unknown;
}

/** `text` has been parsed as a policy before. `account` is where the resource is: a bare unique id is looked for there. */
export async function storePrincipals(reader: Reader, account: AccountId, text: string): Promise<StoreOutcome> {
  const { unknown, ...document } = await withIds(reader, account, text);
  return unknown === undefined ? { ok: true, document } : { ok: false, principal: `"AWS":${JSON.stringify(unknown)}` };
}

/** The same of a document that was stored elsewhere: whoever is not there stays as it is written, and matches nobody. */
export async function keepPrincipals(reader: Reader, account: AccountId, text: string): Promise<StoredDocument> {
  const { unknown: _, ...document } = await withIds(reader, account, text);
  return document;
}

/** `unknown`: the first principal that there is not. */
async function withIds(
  reader: Reader,
  account: AccountId,
  text: string,
): Promise<StoredDocument & { readonly unknown?: string }> {
  let unknown: string | undefined;
  const document = JSON.parse(text) as { Statement?: unknown };
  const found = new Map<string, StoredPrincipal>();
  for (const named of awsPrincipals(document)) {
    if (found.has(named)) continue;
    const outcome = await findPrincipal(reader, account, named);
    if (outcome === 'unknown') unknown ??= named;
    else if (outcome !== 'asItStands') found.set(named, outcome);
  }
  replacePrincipals(document, (named) => found.get(named)?.id ?? named);
  const byId = new Map([...found.values()].map((principal) => [principal.id, principal]));
  const stored = { text: JSON.stringify(document), principals: [...byId.values()] };
  return unknown === undefined ? stored : { ...stored, unknown };
}

/** As it is read back: the ARN of whoever is still there, under the name of today; the bare id of whoever is gone. */
export async function showPrincipals(reader: Reader, { text, principals }: StoredDocument): Promise<string> {
  if (principals.length === 0) return text;
  const arns = new Map<string, string>();
  for (const principal of principals) {
    const arn = await principalArn(reader, principal);
    if (arn !== undefined) arns.set(principal.id, arn);
  }
  const document = JSON.parse(text) as { Statement?: unknown };
  replacePrincipals(document, (named) => arns.get(named) ?? named);
  return JSON.stringify(document);
}

/** Whether a statement's principals are an empty object, or empty lists; `text` has been parsed as a policy before. */
export function hasStatementForNobody(text: string): boolean {
  return statements(JSON.parse(text) as { Statement?: unknown }).some(({ Principal, NotPrincipal }) =>
    [Principal, NotPrincipal].some(
      (element) => typeof element === 'object' && element !== null && Object.values(element).flat().length === 0,
    ),
  );
}

/** By ARN or unique id. `unknown`: its account is here, and it is not. `asItStands`: whatever has no id, and whoever is in an account that is not here. */
export async function findPrincipal(
  reader: Reader,
  home: AccountId,
  named: string,
): Promise<StoredPrincipal | 'asItStands' | 'unknown'> {
  if (/^A(IDA|ROA)[A-Z0-9]+$/.test(named)) {
    const principal: StoredPrincipal = { id: named, kind: named.startsWith('AIDA') ? 'user' : 'role', account: home };
    return (await principalArn(reader, principal)) === undefined ? 'unknown' : principal;
  }
  const arn = parseArn(named);
  // Accounts, `*`, and sessions (arn:aws:sts::…:assumed-role/…), which exist only while they last.
  if (arn?.service !== 'iam' || arn.resource === 'root') return 'asItStands';
  const account = parseAccountId(arn.account);
  if (account === undefined) return 'unknown';
  const state = iamState(reader, account);
  // AWS DIFFERS: of an account that is not here nobody can say who is in it. Its principals stay by ARN, and match nobody.
  if ((await state.accounts.get(account)) === undefined) return 'asItStands';
  const entity = parseEntityArn(named);
  if (entity?.kind === 'user') {
    const user = await state.users.get(nameKey(entity.name));
    return user !== undefined && userArn(account, user) === named ? { id: user.id, kind: 'user', account } : 'unknown';
  }
  if (entity?.kind !== 'role') return 'unknown';
  const role = await state.roles.get(nameKey(entity.name));
  return role !== undefined && roleArn(account, role) === named ? { id: role.id, kind: 'role', account } : 'unknown';
}

/** The ARN of today; `undefined` where it is gone. */
export async function principalArn(
  reader: Reader,
  { id, kind, account }: StoredPrincipal,
): Promise<string | undefined> {
  const state = iamState(reader, account);
  const listing = { index: 'id', key: id, limit: 1 };
  if (kind === 'user') {
    const [user] = await state.users.list(listing);
    return user === undefined ? undefined : userArn(account, user.record);
  }
  const [role] = await state.roles.list(listing);
  return role === undefined ? undefined : roleArn(account, role.record);
}

function* awsPrincipals(document: { Statement?: unknown }): Generator<string> {
  for (const { Principal, NotPrincipal } of statements(document)) {
    for (const element of [Principal, NotPrincipal]) {
      const aws = awsMember(element);
      if (typeof aws === 'string') yield aws;
      else if (Array.isArray(aws)) for (const named of aws) if (typeof named === 'string') yield named;
    }
  }
}

function replacePrincipals(document: { Statement?: unknown }, by: (named: string) => string): void {
  const replaced = (named: unknown): unknown => (typeof named === 'string' ? by(named) : named);
  for (const { Principal, NotPrincipal } of statements(document)) {
    for (const element of [Principal, NotPrincipal]) {
      const aws = awsMember(element);
      if (aws === undefined) continue;
      (element as { AWS: unknown }).AWS = Array.isArray(aws) ? aws.map(replaced) : replaced(aws);
    }
  }
}

function statements({ Statement }: { Statement?: unknown }): readonly Statement[] {
  return (Array.isArray(Statement) ? Statement : [Statement]).filter(
    (statement): statement is Statement => typeof statement === 'object' && statement !== null,
  );
}

function awsMember(element: unknown): unknown {
  return typeof element === 'object' && element !== null ? (element as { AWS?: unknown }).AWS : undefined;
}
