/**
 * S3 Bucket Keys: a data key of KMS is kept for a while and shared by the objects of its bucket, so that KMS is asked less. It is asked at least once for
 * each requester, so that each has his decision and his event; who comes with other credentials, or from another address, is another requester. What is
 * kept counts while the KMS key is enabled and its policy is the same; a permission that is taken back elsewhere (IAM, grants) is noticed when the
 * time is over.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html
 *
 * AWS DIFFERS? How long it keeps a bucket's key is not documented; users report minutes. Nor is it known that it looks at the KMS key in between.
 */
import type { KeyObject } from 'node:crypto';
import { type Duration, type Instant, later, seconds } from '#kernel/clock';
import type { ReadContext } from '#service/operation';
import type { RequestContext } from '#service/request-context';
import { principalId } from '#service/session';
import type { Keys } from '../../kms/api.ts';
import type { ContentPlace } from '../content/content-keys.ts';
import { type DataKey, type DataKeyUse, decryptDataKey, generateDataKey, type KmsEncryption } from './kms-data-keys.ts';

/** How long a permission that was taken back may still count. */
export const keptFor: Duration = seconds(60);

/** Some 500 bytes each. */
const keptMax = 2000;

interface Kept {
  readonly dataKey: DataKey;
  readonly until: Instant;
  /** The KMS key as it was: its state and its policy. */
  readonly stoodOn: string;
}

export class BucketKeys {
  readonly #keys: Pick<Keys['forOthers'], 'find'>;
  /** The oldest first: all are kept for the same time. */
  readonly #kept = new Map<string, Kept>();

  constructor(keys: Pick<Keys['forOthers'], 'find'>) {
    this.#keys = keys;
  }

  /** Of a bucket whose objects share their key: for a new object. */
  async generate(context: ReadContext, keyId: string, use: DataKeyUse): Promise<DataKey> {
    const asked = askedFor('write', context, use.bucket, keyId, use.more);
    const known = await this.#find(asked, context);
    if (known !== undefined) return known;
    const before = await this.#stateOf(context, keyId);
    return await this.#keep(asked, context, before, await generateDataKey(context, keyId, use));
  }

  /** For an object that is there. */
  async decrypt(context: ReadContext, encryption: KmsEncryption, place: ContentPlace): Promise<KeyObject> {
    const { dataKey: sealed, keyArn, context: more } = encryption;
    const asked = askedFor('read', context, place.bucket, sealed, more);
    const known = await this.#find(asked, context);
    if (known !== undefined) return known.key;
    const before = await this.#stateOf(context, keyArn);
    const key = await decryptDataKey(context, encryption, place);
    await this.#keep(asked, context, before, { key, sealed, keyArn });
    return key;
  }

  async #find(asked: string, context: ReadContext): Promise<DataKey | undefined> {
    this.#forgetOld(context.clock.wallNow());
    const kept = this.#kept.get(asked);
    if (kept === undefined) return undefined;
    if (kept.stoodOn === (await this.#stateOf(context, kept.dataKey.keyArn))) return kept.dataKey;
    this.#kept.delete(asked);
    return undefined;
  }

  async #keep(asked: string, context: ReadContext, before: string | undefined, dataKey: DataKey): Promise<DataKey> {
    const stoodOn = await this.#stateOf(context, dataKey.keyArn);
    // Of a key that is not here nothing is known, and what changed meanwhile is not what was decided on.
    if (stoodOn === undefined || stoodOn !== before) return dataKey;
    this.#kept.delete(asked);
    this.#kept.set(asked, { dataKey, until: later(context.clock.wallNow(), keptFor), stoodOn });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= keptMax) break;
      this.#kept.delete(oldest);
    }
    return dataKey;
  }

  /** `undefined` where no data key may be kept under it. */
  async #stateOf({ account, region }: RequestContext, name: string): Promise<string | undefined> {
    const key = (await this.#keys.find({ account, region }, name))?.key;
    return key?.state === 'Enabled' ? (key.policyById?.text ?? key.policy) : undefined;
  }

  #forgetOld(now: Instant): void {
    for (const [asked, { until }] of this.#kept) {
      if (until > now) break;
      this.#kept.delete(asked);
    }
  }
}

/** All that a decision of KMS could stand on and that a requester brings. */
function askedFor(
  what: 'read' | 'write',
  { session, transport, calledVia, onBehalfOf, region }: RequestContext,
  bucket: string,
  key: string,
  more: Readonly<Record<string, string>> | undefined,
): string {
  const { principal, accessKeyId, temporary } = session;
  const { sourceIp, secure } = transport;
  const requester = [principal.kind, principalId(principal), principal.account, accessKeyId, temporary?.issuedAt];
  const way = [sourceIp, secure, region, calledVia?.services, onBehalfOf];
  const context = Object.entries(more ?? {}).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([what, bucket, key, context, requester, way]);
}
