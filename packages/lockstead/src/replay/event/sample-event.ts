/** Events for tests: whole records, of which a test names what it is about. */
import { type RecordedEvent, readEvent } from './recorded-event.ts';

export const account = '111122223333';
export const alice: object = {
  type: 'IAMUser',
  principalId: 'AIDAALICE',
  arn: `arn:aws:iam::${account}:user/staff/alice`,
  accountId: account,
  accessKeyId: 'AKIAALICE',
  userName: 'alice',
};

export function roleSession(
  roleArn: string,
  attributes: object = { creationDate: '2026-11-20T09:00:00Z', mfaAuthenticated: 'false' },
): object {
  const name = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  return {
    type: 'AssumedRole',
    principalId: 'AROAROLE:session',
    arn: `arn:aws:sts::${account}:assumed-role/${name}/session`,
    accountId: account,
    accessKeyId: 'ASIASESSION',
    sessionContext: {
      sessionIssuer: { type: 'Role', principalId: 'AROAROLE', arn: roleArn, accountId: account, userName: name },
      attributes,
    },
  };
}

export const ci: object = roleSession(`arn:aws:iam::${account}:role/build/ci`);

/** `s3:ListBuckets` is the event ListBuckets of s3.amazonaws.com. */
export function sampleEvent(what: string, more: object = {}): RecordedEvent {
  const [source = '', eventName = ''] = what.split(':');
  return readEvent(
    JSON.stringify({
      eventVersion: '1.11',
      userIdentity: alice,
      eventTime: '2026-11-20T10:00:00Z',
      eventSource: `${source}.amazonaws.com`,
      eventName,
      awsRegion: 'eu-central-1',
      sourceIPAddress: '203.0.113.5',
      userAgent: 'aws-cli/2.0',
      requestParameters: null,
      responseElements: null,
      eventID: 'e-1',
      eventType: 'AwsApiCall',
      recipientAccountId: account,
      eventCategory: 'Management',
      tlsDetails: { tlsVersion: 'TLSv1.3' },
      ...more,
    }),
  );
}
