/** Errors, in each protocol's own shape, byte for byte. */
import { expect, test } from 'vitest';
import { encodeError } from './encode-error.ts';
import { loadModel } from './model/service-model.ts';
import { serviceById } from './model/service-table.ts';
import type { ProtocolName, WireError } from './types.ts';

const denied: WireError = { code: 'AccessDenied', httpStatus: 403, fault: 'client', message: 'no <way>' };

const cases: readonly {
  readonly protocol: ProtocolName;
  readonly service: string | undefined;
  readonly body: string;
  readonly headers: object;
}[] = [
  {
    protocol: 'awsQuery',
    service: 'iam',
    body: '<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no &lt;way&gt;</Message></Error><RequestId>r</RequestId></ErrorResponse>',
    headers: { 'x-amzn-requestid': 'r', 'content-type': 'text/xml' },
  },
  {
    protocol: 'ec2Query',
    service: 'ec2',
    body: '<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>AccessDenied</Code><Message>no &lt;way&gt;</Message></Error></Errors><RequestID>r</RequestID></Response>',
    headers: { 'content-type': 'text/xml;charset=UTF-8' },
  },
  {
    protocol: 'restXml',
    service: 's3',
    body: '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>no &lt;way&gt;</Message><RequestId>r</RequestId><HostId>r</HostId></Error>',
    headers: { 'x-amz-request-id': 'r', 'content-type': 'application/xml' },
  },
  {
    protocol: 'restXml',
    service: 'route53',
    body: '<ErrorResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no &lt;way&gt;</Message></Error><RequestId>r</RequestId></ErrorResponse>',
    headers: { 'x-amzn-requestid': 'r' },
  },
  {
    protocol: 'awsJson1_1',
    service: 'organizations',
    body: '{"__type":"AccessDenied","message":"no <way>"}',
    headers: { 'x-amzn-errortype': 'AccessDenied', 'content-type': 'application/x-amz-json-1.1' },
  },
  {
    protocol: 'restJson1',
    service: undefined,
    body: '{"__type":"AccessDenied","message":"no <way>"}',
    headers: { 'content-type': 'application/json' },
  },
  {
    protocol: 'awsJson1_0',
    service: 'sqs',
    body: '{"__type":"AccessDenied","message":"no <way>"}',
    headers: { 'x-amzn-query-error': 'AccessDenied;Sender' },
  },
];

test.each(cases)('$protocol of $service', ({ protocol, service, body, headers }) => {
  const response = encodeError(protocol, service === undefined ? undefined : serviceById(service), denied, 'r');
  expect(response).toMatchObject({ status: 403, body, headers });
});

test('a server that failed says so', () => {
  const failure: WireError = { code: 'ServiceFailure', httpStatus: 500, fault: 'server', message: '' };
  expect(encodeError('awsQuery', undefined, failure, 'r').body).toContain(
    '<Type>Receiver</Type><Code>ServiceFailure</Code><Message></Message>',
  );
  expect(encodeError('awsJson1_1', undefined, failure, 'r').body).toBe('{"__type":"ServiceFailure"}');
});

test('an error of the model may be named by its shape or by its code', async () => {
  const entry = serviceById('iam');
  if (entry === undefined) throw new Error('no IAM');
  await loadModel(entry);
  for (const code of ['NoSuchEntity', 'NoSuchEntityException']) {
    expect(encodeError('awsQuery', entry, { ...denied, code }, 'r').body).toContain('<Code>NoSuchEntity</Code>');
  }
});

test('a row that somebody else brings changes nothing for the one of the table', async () => {
  const entry = serviceById('kms');
  if (entry === undefined) throw new Error('no KMS');
  await loadModel({ ...entry });
  await loadModel(entry);
  const error: WireError = { ...denied, code: 'NotFoundException', members: { internal: 'secret' } };
  expect(encodeError('awsJson1_1', entry, error, 'r').body).not.toContain('internal');
});

test('members of the error that the model knows are said, others are not', async () => {
  const entry = serviceById('artifact');
  if (entry === undefined) throw new Error('no Artifact');
  await loadModel(entry);
  const members = { retryAfterSeconds: 7, quotaCode: 'q', internal: 'secret' };
  const error: WireError = { code: 'ThrottlingException', httpStatus: 429, fault: 'client', message: 'slow', members };
  const response = encodeError('restJson1', entry, error, 'r');
  expect(response.headers).toMatchObject({ 'retry-after': '7', 'x-amzn-errortype': 'ThrottlingException' });
  expect(response.body).toBe('{"__type":"ThrottlingException","message":"slow","quotaCode":"q"}');
});
