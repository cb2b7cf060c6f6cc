/** What is proposed, from the flags of `lockstead replay` and the files that they name. */
import { type AttachedPolicy, lineAndColumn, parsePolicy, policyQuotas } from '@lockstead/policy';
import type { Flag } from '#config/flags';
import type { PaperOrganization } from '#organization/paper';
import { type Proposal, type ProposedKind, policyKinds, type Target } from '#replay/judge/proposal';
import { Usage } from '#terminal/exit';
import type { Terminal } from '#terminal/terminal';
import type { Words } from '#terminal/words';
import { organizationFilesFlag, organizationIn } from '../org/paper-files.ts';
import { policyBytesMax } from '../policy/document.ts';
import { readInput } from '../read-input.ts';
import { placed } from './placed.ts';

export const scpFlag: Flag = { name: 'scp', value: 'FILE', help: 'a service control policy to try', many: true };
export const rcpFlag: Flag = { name: 'rcp', value: 'FILE', help: 'a resource control policy to try', many: true };
export const boundaryFlag: Flag = { name: 'boundary', value: 'FILE', help: 'a permissions boundary to try' };
export const targetFlag: Flag = {
  name: 'target',
  value: 'PLACE|ARN',
  help: 'whom it would bind: an account, an OU, the root, or a user or role (all whose events are read)',
};
export const detachFlag: Flag = {
  name: 'detach',
  value: 'NAME',
  help: 'a policy to take away from the target: FullAWSAccess, or one of the organization’s',
  many: true,
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
  organizationFilesFlag,
  managementAccountFlag,
  organizationFlag,
];

export interface Proposed {
  readonly proposal: Proposal;
  /** The names of the files. */
  readonly files: readonly string[];
  /** What the reader must know to read the answer. */
  readonly notes: readonly string[];
  /** Where it would be attached, and what would be taken away there, where the organization is known. */
  readonly place?: string;
  readonly detached?: readonly string[];
}

const fullAccess = 'FullAWSAccess';

/** `ofServer` reads the organization of the server whose history is read. Throws Usage. */
export async function proposedIn(
  words: Words,
  terminal: Terminal,
  ofServer?: () => Promise<PaperOrganization | undefined>,
): Promise<Proposed> {
  const detach = words.list(detachFlag.name);
  const given = kindIn(words, detach.length > 0);
  const organization =
    given?.[0] === 'boundary' ? undefined : await organizationOf(words, terminal, given === undefined, ofServer);
  if (given?.[0] === 'boundary' && words.list(organizationFilesFlag.name).length > 0)
    throw new Usage('--organization goes with --scp, --rcp and --detach: a boundary is set on users and roles.');
  const [kind, files] = given ?? ['scp', []];
  const policies: AttachedPolicy[] = [];
  for (const file of files) policies.push(await policyIn(file, kind, terminal));
  const named = namedIn(words);
  if (organization !== undefined) return placedIn(organization, given, policies, words, named);
  if (given === undefined) throw new Usage(`--detach ${detach.join()}: ${noOrganization}`);
  const target = targetIn(words, kind);
  const proposal: Proposal = {
    kind,
    policies,
    replacesFullAccess: detaches(detach, kind),
    ...(target === undefined ? {} : { target }),
    ...named,
  };
  return { proposal, files, notes: notesOn(proposal) };
}

const noOrganization = 'no organization is described here. --organization FILES describes one.';

/** Where the question needs one, or one is given. */
async function organizationOf(
  words: Words,
  terminal: Terminal,
  isNeeded: boolean,
  ofServer: (() => Promise<PaperOrganization | undefined>) | undefined,
): Promise<PaperOrganization | undefined> {
  const files = words.list(organizationFilesFlag.name);
  if (files.length > 0) return await organizationIn(files, terminal);
  const target = words.text(targetFlag.name);
  const isPlace = target !== undefined && !isAccount(target) && !target.startsWith('arn:');
  const names = words.list(detachFlag.name).filter((name) => name !== fullAccess);
  return isNeeded || isPlace || names.length > 0 ? await ofServer?.() : undefined;
}

type Named = Pick<Proposal, 'managementAccount' | 'organizationId'>;

function namedIn(words: Words): Named {
  const managementAccount = words.text(managementAccountFlag.name);
  if (managementAccount !== undefined && !isAccount(managementAccount))
    throw new Usage(`--management-account ${managementAccount}: an account id has 12 digits.`);
  const organizationId = words.text(organizationFlag.name);
  if (organizationId !== undefined && !/^o-[a-z0-9]{10,32}$/.test(organizationId))
    throw new Usage(`--organization-id ${organizationId}: it takes an id such as o-a1b2c3d4e5.`);
  return {
    ...(managementAccount === undefined ? {} : { managementAccount }),
    ...(organizationId === undefined ? {} : { organizationId }),
  };
}

