/**
 * Keys as other parts of the server see them, without using them: which key a name means, and what a use of it would ask for.
 *
 * The front asks so for a resource of a backend's that is set to a key of ours:
 *
 *     const key = await keys.find({ account, region }, 'alias/orders');
 *     if (key !== undefined) pairs.push(await keys.pair(key, { action: 'kms:GenerateDataKey', context, via: 'sqs.amazonaws.com' }));
 *
 * The pair has all that decides: key policy (which must let the caller pass, or leave it to IAM), grants, condition keys. That holds for AWS managed keys
 * too: their policies let everybody in the account use them through their one service, so nobody has to treat them apart.
 */
import { parseArn } from '#kernel/arn';
import { AwsError } from '#kernel/aws-error';
import { parseRegion } from '#kernel/ids';
import type { AccessPair } from '#service/authorization';
import type { RequestContext } from '#service/request-context';
import type { Reader } from '#store/port';
import { CompiledPolicies } from '../compiled-policies.ts';
import { cryptoKeys } from './authorize/encryption.ts';
import { keyPair } from './authorize/pairs.ts';
import { CallFacts } from './call-facts.ts';
import type { EncryptionContext } from './encryption-context.ts';
import { type Asked, type FoundKey, nameKey } from './key-reference.ts';

/** A use that is asked for and not carried out here. */
export interface KeyUse {
  /** An action with a symmetric key: `kms:GenerateDataKey`, `kms:Decrypt`. */
  readonly action: string;
  /** Of the request for whose sake the key is used: its caller is who must be allowed. */
  readonly context: RequestContext;
  /** The service that uses the key with the caller's credentials: `sqs.amazonaws.com`. Absent where the caller uses it directly. */
  readonly via?: string;
  /** Where the use has one: policies and grants may demand it. */
  readonly encryptionContext?: EncryptionContext;
}

export class KeysForOthers {
  readonly #reader: Reader;
  readonly #policies = new CompiledPolicies();

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /**
   * `name`: a key's id or ARN, or an alias or its ARN. Of an ARN, account and Region count; of another name, those of `place`. `undefined`: there is none
   * here, or the text is no name of a key; then it may be a backend's. An AWS managed key that nobody has used yet is none: see `AwsManagedKeys`.
   */
  async find(place: Asked, name: string): Promise<FoundKey | undefined> {
    // A resource may name a key in another Region than its own.
    const region = name.startsWith('arn:') ? parseRegion(parseArn(name)?.region ?? '') : place.region;
    if (region === undefined) return undefined;
    try {
      const named = await nameKey(this.#reader, { ...place, region }, name, 'aliasesToo');
      return named.is === 'key' ? named : undefined;
    } catch (error) {
      if (error instanceof AwsError) return undefined;
      throw error;
    }
  }

  /** What must be allowed for it. Whether the key's state lets it be used is not looked at. */
  async pair(key: FoundKey, { action, context, via, encryptionContext }: KeyUse): Promise<AccessPair> {
    const calledVia =
      via === undefined ? context.calledVia : { services: [...(context.calledVia?.services ?? []), via] };
    const asking = {
      input: {},
      reader: this.#reader,
      context: { ...context, region: key.region, ...(calledVia === undefined ? {} : { calledVia }) },
    };
    const parts = { policies: this.#policies, facts: new CallFacts() };
    const keys = cryptoKeys(encryptionContext);
    const pair = await keyPair(parts, asking, { action, named: key, acrossAccounts: true, encryptionContext, keys });
    return via === undefined ? pair : { ...pair, calledVia: [via] };
  }
}
