/**
 * What a principal may do, from its policies: the user's, its groups', the role's, the boundary, the session's.
 * Compiled documents are shared by text; the layers of a principal are kept until something in its account changes that shapes them.
 */
import { type AttachedPolicy, type Document, type PolicyKind, parsePolicy } from '@lockstead/policy';
import type { AccountId } from '#kernel/ids';
import { present } from '#kernel/invariant';
import type { IdentityLayers, PrincipalPolicies } from '#service/ports';
import type { PrincipalKind, Session, SessionPolicy, Tag, TemporaryCredentials } from '#service/session';
import { mayUseCaches } from '#store/caches';
import type { Reader, Store } from '#store/port';
import { tagsOver } from '../../tags/tag-list.ts';
import { groupsOf } from '../entities/memberships.ts';
import { defaultVersion, lookupManagedPolicy } from '../policies/managed-policy.ts';
import { type Entity, entityKey, iamCollections, iamState, nameKey } from '../state/state.ts';

const cachedMax = 10_000;

/** The policies that a session brings along, compiled, and the compiler for documents that others store. */
export interface PrincipalPolicyReader extends PrincipalPolicies {
  /** The compiled form of a text that has been checked when it was stored. */
  compiled(text: string, kind: PolicyKind): Document;
}

/** What a user or role has of its own, before a session limits it. */
interface OwnPolicies {
  readonly identity: readonly AttachedPolicy[];
  readonly permissionsBoundary?: AttachedPolicy | 'deleted';
  readonly tags: readonly Tag[];
}

/** Changes in these reshape what principals may do; keys, passwords and the like do not. */
const shaping: ReadonlySet<string> = new Set(
  [
    iamCollections.users,
    iamCollections.groups,
    iamCollections.roles,
    iamCollections.policies,
    iamCollections.memberships,
    iamCollections.attachments,
    iamCollections.inlinePolicies,
  ].map(({ name }) => name),
);

/**
 * One for each process, with what it has compiled in memory. A change of a user, group, role or policy counts for the next request on its node.
 * A stored policy that does not parse fails the request: leaving it out could leave out a Deny.
 */
