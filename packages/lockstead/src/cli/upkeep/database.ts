/** A database file looked at from outside: by other processes than the server, which may be running. */
import { DatabaseSync } from 'node:sqlite';
import type { RootKey } from '#kernel/root-key';
import { Sealer } from '#store/seal';
import { applicationId, migrations } from '#store/sqlite/migrations';

/** What is wrong with it, in sentences without full stops; none: all is well. */
export interface Checked {
  readonly problems: readonly string[];
  /** Of the first start; absent where it cannot be read. */
  readonly account?: string;
}

const problemsMax = 20;

/** Reads all of it: about a second for each few hundred megabytes. */
export function checkDatabase(path: string, rootKey?: RootKey): Checked {
  let database: DatabaseSync;
  try {
    database = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
  } catch (error) {
    return { problems: [`it cannot be opened: ${(error as Error).message}`] };
  }
  try {
    const foreign = whyForeign(database);
    if (foreign !== undefined) return { problems: [foreign] };
    const rows = database.prepare(`PRAGMA integrity_check(${problemsMax})`).all();
    const problems = rows.map((row) => String(row['integrity_check'])).filter((line) => line !== 'ok');
    if (problems.length > 0) return { problems };
    const wrongKey = rootKey === undefined ? [] : whyWrongKey(database, rootKey);
    const account = accountOf(database);
    return { problems: wrongKey, ...(account === undefined ? {} : { account }) };
  } catch (error) {
    return { problems: [(error as Error).message] };
  } finally {
    database.close();
  }
}

function whyForeign(database: DatabaseSync): string | undefined {
  if (pragma(database, 'application_id') !== applicationId) return 'it is not a database of Lockstead';
  const form = pragma(database, 'user_version');
  if (form > migrations.length)
    return `a newer version of Lockstead has written it (its form is ${form}, this one knows ${migrations.length})`;
  return undefined;
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}

function whyWrongKey(database: DatabaseSync, rootKey: RootKey): readonly string[] {
  const check = database.prepare("SELECT value FROM meta WHERE name = 'rootKeyCheck'").get()?.['value'];
  if (check === undefined || new Sealer(rootKey.derive('store')).confirms(String(check))) return [];
  return ['the root key is not the one that it is sealed with'];
}

function accountOf(database: DatabaseSync): string | undefined {
  const row = database.prepare("SELECT body FROM documents WHERE collection = 'lockstead.instance' LIMIT 1").get();
  try {
    const { account } = JSON.parse(String(row?.['body'])) as { readonly account?: unknown };
    return typeof account === 'string' ? account : undefined;
  } catch {
    return undefined;
  }
}
