/**
 * What has to be done so that an organization is as it is described: worked out from the two, before anything is done.
 *
 * Of the policy types that the description names, a described place (root, OU, account) has the policies that it says, and no others. What it
 * does not name stays.
 * Nothing is loosened before what replaces it is there: policies are attached and FullAWSAccess is detached first, accounts move next, and what
 * has to go goes last.
 */
import { isDeepStrictEqual } from 'node:util';
import { type PaperOrganization, type PaperPolicy, type Place, pathName, rootOf, type Tags } from '#organization/paper';
import { type PolicyType, quotasOf } from '#organization/policy-types';
import { Usage } from '#terminal/exit';

/** Places and policies go by the keys of the description; `current` is an id of what is there. */
export type Change =
  | { readonly change: 'createOrganization' }
  | { readonly change: 'trustService'; readonly service: string }
  | { readonly change: 'enablePolicyType'; readonly type: PolicyType }
  | { readonly change: 'createPolicy'; readonly policy: string }
  | { readonly change: 'updatePolicy'; readonly policy: string; readonly what: readonly ('content' | 'description')[] }
  | { readonly change: 'createUnit'; readonly place: string }
  | { readonly change: 'renameUnit'; readonly place: string; readonly from: string }
  | { readonly change: 'attach' | 'detach'; readonly policy: PolicyRef; readonly place: string }
  | { readonly change: 'createAccount'; readonly place: string }
  | { readonly change: 'moveAccount'; readonly place: string; readonly from: string }
  | {
      readonly change: 'tag';
      readonly place?: string;
      readonly policy?: string;
      readonly set: Tags;
      readonly remove: readonly string[];
    }
  | {
      readonly change: 'registerAdministrator' | 'deregisterAdministrator';
      readonly place: string;
      readonly service: string;
    };

/** A described policy, one of those that are there and are not described, or AWS's own. */
export type PolicyRef = { readonly policy: string } | { readonly id: string; readonly name: string };

export const fullAccess: PolicyRef = { id: 'p-FullAWSAccess', name: 'FullAWSAccess' };

export interface Plan {
  readonly changes: readonly Change[];
  /** Ids of what is described and is there, by key: `place KEY`, `policy KEY`. */
  readonly ids: ReadonlyMap<string, string>;
  /** What is there and is not described: names, for the reader. */
  readonly undescribed: readonly string[];
}

/** Tags of what is there, by id. */
export type CurrentTags = ReadonlyMap<string, Tags>;

/** Described things and their counterparts; whoever reads tags needs it before there is a plan. */
export interface Matches {
  readonly places: ReadonlyMap<string, Place>;
  readonly policies: ReadonlyMap<string, PaperPolicy>;
}

/**
 * Finds what is described among what is there: by id where the description has one, else OUs by name and place, accounts by address, policies by
 * type and name. `self` is the account that manages the organization, or will. Throws Usage for a description that cannot be brought about here.
 */
export function matched(wanted: PaperOrganization, current: PaperOrganization | undefined, self: string): Matches {
  refuseOther(wanted, current, self);
  const places = new Map<string, Place>();
  const policies = new Map<string, PaperPolicy>();
  const byUnitName = new Map<string, Place>();
  const byEmail = new Map<string, Place>();
  for (const place of current?.places.values() ?? []) {
    if (place.kind === 'unit') byUnitName.set(`${place.parent}/${place.name}`, place);
    if (place.account !== undefined) byEmail.set(place.account.email.toLowerCase(), place);
  }
  for (const place of wanted.places.values()) {
    const found = placeOf(place, places, { current, byUnitName, byEmail, self });
    if (place.id !== undefined && found === undefined) throw notThere(place);
    if (found !== undefined) places.set(place.key, found);
  }
  const byName = new Map([...(current?.policies.values() ?? [])].map((one) => [`${one.type}/${one.name}`, one]));
  for (const policy of wanted.policies.values()) {
    const found =
      policy.id === undefined ? byName.get(`${policy.type}/${policy.name}`) : current?.policies.get(policy.id);
    if (policy.id !== undefined && found === undefined)
      throw new Usage(`There is no policy ${policy.id} here. ${importHint}`);
    if (found !== undefined) policies.set(policy.key, found);
  }
  return { places, policies };
}

