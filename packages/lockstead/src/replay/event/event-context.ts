/**
 * The condition keys of a recorded call: what the record tells, what it shows to be absent, and what it does not say. Nothing is guessed:
 * a key of which the record says nothing is unknown.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */

import { isIP } from 'node:net';
import type { Certainty, ContextValue, PartialContext } from '@lockstead/policy';
import { serviceReference } from '@lockstead/policy/reference';
import { type AskedPair, actionReference } from './asked.ts';
import type { Caller, CallerKind } from './caller.ts';
import { type RecordedEvent, textOf } from './recorded-event.ts';

export interface Fact {
  readonly certainty: Certainty;
  readonly value: ContextValue | undefined;
}

const unknown: Fact = { certainty: 'unknown', value: undefined };
const absent: Fact = { certainty: 'known', value: undefined };
const known = (value: ContextValue): Fact => ({ certainty: 'known', value });
const knownOr = (value: ContextValue | undefined, otherwise: Fact): Fact =>
  value === undefined ? otherwise : known(value);
const bool = (value: boolean): Fact => (value ? isTrue : isFalse);
const isTrue = known('true');
const isFalse = known('false');

export interface Subject {
  readonly event: RecordedEvent;
  readonly caller: Caller;
  readonly pair: AskedPair;
  /** The organization of the accounts whose events these are, where somebody said it. */
  readonly organizationId: string | undefined;
  /** Where accounts are, where an organization is described; undefined for one that is not in it. */
  readonly placeOf?: (account: string) => AccountPlace | undefined;
}

/** An account's place in an organization, as condition keys tell it. */
export interface AccountPlace {
  readonly organizationId?: string;
  /** `o-…/r-…/ou-…/` */
  readonly path?: string;
}

/** Who is not told to the owner of the resource. */
const isHidden = ({ kind }: Caller): boolean => kind === 'stranger' || kind === 'unknown';
const hasTags: ReadonlySet<CallerKind> = new Set(['user', 'role', 'federatedUser', 'stranger', 'unknown']);
const isSession = ({ kind, hasLongTermKey }: Caller): boolean =>
  kind === 'role' || kind === 'federatedUser' || ((kind === 'user' || kind === 'root') && !hasLongTermKey);

/** AWS DIFFERS? As in the gateway's own keys: AWS's table has no word for a service. */
const principalTypes: Readonly<Partial<Record<CallerKind, string>>> = {
  root: 'Account',
  user: 'User',
  role: 'AssumedRole',
  federatedUser: 'FederatedUser',
  service: 'Service',
  anonymous: 'Anonymous',
};

type Reader = (subject: Subject) => Fact;

/** What AWS adds to the sessions of roles that its services hand out, whatever the session then calls. */
const keysOfSessions: readonly string[] = [
  'ec2:sourceinstancearn',
  'glue:credentialissuingservice',
  'glue:roleassumedby',
  'identitystore:identitystorearn',
  'identitystore:userid',
  'lambda:sourcefunctionarn',
  'ssm:sourceinstancearn',
];

function sessionKey({ caller }: Subject): Fact {
  return caller.kind === 'role' || caller.kind === 'outside' || isHidden(caller) ? unknown : absent;
}

