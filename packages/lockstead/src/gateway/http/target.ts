/** The target of a request line, and whether it and the Host headers agree on one host. */
import type { IncomingMessage } from 'node:http';

export interface Target {
  /** As sent, not decoded. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** `undefined` where the request says two different ones. */
  readonly host: string | undefined;
}

/** A proxy's absolute form loses its scheme and host, which has to be the one of the Host header: that one is signed. */
export function targetOf(request: IncomingMessage): Target {
  const { url = '/' } = request;
  let { host } = request.headers;
  let form = url;
  if (url.startsWith('http://') || url.startsWith('https://')) {
    const start = url.indexOf('//') + 2;
    const end = url.slice(start).search(/[/?]/);
    const authority = end < 0 ? url.slice(start) : url.slice(start, start + end);
    if (authority.toLowerCase() !== host?.toLowerCase()) host = undefined;
    form = end < 0 ? '/' : url.slice(start + end);
    if (form.startsWith('?')) form = `/${form}`;
  }
  if (hasSecondHost(request.rawHeaders)) host = undefined;
  const mark = form.indexOf('?');
  return mark < 0 ? { path: form, query: '', host } : { path: form.slice(0, mark), query: form.slice(mark + 1), host };
}

/** Node keeps the first and says nothing of another. */
function hasSecondHost(rawHeaders: readonly string[]): boolean {
  let seen = false;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length !== 4 || name.toLowerCase() !== 'host') continue;
    if (seen) return true;
    seen = true;
  }
  return false;
}
