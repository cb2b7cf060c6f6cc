/** The rows of one service's operations: by hand, else from the map, else derived; what none of them knows is unknown, by reason. */
import type { OperationRow, PairRow } from '../../packages/lockstead/src/front/tables/row.ts';
import { apiGatewayPair } from './api-gateway.ts';
import { arnOfAny, collectionOf, derivePair, type Input, nounOf } from './derive-pair.ts';
import type { HandService } from './hand/hand-service.ts';
import type { Action } from './iam-data.ts';
import { mapPairs } from './map-pairs.ts';
import type { BotocoreOperation, BotocoreService } from './model.ts';
import { mapKey, type Sources } from './sources.ts';

export interface ServiceRows {
  readonly prefix: string | undefined;
  readonly operations: Readonly<Record<string, OperationRow>>;
}

export function rowsOfService(
  client: string,
  service: BotocoreService,
  hand: HandService | undefined,
  sources: Sources,
): ServiceRows {
  const prefixes = prefixesOf(client, service, sources);
  const operations = Object.entries(service.operations).map(([name, operation]): [string, OperationRow] => {
    const { method, requestUri, responseCode, input } = operation;
    const plain = method === 'POST' && requestUri === '/' && responseCode === 200;
    const row = rowOf(client, service, name, operation, prefixes, hand, sources);
    return [
      name,
      {
        tier: row.tier,
        ...(plain ? {} : { http: { method, requestUri, responseCode } }),
        ...(input === undefined ? {} : { input }),
        pairs: withForwarded(client, name, row.pairs, sources),
        ...(row.why === undefined ? {} : { why: row.why }),
        ...(row.permission === undefined ? {} : { permission: row.permission }),
      },
    ];
  });
  return { prefix: prefixes[0], operations: Object.fromEntries(operations) };
}

/**
 * Services that share a prefix (rds, docdb and neptune; the clients of lex and chime) are told apart by the client's own name: each
 * has its own table and its own inputs, and only the actions are looked up under the common prefix.
 */
function prefixesOf(client: string, { metadata }: BotocoreService, { renames, iam }: Sources): readonly string[] {
  const names = [
    ...renames.map((rename) => rename[client]),
    client,
    metadata.signingName ?? metadata.endpointPrefix,
    metadata.endpointPrefix,
  ];
  return [...new Set(names.filter((name) => name !== undefined))].filter((name) => iam.hasService(name));
}

type Row = Pick<OperationRow, 'tier' | 'pairs' | 'why' | 'permission'>;

function rowOf(
  client: string,
  service: BotocoreService,
  name: string,
  operation: BotocoreOperation,
  prefixes: readonly string[],
  hand: HandService | undefined,
  sources: Sources,
): Row {
  const byHand = hand !== undefined && Object.hasOwn(hand.operations, name) ? hand.operations[name] : undefined;
  if (byHand !== undefined) return { tier: 'hand', pairs: byHand };
  const method = mapKey(`${service.metadata.serviceId}.${name}`);
  if (operation.unsigned === true) return { tier: 'derived', pairs: [], permission: 'unsigned' };
  const mapRows = sources.map.get(method) ?? [];
  if (sources.permissionless.has(method) && mapRows.length === 0)
    return { tier: 'mapped', pairs: [], permission: 'none' };
  if (client === 'apigateway' || client === 'apigatewayv2') return apiGatewayPair(service, operation);
  const action = actionOf(name, prefixes, mapRows, sources);
  if (action === undefined) return { tier: 'unknown', pairs: [], why: 'IAM knows no action of its name' };
  const input: Input = { service, operation: name, shape: operation.input };
  const passedTo = `${passedToNames[client] ?? service.metadata.signingName ?? service.metadata.endpointPrefix}.amazonaws.com`;
  const mapped = mapPairs(mapRows, action.found, input, sources.iam, passedTo);
  const derived = derivePair(action.found, input);
  const further = withTagging(mapped.further, mapRows, 'why' in derived ? mapped.own : derived, sources);
  if (!('why' in derived)) {
    const tier = further.length > 0 || action.mapped ? 'mapped' : 'derived';
    return { tier, pairs: [derived, ...further, ...usual(derived, further, action.found, input, passedTo, sources)] };
  }
  if (mapped.own === undefined)
    return { tier: 'unknown', pairs: [], why: `${action.found.prefix}:${action.found.name}: ${derived.why}` };
  const own: PairRow = { ...withCollection(mapped.own, action.found, input), ...tags(action.found, input) };
  return { tier: 'mapped', pairs: [own, ...further, ...usual(own, further, action.found, input, passedTo, sources)] };
}

