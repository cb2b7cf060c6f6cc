/** Amazon SQS. A queue is named by its URL alone: account and name are the last two parts of its path. */
import type { PairRow } from '../../../packages/lockstead/src/front/tables/row.ts';
import { type HandService, on, same } from './hand-service.ts';

const queue = '{QueueUrl|queueArn}';
const named = 'arn:{partition}:sqs:{region}:{account}:{QueueName}';

/** A queue in another account, by its owner. */
const owned: readonly PairRow[] = [
  { action: 'sqs:GetQueueUrl', resources: [named], when: ['!QueueOwnerAWSAccountId'] },
  {
    action: 'sqs:GetQueueUrl',
    resources: ['arn:{partition}:sqs:{region}:{QueueOwnerAWSAccountId}:{QueueName}'],
    when: ['QueueOwnerAWSAccountId'],
  },
];

/**
 * Who sends to an encrypted queue reuses its data key: GenerateDataKey, which the map of forward access sessions adds, and Decrypt.
 * AWS: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 */
const sends: readonly PairRow[] = [
  ...on('sqs:SendMessage', queue),
  {
    action: 'kms:Decrypt',
    keyOf: queue,
    via: 'sqs.amazonaws.com',
    keys: { 'kms:ViaService': 'sqs.{region}.amazonaws.com' },
  },
];

export const sqs: HandService = {
  client: 'sqs',
  page: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_sqs.html',
  operations: {
    ...same(
      'sqs',
      `AddPermission ChangeMessageVisibility DeleteMessage DeleteQueue GetQueueAttributes ListDeadLetterSourceQueues ListQueueTags
       PurgeQueue ReceiveMessage RemovePermission SetQueueAttributes`,
      queue,
    ),
    ChangeMessageVisibilityBatch: on('sqs:ChangeMessageVisibility', queue),
    DeleteMessageBatch: on('sqs:DeleteMessage', queue),
    SendMessage: sends,
    SendMessageBatch: sends,
    ListQueues: on('sqs:ListQueues', '*'),
    GetQueueUrl: owned,
    TagQueue: [{ action: 'sqs:TagQueue', resources: [queue], tags: 'Tags' }],
    UntagQueue: [{ action: 'sqs:UntagQueue', resources: [queue], keys: { 'aws:TagKeys': '{TagKeys[]}' } }],
    CreateQueue: [
      { action: 'sqs:CreateQueue', resources: [named], tags: 'tags' },
      { action: 'sqs:TagQueue', resources: [named], tags: 'tags', when: ['tags'] },
    ],
    ListMessageMoveTasks: [
      ...on('sqs:ListMessageMoveTasks', '{SourceArn|arn:sqs}'),
      ...on('sqs:GetQueueAttributes', '{SourceArn|arn:sqs}'),
    ],
    // AWS DIFFERS?: the destination is written to when it is named; without one, messages go back to where each came from, which no
    // member tells. The source's own permissions are asked for in both cases.
    StartMessageMoveTask: [
      ...['sqs:StartMessageMoveTask', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'].flatMap(
        (action) => on(action, '{SourceArn|arn:sqs}'),
      ),
      { action: 'sqs:SendMessage', resources: ['{DestinationArn|arn:sqs}'], when: ['DestinationArn'] },
    ],
    CancelMessageMoveTask: [
      'sqs:CancelMessageMoveTask',
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
    ].flatMap((action) => on(action, '{TaskHandle|taskQueueArn}')),
  },
};
