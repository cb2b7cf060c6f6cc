/**
 * A second interpreter, slow and plain, written from the rules of evaluation and sharing nothing with the engine but the types of a request:
 * it reads policies as JSON values, looks at every statement, builds no index and remembers nothing.
 */
import type { ContextValue, Principal } from '../../src/index.ts';

type Scalar = string | number | boolean;
type Values = Scalar | readonly Scalar[];

export interface OracleStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly NotPrincipal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Values>>>>;
}

export interface OraclePolicy {
  readonly Version: '2012-10-17' | '2008-10-17';
  readonly Statement: readonly OracleStatement[];
}

export interface OracleRequest {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount?: string;
  readonly context: Readonly<Record<string, ContextValue>>;
}

export interface OracleLayers {
  readonly identity?: readonly OraclePolicy[];
  readonly boundary?: OraclePolicy | 'deleted';
  readonly session?: readonly OraclePolicy[];
  readonly resource?: OraclePolicy;
  readonly endpoint?: OraclePolicy;
  readonly scps?: readonly (readonly OraclePolicy[])[];
  readonly rcps?: readonly (readonly OraclePolicy[])[];
  readonly grants?: readonly { readonly name: string; readonly operations: readonly string[] }[];
  /** RestrictPublicBuckets is on. */
  readonly restricted?: boolean;
}

export type OracleAnswer = 'allow' | 'explicitDeny' | 'implicitDeny';

const list = <Item>(value: Item | readonly Item[] | undefined): readonly Item[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as Item];

/** Rule 1 to 38. */
export function judge(
  request: OracleRequest,
  layers: OracleLayers,
  rule: 'optional' | 'required' | 'trust',
): OracleAnswer {
  const { principal } = request;
  const action = request.action.toLowerCase();
  const [service = '', operation = ''] = action.split(':');
  if (action === 'sts:getcalleridentity') return 'allow'; // 18
  const kind = principal.kind;
  if (kind === 'root' && rule === 'trust' && action === 'sts:assumerole') return 'implicitDeny'; // 60a
  if (isBarred(request, service, operation)) return 'implicitDeny'; // 17
  const outsider = kind === 'anonymous' || kind === 'service' || kind === 'federated';
  const linked = kind === 'roleSession' && /^[^/]*:role\/aws-service-role\//.test(principal.roleArn); // 112
  const bounded = layers.boundary !== undefined && ['user', 'roleSession', 'federatedUser'].includes(kind); // 25

  // Which policies take part at all.
  const rcps =
    linked || !['s3', 'sts', 'kms', 'sqs'].includes(service) || action === 'kms:retiregrant' ? undefined : layers.rcps; // 35, 36
  const scps = linked || outsider ? undefined : layers.scps; // 30
  const ownAccount = 'account' in principal ? principal.account : undefined;
  const foreign =
    request.resourceAccount !== undefined && ownAccount !== undefined && ownAccount !== request.resourceAccount;
  const mends = kind === 'root' && rule === 'optional' && !foreign && /^s3:(get|put|delete)bucketpolicy$/.test(action); // 19
  const resource = mends || (rule === 'trust' && kind === 'anonymous') ? undefined : layers.resource; // 51
  const identity = outsider || kind === 'root' ? [] : (layers.identity ?? []); // 19
  const boundary = outsider || kind === 'root' ? undefined : layers.boundary;
  const session = outsider ? undefined : (layers.session ?? (kind === 'federatedUser' ? [] : undefined)); // 16

  const hits = (policies: readonly OraclePolicy[], effect: string): readonly OracleStatement[] =>
    policies.flatMap((policy) =>
      policy.Statement.filter((each) => each.Effect === effect && holds(each, policy.Version, request, bounded)),
    );

  // 2: a deny anywhere.
  const everyPolicy = [
    ...(rcps ?? []).flat(),
    ...(scps ?? []).flat(),
    ...list(layers.endpoint),
    ...list(resource),
    ...identity,
    ...(boundary === 'deleted' ? [] : list(boundary)),
    ...(session ?? []),
  ];
  if (hits(everyPolicy, 'Deny').length > 0) return 'explicitDeny';

  // 29, 34, 38: guardrails.
  const levelsAllow = (levels: readonly (readonly OraclePolicy[])[] | undefined): boolean =>
    levels === undefined || (levels.length > 0 && levels.every((level) => hits(level, 'Allow').length > 0));
  if (!levelsAllow(rcps) || !levelsAllow(scps)) return 'implicitDeny';
  if (layers.endpoint !== undefined && hits([layers.endpoint], 'Allow').length === 0) return 'implicitDeny';

  const restricted = // 106
    layers.restricted === true &&
    kind !== 'service' &&
    (foreign || kind === 'anonymous') &&
    list(resource).some(isPublic);
  const names = restricted ? [] : hits(list(resource), 'Allow').map((statement) => closeness(statement, principal));
  const granted = (layers.grants ?? []).some((grant) =>
    grant.operations.some((each) => each.toLowerCase() === operation),
  ); // 102, 107
  const byGrant = kind === 'user' || kind === 'service' ? 3 : 2;
  const closest = Math.max(0, ...names, granted && Math.max(0, ...names) < 2 ? byGrant : 0);
  if (outsider) return closest > 0 ? 'allow' : 'implicitDeny';

  const rootLike = kind === 'root' || (kind === 'federatedUser' && (principal.issuerArn ?? '').endsWith(':root'));
  const identityAllows = rootLike || hits(identity, 'Allow').length > 0;
  const boundaryAllows = boundary === undefined || (boundary !== 'deleted' && hits([boundary], 'Allow').length > 0); // 25
  const sessionAllows = session === undefined || hits(session, 'Allow').length > 0; // 27
  const ownSide = (identityAllows || (foreign && granted && rule === 'required')) && boundaryAllows && sessionAllows;
  if (foreign) return ownSide && closest > 0 ? 'allow' : 'implicitDeny'; // 7, 9, 10
  if (closest === 3) return 'allow'; // 11, 13, 14, 15
  if (closest === 2) return boundaryAllows && sessionAllows ? 'allow' : 'implicitDeny'; // 12
  if (rule !== 'optional' && closest === 0) return 'implicitDeny'; // 5, 6
  return ownSide ? 'allow' : 'implicitDeny';
}

