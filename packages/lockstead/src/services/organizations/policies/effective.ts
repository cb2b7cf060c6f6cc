/**
 * The effective policy of an account, of the types that are inherited by merging, and what is wrong with it.
 * AWS: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_effective.html
 */
import type { Instant } from '#kernel/clock';
import { invariant } from '#kernel/invariant';
import { effectivePolicy } from '#organization/documents/effective-policy';
import { inheritedDocument, type Json } from '#organization/documents/inheritance-syntax';
import { faultsOfEffective } from '#organization/documents/schemas';
import { shapeOf } from '#organization/documents/shapes';
import { misspeltKeys } from '#organization/documents/tag-policy';
import { type PolicyType, quotasOf } from '#organization/policy-types';
import { attachmentTarget, type OrganizationRecord, type OrganizationsReader } from '../state.ts';
import { levelsTo } from '../tree/levels.ts';
import { generationOf } from './attachments.ts';

export interface Effective {
  readonly document: Json;
  /** Ids, from the root down. */
  readonly contributing: readonly string[];
  /** When the last of what shapes it was attached or changed. */
  readonly updatedAt: Instant;
}

export interface EffectiveFault {
  readonly code: string;
  readonly message: string;
  readonly path: string;
}

/** Undefined where the type is not enabled, or none is attached to the account or above it. The account is in the organization. */
export async function effectiveOf(
  state: OrganizationsReader,
  organization: OrganizationRecord,
  type: PolicyType,
  account: string,
): Promise<Effective | undefined> {
  const generation = generationOf(organization, type);
  const member = await state.members.get(account);
  if (generation === undefined || member === undefined) return undefined;
  const contributing: string[] = [];
  const levels: Json[][] = [];
  let updatedAt = organization.createdAt;
  const note = (at: Instant | undefined): void => {
    if (at !== undefined && at > updatedAt) updatedAt = at;
  };
  for (const target of [...(await levelsTo(state, organization, member.parent)), account]) {
    const rows = await state.attachments.list({ index: 'target', key: attachmentTarget({ generation, target }) });
    const inOrder = rows
      .map(({ record }) => record)
      .sort((a, b) => (a.attachedAt ?? 0) - (b.attachedAt ?? 0) || (a.policy < b.policy ? -1 : 1));
    const documents: Json[] = [];
    for (const { policy, attachedAt } of inOrder) {
      const record = await state.policies.get(policy);
      const document = record && inheritedDocument(record.content);
      invariant(document !== undefined, 'an attached policy is there, and was checked on its way in');
      documents.push(document);
      contributing.push(policy);
      note(attachedAt);
      note(record?.updatedAt);
    }
    levels.push(documents);
  }
  const document = effectivePolicy(levels, (path) => namesIn(type, path));
  return document && { document, contributing, updatedAt };
}

/** AWS DIFFERS? Its pages say both that the policy key of a tag is sensitive to capitals and that it is not. */
function namesIn(type: PolicyType, path: readonly string[]): 'exact' | 'anyCase' {
  return type === 'TAG_POLICY' && path.length === 2 ? 'anyCase' : 'exact';
}

/**
 * AWS DIFFERS? Of its codes only ELEMENTS_TOO_MANY is documented, as an example. The others here are words of our own, and so is what is looked at:
 * the size, and the settings of the types whose settings are known.
 */
export function faultsOf(type: PolicyType, { document }: Effective): readonly EffectiveFault[] {
  const { size } = quotasOf(type);
  const { length } = JSON.stringify(document);
  const shape = shapeOf(type);
  return [
    ...(length > size
      ? [
          {
            code: 'CONTENT_TOO_LONG',
            message: `The effective policy has ${length} characters, and at most ${size} are taken.`,
            path: '',
          },
        ]
      : []),
    ...(shape === undefined ? [] : faultsOfEffective(document, shape)).map(({ code, message, path }) => ({
      code,
      message,
      path,
    })),
    ...(type === 'TAG_POLICY' ? misspeltKeys(document) : []).map((name) => ({
      code: 'INVALID_ELEMENT',
      message: 'The tag key is spelt otherwise than its name.',
      path: `tags/${name}`,
    })),
  ];
}
