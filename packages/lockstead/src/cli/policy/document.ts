/** Policies in files: reads them as text, and finds out what a policy is for where no flag says it. */
import type { PolicyKind } from '@lockstead/policy';
import type { Flag } from '#config/flags';
import { Usage } from '#terminal/exit';
import type { Words } from '#terminal/words';

export const policyBytesMax: number = 16 * 1024 * 1024;

/** As people call them. */
const kinds: Readonly<Record<string, PolicyKind>> = {
  identity: 'identity',
  resource: 'resource',
  scp: 'serviceControl',
  rcp: 'resourceControl',
  trust: 'trust',
};

export const typeFlag: Flag = {
  name: 'type',
  value: Object.keys(kinds).join('|'),
  help: 'what the policy is for (by default, its elements tell)',
};

export function kindNamed(words: Words): PolicyKind | undefined {
  const named = words.text(typeFlag.name);
  if (named === undefined) return undefined;
  const kind = Object.hasOwn(kinds, named) ? kinds[named] : undefined;
  if (kind === undefined) throw new Usage(`--type is ${Object.keys(kinds).join(', ')}; not "${named}".`);
  return kind;
}

export function kindName(kind: PolicyKind): string {
  return Object.entries(kinds).find(([, each]) => each === kind)?.[0] ?? kind;
}

/**
 * A policy with principals belongs to a resource. It is a role's trust policy if it names no resource and its actions are those of STS:
 * policies of repositories, queues
 * and file systems may name no resource either. Policies of an organization look like others, so they are not recognised.
 */
export function likelyKind(text: string): PolicyKind {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    return 'identity';
  }
  const { Statement } = (typeof policy === 'object' && policy !== null ? policy : {}) as { Statement?: unknown };
  const statements = (Array.isArray(Statement) ? Statement : [Statement]).filter(
    (each): each is object => typeof each === 'object' && each !== null,
  );
  const has = (...names: readonly string[]): boolean =>
    statements.some((statement) => names.some((name) => name in statement));
  if (!has('Principal', 'NotPrincipal')) return 'identity';
  if (has('Resource', 'NotResource')) return 'resource';
  return statements.every((statement) => isAboutRoles(statement)) ? 'trust' : 'resource';
}

function isAboutRoles(statement: object): boolean {
  const { Action } = statement as { Action?: unknown };
  const actions: readonly unknown[] = Array.isArray(Action) ? Action : [Action];
  return actions.every((action) => typeof action === 'string' && action.toLowerCase().startsWith('sts:'));
}
