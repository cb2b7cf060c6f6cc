/**
 * CreateGrant: lets one principal do some things with a key. The same grant of the same name is made once, and has a new token.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html
 */
import { grantBodyBytesMax } from '../body-limits.ts';
import { requireCustomerManaged } from '../change-key.ts';
import { DryRun, LimitExceeded, ValidationError } from '../errors.ts';
import { grantPrincipal } from '../grants/grant-principal.ts';
import { constraintsOf } from '../grants/grant-shape.ts';
import { checkGrantTokens, grantToken } from '../grants/grant-token.ts';
import { isServicePrincipal } from '../grants/retirable.ts';
import { type FoundKey, requireKey } from '../key-reference.ts';
import { algorithmsOf } from '../key-specs.ts';
import { requireState } from '../key-state.ts';
import { kmsLimits } from '../limits.ts';
import type { KmsInput, KmsWrite } from '../operation.ts';
import {
  type GrantOperationName,
  type GrantRecord,
  granteeOfKey,
  type KmsWriter,
  kmsState,
  placeOfKey,
  principalKey,
} from '../state.ts';

const grantIdBytes = 32;

export const createGrant: KmsWrite<'CreateGrant'> = {
  name: 'CreateGrant',
  effect: 'write',
  bodyBytesMax: grantBodyBytesMax,
  masked: ['GrantToken', 'GrantTokens'],

  async handle(input, context) {
    const { tx, account, clock, entropy } = context;
    checkGrantTokens(input.GrantTokens);
    const found = await requireKey(tx, context, input.KeyId);
    requireCustomerManaged(found);
    requireState('createGrant', found.key.state, found.arn);
    const { grantee, retiring } = principalsOf(input);
    for (const operation of input.Operations) requireFitting(found, operation);
    const constraints = constraintsOf(input.Constraints);
    const state = kmsState(tx, found.owner, found.region);
    const grant: GrantRecord = {
      account: found.owner,
      region: found.region,
      keyId: found.key.keyId,
      grantId: entropy.bytes(grantIdBytes).toString('hex'),
      ...(input.Name === undefined ? {} : { name: input.Name }),
      grantee: await grantPrincipal(tx, account, grantee),
      ...(retiring === undefined ? {} : { retiring: await grantPrincipal(tx, account, retiring) }),
      operations: [...new Set(input.Operations)],
      ...(constraints === undefined ? {} : { constraints }),
      issuer: account,
      createdAt: clock.now(),
    };
    const same = input.Name === undefined ? undefined : await sameGrant(state, grant);
    if (input.DryRun === true) throw new DryRun();
    if (same !== undefined) return { GrantId: same.grantId, GrantToken: grantToken(same) };
    if ((await state.grants.count({ index: 'key', key: placeOf(grant) })) >= kmsLimits.GrantsPerKey) {
      // AWS DIFFERS? The code is AWS's; the sentence is not known here.
      throw new LimitExceeded(`You have reached the quota of ${kmsLimits.GrantsPerKey} grants for one key.`);
    }
    await state.grants.insert(grant);
    return { GrantId: grant.grantId, GrantToken: grantToken(grant) };
  },
};

function placeOf({ account, region, keyId }: GrantRecord): string {
  return placeOfKey(account, region, keyId);
}

function principalsOf(input: KmsInput<'CreateGrant'>): {
  readonly grantee: string;
  readonly retiring: string | undefined;
} {
  const { GranteePrincipal, GranteeServicePrincipal, RetiringPrincipal, RetiringServicePrincipal } = input;
  const grantee = GranteePrincipal ?? GranteeServicePrincipal;
  if (grantee === undefined || (GranteePrincipal !== undefined && GranteeServicePrincipal !== undefined)) {
    throw new ValidationError('Specify either GranteePrincipal or GranteeServicePrincipal.');
  }
  if (RetiringPrincipal !== undefined && RetiringServicePrincipal !== undefined) {
    throw new ValidationError('Specify at most one of RetiringPrincipal and RetiringServicePrincipal.');
  }
  const retiring = RetiringPrincipal ?? RetiringServicePrincipal;
  for (const principal of [grantee, retiring]) {
    if (principal !== undefined && !isServicePrincipal(principal) && !/^arn:aws:(iam|sts)::\d{12}:.+/.test(principal)) {
      throw new ValidationError(`${principal} is not a valid principal.`);
    }
  }
  return { grantee, retiring };
}

/** What a key's usage has nothing to do with cannot be granted. */
const usageOf: {
  readonly [Operation in GrantOperationName]?:
    | 'ENCRYPT_DECRYPT'
    | 'SIGN_VERIFY'
    | 'GENERATE_VERIFY_MAC'
    | 'KEY_AGREEMENT'
    | 'ENCAPSULATE_DECAPSULATE';
} = {
  Encrypt: 'ENCRYPT_DECRYPT',
  Decrypt: 'ENCRYPT_DECRYPT',
  GenerateDataKey: 'ENCRYPT_DECRYPT',
  GenerateDataKeyPair: 'ENCRYPT_DECRYPT',
  GenerateDataKeyPairWithoutPlaintext: 'ENCRYPT_DECRYPT',
  GenerateDataKeyWithoutPlaintext: 'ENCRYPT_DECRYPT',
  ReEncryptFrom: 'ENCRYPT_DECRYPT',
  ReEncryptTo: 'ENCRYPT_DECRYPT',
  Sign: 'SIGN_VERIFY',
  Verify: 'SIGN_VERIFY',
  GenerateMac: 'GENERATE_VERIFY_MAC',
  VerifyMac: 'GENERATE_VERIFY_MAC',
  DeriveSharedSecret: 'KEY_AGREEMENT',
  Encapsulate: 'ENCAPSULATE_DECAPSULATE',
  Decapsulate: 'ENCAPSULATE_DECAPSULATE',
};

function requireFitting({ key }: FoundKey, operation: GrantOperationName): void {
  const usage = usageOf[operation];
  const fits = usage === undefined || (key.keyUsage === usage && algorithmsOf(key.keySpec, usage).length > 0);
  // AWS DIFFERS? The code is AWS's; the sentence is not known here.
  if (!fits) throw new ValidationError(`Grant operation ${operation} is not supported for this KMS key.`);
}

/** One that gives the same under the same name. */
async function sameGrant(state: KmsWriter, grant: GrantRecord): Promise<GrantRecord | undefined> {
  const key = granteeOfKey(placeOf(grant), principalKey(grant.grantee));
  const listed = await state.grants.list({ index: 'grantee', key, limit: 1_000 });
  const wanted = comparable(grant);
  return listed.find(({ record }) => comparable(record) === wanted)?.record;
}

function comparable({ name, grantee, retiring, operations, constraints }: GrantRecord): string {
  const sorted = (pairs: Readonly<Record<string, string>> | undefined): unknown =>
    pairs === undefined ? null : Object.entries(pairs).sort(([a], [b]) => (a < b ? -1 : 1));
  const { encryptionContextEquals, encryptionContextSubset, sourceArn } = constraints ?? {};
  return JSON.stringify([
    name,
    principalKey(grantee),
    retiring === undefined ? null : principalKey(retiring),
    [...operations].sort(),
    sorted(encryptionContextEquals),
    sorted(encryptionContextSubset),
    sourceArn,
  ]);
}
