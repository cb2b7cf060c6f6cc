/**
 * What PutBucketCors takes.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html
 */
import { invalidRequest, malformedXml } from '../errors.ts';
import { s3Limits } from '../limits.ts';
import type { S3Input } from '../operation.ts';
import type { CorsRule } from '../state.ts';

type Given = S3Input<'PutBucketCors'>['CORSConfiguration']['CORSRules'][number];

const methods: ReadonlySet<string> = new Set(['GET', 'PUT', 'HEAD', 'POST', 'DELETE']);
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be in a header.
const noHeader = /[\u0000-\u001f\u007f]|[^\u0000-\u00ff]/;

/** Throws what S3 answers to rules that it does not take. */
export function readCorsRules(given: readonly Given[]): readonly CorsRule[] {
  if (given.length === 0) throw malformedXml();
  if (given.length > s3Limits.CorsRules) {
    throw invalidRequest(`The number of CORS rules should not exceed allowed limit of ${s3Limits.CorsRules} rules.`);
  }
  return given.map(readRule);
}

function readRule({
  ID: id,
  AllowedOrigins,
  AllowedMethods,
  AllowedHeaders,
  ExposeHeaders,
  MaxAgeSeconds,
}: Given): CorsRule {
  const unsupported = AllowedMethods.find((method) => !methods.has(method));
  if (unsupported !== undefined) {
    throw invalidRequest(
      `Found unsupported HTTP method in CORS config. Unsupported method is ${unsupported.slice(0, 64)}`,
    );
  }
  if (AllowedMethods.length === 0 || AllowedOrigins.length === 0) throw malformedXml();
  for (const origin of AllowedOrigins) checkStars('AllowedOrigin', origin);
  for (const header of AllowedHeaders ?? []) checkStars('AllowedHeader', header);
  for (const header of ExposeHeaders ?? []) {
    if (!header.includes('*')) continue;
    throw invalidRequest(
      `ExposeHeader "${header.slice(0, 256)}" contains wildcard. We currently do not support wildcard for ExposeHeader.`,
    );
  }
  // They become headers of answers.
  if ([...AllowedOrigins, ...(ExposeHeaders ?? [])].some((text) => noHeader.test(text))) throw malformedXml();
  return {
    ...(id === undefined ? {} : { id }),
    allowedOrigins: AllowedOrigins,
    allowedMethods: AllowedMethods,
    ...(AllowedHeaders === undefined ? {} : { allowedHeaders: AllowedHeaders }),
    ...(ExposeHeaders === undefined ? {} : { exposeHeaders: ExposeHeaders }),
    ...(MaxAgeSeconds === undefined ? {} : { maxAgeSeconds: MaxAgeSeconds }),
  };
}

function checkStars(name: string, pattern: string): void {
  if (pattern.split('*', 3).length < 3) return;
  throw invalidRequest(`${name} "${pattern.slice(0, 256)}" can not have more than one wildcard.`);
}
