/** What is proposed, from the flags of `lockstead replay` and the files that they name. */
import { type AttachedPolicy, lineAndColumn, parsePolicy, policyQuotas } from '@lockstead/policy';
import type { Flag } from '#config/flags';
import { type Proposal, type ProposedKind, policyKinds, type Target } from '#replay/judge/proposal';
import { Usage } from '#terminal/exit';
import type { Terminal } from '#terminal/terminal';
import type { Words } from '#terminal/words';
import { policyBytesMax } from '../policy/document.ts';
import { readInput } from '../read-input.ts';

export const scpFlag: Flag = { name: 'scp', value: 'FILE', help: 'a service control policy to try', many: true };
export const rcpFlag: Flag = { name: 'rcp', value: 'FILE', help: 'a resource control policy to try', many: true };
export const boundaryFlag: Flag = { name: 'boundary', value: 'FILE', help: 'a permissions boundary to try' };
export const targetFlag: Flag = {
  name: 'target',
  value: 'ACCOUNT|ARN',
  help: 'whom it would bind: an account, or a user or role (all whose events are read)',
};
export const detachFlag: Flag = {
  name: 'detach',
  value: 'FullAWSAccess',
  help: 'with --scp: the policy replaces FullAWSAccess, so that it must allow',
};
export const managementAccountFlag: Flag = {
  name: 'management-account',
  value: 'ID',
  help: 'the organization’s management account, which no guardrail binds',
};
export const organizationFlag: Flag = {
  name: 'organization-id',
  value: 'ID',
  help: 'the organization of these accounts (aws:PrincipalOrgID, aws:ResourceOrgID)',
};
export const proposalFlags: readonly Flag[] = [
  scpFlag,
  rcpFlag,
  boundaryFlag,
  targetFlag,
  detachFlag,
  managementAccountFlag,
  organizationFlag,
];

export interface Proposed {
  readonly proposal: Proposal;
  /** The names of the files. */
  readonly files: readonly string[];
  /** What the reader must know to read the answer. */
  readonly notes: readonly string[];
}

const fullAccess = 'FullAWSAccess';

export async function proposedIn(words: Words, terminal: Terminal): Promise<Proposed> {
  const [kind, files] = kindIn(words);
  const policies: AttachedPolicy[] = [];
  for (const file of files) policies.push(await policyIn(file, kind, terminal));
  const target = targetIn(words, kind);
  const managementAccount = words.text(managementAccountFlag.name);
  if (managementAccount !== undefined && !isAccount(managementAccount))
    throw new Usage(`--management-account ${managementAccount}: an account id has 12 digits.`);
  const organizationId = words.text(organizationFlag.name);
  if (organizationId !== undefined && !/^o-[a-z0-9]{10,32}$/.test(organizationId))
    throw new Usage(`--organization-id ${organizationId}: it takes an id such as o-a1b2c3d4e5.`);
  const proposal: Proposal = {
    kind,
    policies,
    replacesFullAccess: detaches(words, kind),
    ...(target === undefined ? {} : { target }),
    ...(managementAccount === undefined ? {} : { managementAccount }),
    ...(organizationId === undefined ? {} : { organizationId }),
  };
  return { proposal, files, notes: notesOn(proposal) };
}

function kindIn(words: Words): readonly [ProposedKind, readonly string[]] {
  const given = ([scpFlag, rcpFlag, boundaryFlag] as const)
    .map(({ name }) => [name as ProposedKind, words.list(name)] as const)
    .filter(([, files]) => files.length > 0);
  const [first, second] = given;
  if (first === undefined)
    throw new Usage('"lockstead replay" takes a policy: --scp FILE, --rcp FILE or --boundary FILE.');
  if (second !== undefined) throw new Usage(`--${first[0]} and --${second[0]} are tried one at a time.`);
  return first;
}

async function policyIn(file: string, kind: ProposedKind, terminal: Terminal): Promise<AttachedPolicy> {
  const text = await readInput(file, terminal, policyBytesMax);
  const parsed = parsePolicy(text, policyKinds[kind]);
  if (parsed.ok) return { name: file, document: parsed.document };
  const [problem] = parsed.problems;
  const { line, column } = lineAndColumn(text, problem?.span.start ?? 0);
  const more = parsed.problems.length > 1 ? ` (${parsed.problems.length - 1} more: "lockstead policy lint")` : '';
  throw new Usage(`${file}, line ${line}, column ${column + 1}: ${problem?.message}${more}.`);
}

function targetIn(words: Words, kind: ProposedKind): Target | undefined {
  const text = words.text(targetFlag.name);
  if (text === undefined) return undefined;
  if (isAccount(text)) return { account: text };
  if (/^(ou-[a-z0-9]+-[a-z0-9]+|r-[a-z0-9]+)$/.test(text))
    throw new Usage(
      `--target ${text}: the events do not say which accounts are in it, and no organization is described here. Name an account, or leave --target out and read the events of those accounts alone.`,
    );
  if (!/^arn:[\w-]+:iam::\d{12}:(user|role)\/./.test(text))
    throw new Usage(`--target ${text}: it takes an account id, or the ARN of a user or role.`);
  if (kind === 'rcp')
    throw new Usage(`--target ${text}: a resource control policy is attached to accounts, not to users and roles.`);
  return { principal: text };
}

function detaches(words: Words, kind: ProposedKind): boolean {
  const name = words.text(detachFlag.name);
  if (name === undefined) return false;
  if (kind !== 'scp')
    throw new Usage('--detach goes with --scp: what replaces RCPFullAWSAccess or a boundary does not exist in AWS.');
  if (name === fullAccess) return true;
  throw new Usage(
    `--detach ${name}: what it allows is not known, because no organization is described here. --detach ${fullAccess} can be tried.`,
  );
}

function notesOn({ kind, policies, replacesFullAccess, managementAccount, target }: Proposal): readonly string[] {
  const notes: string[] = [];
  const quota =
    kind === 'scp' ? policyQuotas.serviceControl : kind === 'rcp' ? policyQuotas.resourceControl : undefined;
  for (const { name, document } of policies) {
    if (quota !== undefined && document.text.length > quota)
      notes.push(`${name} has ${document.text.length} characters, and AWS takes ${quota}.`);
  }
  const denies = policies.some(({ document }) => document.statements.some(({ effect }) => effect === 'Deny'));
  if (kind === 'scp' && !denies && !replacesFullAccess)
    notes.push(
      `Nothing is denied by this policy. Beside ${fullAccess}, which AWS attaches, it stops nothing; with --detach ${fullAccess} it is tried instead of it.`,
    );
  if (replacesFullAccess)
    notes.push(`${fullAccess} is taken away where this is attached, and no other policy there allows anything.`);
  if (kind !== 'boundary' && managementAccount === undefined && (target === undefined || 'account' in target))
    notes.push(
      'The management account is not named (--management-account). If one of these accounts is it, nothing stops there.',
    );
  if (kind === 'boundary')
    notes.push('Only the boundary is decided. It is taken to replace the boundary that a user or role has.');
  return notes;
}

function isAccount(text: string): boolean {
  return /^\d{12}$/.test(text);
}