/** 17: what temporary credentials may not call. */
function isBarred({ principal, context }: OracleRequest, service: string, operation: string): boolean {
  switch (principal.kind) {
    case 'roleSession':
      return service === 'sts' && (operation === 'getsessiontoken' || operation === 'getfederationtoken');
    case 'federatedUser':
      return service === 'sts' || service === 'iam';
    case 'user':
    case 'root':
      if (principal.sessionToken !== true) return false;
      return service === 'sts'
        ? !['assumerole', 'tagsession', 'setsourceidentity'].includes(operation)
        : service === 'iam' && lookUp(context, 'aws:MultiFactorAuthPresent') !== 'true';
    default:
      return false;
  }
}

/** 106, for the keys that the generators know: an allow for everyone that no condition ties to fixed addresses or ARNs. */
function isPublic({ Statement }: OraclePolicy): boolean {
  return Statement.some(
    ({ Effect, Principal: element, NotPrincipal, Condition = {} }) =>
      Effect === 'Allow' &&
      (NotPrincipal !== undefined || isEveryone(element)) &&
      !Object.entries(Condition).some(([operator, keys]) =>
        Object.entries(keys).some(([key, values]) => {
          if (/Not|IfExists$|^ForAllValues:|^Null$/.test(operator)) return false;
          const fixed = (value: string): boolean =>
            key === 'aws:SourceIp'
              ? Number(value.split('/')[1] ?? 32) >= 8
              : key === 'aws:SourceArn' && !/[*?]|\$\{/.test(value);
          return list(values).map(String).every(fixed);
        }),
      ),
  );
}

function holds(statement: OracleStatement, version: string, request: OracleRequest, bounded: boolean): boolean {
  return (
    actionHolds(statement, request.action) &&
    resourceHolds(statement, version, request) &&
    principalHolds(statement, request.principal, bounded) &&
    conditionHolds(statement, version, request.context)
  );
}

/** 69, 71 */
function actionHolds({ Action, NotAction }: OracleStatement, action: string): boolean {
  const fits = (pattern: string): boolean =>
    glob(characters(pattern.toLowerCase(), false, {}) ?? [], action.toLowerCase());
  return NotAction === undefined ? list(Action).some(fits) : !list(NotAction).some(fits);
}

/** 70, 71, 74-79 */
function resourceHolds(
  { Resource, NotResource }: OracleStatement,
  version: string,
  { resource, context }: OracleRequest,
): boolean {
  if (Resource === undefined && NotResource === undefined) return true;
  const patterns = list(Resource ?? NotResource).map((text) => characters(text, version === '2012-10-17', context));
  const fits = patterns.some((pattern) => pattern !== undefined && glob(pattern, resource));
  return Resource === undefined ? !fits : fits;
}

/** One element a character: the character itself, or a wildcard. */
type Character = { readonly is: string } | '*' | '?';

/** Undefined: a variable without a value. */
function characters(
  text: string,
  variables: boolean,
  context: OracleRequest['context'],
): readonly Character[] | undefined {
  const found: Character[] = [];
  for (let i = 0; i < text.length; i++) {
    const character = text[i] as string;
    if (variables && character === '$' && text[i + 1] === '{') {
      const end = text.indexOf('}', i);
      const inner = text.slice(i + 2, end);
      i = end;
      if (['*', '?', '$'].includes(inner)) {
        found.push({ is: inner });
        continue;
      }
      const [key = '', fallback] = inner.split(',').map((part) => part.trim());
      const value = lookUp(context, key) ?? fallback?.slice(1, -1);
      if (typeof value !== 'string') return undefined;
      for (const each of value.split('')) found.push({ is: each });
    } else found.push(character === '*' || character === '?' ? character : { is: character });
  }
  return found;
}

function lookUp(context: OracleRequest['context'], key: string): ContextValue | undefined {
  return Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
}

/** Whole-table dynamic programming: `reachable[j]` says whether the pattern so far can end before character j. */
function glob(pattern: readonly Character[], text: string): boolean {
  let reachable = [true, ...new Array<boolean>(text.length).fill(false)];
  for (const each of pattern) {
    const next = new Array<boolean>(text.length + 1).fill(false);
    for (let j = 0; j <= text.length; j++) {
      if (each === '*') next[j] = reachable[j] === true || (j > 0 && next[j - 1] === true);
      else if (j > 0 && reachable[j - 1] === true) next[j] = each === '?' || each.is === text[j - 1];
    }
    reachable = next;
  }
  return reachable[text.length] === true;
}

/** The names a caller goes by, from the closest to the widest, and how far each reaches. */
function namesOf(
  principal: Principal,
): readonly { readonly kind: string; readonly texts: readonly string[]; readonly reach: number }[] {
  const account = (id: string): readonly string[] => [id, `arn:aws:iam::${id}:root`];
  switch (principal.kind) {
    case 'root':
      return [{ kind: 'AWS', texts: account(principal.account), reach: 3 }];
    case 'user':
      return [
        { kind: 'AWS', texts: [principal.arn, ...list(principal.id)], reach: 3 },
        { kind: 'AWS', texts: account(principal.account), reach: 1 },
      ];
    case 'roleSession':
      return [
        { kind: 'AWS', texts: [principal.arn], reach: 3 },
        { kind: 'AWS', texts: [principal.roleArn, ...list(principal.roleId)], reach: 2 },
        { kind: 'AWS', texts: account(principal.account), reach: 1 },
      ];
    case 'federatedUser':
      return [
        { kind: 'AWS', texts: [principal.arn], reach: 3 },
        ...(principal.issuerId === undefined ? [] : [{ kind: 'AWS', texts: [principal.issuerId], reach: 2 }]),
        ...(principal.issuerArn === undefined || principal.issuerArn.endsWith(':root')
          ? []
          : [{ kind: 'AWS', texts: [principal.issuerArn], reach: 2 }]),
        { kind: 'AWS', texts: account(principal.account), reach: 1 },
      ];
    case 'federated':
      return [{ kind: 'Federated', texts: [principal.provider], reach: 3 }];
    case 'service':
      return [{ kind: 'Service', texts: [principal.service], reach: 3 }];
    case 'anonymous':
      return [];
  }
}

function isEveryone(element: OracleStatement['Principal']): boolean {
  return element === '*' || (element !== undefined && list(element['AWS']).includes('*'));
}

function closeness({ Principal: element, NotPrincipal }: OracleStatement, principal: Principal): number {
  if (NotPrincipal !== undefined || isEveryone(element)) return 3;
  if (element === undefined || element === '*') return 0;
  return Math.max(
    0,
    ...namesOf(principal).map(({ kind, texts, reach }) =>
      list(element[kind]).some((name) => texts.includes(name)) ? reach : 0,
    ),
  );
}

/** 26, 40, 43-52. A policy without principals speaks of whoever it is attached to. */
function principalHolds(statement: OracleStatement, principal: Principal, bounded: boolean): boolean {
  const { Principal: element, NotPrincipal, Effect } = statement;
  if (element === undefined && NotPrincipal === undefined) return true;
  if (NotPrincipal === undefined) return closeness(statement, principal) > 0;
  if (Effect === 'Deny' && bounded) return true;
  if (isEveryone(NotPrincipal) || NotPrincipal === '*') return false;
  const names = namesOf(principal)
    // The user who federated is not a name of the federated user himself.
    .filter(({ reach }) => principal.kind !== 'federatedUser' || reach !== 2 || Effect === 'Allow')
    .map(({ kind, texts }) => list(NotPrincipal[kind]).some((name) => texts.includes(name)));
  return Effect === 'Deny' ? names.length === 0 || names.includes(false) : !names.includes(true);
}

/** 81-94 */
function conditionHolds(
  { Condition = {} }: OracleStatement,
  version: string,
  context: OracleRequest['context'],
): boolean {
  return Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) =>
      lineHolds(operator, lookUp(context, key), list(values).map(String), version, context),
    ),
  );
}