const readers: Readonly<Record<string, Reader>> = {
  'aws:principalarn': ({ caller }) => {
    if (caller.kind === 'service' || caller.kind === 'anonymous') return absent;
    return knownOr(caller.arn, unknown);
  },
  'aws:principalaccount': ({ caller }) => {
    if (caller.kind === 'service') return absent;
    return caller.kind === 'anonymous' ? known('anonymous') : knownOr(caller.account, unknown);
  },
  'aws:principaltype': ({ caller }) => knownOr(principalTypes[caller.kind], unknown),
  'aws:principalisawsservice': ({ caller }) => {
    if (caller.kind === 'anonymous') return absent;
    return caller.kind === 'unknown' ? unknown : bool(caller.kind === 'service');
  },
  'aws:principalservicename': ({ caller }) =>
    caller.kind === 'service' ? knownOr(caller.invokedBy, unknown) : notOf(caller),
  'aws:principalservicenameslist': ({ caller }) => {
    if (caller.kind !== 'service') return notOf(caller);
    return caller.invokedBy === undefined ? unknown : { certainty: 'partly', value: [caller.invokedBy] };
  },
  'aws:userid': ({ caller }) => knownOr(caller.principalId, unknown),
  'aws:username': ({ caller }) => (caller.kind === 'user' ? knownOr(caller.userName, unknown) : notOf(caller)),
  'aws:principalorgid': (subject) => organization(subject, subject.caller.account),
  'aws:principalorgpaths': (subject) => organizationPath(subject, subject.caller.account),
  'aws:multifactorauthpresent': ({ caller }) => {
    if (isHidden(caller)) return unknown;
    if (!isSession(caller) || caller.kind === 'federatedUser') return absent;
    return caller.mfaAuthenticated === undefined ? unknown : bool(caller.mfaAuthenticated);
  },
  // The record has no time of the second factor itself; the session began with it.
  'aws:multifactorauthage': ({ caller, event }) => {
    if (isHidden(caller)) return unknown;
    if (!isSession(caller) || caller.kind === 'federatedUser' || caller.mfaAuthenticated === false) return absent;
    if (caller.mfaAuthenticated === undefined || caller.sessionCreated === undefined) return unknown;
    return secondsBetween(caller.sessionCreated, event.eventTime);
  },
  'aws:tokenissuetime': ({ caller }) => {
    if (isHidden(caller)) return unknown;
    return isSession(caller) ? knownOr(caller.sessionCreated, unknown) : absent;
  },
  'aws:sourceidentity': ({ caller }) => (isHidden(caller) ? unknown : knownOr(caller.sourceIdentity, absent)),
  'aws:federatedprovider': ({ caller }) => {
    if (caller.federatedProvider !== undefined) return known(caller.federatedProvider);
    return caller.kind === 'role' || caller.kind === 'outside' || isHidden(caller) ? unknown : absent;
  },
  'ec2:roledelivery': ({ caller }) => (isHidden(caller) ? unknown : knownOr(caller.ec2RoleDelivery, absent)),
  'aws:currenttime': ({ event }) => known(event.eventTime),
  'aws:epochtime': ({ event }) => known(String(Math.floor(Date.parse(event.eventTime) / 1000))),
  'aws:requestedregion': ({ event }) => knownOr(event.awsRegion === '' ? undefined : event.awsRegion, unknown),
  'aws:sourceip': ({ event }) => {
    if (event.vpcEndpointId !== undefined) return absent;
    return address(event);
  },
  'aws:vpcsourceip': ({ event }) => (event.vpcEndpointId === undefined ? noEndpoint(event) : address(event)),
  'aws:sourcevpce': ({ event }) => knownOr(event.vpcEndpointId, noEndpoint(event)),
  'aws:sourcevpc': ({ event }) => (event.vpcEndpointId === undefined ? noEndpoint(event) : unknown),
  'aws:sourcevpcarn': ({ event }) => (event.vpcEndpointId === undefined ? noEndpoint(event) : unknown),
  'aws:useragent': ({ event, caller }) =>
    caller.invokedBy !== undefined || event.userAgent === undefined ? unknown : known(withoutBrackets(event.userAgent)),
  'aws:securetransport': ({ event, caller }) => {
    if (caller.invokedBy !== undefined) return unknown;
    if (textOf(event.tlsDetails?.['tlsVersion']) !== undefined) return isTrue;
    return textOf(event.additionalEventData?.['CipherSuite']) === undefined ? unknown : isTrue;
  },
  'aws:viaawsservice': ({ caller }) => {
    if (caller.kind === 'service') return isFalse;
    return isHidden(caller) ? unknown : bool(caller.invokedBy !== undefined);
  },
  'aws:calledvia': (subject) => via(subject, (service) => ({ certainty: 'partly', value: [service] })),
  'aws:calledviafirst': (subject) => via(subject, () => unknown),
  'aws:calledvialast': (subject) => via(subject, known),
  'aws:resourceaccount': ({ pair }) => knownOr(pair.owner, unknown),
  'aws:resourceorgid': (subject) =>
    subject.pair.owner === undefined ? unknown : organization(subject, subject.pair.owner),
  'aws:resourceorgpaths': (subject) =>
    subject.pair.owner === undefined ? unknown : organizationPath(subject, subject.pair.owner),
  'aws:sourcearn': ({ caller }) => (caller.kind === 'service' ? unknown : absent),
  'aws:sourceaccount': ({ caller }) => (caller.kind === 'service' ? unknown : absent),
  'aws:sourceorgid': ({ caller }) => (caller.kind === 'service' ? unknown : absent),
  'aws:sourceorgpaths': ({ caller }) => (caller.kind === 'service' ? unknown : absent),
  ...Object.fromEntries(keysOfSessions.map((key): [string, Reader] => [key, sessionKey])),
  'kms:calleraccount': ({ caller }) => knownOr(caller.account, unknown),
  'kms:viaservice': ({ caller }) => (caller.invokedBy === undefined && !isHidden(caller) ? absent : unknown),
};

/** A key that this kind of caller does not have. */
function notOf(caller: Caller): Fact {
  return isHidden(caller) ? unknown : absent;
}

function isOutsideOfAccounts({ kind }: Caller): boolean {
  return kind === 'service' || kind === 'anonymous' || kind === 'outside';
}

/** Somebody told it of the accounts whose events these are; of others nothing is known. */
function organization({ organizationId, event, caller, placeOf }: Subject, account: string | undefined): Fact {
  if (account === undefined) return isOutsideOfAccounts(caller) ? absent : unknown;
  const described = placeOf?.(account)?.organizationId;
  if (described !== undefined) return known(described);
  return organizationId !== undefined && account === event.recipientAccountId ? known(organizationId) : unknown;
}

