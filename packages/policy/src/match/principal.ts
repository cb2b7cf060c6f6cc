/**
 * Principal and NotPrincipal: how closely a resource's policy names the caller.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */

import type { Principal } from '../request.ts';
import type { PrincipalElement } from '../statement.ts';

/**
 * How far a grant to a name reaches, ordered.
 * - `account`: the caller's account: a delegation, which the caller's own policies must take up.
 * - `role`: the role of a session: needs no identity policy, but boundary and session policies still limit it.
 * - `caller`: the user, session or service itself, or everyone: limited by nothing but explicit denies.
 */
export type Reach = 0 | 1 | 2 | 3;
export const reachNone: Reach = 0;
export const reachAccount: Reach = 1;
export const reachRole: Reach = 2;
export const reachCaller: Reach = 3;

export class PrincipalMatcher {
  readonly negated: boolean;
  readonly #anyone: boolean;
  /** Account ids, bare or as the ARN of their root. */
  readonly #accounts: ReadonlySet<string>;
  readonly #names: ReadonlySet<string>;
  readonly #services: ReadonlySet<string>;
  readonly #federated: ReadonlySet<string>;
  readonly #canonicalUsers: ReadonlySet<string>;

  constructor(element: PrincipalElement) {
    this.negated = element.negated;
    this.#anyone = element.anyone;
    this.#accounts = new Set(element.aws.map(accountOf).filter((account) => account !== undefined));
    this.#names = new Set(element.aws);
    this.#services = new Set(element.service);
    this.#federated = new Set(element.federated);
    this.#canonicalUsers = new Set(element.canonicalUser);
  }

  /** `*`: it reaches every caller, one who is not signed in too. */
  get isEverybody(): boolean {
    return this.#anyone && !this.negated;
  }

  /**
   * `denies` and `bounded` matter to NotPrincipal alone. An Allow reaches whoever none of whose names is listed. A Deny spares only those
   * all of whose names (session, role and account; user and account) are listed, and nobody who has a permissions boundary.
   */
  reach(principal: Principal, denies: boolean, bounded: boolean): Reach {
    if (!this.negated) return this.#reach(principal);
    if (this.#anyone) return denies && bounded ? reachCaller : reachNone;
    if (!denies) return this.#reach(principal) === reachNone ? reachCaller : reachNone;
    return bounded || !this.#listsWholly(principal) ? reachCaller : reachNone;
  }

  #reach(principal: Principal): Reach {
    // AWS DIFFERS? Everyone counts as naming the caller: AWS says that boundaries and session policies do not limit
    // what a wildcard Principal grants, with or without a condition on aws:PrincipalArn.
    if (this.#anyone) return reachCaller;
    switch (principal.kind) {
      case 'root':
        return this.#hasAccount(principal.account, principal.canonicalUserId) ? reachCaller : reachNone;
      case 'user':
        if (this.#names.has(principal.arn) || (principal.id !== undefined && this.#names.has(principal.id)))
          return reachCaller;
        return this.#hasAccount(principal.account, principal.canonicalUserId) ? reachAccount : reachNone;
      case 'roleSession':
        if (principal.arn !== principal.roleArn && this.#names.has(principal.arn)) return reachCaller;
        if (this.#hasRole(principal.roleArn, principal.roleId)) return reachRole;
        return this.#hasAccount(principal.account, principal.canonicalUserId) ? reachAccount : reachNone;
      case 'federatedUser':
        if (this.#names.has(principal.arn)) return reachCaller;
        if (this.#hasIssuer(principal.issuerArn, principal.issuerId)) return reachRole;
        return this.#accounts.has(principal.account) ? reachAccount : reachNone;
      case 'federated':
        return this.#federated.has(principal.provider) ? reachCaller : reachNone;
      case 'service':
        return this.#services.has(principal.service) ? reachCaller : reachNone;
      case 'anonymous':
        return reachNone;
    }
  }

  #hasAccount(account: string, canonicalUserId: string | undefined): boolean {
    return this.#accounts.has(account) || (canonicalUserId !== undefined && this.#canonicalUsers.has(canonicalUserId));
  }

  #hasRole(arn: string, id: string | undefined): boolean {
    return this.#names.has(arn) || (id !== undefined && this.#names.has(id));
  }

  /** The user who federated; the root user, whose id is the account's, goes by the account. */
  #hasIssuer(arn: string | undefined, id: string | undefined): boolean {
    if (id !== undefined && !isAccountId(id) && this.#names.has(id)) return true;
    return arn !== undefined && accountOf(arn) === undefined && this.#names.has(arn);
  }

  #listsWholly(principal: Principal): boolean {
    switch (principal.kind) {
      case 'user':
        return this.#hasAccount(principal.account, principal.canonicalUserId) && this.#reach(principal) === reachCaller;
      case 'roleSession': {
        const session = principal.arn === principal.roleArn || this.#names.has(principal.arn);
        return (
          session &&
          this.#hasRole(principal.roleArn, principal.roleId) &&
          this.#hasAccount(principal.account, principal.canonicalUserId)
        );
      }
      case 'federatedUser':
        return this.#names.has(principal.arn) && this.#accounts.has(principal.account);
      default:
        return this.#reach(principal) !== reachNone;
    }
  }
}

/** `111122223333`, or the account in `arn:aws:iam::111122223333:root`; undefined for any other name. */
export function accountOf(name: string): string | undefined {
  if (isAccountId(name)) return name;
  if (!name.startsWith('arn:') || !name.endsWith(':root')) return undefined;
  const parts = name.split(':');
  const account = parts[4];
  return parts.length === 6 && parts[2] === 'iam' && account !== undefined && isAccountId(account)
    ? account
    : undefined;
}

export function isAccountId(text: string): boolean {
  if (text.length !== 12) return false;
  for (let i = 0; i < 12; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x30 || code > 0x39) return false;
  }
  return true;
}