/** The map names a resource by a member that may be left out: then a list or a description is about all of them. */
function withCollection(own: PairRow, action: Action, input: Input): PairRow {
  const [resource, ...more] = own.resources ?? [];
  // IAM takes the caller where no user is named.
  if (action.prefix === 'iam') return own;
  if (resource === undefined || more.length > 0 || own.otherwise !== undefined) return own;
  const members = [...resource.matchAll(/\{([A-Za-z]\w*)(?:\[\])?(?:\|[^}]*)?\}/g)].map(([, member = '']) => member);
  const used = new Set(members.filter((member) => !['partition', 'region', 'account'].includes(member)));
  const shape = input.shape === undefined ? undefined : input.service.shapes[input.shape];
  // With two, a request that gives one of them would pass as one about all.
  if (used.size !== 1 || [...used].some((member) => shape?.required?.includes(member) === true)) return own;
  const all = collectionOf(action, input, used);
  return all === undefined
    ? own
    : { ...own, resources: [resource.startsWith('?') ? resource : `?${resource}`], otherwise: all };
}

function tags(action: Action, input: Input): Pick<PairRow, 'tags' | 'keys'> {
  const made = derivePair({ ...action, types: [] }, input);
  if ('why' in made) return {};
  return {
    ...(made.tags === undefined ? {} : { tags: made.tags }),
    ...(made.keys === undefined ? {} : { keys: made.keys }),
  };
}

/** Whom roles are passed to, where that is not the service's own principal. `AWS DIFFERS?`: from the services' guides. */
const passedToNames: Readonly<Record<string, string>> = {
  ecs: 'ecs-tasks',
  events: 'events',
  emr: 'elasticmapreduce',
  stepfunctions: 'states',
  dms: 'dms',
};

/** Of its own name; else the one that the map names, when it names just one. */
function actionOf(
  name: string,
  prefixes: readonly string[],
  mapRows: readonly { readonly action: string }[],
  { iam }: Sources,
): { readonly found: Action; readonly mapped: boolean } | undefined {
  const bare = name.replace(/\d{4}_\d{2}_\d{2}$/, '');
  for (const prefix of prefixes) {
    const found = iam.action(prefix, bare);
    if (found !== undefined) return { found, mapped: false };
  }
  const named = [...new Set(mapRows.map(({ action }) => action))];
  const own = named.filter((action) => prefixes.includes(action.split(':')[0] ?? ''));
  const [prefix = '', action = ''] = own.length === 1 ? (own[0] ?? '').split(':') : [];
  const found = iam.action(prefix, action);
  return found === undefined ? undefined : { found, mapped: true };
}

/**
 * The map asks for tagging on `*`. It is asked for on what is tagged: the resources of the operation itself, and only of a request
 * that has tags.
 */
function withTagging(
  further: readonly PairRow[],
  mapRows: readonly { readonly action: string }[],
  own: PairRow | undefined,
  { iam }: Sources,
): readonly PairRow[] {
  if (own?.tags === undefined || own.resources === undefined) return further;
  const given = own.tags;
  const tagging = mapRows.flatMap(({ action }) => {
    const [prefix = '', name = ''] = action.split(':');
    const found = iam.action(prefix, name);
    if (found === undefined || found.accessLevel !== 'Tagging' || action === own.action) return [];
    const when = [given];
    return [{ action: `${prefix}:${found.name}`, resources: own.resources ?? [], tags: given, when }];
  });
  const names = new Set(tagging.map(({ action }) => action));
  return [
    ...further.filter(({ action }) => !names.has(action)),
    ...new Map(tagging.map((pair) => [pair.action, pair])).values(),
  ];
}

/** What the service asks of KMS in the caller's name, on the key of each resource of the first pair that has any. */
function withForwarded(
  client: string,
  name: string,
  pairs: readonly PairRow[],
  { forwarded }: Sources,
): readonly PairRow[] {
  const accesses = forwarded[client === 'dynamodbstreams' ? 'dynamodb' : client]?.[name] ?? [];
  const first = pairs.find(({ resources }) => resources?.some((text) => text !== '*') === true);
  const own = pairs.filter(({ action }) => action === first?.action);
  // Where one of two actions is asked for in any case (an object, or a version of it), so is what stands behind them.
  const always = pairs.some((pair) => isOpposite(pair, first));
  if (accesses.length === 0) return pairs;
  const added = own.flatMap(({ resources = [], each, when }) =>
    resources
      .filter((text) => text !== '*')
      .flatMap((keyOf) =>
        accesses.map(
          ({ action, viaService }): PairRow => ({
            action,
            keyOf,
            via: `${viaService.split('.')[0]}.amazonaws.com`,
            keys: { 'kms:ViaService': viaService },
            ...(each === undefined ? {} : { each }),
            ...(when === undefined || always ? {} : { when }),
          }),
        ),
      ),
  );
  return [...pairs, ...added];
}

function isOpposite(pair: PairRow, first: PairRow | undefined): boolean {
  const [one, ...more] = pair.when ?? [];
  const [other, ...others] = first?.when ?? [];
  if (one === undefined || other === undefined || more.length + others.length > 0) return false;
  return `!${one}` === other && JSON.stringify(pair.resources) === JSON.stringify(first?.resources);
}

