/** What the listener answers by itself, before anything of AWS's is looked at. */
import type { IncomingMessage } from 'node:http';
import type { WireResponse } from '@lockstead/wire';
import type { RequestId } from '#kernel/ids';

/** Raw, for a socket on which there is no request to answer. */
export function malformedAnswer(code: string | undefined, requestId: RequestId): string {
  const [status, sentence] =
    code === 'HPE_HEADER_OVERFLOW'
      ? ['431 Request Header Fields Too Large', 'The headers of the request are too large.']
      : code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ['408 Request Timeout', 'The request took too long to arrive.']
        : ['400 Bad Request', 'The request is no well-formed HTTP.'];
  const head = `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: text/plain; charset=utf-8\r\nx-amzn-requestid: ${requestId}`;
  return `${head}\r\ncontent-length: ${sentence.length + 1}\r\n\r\n${sentence}\n`;
}

export function plain(status: number, body: string): WireResponse {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}

/** Every answer bears one, by which its reader and the log speak of the same request. */
export function withRequestId<A extends Pick<WireResponse, 'headers'>>(answer: A, requestId: RequestId): A {
  return { ...answer, headers: { ...answer.headers, 'x-amzn-requestid': requestId } };
}

/** What SDKs in a browser read beside the body. */
export const exposedHeaders: string =
  'x-amzn-requestid, x-amz-request-id, x-amzn-errortype, x-amzn-query-error, etag, x-lockstead-ignored';

export function preflight(request: IncomingMessage): WireResponse {
  const headers = request.headers['access-control-request-headers'];
  return {
    status: 204,
    headers: {
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, DELETE, OPTIONS',
      ...(typeof headers === 'string' ? { 'access-control-allow-headers': headers } : {}),
      'access-control-max-age': '600',
    },
    body: '',
  };
}
