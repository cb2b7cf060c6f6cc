/**
 * An error in its protocol's own shape.
 * AWS: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#operation-error-serialization and its siblings
 */
import type { ServiceEntry } from './model/service-table.ts';
import { escapeXml } from './protocols/xml/escape.ts';
import { namespaceOf } from './protocols/xml/writer.ts';
import type { ProtocolName, WireError, WireResponse } from './types.ts';

/** `entry` is undefined where the request named no service that is known. */
export function encodeError(
  protocol: ProtocolName,
  entry: ServiceEntry | undefined,
  error: WireError,
  requestId: string,
): WireResponse {
  switch (protocol) {
    case 'awsJson1_0':
      return jsonError(entry, error, requestId, 'application/x-amz-json-1.0');
    case 'awsJson1_1':
      return jsonError(entry, error, requestId, 'application/x-amz-json-1.1');
    case 'restJson1':
      return jsonError(entry, error, requestId, 'application/json');
    case 'ec2Query':
      return ec2Error(error, requestId);
    case 'restXml':
      return entry?.signingName === 's3' ? s3Error(error, requestId) : queryError(entry, error, requestId);
    default:
      return queryError(entry, error, requestId);
  }
}

function queryError(entry: ServiceEntry | undefined, error: WireError, requestId: string): WireResponse {
  const type = error.fault === 'client' ? 'Sender' : 'Receiver';
  const body =
    `<ErrorResponse${namespaceOf(entry?.xmlNamespace)}><Error><Type>${type}</Type><Code>${escapeXml(error.code)}</Code>` +
    `<Message>${escapeXml(error.message)}</Message>${membersOf(error)}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
  return { status: error.httpStatus, headers: { 'x-amzn-requestid': requestId, 'content-type': 'text/xml' }, body };
}

function ec2Error(error: WireError, requestId: string): WireResponse {
  const body =
    `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${escapeXml(error.code)}</Code>` +
    `<Message>${escapeXml(error.message)}</Message></Error></Errors><RequestID>${requestId}</RequestID></Response>`;
  const headers = { 'x-amzn-requestid': requestId, 'content-type': 'text/xml;charset=UTF-8' };
  return { status: error.httpStatus, headers, body };
}

/** `HostId` is Amazon's own affair; clients print it, so it is there, and says nothing. */
function s3Error(error: WireError, requestId: string): WireResponse {
  const body =
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message>` +
    `${membersOf(error)}<RequestId>${requestId}</RequestId><HostId>${requestId}</HostId></Error>`;
  const headers = { 'x-amz-request-id': requestId, 'x-amz-id-2': requestId, 'content-type': 'application/xml' };
  return { status: error.httpStatus, headers, body };
}

/** Scalars only: no error of these protocols has more. */
function membersOf(error: WireError): string {
  let out = '';
  for (const [name, value] of Object.entries(error.members ?? {})) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      out += `<${name}>${escapeXml(String(value))}</${name}>`;
    }
  }
  return out;
}

function jsonError(
  entry: ServiceEntry | undefined,
  error: WireError,
  requestId: string,
  contentType: string,
): WireResponse {
  const said = { __type: error.code, ...error.members, ...(error.message === '' ? {} : { message: error.message }) };
  const headers: Record<string, string> = {
    'x-amzn-requestid': requestId,
    'x-amzn-errortype': error.code,
    'content-type': contentType,
  };
  if (entry?.queryCompatible === true) {
    headers['x-amzn-query-error'] = `${error.code};${error.fault === 'client' ? 'Sender' : 'Receiver'}`;
  }
  return { status: error.httpStatus, headers, body: JSON.stringify(said) };
}
