/** `lockstead org show`: the tree of the organization, and what is attached where. */
import { adminClient } from '#client/admin-client';
import { systemClock } from '#kernel/clock';
import { type PaperOrganization, type Place, rootOf, wayTo } from '#organization/paper';
import { isControlPolicy, type PolicyType } from '#organization/policy-types';
import { type ExitCode, Failure } from '#terminal/exit';
import { harmlessValue, type Paint, paintFor } from '#terminal/paint';
import type { Command } from '../command.ts';
import { say } from '../flow.ts';
import { Progress } from '../progress.ts';
import { jsonFlag, noWords, parseWords, serverFlags } from '../words.ts';
import { OrganizationsCalls } from './organizations-calls.ts';
import { readLive } from './read-live.ts';

export const show: Command = {
  name: 'org show',
  summary: 'show the tree of the organization, and which policies are attached where',
  about: [
    'What is attached to a place binds all that is below it, except the management account. FullAWSAccess is on every place; where it was detached, the tree says so.',
  ],
  examples: ['lockstead org show', 'lockstead org show --json'],
  exits: { 0: 'shown', 1: 'there is no organization', 2: 'the server cannot be asked' },
  flags: serverFlags,

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(show, argv);
    noWords(show, words);
    const calls = await OrganizationsCalls.of(adminClient(words, terminal));
    const progress = new Progress(terminal, systemClock(), 0);
    const organization = await readLive(calls, (things) =>
      progress.note(`reading the organization: ${things}`),
    ).finally(() => progress.end());
    if (organization === undefined) {
      throw new Failure('The account of these credentials is in no organization.', 1);
    }
    if (words.has(jsonFlag.name)) terminal.out(`${JSON.stringify(asJson(organization))}\n`);
    else say(terminal, asText(organization, paintFor(terminal)));
    return 0;
  },
};

interface Shown {
  readonly id: string;
  readonly kind: Place['kind'];
  readonly name: string;
  readonly email?: string;
  readonly state?: string;
  readonly isManagementAccount?: true;
  /** On this place itself. */
  readonly policies: readonly ShownPolicy[];
  readonly fullAccess: boolean;
  /** What binds an account, with the place where each policy is attached. Nothing binds the management account. */
  readonly boundBy?: readonly (ShownPolicy & { readonly at: string })[];
  readonly accounts?: readonly Shown[];
  readonly units?: readonly Shown[];
}

interface ShownPolicy {
  readonly id: string;
  readonly name: string;
  readonly type: PolicyType;
}

function asJson(organization: PaperOrganization): object {
  const { id, managementAccount, featureSet, policyTypes, services } = organization;
  const root = shownPlace(organization, rootOf(organization), childrenOf(organization));
  return { id, managementAccount, featureSet, policyTypes, services, root };
}

type Children = ReadonlyMap<string, readonly Place[]>;

function childrenOf({ places }: PaperOrganization): Children {
  const children = new Map<string, Place[]>();
  for (const place of places.values()) {
    if (place.parent === undefined) continue;
    const list = children.get(place.parent);
    if (list === undefined) children.set(place.parent, [place]);
    else list.push(place);
  }
  for (const list of children.values()) list.sort((a, b) => (a.name < b.name ? -1 : 1));
  return children;
}

function shownPlace(organization: PaperOrganization, place: Place, children: Children): Shown {
  const { key, kind, name, withoutFullAccess, account } = place;
  const inside = children.get(key) ?? [];
  const shown = (wanted: Place['kind']): readonly Shown[] =>
    inside.filter((each) => each.kind === wanted).map((each) => shownPlace(organization, each, children));
  const isManagementAccount = key === organization.managementAccount;
  return {
    id: key,
    kind,
    name,
    ...(account === undefined ? {} : { email: account.email, state: account.state }),
    ...(isManagementAccount ? { isManagementAccount } : {}),
    policies: policiesOf(organization, place),
    fullAccess: !withoutFullAccess,
    ...(account === undefined
      ? { accounts: shown('account'), units: shown('unit') }
      : { boundBy: isManagementAccount ? [] : boundBy(organization, key) }),
  };
}

function policiesOf({ policies }: PaperOrganization, place: Place): readonly ShownPolicy[] {
  return place.policies.flatMap((id) => {
    const policy = policies.get(id);
    return policy === undefined ? [] : [{ id, name: policy.name, type: policy.type }];
  });
}

function boundBy(organization: PaperOrganization, account: string): NonNullable<Shown['boundBy']> {
  return wayTo(organization, account).flatMap((at) => {
    const place = organization.places.get(at);
    const policies = place === undefined ? [] : policiesOf(organization, place);
    return policies.map((policy) => ({ ...policy, at }));
  });
}

function asText(organization: PaperOrganization, paint: Paint): string {
  const { id = '', managementAccount = '', featureSet, policyTypes } = organization;
  const features = featureSet === 'ALL' ? 'all features' : 'consolidated billing only';
  const root = harmlessValue(shownPlace(organization, rootOf(organization), childrenOf(organization)));
  const types = policyTypes.filter((type) => !isControlPolicy(type));
  return [
    `${paint.bold(`Organization ${id}`)} (${features}), management account ${managementAccount}`,
    ...(types.length === 0 ? [] : [paint.dim(`also enabled, and not acted on: ${types.join(', ')}`)]),
    '',
    placeLine(root, paint),
    ...lines(root, '', paint),
    '',
  ].join('\n');
}

function lines({ accounts = [], units = [] }: Shown, indent: string, paint: Paint): readonly string[] {
  const inside = [...accounts, ...units];
  return inside.flatMap((place, i) => {
    const isLast = i === inside.length - 1;
    const branch = isLast ? '└─' : '├─';
    return [
      `${indent}${paint.dim(branch)} ${placeLine(place, paint)}`,
      ...lines(place, `${indent}${isLast ? '   ' : `${paint.dim('│')}  `}`, paint),
    ];
  });
}

function placeLine(
  { kind, id, name, email, state, isManagementAccount, policies, fullAccess }: Shown,
  paint: Paint,
): string {
  const what =
    kind === 'account' ? `${name} ${paint.dim(`${id} ${email ?? ''}`)}` : `${paint.bold(name)} ${paint.dim(id)}`;
  const attached = [
    ...policies.map((policy) => (isControlPolicy(policy.type) ? policy.name : `${policy.name} (${policy.type})`)),
    ...(fullAccess ? [] : ['without FullAWSAccess']),
  ];
  const notes = [
    ...(isManagementAccount === true ? ['management account, which no guardrail binds'] : []),
    ...(state === undefined || state === 'ACTIVE' ? [] : [state.toLowerCase().replace('_', ' ')]),
  ];
  return [
    what,
    ...(attached.length === 0 ? [] : [paint.note(`[${attached.join(', ')}]`)]),
    ...(notes.length === 0 ? [] : [paint.dim(`(${notes.join('; ')})`)]),
  ].join('  ');
}
