/** What a report is about: a user, group, role or managed policy, the policies that count for it, and who could use them. */
import type { Document } from '@lockstead/policy';
import type { Instant } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import type { Gathering } from '#kernel/turns';
import type { Reader } from '#store/port';
import { roleArn, userArn } from '../entities/arns.ts';
import { userById } from '../entities/memberships.ts';
import { defaultVersion, findManagedPolicy, isPolicyArn } from '../policies/managed-policy.ts';
import type { PrincipalPolicyReader } from '../provides/principal-policies.ts';
import { findPolicySource } from '../simulate/policy-source.ts';
import {
  type AttachmentRecord,
  type IamReader,
  iamState,
  type MembershipRecord,
  nameKey,
  type RoleRecord,
  type UserRecord,
} from '../state/state.ts';
import type { EntityLastAccessed } from './state.ts';

/** A user or role. */
export interface Member extends Omit<EntityLastAccessed, 'uses'> {
  readonly createdAt: Instant;
}

export interface Subject {
  readonly documents: readonly Document[];
  readonly members: readonly Member[];
}

/** Rows between two turns. */
const rowsAPage = 100;

/**
 * Throws InvalidInput or ValidationError for what is no ARN of such a resource, NoSuchEntity where there is none by that ARN.
 *
 * AWS DIFFERS? The sentences are those that IAM has for the same ARNs elsewhere: this operation's own are not documented.
 */
export async function findSubject(
  reader: Reader,
  account: AccountId,
  arn: string,
  compiled: PrincipalPolicyReader['compiled'],
  work: Gathering,
): Promise<Subject> {
  const members = new Members(iamState(reader, account), account, work);
  if (isPolicyArn(arn)) return await policySubject(members, arn, compiled);
  const { entity, uniqueId, policies } = await findPolicySource(reader, account, arn, compiled);
  if (entity.kind === 'group') await members.addGroup(uniqueId);
  else await members.addNamed(entity.kind, entity.name);
  return { documents: policies.map(({ document }) => document), members: members.all() };
}

/** A policy counts for those that it is attached to; not for those whose boundary it is, since a boundary grants nothing. */
async function policySubject(
  members: Members,
  arn: string,
  compiled: PrincipalPolicyReader['compiled'],
): Promise<Subject> {
  const policy = await findManagedPolicy(members.state, members.account, arn);
  await members.addAttached(arn);
  return { documents: [compiled(defaultVersion(policy).text, 'identity')], members: members.all() };
}

/** Each once, by its unique id. One that is deleted meanwhile is left out. */
class Members {
  readonly state: IamReader;
  readonly account: AccountId;
  readonly #work: Gathering;
  readonly #found = new Map<string, Member>();

  constructor(state: IamReader, account: AccountId, work: Gathering) {
    this.state = state;
    this.account = account;
    this.#work = work;
  }

  all(): readonly Member[] {
    return [...this.#found.values()];
  }

  async addNamed(kind: 'user' | 'role', name: string): Promise<void> {
    if (kind === 'user') this.#addUser(await this.state.users.get(nameKey(name)));
    else this.#addRole(await this.state.roles.get(nameKey(name)));
  }

  async addGroup(groupId: string): Promise<void> {
    for await (const page of this.#pages<MembershipRecord>((limit, after) =>
      this.state.memberships.list({ index: 'group', key: groupId, limit, ...after }),
    )) {
      for (const { userId } of page) this.#addUser(await userById(this.state, userId));
    }
  }

  async addAttached(policyArn: string): Promise<void> {
    for await (const page of this.#pages<AttachmentRecord>((limit, after) =>
      this.state.attachments.list({ index: 'policy', key: policyArn, limit, ...after }),
    )) {
      for (const { kind, name } of page) {
        if (kind !== 'group') await this.addNamed(kind, name);
        else {
          const group = await this.state.groups.get(nameKey(name));
          if (group !== undefined) await this.addGroup(group.id);
        }
      }
    }
  }

  async *#pages<T>(
    list: (
      limit: number,
      after: { readonly after?: string },
    ) => Promise<readonly { readonly place: string; readonly record: T }[]>,
  ): AsyncGenerator<readonly T[]> {
    let after: string | undefined;
    do {
      const page = await list(rowsAPage, after === undefined ? {} : { after });
      yield page.map(({ record }) => record);
      after = page.length < rowsAPage ? undefined : page.at(-1)?.place;
      await this.#work.turn();
    } while (after !== undefined);
  }

  #addUser(user: UserRecord | undefined): void {
    if (user !== undefined) this.#add('user', user, userArn(this.account, user));
  }

  #addRole(role: RoleRecord | undefined): void {
    if (role !== undefined) this.#add('role', role, roleArn(this.account, role));
  }

  #add(kind: Member['kind'], { name, id, path, createdAt }: UserRecord | RoleRecord, arn: string): void {
    this.#found.set(id, { kind, arn, name, id, path, createdAt });
  }
}
