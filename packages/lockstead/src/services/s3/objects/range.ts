/**
 * The range of a read. S3 takes one; what it cannot read, and several, mean the whole object.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html#API_GetObject_RequestSyntax (Range)
 */
import type { ByteRange } from '../content/open-content.ts';
import { S3Error } from '../errors.ts';

const form = /^bytes=(\d*)-(\d*)$/;

/** `undefined`: all of it. Throws where the object has no such bytes. */
export function readRange(header: string | undefined, total: number): ByteRange | undefined {
  const found = form.exec(header ?? '');
  if (found === null) return undefined;
  const [, first = '', last = ''] = found;
  if (first === '' && last === '') return undefined;
  if (first === '') {
    const count = Number(last);
    if (count === 0 || total === 0) throw invalidRange(header ?? '', total);
    return { start: Math.max(0, total - count), end: total - 1 };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return undefined;
  if (start >= total) throw invalidRange(header ?? '', total);
  return { start, end: last === '' ? total - 1 : Math.min(Number(last), total - 1) };
}

function invalidRange(header: string, total: number): S3Error {
  return new S3Error('InvalidRange', 416, 'The requested range is not satisfiable', {
    members: { ActualObjectSize: String(total), RangeRequested: header },
    headers: { 'content-range': `bytes */${total}` },
  });
}

export function contentRange({ start, end }: ByteRange, total: number): string {
  return `bytes ${start}-${end}/${total}`;
}
