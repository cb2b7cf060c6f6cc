/** The rows of one service's operations: by hand, else from the map, else derived; what none of them knows is unknown, by reason. */
import type { OperationRow, PairRow } from '../../packages/lockstead/src/front/tables/row.ts';
import { apiGatewayPair } from './api-gateway.ts';
import { derivePair, type Input } from './derive-pair.ts';
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
    return { tier, pairs: [derived, ...further] };
  }
  if (mapped.own === undefined)
    return { tier: 'unknown', pairs: [], why: `${action.found.prefix}:${action.found.name}: ${derived.why}` };
  return { tier: 'mapped', pairs: [{ ...mapped.own, ...tags(action.found, input) }, ...further] };
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
            ...(when === undefined ? {} : { when }),
          }),
        ),
      ),
  );
  return [...pairs, ...added];
}