const importHint = '"lockstead import org" brings an organization in with its own ids; without ids, new ones are made.';

function notThere({ id, kind }: Place): Usage {
  const what = kind === 'account' ? 'account' : kind === 'root' ? 'root' : 'OU';
  return new Usage(`There is no ${what} ${id} in the organization here. ${importHint}`);
}

function refuseOther(wanted: PaperOrganization, current: PaperOrganization | undefined, self: string): void {
  if (wanted.id !== undefined && wanted.id !== current?.id) {
    throw new Usage(
      `The organization here is ${current?.id ?? 'not made yet'}, and ${wanted.id} is described. ${importHint}`,
    );
  }
  const { managementAccount } = wanted;
  if (managementAccount !== undefined && managementAccount !== self) {
    throw new Usage(`The management account here is ${self}, and ${managementAccount} is described.`);
  }
  if (current !== undefined && current.featureSet !== wanted.featureSet) {
    throw new Usage(
      `The organization here has ${current.featureSet === 'ALL' ? 'all features' : 'consolidated billing only'}; "aws organizations enable-all-features" changes that, and this command does not.`,
    );
  }
}

interface Found {
  readonly current: PaperOrganization | undefined;
  readonly byUnitName: ReadonlyMap<string, Place>;
  readonly byEmail: ReadonlyMap<string, Place>;
  readonly self: string;
}

function placeOf(
  place: Place,
  places: ReadonlyMap<string, Place>,
  { current, byUnitName, byEmail, self }: Found,
): Place | undefined {
  if (current === undefined)
    return isSelf(place, self)
      ? { ...place, key: self, id: self, parent: '', policies: [], withoutFullAccess: false }
      : undefined;
  if (place.kind === 'root') {
    const root = rootOf(current);
    return place.id === undefined || place.id === root.key ? root : undefined;
  }
  if (place.account !== undefined) {
    const found =
      place.id === undefined ? byEmail.get(place.account.email.toLowerCase()) : current.places.get(place.id);
    if (found !== undefined && found.account?.state !== 'ACTIVE') {
      throw new Usage(
        `The account ${found.key} (${found.account?.email}) is closed, and cannot be brought into a place.`,
      );
    }
    return found;
  }
  const above = places.get(place.parent ?? '')?.key;
  if (place.id === undefined) return above === undefined ? undefined : byUnitName.get(`${above}/${place.name}`);
  const found = current.places.get(place.id);
  if (found !== undefined && found.parent !== above) {
    throw new Usage(
      `The OU ${place.id} is in another place here. An OU cannot be moved: make a new one, and move its accounts.`,
    );
  }
  return found;
}

/** The account that will manage the organization is there before it. */
function isSelf({ id, account }: Place, self: string): boolean {
  return account !== undefined && (id === self || account.email.toLowerCase() === `root@${self}.lockstead.local`);
}

export function plan(
  wanted: PaperOrganization,
  current: PaperOrganization | undefined,
  matches: Matches,
  tags: CurrentTags,
): Plan {
  const context: Context = { wanted, current, matches, tags };
  const attachments = [...wanted.places.values()].map((place) => attachmentsOf(context, place));
  const changes: Change[] = [
    ...(current === undefined ? [{ change: 'createOrganization' as const }] : []),
    ...wanted.services
      .filter((service) => current?.services.includes(service) !== true)
      .map((service): Change => ({ change: 'trustService', service })),
    ...typesToEnable(wanted, current).map((type): Change => ({ change: 'enablePolicyType', type })),
    ...policyChanges(context),
    ...unitChanges(context),
    ...attachments.filter(({ isAccount }) => !isAccount).flatMap(({ early }) => early),
    ...accountChanges(context),
    ...attachments.filter(({ isAccount }) => isAccount).flatMap(({ early }) => early),
    ...moves(context),
    ...administratorChanges(context),
    ...attachments.flatMap(({ late }) => late),
    ...tagChanges(context),
  ];
  const ids = new Map<string, string>();
  for (const [key, { key: id }] of matches.places) ids.set(`place ${key}`, id);
  for (const [key, { key: id }] of matches.policies) ids.set(`policy ${key}`, id);
  return { changes, ids, undescribed: undescribed(context) };
}

