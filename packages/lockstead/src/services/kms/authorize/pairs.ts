/**
 * What a request asks of a key. The key policy must let it pass, or a grant: IAM policies alone allow nothing, unless the key policy leaves it to
 * them. That is the rule `required` of the policy engine.
 * AWS: https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
 */
import type { AccessPair } from '#service/authorization';
import type { RequestContext } from '#service/request-context';
import type { Reader } from '#store/port';
import type { CompiledPolicies } from '../../compiled-policies.ts';
import { type ConditionKeys, resourceTagKeys } from '../../tags/condition-keys.ts';
import type { CallFacts } from '../call-facts.ts';
import { checkContextSize, type EncryptionContext } from '../encryption-context.ts';
import { ValidationError } from '../errors.ts';
import { grantsFor, type PassedOn } from '../grants/granted.ts';
import { decidedPolicy } from '../key-policy.ts';
import { aliasArn, type FoundKey, type NamedKey } from '../key-reference.ts';
import type { LastUses } from '../last-uses.ts';
import { kmsState, multiRegionKeyType } from '../state.ts';

/** What pairs are made with. */
export interface PairParts {
  readonly policies: CompiledPolicies;
  readonly facts: CallFacts;
  readonly lastUses: LastUses;
}

/** A request as its authorization sees it. */
export interface Asking {
  readonly input: object;
  readonly reader: Reader;
  readonly context: RequestContext;
}

export interface KeyAsk {
  /** `kms:Encrypt` */
  readonly action: string;
  readonly named: NamedKey;
  /** Whether callers of other accounts may be allowed it. */
  readonly acrossAccounts: boolean;
  /** Of a request that has one: a grant may demand it. */
  readonly encryptionContext?: EncryptionContext | undefined;
  /** Of CreateGrant: whoever is allowed it by a grant may pass on no more than that. */
  readonly passesOn?: PassedOn;
  /** Condition keys of this action, beside those of every key. */
  readonly keys?: ConditionKeys;
}

const serviceSuffix = '.amazonaws.com';

/** Keys of every request to KMS. */
export function callerKeys({ account, calledVia, region }: RequestContext): ConditionKeys {
  const via = calledVia?.services.at(-1);
  return {
    'kms:CallerAccount': account,
    ...(via === undefined ? {} : { 'kms:ViaService': viaService(via, region) }),
  };
}

/** `s3.us-east-1.amazonaws.com`, where the service is known as `s3.amazonaws.com`. */
function viaService(service: string, region: string): string {
  if (!service.endsWith(serviceSuffix)) return service;
  return `${service.slice(0, -serviceSuffix.length)}.${region}${serviceSuffix}`;
}

/** Of a request to a key, in whose account it may be missing. */
export async function keyPair(
  parts: Pick<PairParts, 'policies' | 'facts'>,
  asking: Asking,
  ask: KeyAsk,
): Promise<AccessPair> {
  const { context } = asking;
  const { action, named, acrossAccounts, encryptionContext, passesOn, keys = {} } = ask;
  const base = { action, resource: named.arn, owner: named.owner };
  if (named.is === 'missing') {
    // In the caller's own account the caller's policies say whether it may be told that the key is not there. Keys of other accounts are denied,
    // whether they are there or not.
    const isOwn = named.owner === context.account;
    return {
      ...base,
      context: { ...callerKeys(context), ...keys },
      resourcePolicyRule: isOwn ? 'optional' : 'required',
    };
  }
  // A key of another Region has its own event there.
  if (named.region === context.region) parts.facts.isAbout(asking.input, named.arn);
  const isOpen = acrossAccounts || named.owner === context.account;
  const grants = isOpen ? await grantsFor(asking, { named, action, encryptionContext, passesOn }) : [];
  return {
    ...base,
    context: { ...callerKeys(context), ...(await keysOfKey(asking.reader, named)), ...keys },
    ...(isOpen ? { resourcePolicy: parts.policies.attached(named.arn, decidedPolicy(named.key)) } : {}),
    resourcePolicyRule: 'required',
    ...(grants.length === 0 ? {} : { grants }),
  };
}

async function keysOfKey(reader: Reader, { key, owner, region, requestAlias }: FoundKey): Promise<ConditionKeys> {
  const aliases = await kmsState(reader, owner, region).aliases.list({ index: 'key', key: key.keyId });
  return {
    'kms:KeySpec': key.keySpec,
    'kms:KeyUsage': key.keyUsage,
    'kms:KeyOrigin': key.origin,
    'kms:MultiRegion': String(key.multiRegion !== undefined),
    ...(key.multiRegion === undefined ? {} : { 'kms:MultiRegionKeyType': multiRegionKeyType(key.multiRegion, region) }),
    ...(aliases.length === 0 ? {} : { 'kms:ResourceAliases': aliases.map(({ record }) => record.name) }),
    ...(requestAlias === undefined ? {} : { 'kms:RequestAlias': requestAlias }),
    ...resourceTagKeys(key.tags),
  };
}

/** Of an action on an alias, which has no policy of its own: IAM policies decide. */
export function aliasPair(action: string, aliasName: string, { context }: Asking): AccessPair {
  const { account, region } = context;
  return {
    action,
    resource: aliasArn(account, region, aliasName),
    owner: account,
    context: callerKeys(context),
  };
}

/** Of an action that is about no key that is there: IAM policies decide. */
export function accountPair(action: string, { context }: Asking, keys: ConditionKeys = {}): AccessPair {
  return { action, resource: '*', owner: context.account, context: keys };
}

/**
 * AWS DIFFERS? It advises against such keys, and does not say which of them a policy sees: names of condition keys have no case. A policy that sees one could be
 * passed by way of the other, so they are refused.
 */
function differsInCase(): ValidationError {
  return new ValidationError('The encryption context has two keys that differ only in case.');
}

/** `kms:EncryptionContext:KEY` for each pair, and the list of their keys. Throws for keys that differ only in case. */
export function encryptionContextKeys(context: EncryptionContext | undefined): ConditionKeys {
  if (context === undefined) return {};
  checkContextSize(context);
  const names = Object.keys(context);
  if (names.length === 0) return {};
  if (names.length > 1 && new Set(names.map((name) => name.toLowerCase())).size < names.length) throw differsInCase();
  const keys: Record<string, ConditionKeys[string]> = { 'kms:EncryptionContextKeys': names };
  for (const name of names) keys[`kms:EncryptionContext:${name}`] = context[name];
  return keys;
}