export function principalPolicies(store: Store): PrincipalPolicyReader {
  const documents = new Map<string, Document>();
  /** As they are answered, so that a known one costs nothing more. */
  const cached = new Map<AccountId, Map<string, Promise<OwnPolicies>>>();
  let generation = 0;

  store.onCommit((changes) => {
    for (const { collection, scope, before } of changes) {
      if (!shaping.has(collection) || scope.level !== 'account') continue;
      // A user or role that is new is in no cache, and changes nobody else.
      const isNewcomer =
        before === undefined &&
        (collection === iamCollections.users.name ||
          collection === iamCollections.roles.name ||
          collection === iamCollections.groups.name);
      if (isNewcomer) continue;
      cached.delete(scope.account);
      generation += 1;
    }
  });

  store.onMissed(() => {
    cached.clear();
    generation += 1;
  });

  function compiled(text: string, kind: PolicyKind): Document {
    const key = `${kind}\n${text}`;
    const known = documents.get(key);
    if (known !== undefined) return known;
    const outcome = parsePolicy(text, kind);
    // What is stored was checked on its way in; failing here refuses the request rather than dropping a Deny.
    if (!outcome.ok) throw new Error(`a stored policy does not parse: ${outcome.problems[0]?.message ?? ''}`);
    if (documents.size >= cachedMax) documents.clear();
    documents.set(key, outcome.document);
    return outcome.document;
  }

  async function managed(
    reader: Reader,
    account: AccountId,
    arn: string,
    kind: PolicyKind,
  ): Promise<AttachedPolicy | undefined> {
    const policy = await lookupManagedPolicy(iamState(reader, account), account, arn);
    if (policy === undefined) return undefined;
    return { name: arn, arn, document: compiled(defaultVersion(policy).text, kind) };
  }

  async function policiesOf(account: AccountId, entity: Entity, via?: string): Promise<readonly AttachedPolicy[]> {
    const state = iamState(store, account);
    const listing = { index: 'entity', key: entityKey(entity) };
    const through = via === undefined ? {} : { via };
    const inline = (await state.inlinePolicies.list(listing)).map(
      ({ record }): AttachedPolicy => ({
        name: record.policyName,
        ...through,
        document: compiled(record.text, 'identity'),
      }),
    );
    const attached = await Promise.all(
      (await state.attachments.list(listing)).map(async ({ record }): Promise<AttachedPolicy> => {
        const policy = await managed(store, account, record.policyArn, 'identity');
        return { ...present(policy, `attached policy ${record.policyArn} exists`), ...through };
      }),
    );
    return [...inline, ...attached];
  }

  async function boundaryOf(
    account: AccountId,
    arn: string | undefined,
  ): Promise<Pick<OwnPolicies, 'permissionsBoundary'>> {
    if (arn === undefined) return {};
    return { permissionsBoundary: (await managed(store, account, arn, 'permissionsBoundary')) ?? 'deleted' };
  }

  async function ofUser(account: AccountId, name: string, id: string): Promise<OwnPolicies> {
    const state = iamState(store, account);
    const user = await state.users.get(nameKey(name));
    // A user or role made anew under the same name is another one: sessions of the old one have nothing.
    if (user === undefined || user.id !== id) return { identity: [], tags: [] };
    const groups = await groupsOf(state, user);
    const identity = [
      ...(await policiesOf(account, { kind: 'user', name })),
      ...(
        await Promise.all(groups.map((group) => policiesOf(account, { kind: 'group', name: group.name }, group.name)))
      ).flat(),
    ];
    return { identity, tags: user.tags, ...(await boundaryOf(account, user.boundary)) };
  }

  async function ofRole(account: AccountId, name: string, id: string): Promise<OwnPolicies> {
    const role = await iamState(store, account).roles.get(nameKey(name));
    if (role === undefined || role.id !== id) return { identity: [], tags: [] };
    return {
      identity: await policiesOf(account, { kind: 'role', name }),
      tags: role.tags,
      ...(await boundaryOf(account, role.boundary)),
    };
  }

  function ownPolicies(account: AccountId, key: string, load: () => Promise<OwnPolicies>): Promise<OwnPolicies> {
    const known = cached.get(account)?.get(key);
    return known !== undefined && mayUseCaches(store) ? known : loadAndKeep(account, key, load);
  }

  async function loadAndKeep(account: AccountId, key: string, load: () => Promise<OwnPolicies>): Promise<OwnPolicies> {
    const started = generation;
    const loaded = await load();
    if (started === generation) {
      const ofAccount = cached.get(account) ?? new Map<string, Promise<OwnPolicies>>();
      cached.set(account, ofAccount);
      if (ofAccount.size >= cachedMax) ofAccount.clear();
      ofAccount.set(key, Promise.resolve(loaded));
    }
    return loaded;
  }

  async function sessionLayer(
    account: AccountId,
    policies: readonly SessionPolicy[],
  ): Promise<readonly AttachedPolicy[]> {
    return await Promise.all(
      policies.map(async (policy, index): Promise<AttachedPolicy> => {
        if ('text' in policy)
          return { name: `session policy ${index + 1}`, document: compiled(policy.text, 'session') };
        // A managed policy deleted meanwhile allows nothing, and the session keeps the limit it was made with.
        return (
          (await managed(store, account, policy.arn, 'session')) ?? {
            name: policy.arn,
            arn: policy.arn,
            document: compiled(emptyPolicy, 'session'),
          }
        );
      }),
    );
  }

  type SessionOf<Kind extends PrincipalKind> = Extract<Session['principal'], { readonly kind: Kind }>;

  async function ofRoleSession(
    { account, roleName, roleId }: SessionOf<'assumedRole'>,
    temporary: TemporaryCredentials | undefined,
  ): Promise<IdentityLayers> {
    const own = await ownPolicies(account, `role/${roleName}/${roleId}`, () => ofRole(account, roleName, roleId));
    if (temporary === undefined) return own;
    // A session's tag stands over the role's of the same key.
    const tags = tagsOver(own.tags, temporary.tags, 'anyCase');
    if (temporary.sessionPolicies === undefined) return tags === own.tags ? own : { ...own, tags };
    return { ...own, tags, session: await sessionLayer(account, temporary.sessionPolicies) };
  }

  async function ofFederatedUser(
    { account, issuer }: SessionOf<'federatedUser'>,
    temporary: TemporaryCredentials | undefined,
  ): Promise<IdentityLayers> {
    const { userName, userId } = issuer;
    const own: IdentityLayers =
      userName === undefined
        ? { tags: [] }
        : await ownPolicies(account, `user/${userName}/${userId}`, () => ofUser(account, userName, userId));
    // Without a policy of its own a federation session has an empty one: the identity side allows nothing.
    const session = await sessionLayer(account, temporary?.sessionPolicies ?? []);
    return { ...own, tags: tagsOver(own.tags, temporary?.tags ?? [], 'anyCase'), session };
  }

  return {
    compiled,
    of({ principal, temporary }: Session): Promise<IdentityLayers> {
      switch (principal.kind) {
        case 'user': {
          const { account, userName, userId } = principal;
          return ownPolicies(account, `user/${userName}/${userId}`, () => ofUser(account, userName, userId));
        }
        case 'assumedRole':
          return ofRoleSession(principal, temporary);
        case 'federatedUser':
          return ofFederatedUser(principal, temporary);
        case 'root':
          return Promise.resolve({ tags: [] });
        case 'federated':
        case 'service':
        case 'anonymous':
          return Promise.resolve({ identity: [], tags: [] });
      }
    },
  };
}

const emptyPolicy = '{"Version":"2012-10-17","Statement":[]}';
