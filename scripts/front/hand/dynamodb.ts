/**
 * Amazon DynamoDB. Tables are named by name or ARN. Requests over several tables ask for each; in transactions and PartiQL each
 * entry asks for the action of its kind.
 */
import type { PairRow } from '../../../packages/lockstead/src/front/tables/row.ts';
import { type HandService, on, same } from './hand-service.ts';

const table = '{TableName|arnOr:dynamodb:table/}';
const index = `${table}/index/{IndexName}`;
const globalTable = 'arn:{partition}:dynamodb::{account}:global-table/{GlobalTableName}';
const page = 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_dynamodb.html';

/** On the index when one is named, else on the table. */
function readsIndex(action: string): readonly PairRow[] {
  const keys = { 'dynamodb:Select': '{Select}', 'dynamodb:ReturnConsumedCapacity': '{ReturnConsumedCapacity}' };
  return [
    { action, resources: [table], keys, when: ['!IndexName'] },
    { action, resources: [index], keys, when: ['IndexName'] },
  ];
}

function item(action: string, keys: Readonly<Record<string, string>>): readonly PairRow[] {
  return [
    { action, resources: [table], keys: { ...keys, 'dynamodb:ReturnConsumedCapacity': '{ReturnConsumedCapacity}' } },
  ];
}

const returned = { 'dynamodb:ReturnValues': '{ReturnValues}' };

function batch(action: string): readonly PairRow[] {
  return [
    {
      action,
      each: 'RequestItems[key]',
      resources: ['{each|arnOr:dynamodb:table/}'],
      keys: { 'dynamodb:ReturnConsumedCapacity': '{ReturnConsumedCapacity}' },
    },
  ];
}

function transacted(member: string, action: string): PairRow {
  return {
    action: `dynamodb:${action}`,
    each: 'TransactItems[]',
    when: [`each.${member}`],
    resources: [`{each.${member}.TableName|arnOr:dynamodb:table/}`],
    keys: { 'dynamodb:EnclosingOperation': 'TransactWriteItems' },
  };
}

/** Of one table when its ARN is given, else of all. */
function listed(action: string): readonly PairRow[] {
  return [{ action, resources: ['?{TableArn|arn:dynamodb}'], otherwise: '*' }];
}

/** A statement's verb says the action, its FROM or INTO the table. */
function partiql(each: string | undefined, member: string): readonly PairRow[] {
  const statement = each === undefined ? member : `each.${member}`;
  return ['Select', 'Insert', 'Update', 'Delete'].map((verb) => ({
    action: `dynamodb:PartiQL${verb}`,
    ...(each === undefined ? {} : { each }),
    when: [`${statement}|partiqlVerb == ${verb}`],
    resources: [`{${statement}|partiqlTable|arnOr:dynamodb:table/}`],
  }));
}

/** What AWS asks of who restores: it writes the new table in the caller's name. */
const restored = 'BatchWriteItem DeleteItem GetItem PutItem Query Scan UpdateItem'.split(' ');
const target = 'arn:{partition}:dynamodb:{region}:{account}:table/{TargetTableName}';