interface Context {
  readonly wanted: PaperOrganization;
  readonly current: PaperOrganization | undefined;
  readonly matches: Matches;
  readonly tags: CurrentTags;
}

function typesToEnable(wanted: PaperOrganization, current: PaperOrganization | undefined): readonly PolicyType[] {
  // A new organization with all features has service control policies from the start.
  const enabled = current?.policyTypes ?? (wanted.featureSet === 'ALL' ? ['SERVICE_CONTROL_POLICY'] : []);
  return wanted.policyTypes.filter((type) => !enabled.includes(type));
}

function policyChanges({ wanted, matches }: Context): readonly Change[] {
  return [...wanted.policies.values()].flatMap((policy): readonly Change[] => {
    const there = matches.policies.get(policy.key);
    if (there === undefined) return [{ change: 'createPolicy', policy: policy.key }];
    const what = [
      ...(isSameDocument(policy.content, there.content) ? [] : (['content'] as const)),
      ...(policy.description === there.description ? [] : (['description'] as const)),
    ];
    return what.length === 0 ? [] : [{ change: 'updatePolicy', policy: policy.key, what }];
  });
}

/** Spaces and the order of members do not matter. */
function isSameDocument(one: string, other: string): boolean {
  if (one === other) return true;
  try {
    return isDeepStrictEqual(JSON.parse(one), JSON.parse(other));
  } catch {
    return false;
  }
}

function unitChanges({ wanted, matches }: Context): readonly Change[] {
  return [...wanted.places.values()].flatMap((place): readonly Change[] => {
    if (place.kind !== 'unit') return [];
    const there = matches.places.get(place.key);
    if (there === undefined) return [{ change: 'createUnit', place: place.key }];
    return there.name === place.name ? [] : [{ change: 'renameUnit', place: place.key, from: there.name }];
  });
}

function accountChanges({ wanted, matches }: Context): readonly Change[] {
  return [...wanted.places.values()].flatMap((place): readonly Change[] =>
    place.kind !== 'account' || matches.places.has(place.key) ? [] : [{ change: 'createAccount', place: place.key }],
  );
}

/** A new account stands in the root. */
function moves({ wanted, current, matches }: Context): readonly Change[] {
  const root = rootOf(wanted);
  return [...wanted.places.values()].flatMap((place): readonly Change[] => {
    if (place.kind !== 'account' || place.parent === undefined) return [];
    if (current === undefined && place.parent === root.key) return [];
    const there = matches.places.get(place.key);
    const target = matches.places.get(place.parent)?.key;
    if (there === undefined)
      return place.parent === root.key ? [] : [{ change: 'moveAccount', place: place.key, from: 'Root' }];
    if (there.parent === undefined || there.parent === target) return [];
    const from = current === undefined ? 'Root' : pathName(current, there.parent);
    return [{ change: 'moveAccount', place: place.key, from }];
  });
}

function administratorChanges({ wanted, matches }: Context): readonly Change[] {
  return [...wanted.places.values()].flatMap((place): readonly Change[] => {
    const administers = place.account?.administers;
    if (administers === undefined) return [];
    const already = matches.places.get(place.key)?.account?.administers ?? [];
    return [
      ...administers
        .filter((service) => !already.includes(service))
        .map((service): Change => ({ change: 'registerAdministrator', place: place.key, service })),
      ...already
        .filter((service) => !administers.includes(service))
        .map((service): Change => ({ change: 'deregisterAdministrator', place: place.key, service })),
    ];
  });
}

