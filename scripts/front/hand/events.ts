/**
 * Amazon EventBridge. A bus or rule is named by name or ARN; a rule stands on the default bus when none is named. The newer ARNs
 * of buses end in an id that no request tells; the older ones are asked for, which AWS matches as well.
 */
import type { PairRow } from '../../../packages/lockstead/src/front/tables/row.ts';
import { type HandService, on, passRole, same } from './hand-service.ts';

const head = 'arn:{partition}:events:{region}:{account}:';
const resource = '{ResourceARN|arn:events}';
const onDefault: readonly string[] = ['!EventBusName'];

function named(kind: string): string {
  return `${head}${kind}/{Name}`;
}

/** On `rule/R` of the default bus, else on `rule/BUS/R`; a bus by ARN says its own region and account. */
function onRule(action: string, member: string, more: Partial<PairRow> = {}): readonly PairRow[] {
  const pair = { action: `events:${action}`, ...more };
  const rule = `${head}rule/{${member}}`;
  const custom = `${head}rule/{EventBusName}/{${member}}`;
  return [
    { ...pair, resources: [rule], when: [...onDefault, ...(more.when ?? [])] },
    { ...pair, resources: [rule], when: ['EventBusName == default', ...(more.when ?? [])] },
    { ...pair, resources: [custom], when: ['EventBusName', '!EventBusName == default', ...(more.when ?? [])] },
  ];
}

function rules(names: string, member: string): Readonly<Record<string, readonly PairRow[]>> {
  return Object.fromEntries(names.split(' ').map((name) => [name, onRule(name, member)]));
}

const targets: PairRow = {
  action: 'iam:PassRole',
  each: 'Targets[]',
  resources: ['{each.RoleArn|roleArn}'],
  keys: { 'iam:PassedToService': 'events.amazonaws.com' },
  when: ['each.RoleArn'],
};

export const events: HandService = {
  client: 'events',
  page: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_events.html',
  operations: {
    ...same(
      'events',
      `ListApiDestinations ListArchives ListConnections ListEndpoints ListEventBuses ListEventSources ListPartnerEventSources
       ListReplays ListRuleNamesByTarget ListRules PutPartnerEvents PutPermission RemovePermission TestEventPattern`,
      '*',
    ),
    ...rules('DeleteRule DescribeRule DisableRule EnableRule', 'Name'),
    ...rules('ListTargetsByRule RemoveTargets', 'Rule'),
    ...same(
      'events',
      `ActivateEventSource CreatePartnerEventSource DeactivateEventSource DeletePartnerEventSource DescribeEventSource
       DescribePartnerEventSource`,
      'arn:{partition}:events:{region}::event-source/{Name}',
    ),
    ListPartnerEventSourceAccounts: on(
      'events:ListPartnerEventSourceAccounts',
      'arn:{partition}:events:{region}::event-source/{EventSourceName}',
    ),
    ...same('events', 'DeleteArchive DescribeArchive UpdateArchive', `${head}archive/{ArchiveName}`),
    ...same('events', 'CancelReplay DescribeReplay', `${head}replay/{ReplayName}`),
    ...same(
      'events',
      'CreateConnection DeauthorizeConnection DeleteConnection DescribeConnection UpdateConnection',
      named('connection'),
    ),
    ...same('events', 'DeleteApiDestination DescribeApiDestination UpdateApiDestination', named('api-destination')),
    ...same('events', 'DeleteEndpoint DescribeEndpoint', named('endpoint')),
    ...same('events', 'DeleteEventBus', '{Name|arnOr:events:event-bus/}'),
    ...same(
      'events',
      'DescribeEventBus UpdateEventBus',
      "{Name|arnOr:events:event-bus/ ?? 'default'|arnOr:events:event-bus/}",
    ),
    ...same('events', 'ListTagsForResource', resource),
    TagResource: [{ action: 'events:TagResource', resources: [resource], tags: 'Tags' }],
    UntagResource: [{ action: 'events:UntagResource', resources: [resource], keys: { 'aws:TagKeys': '{TagKeys[]}' } }],
    CreateApiDestination: on('events:CreateApiDestination', named('api-destination'), '{ConnectionArn|arn:events}'),
    CreateArchive: on('events:CreateArchive', `${head}archive/{ArchiveName}`, '{EventSourceArn|arn:events}'),
    CreateEndpoint: [
      {
        action: 'events:CreateEndpoint',
        resources: [named('endpoint')],
        keys: { 'events:EventBusArn': '{EventBuses[].EventBusArn}' },
      },
      passRole('RoleArn', 'events.amazonaws.com'),
    ],
    UpdateEndpoint: [
      {
        action: 'events:UpdateEndpoint',
        resources: [named('endpoint')],
        keys: { 'events:EventBusArn': '{EventBuses[].EventBusArn}' },
      },
      passRole('RoleArn', 'events.amazonaws.com'),
    ],
    CreateEventBus: [
      { action: 'events:CreateEventBus', resources: [named('event-bus')], tags: 'Tags' },
      { action: 'events:TagResource', resources: [named('event-bus')], tags: 'Tags', when: ['Tags'] },
    ],
    PutEvents: [
      {
        action: 'events:PutEvents',
        each: 'Entries[]',
        resources: ["{each.EventBusName|arnOr:events:event-bus/ ?? 'default'|arnOr:events:event-bus/}"],
        keys: { 'events:source': '{each.Source}', 'events:detail-type': '{each.DetailType}' },
      },
    ],
    PutRule: [
      ...onRule('PutRule', 'Name', { tags: 'Tags' }),
      ...onRule('TagResource', 'Name', { tags: 'Tags', when: ['Tags'] }),
      passRole('RoleArn', 'events.amazonaws.com'),
    ],
    PutTargets: [...onRule('PutTargets', 'Rule', { keys: { 'events:TargetArn': '{Targets[].Arn}' } }), targets],
    StartReplay: on(
      'events:StartReplay',
      `${head}replay/{ReplayName}`,
      '{EventSourceArn|arn:events}',
      '{Destination.Arn|arn:events}',
    ),
  },
};