function lineHolds(
  written: string,
  actual: ContextValue | undefined,
  values: readonly string[],
  version: string,
  context: OracleRequest['context'],
): boolean {
  const qualifier = written.includes(':') ? written.split(':')[0] : undefined;
  let operator = written.split(':').at(-1) as string;
  const ifExists = operator.endsWith('IfExists');
  if (ifExists) operator = operator.slice(0, -'IfExists'.length);
  const absent = actual === undefined || actual.length === 0;
  const missing = actual === undefined || (Array.isArray(actual) && actual.length === 0);
  if (operator === 'Null') return values.some((value) => value.toLowerCase() === String(missing));
  const negated = operator.includes('Not');
  const single = (value: string): boolean => {
    const results = values.map((expected) => compare(operator.replace('Not', ''), value, expected, version, context));
    return results.includes(true) !== negated;
  };
  if (qualifier === 'ForAllValues') return absent || list(actual as ContextValue).every(single);
  if (qualifier === 'ForAnyValue') return !absent && list(actual as ContextValue).some(single);
  if (missing) return ifExists || negated;
  return typeof actual === 'string' && single(actual);
}

/** The positive comparison. 76: nothing is equal to or like a variable without a value. */
function compare(
  operator: string,
  actual: string,
  expected: string,
  version: string,
  context: OracleRequest['context'],
): boolean {
  if (operator.startsWith('String') || operator.startsWith('Arn')) {
    const resolved = characters(expected, version === '2012-10-17', context);
    if (resolved === undefined) return false;
    const text = resolved.map((each) => (typeof each === 'string' ? each : each.is)).join('');
    switch (operator) {
      case 'StringEquals':
        return actual === text;
      case 'StringEqualsIgnoreCase':
        return actual.toLowerCase() === text.toLowerCase();
      case 'StringLike':
        return glob(resolved, actual);
      default:
        return arnFits(resolved, actual);
    }
  }
  if (operator === 'Bool')
    return ['true', 'false'].includes(expected.toLowerCase()) && actual.toLowerCase() === expected.toLowerCase();
  if (operator === 'BinaryEquals') return actual === expected;
  if (operator === 'IpAddress') return addressFits(actual, expected);
  const date = operator.startsWith('Date');
  const number = (value: string): number =>
    date ? Date.parse(value) / 1000 : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value) ? Number(value) : Number.NaN;
  const [left, right] = [number(actual), number(expected)];
  switch (operator.replace(/^(Numeric|Date)/, '')) {
    case 'Equals':
      return left === right;
    case 'LessThan':
      return left < right;
    case 'LessThanEquals':
      return left <= right;
    case 'GreaterThan':
      return left > right;
    default:
      return left >= right;
  }
}

/** 88: six parts, each compared alone. A colon that a variable brings in cuts as others do: a variable may be a whole ARN. */
function arnFits(pattern: readonly Character[], actual: string): boolean {
  const parts: Character[][] = [[]];
  for (const each of pattern) {
    if (typeof each === 'object' && each.is === ':' && parts.length < 6) parts.push([]);
    else parts.at(-1)?.push(each);
  }
  const [arn, ...rest] = actual.split(':');
  if (parts.length < 6 || arn !== 'arn' || rest.length < 5) return false;
  const values = [arn, ...rest.slice(0, 4), rest.slice(4).join(':')];
  return parts.every((part, i) => glob(part, values[i] as string));
}

/** IPv4 only: the generators make nothing else. */
function addressFits(actual: string, expected: string): boolean {
  const number = (text: string): number => text.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const [address = '', bits = '32'] = expected.split('/');
  const size = 2 ** (32 - Number(bits));
  return Math.floor(number(actual) / size) === Math.floor(number(address) / size);
}