/** Tags of what is new are given when it is made. */
function tagChanges({ wanted, matches, tags }: Context): readonly Change[] {
  const changeOf = (
    of: { readonly place?: string; readonly policy?: string },
    id: string,
    wish: Tags | undefined,
  ): Change[] => {
    if (wish === undefined) return [];
    const now = tags.get(id) ?? {};
    const set = Object.fromEntries(Object.entries(wish).filter(([key, value]) => now[key] !== value));
    const remove = Object.keys(now).filter((key) => wish[key] === undefined);
    return Object.keys(set).length + remove.length === 0 ? [] : [{ change: 'tag', ...of, set, remove }];
  };
  return [
    ...[...wanted.policies.values()].flatMap(({ key, tags: wish }) => {
      const there = matches.policies.get(key);
      return there === undefined ? [] : changeOf({ policy: key }, there.key, wish);
    }),
    ...[...wanted.places.values()].flatMap(({ key, kind, tags: wish }) => {
      const there = matches.places.get(key);
      if (there !== undefined) return changeOf({ place: key }, there.key, wish);
      // A root is not made, so it has no other time to get them.
      return kind === 'root' ? changeOf({ place: key }, '', wish) : [];
    }),
  ];
}

interface Attachments {
  readonly isAccount: boolean;
  /** What binds. */
  readonly early: readonly Change[];
  /** What no longer has to. */
  readonly late: readonly Change[];
}

function attachmentsOf({ wanted, current, matches }: Context, place: Place): Attachments {
  const there = matches.places.get(place.key);
  const describedAs = new Map([...matches.policies].map(([key, { key: id }]) => [id, key]));
  const early: Change[] = [];
  const late: Change[] = [];
  const types = new Set([...wanted.policyTypes, ...[...wanted.policies.values()].map(({ type }) => type)]);
  for (const type of types) {
    const ofType = (key: string): boolean => wanted.policies.get(key)?.type === type;
    const wishes = place.policies.filter(ofType);
    const ids = (there?.policies ?? []).filter((id) => current?.policies.get(id)?.type === type);
    const has = new Set(ids.map((id) => describedAs.get(id)));
    const attach = wishes.filter((key) => !has.has(key)).map((policy): PolicyRef => ({ policy }));
    const detach = ids
      .filter((id) => !wishes.includes(describedAs.get(id) ?? ''))
      .map((id): PolicyRef => {
        const key = describedAs.get(id);
        return key === undefined ? { id, name: current?.policies.get(id)?.name ?? id } : { policy: key };
      });
    const put = (to: Change[], change: 'attach' | 'detach', policy: PolicyRef): void =>
      void to.push({ change, policy, place: place.key });
    // AWS's own policy counts. That of resource control policies cannot be detached.
    const isScp = type === 'SERVICE_CONTROL_POLICY';
    const hasFull = isScp ? there?.withoutFullAccess !== true : type === 'RESOURCE_CONTROL_POLICY';
    let fullGoes = isScp && hasFull && place.withoutFullAccess;
    let count = ids.length + Number(hasFull);
    const { perTarget } = quotasOf(type);
    for (const policy of attach) {
      let room = count < perTarget ? undefined : detach.shift();
      if (count >= perTarget && room === undefined && fullGoes) {
        room = fullAccess;
        fullGoes = false;
      }
      if (room !== undefined) put(early, 'detach', room);
      else count += 1;
      put(early, 'attach', policy);
    }
    if (fullGoes) put(early, 'detach', fullAccess);
    if (isScp && !hasFull && !place.withoutFullAccess) {
      const room = count < perTarget ? undefined : detach.shift();
      if (room !== undefined) put(late, 'detach', room);
      put(late, 'attach', fullAccess);
    }
    for (const policy of detach) put(late, 'detach', policy);
  }
  return { isAccount: place.kind === 'account', early, late };
}

function undescribed({ wanted, current, matches }: Context): readonly string[] {
  if (current === undefined) return [];
  const described = new Set([...matches.places.values(), ...matches.policies.values()].map(({ key }) => key));
  const places = [...current.places.values()].filter(
    ({ key }) => !described.has(key) && key !== (wanted.managementAccount ?? current.managementAccount),
  );
  return [
    ...places.map((place) =>
      place.account === undefined
        ? `OU ${pathName(current, place.key)} (${place.key})`
        : `account ${place.name} (${place.key}) in ${pathName(current, place.parent ?? place.key)}`,
    ),
    ...[...current.policies.values()]
      .filter(({ key }) => !described.has(key))
      .map(({ name, key }) => `policy ${name} (${key})`),
  ];
}
