/**
 * AWS's managed policies that are bundled, word for word in what they grant. The names are AWS's, the documents are facts of its service.
 * AWS: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
import { type Instant, instant } from '#kernel/clock';
import type { ManagedPolicyRecord } from '../state.ts';

interface Bundled {
  readonly name: string;
  readonly path?: string;
  readonly id: string;
  readonly description: string;
  /** The number of the version that is the default one. */
  readonly version: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly statements: readonly object[];
}

const bundled: readonly Bundled[] = [
  {
    name: 'AdministratorAccess',
    id: 'ANPAIWMBCKSKIEE64ZLYK',
    description: 'Provides full access to AWS services and resources.',
    version: 1,
    createdAt: instant(Date.UTC(2015, 1, 6, 18, 39, 46)),
    updatedAt: instant(Date.UTC(2015, 1, 6, 18, 39, 46)),
    statements: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  },
];

function record(policy: Bundled): ManagedPolicyRecord {
  const version = `v${policy.version}`;
  return {
    name: policy.name,
    path: policy.path ?? '/',
    id: policy.id,
    description: policy.description,
    createdAt: policy.createdAt,
    updatedAt: policy.updatedAt,
    defaultVersion: version,
    lastVersion: policy.version,
    versions: [
      {
        id: version,
        text: JSON.stringify({ Version: '2012-10-17', Statement: policy.statements }, undefined, 4),
        createdAt: policy.updatedAt,
      },
    ],
    tags: [],
  };
}

/** By ARN. */
export const awsManagedPolicies: ReadonlyMap<string, ManagedPolicyRecord> = new Map(
  bundled.map((policy) => [`arn:aws:iam::aws:policy${policy.path ?? '/'}${policy.name}`, record(policy)]),
);
