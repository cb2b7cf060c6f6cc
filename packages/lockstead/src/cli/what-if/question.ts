/** The words of a question: whom they mean, and the context that they give. */
import type { ContextValue } from '@lockstead/policy';
import type { AdminClient } from '#client/admin-client';
import type { Flag } from '#config/flags';
import { Usage } from '#terminal/exit';
import type { Words } from '#terminal/words';
import { whyNoAction } from './known-action.ts';

export const contextFlag: Flag = {
  name: 'context',
  value: 'KEY=VALUE',
  help: 'a condition key of the request; repeat it for more values',
  many: true,
};
export const ownerFlag: Flag = {
  name: 'resource-account',
  value: 'ID',
  help: 'account of the resource, if its ARN has none',
};

/** Done before a server is asked: the server knows the same actions, and cannot suggest what was meant. */
export function refuseUnknownAction(action: string): void {
  const why = whyNoAction(action);
  if (why !== undefined) throw new Usage(`${why}.`);
}

/** `user/alice`, `role/app` and `root` are those of the account that the server belongs to. */
export async function principalArn(word: string, client: AdminClient): Promise<string> {
  if (word !== 'root' && !/^(user|role)\/./.test(word)) return word;
  const { account } = await client.health();
  return `arn:aws:iam::${account}:${word}`;
}

/** As they were given, for a query. */
export function contextPairs(words: Words): readonly string[] {
  const pairs = words.list(contextFlag.name);
  for (const pair of pairs) if (pair.indexOf('=') < 1) throw new Usage(`--context takes KEY=VALUE, not "${pair}".`);
  return pairs;
}

export function contextOfPairs(pairs: readonly string[]): Readonly<Record<string, ContextValue>> {
  const values = new Map<string, string[]>();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const key = pair.slice(0, at);
    values.set(key, [...(values.get(key) ?? []), pair.slice(at + 1)]);
  }
  return Object.fromEntries([...values].map(([key, all]) => [key, all.length === 1 ? (all[0] as string) : all]));
}
