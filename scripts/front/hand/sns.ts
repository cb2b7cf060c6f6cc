/** Amazon SNS. Everything of a subscription is asked for on its topic; platforms, phones and settings know no resources. */
import type { PairRow } from '../../../packages/lockstead/src/front/tables/row.ts';
import { type HandService, on, passRole, same } from './hand-service.ts';

const topic = '{TopicArn|arn:sns}';
const resource = '{ResourceArn|arn:sns}';
/** `arn:…:TOPIC:SUBSCRIPTION` without its last part. */
const ofSubscription = '{SubscriptionArn|arn:sns|beforeLast::}';
const named = 'arn:{partition}:sns:{region}:{account}:{Name}';

const unrestricted = `CheckIfPhoneNumberIsOptedOut CreatePlatformEndpoint CreateSMSSandboxPhoneNumber DeleteEndpoint
  DeletePlatformApplication DeleteSMSSandboxPhoneNumber GetEndpointAttributes GetPlatformApplicationAttributes GetSMSAttributes
  GetSMSSandboxAccountStatus ListEndpointsByPlatformApplication ListOriginationNumbers ListPhoneNumbersOptedOut
  ListPlatformApplications ListSMSSandboxPhoneNumbers ListSubscriptions ListTopics OptInPhoneNumber SetEndpointAttributes
  VerifySMSSandboxPhoneNumber`;

/** Roles with which SNS writes its delivery logs, by the attributes that name them. */
const protocols = 'HTTP Firehose Lambda Application SQS'.split(' ');
const topicRoles = protocols.flatMap((protocol) => [
  `${protocol}SuccessFeedbackRoleArn`,
  `${protocol}FailureFeedbackRoleArn`,
]);
const platformRoles = ['SuccessFeedbackRoleArn', 'FailureFeedbackRoleArn'];

function passes(attributes: string, names: readonly string[]): readonly PairRow[] {
  return names.map((name) => passRole(`${attributes}[${name}]`, 'sns.amazonaws.com'));
}

/** The value is a role where the attribute's name says so. */
function passesNamed(names: readonly string[]): readonly PairRow[] {
  return names.map((name) => ({
    ...passRole('AttributeValue', 'sns.amazonaws.com'),
    when: [`AttributeName == ${name}`, 'AttributeValue'],
  }));
}

export const sns: HandService = {
  client: 'sns',
  page: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_sns.html',
  operations: {
    ...same('sns', unrestricted, '*'),
    ...same(
      'sns',
      'AddPermission ConfirmSubscription DeleteTopic GetTopicAttributes ListSubscriptionsByTopic RemovePermission',
      topic,
    ),
    ...same('sns', 'GetDataProtectionPolicy ListTagsForResource PutDataProtectionPolicy', resource),
    ...same('sns', 'GetSubscriptionAttributes Unsubscribe', ofSubscription),
    // A message to a phone is on no topic; a target may also be an endpoint of a platform, which is asked for by its own ARN.
    Publish: [
      { action: 'sns:Publish', resources: ['?{TopicArn|arn:sns}', '?{TargetArn|arn:sns}'], when: ['!PhoneNumber'] },
      { action: 'sns:Publish', resources: ['?{TopicArn|arn:sns}', '?{TargetArn|arn:sns}', '*'], when: ['PhoneNumber'] },
    ],
    PublishBatch: on('sns:Publish', topic),
    Subscribe: [
      {
        action: 'sns:Subscribe',
        resources: [topic],
        keys: { 'sns:Protocol': '{Protocol}', 'sns:Endpoint': '{Endpoint}' },
      },
      ...passes('Attributes', ['SubscriptionRoleArn']),
    ],
    SetSubscriptionAttributes: [
      ...on('sns:SetSubscriptionAttributes', ofSubscription),
      ...passesNamed(['SubscriptionRoleArn']),
    ],
    SetTopicAttributes: [...on('sns:SetTopicAttributes', topic), ...passesNamed(topicRoles)],
    SetPlatformApplicationAttributes: [
      ...on('sns:SetPlatformApplicationAttributes', '*'),
      ...passes('Attributes', platformRoles),
    ],
    SetSMSAttributes: [...on('sns:SetSMSAttributes', '*'), ...passes('attributes', ['DeliveryStatusIAMRole'])],
    CreatePlatformApplication: [...on('sns:CreatePlatformApplication', '*'), ...passes('Attributes', platformRoles)],
    CreateTopic: [
      { action: 'sns:CreateTopic', resources: [named], tags: 'Tags' },
      { action: 'sns:TagResource', resources: [named], tags: 'Tags', when: ['Tags'] },
      { action: 'sns:PutDataProtectionPolicy', resources: [named], when: ['DataProtectionPolicy'] },
      ...passes('Attributes', topicRoles),
    ],
    TagResource: [{ action: 'sns:TagResource', resources: [resource], tags: 'Tags' }],
    UntagResource: [{ action: 'sns:UntagResource', resources: [resource], keys: { 'aws:TagKeys': '{TagKeys[]}' } }],
  },
};