export const dynamodb: HandService = {
  client: 'dynamodb',
  page,
  operations: {
    ...same(
      'dynamodb',
      `CreateBackup DeleteTable DescribeContinuousBackups DescribeTable DescribeTableReplicaAutoScaling DescribeTimeToLive
       DisableKinesisStreamingDestination EnableKinesisStreamingDestination DescribeKinesisStreamingDestination
       UpdateContinuousBackups UpdateKinesisStreamingDestination UpdateTableReplicaAutoScaling UpdateTimeToLive`,
      table,
    ),
    ...same('dynamodb', 'DescribeEndpoints DescribeLimits ListGlobalTables ListTables', '*'),
    ...same('dynamodb', 'ListBackups ListContributorInsights', '*'),
    ListExports: listed('dynamodb:ListExports'),
    ListImports: listed('dynamodb:ListImports'),
    ...same('dynamodb', 'DeleteBackup DescribeBackup', '{BackupArn|arn:dynamodb}'),
    ...same('dynamodb', 'DescribeExport', '{ExportArn|arn:dynamodb}'),
    ...same('dynamodb', 'DescribeImport', '{ImportArn|arn:dynamodb}'),
    ...same('dynamodb', 'DeleteResourcePolicy GetResourcePolicy PutResourcePolicy', '{ResourceArn|arn:dynamodb}'),
    ...same('dynamodb', 'ListTagsOfResource', '{ResourceArn|arn:dynamodb}'),
    ...same('dynamodb', 'DescribeGlobalTable DescribeGlobalTableSettings UpdateGlobalTableSettings', globalTable),
    ...same('dynamodb', 'ExportTableToPointInTime', '{TableArn|arn:dynamodb}'),
    TagResource: [{ action: 'dynamodb:TagResource', resources: ['{ResourceArn|arn:dynamodb}'], tags: 'Tags' }],
    UntagResource: [
      {
        action: 'dynamodb:UntagResource',
        resources: ['{ResourceArn|arn:dynamodb}'],
        keys: { 'aws:TagKeys': '{TagKeys[]}' },
      },
    ],
    CreateGlobalTable: on(
      'dynamodb:CreateGlobalTable',
      globalTable,
      'arn:{partition}:dynamodb:{region}:{account}:table/{GlobalTableName}',
    ),
    UpdateGlobalTable: on(
      'dynamodb:UpdateGlobalTable',
      globalTable,
      'arn:{partition}:dynamodb:{region}:{account}:table/{GlobalTableName}',
    ),
    DescribeContributorInsights: readsIndex('dynamodb:DescribeContributorInsights').map(
      ({ keys: _keys, ...pair }) => pair,
    ),
    UpdateContributorInsights: readsIndex('dynamodb:UpdateContributorInsights').map(({ keys: _keys, ...pair }) => pair),
    GetItem: item('dynamodb:GetItem', {}),
    PutItem: item('dynamodb:PutItem', returned),
    UpdateItem: item('dynamodb:UpdateItem', returned),
    DeleteItem: item('dynamodb:DeleteItem', returned),
    Query: readsIndex('dynamodb:Query'),
    Scan: readsIndex('dynamodb:Scan'),
    BatchGetItem: batch('dynamodb:BatchGetItem'),
    BatchWriteItem: batch('dynamodb:BatchWriteItem'),
    TransactGetItems: [
      {
        action: 'dynamodb:GetItem',
        each: 'TransactItems[]',
        resources: ['{each.Get.TableName|arnOr:dynamodb:table/}'],
        keys: { 'dynamodb:EnclosingOperation': 'TransactGetItems' },
      },
    ],
    TransactWriteItems: [
      transacted('ConditionCheck', 'ConditionCheckItem'),
      transacted('Put', 'PutItem'),
      transacted('Update', 'UpdateItem'),
      transacted('Delete', 'DeleteItem'),
    ],
    ExecuteStatement: partiql(undefined, 'Statement'),
    BatchExecuteStatement: partiql('Statements[]', 'Statement'),
    // `EXISTS(SELECT …)` is a condition check, and the check is a read.
    ExecuteTransaction: [
      ...partiql('TransactStatements[]', 'Statement'),
      {
        action: 'dynamodb:PartiQLSelect',
        each: 'TransactStatements[]',
        when: ['each.Statement|partiqlVerb == Exists'],
        resources: ['{each.Statement|partiqlTable|arnOr:dynamodb:table/}'],
      },
    ],
    // AWS DIFFERS?: the table also lists what replicas need (AssociateTableReplica and the item actions); they belong to a table that
    // is made as a replica of another account's.
    CreateTable: [
      { action: 'dynamodb:CreateTable', resources: [table], tags: 'Tags' },
      { action: 'dynamodb:TagResource', resources: [table], tags: 'Tags', when: ['Tags'] },
      { action: 'dynamodb:PutResourcePolicy', resources: [table], when: ['ResourcePolicy'] },
      {
        action: 'dynamodb:AssociateTableReplica',
        resources: ['{GlobalTableSourceArn|arn:dynamodb}'],
        when: ['GlobalTableSourceArn'],
      },
    ],
    // A replica that is made in another region asks for CreateTableReplica there; its table has the same name.
    UpdateTable: [
      ...on('dynamodb:UpdateTable', table),
      {
        action: 'dynamodb:CreateTableReplica',
        resources: [table],
        when: ['ReplicaUpdates[].Create.RegionName'],
      },
    ],
    ImportTable: on(
      'dynamodb:ImportTable',
      'arn:{partition}:dynamodb:{region}:{account}:table/{TableCreationParameters.TableName}',
    ),
    RestoreTableFromBackup: [
      ...on('dynamodb:RestoreTableFromBackup', '{BackupArn|arn:dynamodb}', target),
      ...restored.flatMap((action) => on(`dynamodb:${action}`, target)),
    ],
    RestoreTableToPointInTime: [
      {
        action: 'dynamodb:RestoreTableToPointInTime',
        resources: ['?{SourceTableArn|arn:dynamodb}', '?{SourceTableName|arnOr:dynamodb:table/}', target],
      },
      ...restored.flatMap((action) => on(`dynamodb:${action}`, target)),
    ],
  },
};

export const dynamodbstreams: HandService = {
  client: 'dynamodbstreams',
  page,
  operations: {
    ...same('dynamodb', 'DescribeStream GetShardIterator', '{StreamArn|arn:dynamodb}'),
    GetRecords: on('dynamodb:GetRecords', '{ShardIterator|streamOfIterator}'),
    ListStreams: on('dynamodb:ListStreams', '*'),
  },
};
