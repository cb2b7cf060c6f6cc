/**
 * An account as `aws iam get-account-authorization-details` writes it down: who has which policies.
 * Documents are objects (the AWS CLI decodes them) or percent-encoded text (as the API answers).
 */
import { isObject, type Json, listOf, textOf } from './json.ts';

/** What a principal brings into a case. */
export interface AccountPrincipal {
  readonly arn: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly identityPolicies: readonly { readonly name: string; readonly via?: string; readonly policy: unknown }[];
  readonly permissionsBoundary?: { readonly name: string; readonly policy: unknown };
}

/** A file that cannot be what it is said to be. */
export class BadAccount extends Error {
  override readonly name = 'BadAccount';
}

export class AccountFile {
  readonly #managed = new Map<string, unknown>();
  readonly #groups = new Map<string, Json>();
  readonly #principals = new Map<string, Json>();
  readonly #roles = new Map<string, string>();

  constructor(value: unknown) {
    if (!isObject(value)) throw new BadAccount('it is not an object');
    const lists = ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'];
    if (!lists.some((name) => Array.isArray(value[name])))
      throw new BadAccount(`it has none of ${lists.join(', ')}, as get-account-authorization-details writes them`);
    if (value['IsTruncated'] === true)
      throw new BadAccount('it is one page of several; let the AWS CLI fetch them all');
    for (const policy of listOf(value['Policies'])) {
      const versions = listOf(policy['PolicyVersionList']);
      const current = versions.find((version) => version['IsDefaultVersion'] === true);
      if (current !== undefined) this.#managed.set(textOf(policy['Arn']), documentOf(current['Document']));
    }
    for (const group of listOf(value['GroupDetailList'])) this.#groups.set(textOf(group['GroupName']), group);
    for (const each of [...listOf(value['UserDetailList']), ...listOf(value['RoleDetailList'])])
      this.#principals.set(textOf(each['Arn']), each);
    for (const role of listOf(value['RoleDetailList'])) this.#roles.set(textOf(role['RoleName']), textOf(role['Arn']));
  }

  /** By the ARN of a user, role or session of a role; undefined where the account has no such principal. */
  principal(arn: string): AccountPrincipal | undefined {
    const session = /^arn:[\w-]+:sts::\d{12}:assumed-role\/([^/]+)\/[^/]+$/.exec(arn);
    const own = session === null ? arn : this.#roles.get(session[1] ?? '');
    const found = own === undefined ? undefined : this.#principals.get(own);
    if (own === undefined || found === undefined) return undefined;
    const isRole = found['RoleName'] !== undefined;
    const groups = listOfTexts(found['GroupList']).map((name) => {
      const group = this.#groups.get(name);
      if (group === undefined) throw new BadAccount(`${own} is in group ${name}, which it does not have`);
      return group;
    });
    const boundary = isObject(found['PermissionsBoundary'])
      ? textOf(found['PermissionsBoundary']['PermissionsBoundaryArn'])
      : undefined;
    return {
      arn: own,
      tags: Object.fromEntries(listOf(found['Tags']).map((tag) => [textOf(tag['Key']), textOf(tag['Value'])])),
      identityPolicies: [
        ...this.#policies(found, isRole ? 'RolePolicyList' : 'UserPolicyList'),
        ...groups.flatMap((group) =>
          this.#policies(group, 'GroupPolicyList').map((policy) => ({ ...policy, via: textOf(group['GroupName']) })),
        ),
      ],
      ...(boundary === undefined ? {} : { permissionsBoundary: { name: boundary, policy: this.#document(boundary) } }),
    };
  }

  /** The trust policy of the role; undefined where the account has no such role. */
  trust(arn: string): unknown {
    const role = this.#principals.get(arn);
    return role?.['RoleName'] === undefined ? undefined : documentOf(role['AssumeRolePolicyDocument']);
  }

  #policies(of: Json, inline: string): readonly { readonly name: string; readonly policy: unknown }[] {
    return [
      ...listOf(of[inline]).map((policy) => ({
        name: textOf(policy['PolicyName']),
        policy: documentOf(policy['PolicyDocument']),
      })),
      ...listOf(of['AttachedManagedPolicies']).map((attached) => {
        const arn = textOf(attached['PolicyArn']);
        return { name: arn, arn, policy: this.#document(arn) };
      }),
    ];
  }

  /** A policy whose text is missing could deny. So nothing is decided without it. */
  #document(arn: string): unknown {
    const document = this.#managed.get(arn);
    if (document === undefined) throw new BadAccount(`the document of ${arn} is not in it`);
    return document;
  }
}

function listOfTexts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(textOf) : [];
}

function documentOf(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return value.startsWith('%') ? decodeURIComponent(value) : value;
  } catch {
    throw new BadAccount('a document is not percent-encoded as it should be');
  }
}
