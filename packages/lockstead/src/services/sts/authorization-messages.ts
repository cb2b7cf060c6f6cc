/**
 * What EC2's denials carry for whoever may read it: why, who, what, on what and under which conditions, sealed under a key that is derived from the root key.
 * Nothing is stored. The same denial is sealed to the same text, since it stands in the answer and in the event.
 * AWS: https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
 */
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { ContextValue } from '@lockstead/policy';
import type { AccountId } from '#kernel/ids';
import type { RootKey } from '#kernel/root-key';
import type { Denial } from '#service/denial';
import { principalId } from '#service/session';

/** What a message says, in AWS's form, and to whom it may be told. */
interface Content {
  readonly account: string;
  readonly requestId: string;
  readonly told: string;
}

const nonceBytes = 12;
const tagBytes = 16;
/** AWS's model takes 10,240 characters; content that does not shrink at all stays below that. */
const conditionsLengthMax = 4096;
const resourceLengthMax = 2048;
const contentBytesMax = 64 * 1024;

/** Global keys that are told beside those of the request itself. */
const globalKeys = [
  'aws:PrincipalArn',
  'aws:PrincipalAccount',
  'aws:PrincipalOrgID',
  'aws:userid',
  'aws:username',
  'aws:RequestedRegion',
  'aws:SourceIp',
  'aws:SecureTransport',
  'aws:MultiFactorAuthPresent',
] as const;

export class AuthorizationMessages {
  readonly #sealKey: Buffer;
  readonly #nonceKey: Buffer;

  constructor(rootKey: RootKey) {
    this.#sealKey = rootKey.derive('sts authorization message');
    this.#nonceKey = rootKey.derive('sts authorization message nonce');
  }

  encode(denial: Denial): string {
    const { account, requestId } = denial.context;
    const content: Content = { account, requestId, told: JSON.stringify(toldOf(denial)) };
    const packed = deflateRawSync(JSON.stringify(content));
    // Drawn from the content: the same one twice is the same message, and another one has another nonce.
    const nonce = createHmac('sha256', this.#nonceKey).update(packed).digest().subarray(0, nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', this.#sealKey, nonce, { authTagLength: tagBytes });
    return Buffer.concat([nonce, cipher.update(packed), cipher.final(), cipher.getAuthTag()]).toString('base64url');
  }

  /** Undefined for what was not sealed here, was changed, or is about a request of another account. */
  decode(message: string, account: AccountId): string | undefined {
    const bytes = Buffer.from(message, 'base64url');
    // Node passes over what is no base64.
    if (bytes.toString('base64url') !== message || bytes.length < nonceBytes + tagBytes) return undefined;
    try {
      const nonce = bytes.subarray(0, nonceBytes);
      const decipher = createDecipheriv('aes-256-gcm', this.#sealKey, nonce, { authTagLength: tagBytes });
      decipher.setAuthTag(bytes.subarray(-tagBytes));
      const packed = Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]);
      const content = JSON.parse(inflateRawSync(packed, { maxOutputLength: contentBytesMax }).toString()) as Content;
      return content.account === account ? content.told : undefined;
    } catch {
      return undefined;
    }
  }
}

const items = <T>(list: readonly T[]): { readonly items: readonly T[] } => ({ items: list });

/** AWS DIFFERS? Of the statement that denied, its id and effect are told; AWS repeats its elements as well. */
function toldOf({ decision, context, pair, request }: Denial): object {
  const { principal } = context.session;
  const isExplicit = decision.kind === 'explicit';
  const statement = isExplicit ? [statementOf(decision.by.sid)] : [];
  return {
    allowed: false,
    explicitDeny: isExplicit,
    matchedStatements: items(statement),
    failures: items([]),
    context: {
      principal: { id: principalId(principal), ...('arn' in principal ? { arn: principal.arn } : {}) },
      action: request.action,
      resource: request.resource.slice(0, resourceLengthMax),
      conditions: items(conditionsOf(request.context, Object.keys(pair.context ?? {}))),
    },
  };
}

function statementOf(sid: string | undefined): object {
  const none = items([]);
  return {
    statementId: sid ?? '',
    effect: 'DENY',
    principals: none,
    principalGroups: none,
    actions: none,
    resources: none,
    conditions: none,
  };
}

/** As many as have room: those of the request first. */
function conditionsOf(values: Denial['request']['context'], own: readonly string[]): readonly object[] {
  const told: object[] = [];
  let length = 0;
  for (const key of [...own, ...globalKeys]) {
    const value: ContextValue | undefined = values.get(key);
    if (value === undefined) continue;
    const condition = { key, values: items([value].flat().map((one) => ({ value: String(one) }))) };
    length += JSON.stringify(condition).length;
    if (length <= conditionsLengthMax) told.push(condition);
  }
  return told;
}
