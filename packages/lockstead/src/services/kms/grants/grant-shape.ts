/** A grant as CreateGrant takes it and lists answer it. */
import type { GrantConstraints, GrantListEntry } from '@aws-sdk/client-kms';
import { toDate } from '#kernel/clock';
import type { WithRequired } from '#service/sdk-types';
import type { Reader } from '#store/port';
import { ValidationError } from '../errors.ts';
import { keyArn } from '../key-reference.ts';
import { kmsLimits } from '../limits.ts';
import type { GrantConstraintsRecord, GrantRecord } from '../state.ts';
import { shownPrincipal } from './grant-principal.ts';

/** Throws for constraints that AWS does not take. `undefined` where there are none. */
export function constraintsOf(given: GrantConstraints | undefined): GrantConstraintsRecord | undefined {
  if (given === undefined) return undefined;
  const { EncryptionContextEquals: equals, EncryptionContextSubset: subset, SourceArn: sourceArn } = given;
  for (const pairs of [equals, subset]) {
    if (Object.keys(pairs ?? {}).length > kmsLimits.GrantConstraintPairs) {
      throw new ValidationError(`A grant constraint has at most ${kmsLimits.GrantConstraintPairs} pairs.`);
    }
  }
  const constraints: GrantConstraintsRecord = {
    ...(equals === undefined ? {} : { encryptionContextEquals: equals }),
    ...(subset === undefined ? {} : { encryptionContextSubset: subset }),
    ...(sourceArn === undefined ? {} : { sourceArn }),
  };
  return Object.keys(constraints).length === 0 ? undefined : constraints;
}

export async function grantEntry(reader: Reader, grant: GrantRecord): Promise<WithRequired<GrantListEntry>> {
  const { constraints, name } = grant;
  const grantee = await shownPrincipal(reader, grant.grantee);
  const retiring = grant.retiring === undefined ? undefined : await shownPrincipal(reader, grant.retiring);
  const isService = grantee.endsWith('.amazonaws.com');
  return {
    KeyId: keyArn(grant.account, grant.region, grant.keyId),
    GrantId: grant.grantId,
    // AWS answers an empty name where there is none.
    Name: name ?? '',
    CreationDate: toDate(grant.createdAt),
    ...(isService ? { GranteeServicePrincipal: grantee } : {}),
    GranteePrincipal: grantee,
    ...(retiring === undefined ? {} : { RetiringPrincipal: retiring }),
    IssuingAccount: `arn:aws:iam::${grant.issuer}:root`,
    Operations: [...grant.operations],
    ...(constraints === undefined
      ? {}
      : {
          Constraints: {
            ...(constraints.encryptionContextEquals === undefined
              ? {}
              : { EncryptionContextEquals: { ...constraints.encryptionContextEquals } }),
            ...(constraints.encryptionContextSubset === undefined
              ? {}
              : { EncryptionContextSubset: { ...constraints.encryptionContextSubset } }),
            ...(constraints.sourceArn === undefined ? {} : { SourceArn: constraints.sourceArn }),
          },
        }),
  };
}
