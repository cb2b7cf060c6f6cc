/**
 * Which rule of a bucket lets a page's request in, and what a browser is told of it. A pattern has at most one star, so that a look costs no more than
 * its length.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html
 */
import type { CorsRule } from '../state.ts';

/** What a browser says of it. */
export interface CorsAsked {
  /** Absent where the browser names none: then only a rule for everybody fits. */
  readonly origin: string | undefined;
  readonly method: string;
  /** In lower case. */
  readonly headers: readonly string[];
}

/** The first rule that fits in all of it. */
export function corsRuleFor(rules: readonly CorsRule[], asked: CorsAsked): CorsRule | undefined {
  return rules.find((rule) => fits(rule, asked));
}

function fits({ allowedOrigins, allowedMethods, allowedHeaders = [] }: CorsRule, asked: CorsAsked): boolean {
  const { origin, method, headers } = asked;
  const isOrigin = allowedOrigins.some((pattern) =>
    origin === undefined ? pattern === '*' : fitsPattern(pattern, origin),
  );
  if (!isOrigin || !allowedMethods.includes(method)) return false;
  return headers.every((header) => allowedHeaders.some((pattern) => fitsPattern(pattern.toLowerCase(), header)));
}

function fitsPattern(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === text;
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
}

/** Caches keep what was told to one origin from another. */
export const vary = 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method';

/** The headers of an answer to a request that the rule lets in. */
export function corsHeaders(rule: CorsRule, { origin, headers }: CorsAsked): Record<string, string> {
  const { allowedOrigins, allowedMethods, exposeHeaders = [], maxAgeSeconds } = rule;
  const isForAll = origin === undefined || allowedOrigins.includes('*');
  return {
    'access-control-allow-origin': isForAll ? '*' : origin,
    'access-control-allow-methods': allowedMethods.join(', '),
    ...(headers.length === 0 ? {} : { 'access-control-allow-headers': headers.join(', ') }),
    ...(exposeHeaders.length === 0 ? {} : { 'access-control-expose-headers': exposeHeaders.join(', ') }),
    ...(maxAgeSeconds === undefined ? {} : { 'access-control-max-age': String(maxAgeSeconds) }),
    ...(isForAll ? {} : { 'access-control-allow-credentials': 'true' }),
    vary,
  };
}