/** An account that is not in the organization may be in another one. */
function organizationPath({ caller, placeOf }: Subject, account: string | undefined): Fact {
  if (account === undefined) return isOutsideOfAccounts(caller) ? absent : unknown;
  const path = placeOf?.(account)?.path;
  return path === undefined ? unknown : known([path]);
}

/** The address that a service calls from in somebody's name is not in the record. */
function address({ sourceIPAddress }: RecordedEvent): Fact {
  return sourceIPAddress !== undefined && isIP(sourceIPAddress) !== 0 ? known(sourceIPAddress) : unknown;
}

/** A call from an address without an endpoint went over no endpoint; of one that a service passed on, that is not known. */
function noEndpoint(event: RecordedEvent): Fact {
  return address(event).certainty === 'known' ? absent : unknown;
}

/** S3 writes user agents in brackets. */
function withoutBrackets(text: string): string {
  return text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
}

function via({ caller }: Subject, fact: (service: string) => Fact): Fact {
  if (caller.kind === 'service') return absent;
  if (caller.invokedBy === undefined) return isHidden(caller) ? unknown : absent;
  return caller.invokedBy.includes('.') ? fact(caller.invokedBy) : unknown;
}

function secondsBetween(from: string, to: string): Fact {
  const seconds = Math.floor((Date.parse(to) - Date.parse(from)) / 1000);
  return Number.isFinite(seconds) && seconds >= 0 ? known(String(seconds)) : unknown;
}

const [principalTag, requestTag, resourceTag] = ['aws:principaltag/', 'aws:requesttag/', 'aws:resourcetag/'];
const encryptionContext = 'kms:encryptioncontext:';

export function eventContext(subject: Subject): PartialContext {
  let last = '';
  let fact = absent;
  const find = (key: string): Fact => {
    if (key !== last) {
      fact = factOf(key, subject);
      last = key;
    }
    return fact;
  };
  return { get: (key) => find(key).value, certainty: (key) => find(key).certainty };
}

function factOf(key: string, subject: Subject): Fact {
  const { pair, caller } = subject;
  const lower = key.toLowerCase();
  for (const [name, value] of Object.entries(pair.keys)) if (name.toLowerCase() === lower) return known(value);
  const reader = Object.hasOwn(readers, lower) ? readers[lower] : undefined;
  if (reader !== undefined) return reader(subject);
  if (pair.told.has(lower)) return absent;
  if (lower.startsWith(principalTag)) return hasTags.has(caller.kind) ? unknown : absent;
  if (lower.startsWith(requestTag) || lower === 'aws:tagkeys') {
    if (pair.told.has(requestTag)) return absent;
    return mayHave(lower, pair.action) ? unknown : absent;
  }
  if (lower.startsWith(resourceTag)) return pair.resource === '*' ? absent : unknown;
  if (lower.startsWith('aws:')) return unknown;
  if (lower.startsWith(encryptionContext)) return encryptionContextOf(lower, subject);
  // Keys of identity providers (`saml:sub`, `token.actions.githubusercontent.com:aud`): of whoever came from one.
  if (serviceReference(lower.slice(0, lower.indexOf(':'))) === undefined) return sessionKey(subject);
  return mayHave(lower, pair.action) ? unknown : absent;
}

/** KMS's events tell the encryption context in full. */
function encryptionContextOf(key: string, { event, pair }: Subject): Fact {
  if (!pair.action.startsWith('kms:')) return absent;
  const given = event.requestParameters?.['encryptionContext'];
  if (typeof given !== 'object' || given === null) return absent;
  const name = key.slice(encryptionContext.length);
  const found = Object.entries(given).find(([each]) => each.toLowerCase() === name)?.[1];
  return typeof found === 'string' ? known(found) : absent;
}

/** By action: the keys that AWS's reference lists for it and its resource types, in lower case, and the beginnings of those with a name inside. */
const listed: Map<string, { readonly keys: ReadonlySet<string>; readonly beginnings: readonly string[] } | undefined> =
  new Map();
const listedMax = 30_000;

/** Whether the action may have the key at all. Of an action that the reference does not have, anything may be. */
function mayHave(key: string, action: string): boolean {
  let keys = listed.get(action);
  if (keys === undefined && !listed.has(action)) {
    keys = keysOf(action);
    if (listed.size >= listedMax) listed.clear();
    listed.set(action, keys);
  }
  if (keys === undefined) return true;
  return keys.keys.has(key) || keys.beginnings.some((beginning) => key.startsWith(beginning));
}

function keysOf(
  action: string,
): { readonly keys: ReadonlySet<string>; readonly beginnings: readonly string[] } | undefined {
  const reference = actionReference(action);
  if (reference === undefined) return undefined;
  const all = [...reference.conditionKeys, ...reference.resourceTypes.flatMap(({ conditionKeys }) => conditionKeys)];
  const keys = all.map((key) => key.toLowerCase());
  const beginnings = keys.flatMap((key) => {
    const at = key.search(/\$\{|</);
    return at < 0 ? [] : [key.slice(0, at)];
  });
  return { keys: new Set(keys), beginnings };
}
