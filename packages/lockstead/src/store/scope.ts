import type { AccountId, Region } from '#kernel/ids';

/** Where state lives: in the partition (unique names, key -> account), in an account (IAM, Organizations), or in one of its regions. */
export type Scope =
  | { readonly level: 'partition' }
  | { readonly level: 'account'; readonly account: AccountId }
  | { readonly level: 'region'; readonly account: AccountId; readonly region: Region };

export type ScopeLevel = Scope['level'];

export const partitionScope: Scope = { level: 'partition' };

export function accountScope(account: AccountId): Scope {
  return { level: 'account', account };
}

export function regionScope(account: AccountId, region: Region): Scope {
  return { level: 'region', account, region };
}

/** The scope as a key: empty, `111122223333`, or `111122223333/us-east-1`. */
export function scopeKey(scope: Scope): string {
  if (scope.level === 'partition') return '';
  if (scope.level === 'account') return scope.account;
  return `${scope.account}/${scope.region}`;
}

export function parseScopeKey(key: string): Scope {
  if (key === '') return partitionScope;
  const [account, region] = key.split('/');
  if (region === undefined) return accountScope(account as AccountId);
  return regionScope(account as AccountId, region as Region);
}
