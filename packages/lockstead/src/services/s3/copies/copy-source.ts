/**
 * The header that names what is copied: `BUCKET/KEY`, percent-encoded, with `?versionId=` behind where a version is meant. It is decoded once, and
 * nothing in it is a path: `..` and `//` are characters of a key.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html#API_CopyObject_RequestSyntax (x-amz-copy-source)
 */
import { headerNotImplemented, invalidArgument, type S3Error } from '../errors.ts';
import { s3Limits } from '../limits.ts';
import { checkVersionId } from '../objects/find-object.ts';

export interface CopySource {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string;
}

const version = '?versionId=';
/** A key of which each byte is encoded, its bucket and its version. */
const longest = 3 * s3Limits.KeyBytes + 2048;

function refused(message: string): S3Error {
  return invalidArgument(message, 'x-amz-copy-source', 'x-amz-copy-source');
}

/** Throws for what names no object. A `+` is a space, as in a form. */
export function readCopySource(header: string): CopySource {
  if (header.length > longest) throw refused('Invalid copy source object key');
  const at = header.indexOf('?');
  const query = at < 0 ? '' : header.slice(at);
  // AWS knows no other parameter. One that is not known could be a key's own `?` that somebody forgot to encode: nothing is guessed.
  if (query !== '' && !query.startsWith(version)) throw refused('Invalid copy source object key');
  const path = decoded(at < 0 ? header : header.slice(0, at));
  if (/^\/?arn:/.test(path)) throw headerNotImplemented('x-amz-copy-source', 'Access points are not implemented');
  const name = path.startsWith('/') ? path.slice(1) : path;
  const slash = name.indexOf('/');
  if (slash <= 0 || slash === name.length - 1) throw refused('Invalid copy source object key');
  const source = { Bucket: name.slice(0, slash), Key: name.slice(slash + 1) };
  if (query === '') return source;
  const VersionId = decoded(query.slice(version.length));
  checkVersionId(VersionId);
  return { ...source, VersionId };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw refused('Invalid copy source encoding');
  }
}
