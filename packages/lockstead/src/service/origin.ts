/**
 * Web pages that call a service. By itself no page may, but those of `--cors-origin`: a browser on the operator's machine can be made to send
 * requests here from any page. A service whose users say which pages may (S3's CORS rules), or that takes forms from pages, judges for itself.
 */
import type { RequestId } from '#kernel/ids';
import type { Reader } from '#store/port';

/** A request that a browser sent for a page. Nobody has looked at its signature yet, and it may have none. */
export interface PageRequest {
  /** As the answer tells it. */
  readonly requestId: RequestId;
  readonly method: string;
  /** As sent, not decoded. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** `null` of a sandboxed page is a text like any other; undefined where the browser said by Sec-Fetch-Site alone that it comes from elsewhere. */
  readonly origin: string | undefined;
  /** Whether the browser asks first (OPTIONS with Access-Control-Request-Method): the verdict is then its whole answer. */
  readonly isPreflight: boolean;
}

export type PageVerdict =
  /** It goes on to authentication and authorization; these headers stand in its answer. */
  | { readonly kind: 'allowed'; readonly headers: Readonly<Record<string, string>> }
  /** This is its answer: a preflight's, or a refusal in the service's own words. */
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    };

/** Undefined: the request is refused as for a service without rules of its own. */
export type JudgePage = (request: PageRequest, reader: Reader) => Promise<PageVerdict | undefined>;
