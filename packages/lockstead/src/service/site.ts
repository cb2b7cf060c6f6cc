/**
 * Pages that people open in a browser, at host names of their own: the sign-in pages, later the console. No AWS API is spoken there. A site
 * judges for itself which pages may send requests to it (`origin`), since its own forms do.
 */
import type { RequestId } from '#kernel/ids';
import type { Transport } from './request-context.ts';

export interface SiteRequest {
  readonly requestId: RequestId;
  readonly transport: Transport;
  readonly method: string;
  /** As sent, not decoded. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The name in the Host header, in lower case, without its port. */
  readonly hostName: string;
  /** What a browser calls the site: `http://signin.localhost:4566`. */
  readonly origin: string;
  /** Throws an AwsError for a body that is larger, too slow or cut off. */
  readBody(bytesMax: number): Promise<Buffer>;
}

export interface SiteAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Site {
  /** Asked for each host name that is new to a connection's server, so it answers at once. */
  isHost(hostName: string): boolean;
  /** Never throws: whatever happens has a page. */
  answer(request: SiteRequest): Promise<SiteAnswer>;
  /**
   * The host name of the site for a person who looks for it at another name of this server, by a path of the site's. `hostName` as in `SiteRequest`.
   * Undefined for other paths, and where the site has no name beside that one.
   */
  nameFor(path: string, hostName: string): string | undefined;
}