function placedIn(
  organization: PaperOrganization,
  given: Given | undefined,
  policies: readonly AttachedPolicy[],
  words: Words,
  named: Named,
): Proposed {
  const target = words.text(targetFlag.name);
  const principal = target?.startsWith('arn:') ? principalTarget(target, given?.[0] ?? 'scp') : undefined;
  const detach = words.list(detachFlag.name);
  const kind = given?.[0] === 'rcp' ? 'rcp' : given === undefined ? undefined : 'scp';
  const where = placed(organization, {
    kind,
    proposed: policies.length,
    target: principal === undefined ? target : principal.principal.split(':')[4],
    detach,
  });
  refuseOther(managementAccountFlag, named.managementAccount, organization.managementAccount);
  refuseOther(organizationFlag, named.organizationId, organization.id);
  const managementAccount = where.managementAccount ?? named.managementAccount;
  const proposal: Proposal = {
    kind: where.kind,
    policies,
    replacesFullAccess: where.detached.includes(fullAccess),
    ...(principal === undefined ? {} : { target: principal }),
    ...named,
    ...(managementAccount === undefined ? {} : { managementAccount }),
    placement: where.placement,
  };
  return {
    proposal,
    files: given?.[1] ?? [],
    place: where.place,
    ...(detach.length === 0 ? {} : { detached: where.detached }),
    notes: [...notesOn(proposal), ...where.notes],
  };
}

/** A flag may add what the description does not say, and not contradict it. */
function refuseOther({ name }: Flag, given: string | undefined, described: string | undefined): void {
  if (given !== undefined && described !== undefined && given !== described)
    throw new Usage(`--${name} ${given}: the organization that is described has ${described}.`);
}

type Given = readonly [ProposedKind, readonly string[]];

/** Undefined where something is only taken away. */
function kindIn(words: Words, detaches: boolean): Given | undefined {
  const given = ([scpFlag, rcpFlag, boundaryFlag] as const)
    .map(({ name }) => [name as ProposedKind, words.list(name)] as const)
    .filter(([, files]) => files.length > 0);
  const [first, second] = given;
  if (first === undefined && detaches) return undefined;
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
  if (text.startsWith('arn:')) return principalTarget(text, kind);
  if (/^(ou-[a-z0-9]+-[a-z0-9]+|r-[a-z0-9]+)$/.test(text))
    throw new Usage(`--target ${text}: the events do not say which accounts are in it, and ${noOrganization}`);
  throw new Usage(
    `--target ${text}: it takes an account id, or the ARN of a user or role; of OUs by name, ${noOrganization}`,
  );
}

function principalTarget(text: string, kind: ProposedKind): { readonly principal: string } {
  if (!/^arn:[\w-]+:iam::\d{12}:(user|role)\/./.test(text))
    throw new Usage(`--target ${text}: it takes an account id, or the ARN of a user or role.`);
  if (kind === 'rcp')
    throw new Usage(`--target ${text}: a resource control policy is attached to accounts, not to users and roles.`);
  return { principal: text };
}

function detaches(names: readonly string[], kind: ProposedKind): boolean {
  if (names.length === 0) return false;
  if (kind !== 'scp')
    throw new Usage('--detach goes with --scp: what replaces RCPFullAWSAccess or a boundary does not exist in AWS.');
  for (const name of names) {
    if (name !== fullAccess)
      throw new Usage(
        `--detach ${name}: what it allows is not known, because ${noOrganization} Without one, --detach ${fullAccess} can be tried.`,
      );
  }
  return true;
}

function notesOn({
  kind,
  policies,
  replacesFullAccess,
  managementAccount,
  target,
  placement,
}: Proposal): readonly string[] {
  const notes: string[] = [];
  const quota =
    kind === 'scp' ? policyQuotas.serviceControl : kind === 'rcp' ? policyQuotas.resourceControl : undefined;
  for (const { name, document } of policies) {
    if (quota !== undefined && document.text.length > quota)
      notes.push(`${name} has ${document.text.length} characters, and AWS takes ${quota}.`);
  }
  const denies = policies.some(({ document }) => document.statements.some(({ effect }) => effect === 'Deny'));
  if (kind === 'scp' && policies.length > 0 && !denies && !replacesFullAccess && placement?.detached === undefined)
    notes.push(
      `Nothing is denied by this policy. Beside ${fullAccess}, which AWS attaches, it stops nothing; with --detach ${fullAccess} it is tried instead of it.`,
    );
  if (replacesFullAccess && placement === undefined)
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