/**
 * What AWS's operation tables of 2026 ask for nearly everywhere, and neither names nor the map tell: TagResource where a request that
 * makes something gives it tags, and PassRole where it gives a role. `AWS DIFFERS?`: a service that asks for less is met with more,
 * because the other way round a role could be passed unasked.
 */
function usual(
  own: PairRow,
  further: readonly PairRow[],
  action: Action,
  input: Input,
  passedTo: string,
  { iam }: Sources,
): readonly PairRow[] {
  if (
    action.accessLevel === 'Read' ||
    action.accessLevel === 'List' ||
    action.prefix === 'iam' ||
    action.prefix === 'sts'
  )
    return [];
  const tagging = taggingNames.map((name) => iam.action(action.prefix, name)).find((found) => found !== undefined);
  const asked = [own, ...further];
  const added: PairRow[] = [];
  if (
    own.tags !== undefined &&
    own.resources !== undefined &&
    tagging !== undefined &&
    action.accessLevel !== 'Tagging' &&
    !asked.some(
      (pair) => iam.action(pair.action.split(':')[0] ?? '', pair.action.split(':')[1] ?? '')?.accessLevel === 'Tagging',
    )
  ) {
    const named = own.resources.filter((text) => isOfSome(text, tagging));
    const resources = named.length > 0 ? named : madeBy(action, tagging, input);
    if (resources.length > 0) {
      const pair = { action: `${tagging.prefix}:${tagging.name}`, resources, tags: own.tags, when: [own.tags] };
      added.push(own.otherwise === undefined || named.length === 0 ? pair : { ...pair, otherwise: own.otherwise });
    }
  }
  const isAsked = (path: string): boolean =>
    asked.some(({ resources = [] }) =>
      resources.some((text) => text.includes(`{${path}|`) || text.includes(`{${path}}`)),
    );
  for (const path of rolePaths(input).filter((role) => !isAsked(role))) {
    const keys = { 'iam:PassedToService': passedTo };
    added.push({ action: 'iam:PassRole', resources: [`{${path}|roleArn}`], keys, when: [path] });
  }
  return added;
}

/** The actions that give tags, by the names that services have for them. */
const taggingNames: readonly string[] = ['TagResource', 'AddTagsToResource', 'AddTags', 'CreateTags'];

/**
 * What the operation makes, where its own action knows no such resource: the one type among those that can be tagged that has the operation's name
 * (`CreateProfile`: `profile/*`). By its name where the request gives it, else as AWS asks for what it will name itself.
 */
function madeBy(action: Action, tagging: Action, input: Input): readonly string[] {
  const noun = nounOf(action.name);
  const plain = (key: string): string => key.replaceAll(/[^A-Za-z0-9]/g, '').toLowerCase();
  const same = tagging.types.filter(({ key }) => plain(key) === noun);
  const alike = same.length > 0 ? same : tagging.types.filter(({ key }) => plain(key).endsWith(noun));
  const [type] = alike;
  if (noun === '' || type === undefined || alike.length > 1 || action.name.startsWith('Tag')) return [];
  const derived = derivePair({ ...tagging, types: [{ ...type, required: true }] }, input);
  if (!('why' in derived) && derived.otherwise === undefined) {
    const resources = (derived.resources ?? []).filter((text) => text.startsWith('arn:'));
    if (resources.length > 0) return resources;
  }
  return [arnOfAny(type.arn, input)];
}

/** What means something else at the beginning of a path. */
const reserved: readonly string[] = ['partition', 'region', 'account', 'each', 'input'];

/** Structures in structures, as far as any service's roles lie. */
const depthMax = 6;

/** The paths of all members that are ARNs of roles, in structures and lists too: by their own names, or by those of their shapes. */
function rolePaths({ service, shape }: Input): readonly string[] {
  const found: string[] = [];
  const look = (name: string | undefined, path: string, open: readonly string[]): void => {
    const at = name === undefined ? undefined : service.shapes[name];
    if (at === undefined || name === undefined || open.includes(name) || open.length > depthMax) return;
    if (at.type === 'list') look(at.member?.shape, `${path}[]`, [...open, name]);
    if (at.type !== 'structure') return;
    for (const [member, { shape: target }] of Object.entries(at.members ?? {})) {
      const first = reserved.includes(member) ? `input.${member}` : member;
      const inner = path === '' ? first : `${path}.${member}`;
      const isRole = /role_?arn$/i.test(member) || (/role$/i.test(member) && /arn$/i.test(target));
      if (isRole && service.shapes[target]?.type === 'string') found.push(inner);
      else look(target, inner, [...open, name]);
    }
  };
  look(shape, '', []);
  return found;
}

/** Whether the action is one on what the template names: each variable of a type's ARN stands for any text. */
function isOfSome(template: string, { types }: Action): boolean {
  const text = template.replace(/^\?/, '');
  if (!text.startsWith('arn:')) return false;
  const value = text.replace(/\{[^}]*\}/g, 'x');
  return types.some(({ arn }) => {
    const parts = arn.split(/\$\{[^}]*\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`).test(value);
  });
}
