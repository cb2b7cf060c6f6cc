/**
 * Amazon Kinesis Data Streams. A stream is named by name or ARN; a request that gives both asks for both, whichever the service takes.
 */
import type { PairRow } from '../../../packages/lockstead/src/front/tables/row.ts';
import { type HandService, on, passRole, same } from './hand-service.ts';

const stream = ['?{StreamARN|arn:kinesis}', '?arn:{partition}:kinesis:{region}:{account}:stream/{StreamName}'] as const;
/** Stands for the stream of an iterator until the front has looked it up. */
const read = 'arn:{partition}:kinesis:{region}:{account}:stream/{ShardIterator|iteratorMark}';
const resource = '{ResourceARN|arn:kinesis}';
const named = 'arn:{partition}:kinesis:{region}:{account}:stream/{StreamName}';
/** The end of a consumer's ARN is its time of creation, which a name does not tell. */
const consumer = ['?{ConsumerARN|arn:kinesis}', '?{StreamARN|arn:kinesis}/consumer/{ConsumerName}:*'] as const;

export const kinesis: HandService = {
  client: 'kinesis',
  page: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_kinesis.html',
  operations: {
    ...same(
      'kinesis',
      `DecreaseStreamRetentionPeriod DeleteStream DescribeStream DescribeStreamSummary GetShardIterator IncreaseStreamRetentionPeriod
       ListTagsForStream MergeShards PutRecord PutRecords SplitShard UpdateStreamWarmThroughput`,
      ...stream,
    ),
    // AWS's reference names no resource for these.
    ...same(
      'kinesis',
      `DescribeAccountSettings DescribeLimits DisableEnhancedMonitoring EnableEnhancedMonitoring ListChannels ListStreams
       UpdateAccountSettings UpdateShardCount UpdateStreamMode`,
      '*',
    ),
    ...same('kinesis', 'ListStreamConsumers UpdateMaxRecordSize', '{StreamARN|arn:kinesis}'),
    ...same('kinesis', 'DeleteResourcePolicy GetResourcePolicy ListTagsForResource PutResourcePolicy', resource),
    ...same('kinesis', 'DeleteChannel DescribeChannel UpdateChannel', '{ChannelARN|arn:kinesis}'),
    ...same('kinesis', 'DeregisterStreamConsumer DescribeStreamConsumer', ...consumer),
    // Pages are asked for by a token alone, and a token by itself does not name the stream: then the pair is unresolved.
    ...same('kinesis', 'ListShards', ...stream),
    // The iterator is opaque, and the front remembers whose it is. An ARN beside it must be allowed as well: it does not say what is read.
    GetRecords: [{ action: 'kinesis:GetRecords', resources: [read, '?{StreamARN|arn:kinesis}'] }],
    ...same('kinesis', 'SubscribeToShard', '{ConsumerARN|arn:kinesis}'),
    AddTagsToStream: [{ action: 'kinesis:AddTagsToStream', resources: stream, tags: 'Tags' }],
    RemoveTagsFromStream: [
      { action: 'kinesis:RemoveTagsFromStream', resources: stream, keys: { 'aws:TagKeys': '{TagKeys[]}' } },
    ],
    TagResource: [{ action: 'kinesis:TagResource', resources: [resource], tags: 'Tags' }],
    UntagResource: [{ action: 'kinesis:UntagResource', resources: [resource], keys: { 'aws:TagKeys': '{TagKeys[]}' } }],
    ...encryption('StartStreamEncryption'),
    ...encryption('StopStreamEncryption'),
    CreateStream: [
      { action: 'kinesis:CreateStream', resources: [named], tags: 'Tags' },
      { action: 'kinesis:AddTagsToStream', resources: [named], tags: 'Tags', when: ['Tags'] },
    ],
    RegisterStreamConsumer: [
      { action: 'kinesis:RegisterStreamConsumer', resources: ['{StreamARN|arn:kinesis}'], tags: 'Tags' },
      {
        action: 'kinesis:TagResource',
        resources: ['{StreamARN|arn:kinesis}/consumer/{ConsumerName}:*'],
        tags: 'Tags',
        when: ['Tags'],
      },
    ],
    CreateChannel: [
      {
        action: 'kinesis:CreateChannel',
        resources: ['arn:{partition}:kinesis:{region}:{account}:channel/*'],
        tags: 'Tags',
      },
      {
        action: 'kinesis:AssociateStreamsWithChannel',
        resources: ['{StreamConfigurationList[].StreamARN|arn:kinesis}'],
      },
      {
        action: 'kinesis:TagResource',
        resources: ['arn:{partition}:kinesis:{region}:{account}:channel/*'],
        tags: 'Tags',
        when: ['Tags'],
      },
      passRole('ServiceExecutionRoleARN', 'kinesis.amazonaws.com'),
    ],
  },
};

/** On the stream and on the key. */
function encryption(name: string): Readonly<Record<string, readonly PairRow[]>> {
  return { [name]: on(`kinesis:${name}`, ...stream, '{KeyId|kmsKeyArn}') };
}
