/**
 * ListObjects, ListObjectsV2, ListObjectVersions and ListMultipartUploads, but for what a row is shown as: their parameters with AWS's errors, and
 * all members of their answers that are not rows.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html
 */
import { readContinuationToken, writeContinuationToken } from './continuation-token.ts';
import { type CountParameter, checkEncodingType, listErrors } from './list-errors.ts';
import { type KeyedRow, type KeyList, type KeyListRequest, listKeys, type OrderedSource } from './list-keys.ts';
import { encodeListText } from './list-text.ts';

/** Parameters that all four have. Inputs of the operations have them by these names. */
interface ListInput {
  readonly Prefix?: string | undefined;
  readonly Delimiter?: string | undefined;
  readonly EncodingType?: string | undefined;
}

interface ListMembers {
  readonly IsTruncated: boolean;
  readonly Delimiter?: string;
  readonly CommonPrefixes?: { readonly Prefix: string }[];
  readonly EncodingType?: 'url';
}

/** A page: what is answered beside the bucket's name and the rows, and how keys of rows are written. */
export interface Listing<Row, Members> {
  readonly rows: readonly Row[];
  readonly members: Members;
  /** Encodes a key where the request asks for it. */
  readonly text: (key: string) => string;
}

const itemsMax = 1_000;
const integerMax = 2_147_483_647;

/**
 * How many items a page may have; for ListParts too.
 * AWS DIFFERS? Of a number above 1,000 the answer shows 1,000.
 */
export function countOf(parameter: CountParameter, value: number | undefined): number {
  if (value === undefined) return itemsMax;
  if (!Number.isInteger(value) || value > integerMax || value < -integerMax - 1)
    throw listErrors.notAnInteger(parameter, String(value));
  if (value < 0) throw listErrors.negative(parameter, String(value));
  return Math.min(value, itemsMax);
}

/** The parameters that all have, read. */
interface Common {
  readonly request: Pick<KeyListRequest, 'prefix' | 'delimiter'>;
  readonly text: (key: string) => string;
  readonly members: (list: KeyList<KeyedRow>) => ListMembers;
}

function commonOf({ Prefix, Delimiter, EncodingType }: ListInput): Common {
  checkEncodingType(EncodingType);
  const text = EncodingType === undefined ? (key: string) => key : encodeListText;
  // An empty delimiter divides nothing, and is not shown.
  const delimiter = Delimiter === '' ? undefined : Delimiter;
  return {
    request: { prefix: Prefix ?? '', ...(delimiter === undefined ? {} : { delimiter }) },
    text,
    members: ({ isTruncated, commonPrefixes }) => ({
      IsTruncated: isTruncated,
      ...(delimiter === undefined ? {} : { Delimiter: text(delimiter) }),
      ...(commonPrefixes.length === 0
        ? {}
        : { CommonPrefixes: commonPrefixes.map((Prefix) => ({ Prefix: text(Prefix) })) }),
      ...(EncodingType === undefined ? {} : { EncodingType: 'url' as const }),
    }),
  };
}

/** An empty marker is none. */
function afterOf(key: string | undefined, sub?: string): Pick<KeyListRequest, 'after'> {
  if (key === undefined || key === '') return {};
  return { after: sub === undefined || sub === '' ? { key } : { key, sub } };
}

/** The key or common prefix that a list ended with; undefined where it has nothing. */
function lastOf({ last }: KeyList<KeyedRow>): { readonly key: string; readonly sub: string } | undefined {
  if (last === undefined) return undefined;
  return last.kind === 'prefix' ? { key: last.prefix, sub: '' } : { key: last.row.key, sub: last.row.sub ?? '' };
}

export interface ListObjectsMembers extends ListMembers {
  readonly Prefix: string;
  readonly Marker: string;
  readonly MaxKeys: number;
  /** Only with a delimiter: without one the last key is the next marker. */
  readonly NextMarker?: string;
}

/** ListObjects over the current objects of a bucket, without delete markers. */
export async function listObjects<Row extends KeyedRow>(
  source: OrderedSource<Row>,
  input: ListInput & { readonly Marker?: string | undefined; readonly MaxKeys?: number | undefined },
): Promise<Listing<Row, ListObjectsMembers>> {
  const { request, text, members } = commonOf(input);
  const limit = countOf('max-keys', input.MaxKeys);
  const list = await listKeys(source, { ...request, ...afterOf(input.Marker), limit });
  const last = list.isTruncated && request.delimiter !== undefined ? lastOf(list) : undefined;
  return {
    rows: list.rows,
    text,
    members: {
      ...members(list),
      Prefix: text(request.prefix),
      Marker: text(input.Marker ?? ''),
      MaxKeys: limit,
      ...(last === undefined ? {} : { NextMarker: text(last.key) }),
    },
  };
}

export interface ListObjectsV2Members extends ListMembers {
  readonly Prefix: string;
  readonly MaxKeys: number;
  /** Rows and common prefixes. */
  readonly KeyCount: number;
  readonly ContinuationToken?: string;
  readonly NextContinuationToken?: string;
  readonly StartAfter?: string;
}

/** ListObjectsV2 over the same. A continuation token goes before `start-after`, which is then not shown. */
export async function listObjectsV2<Row extends KeyedRow>(
  source: OrderedSource<Row>,
  bucket: string,
  input: ListInput & {
    readonly ContinuationToken?: string | undefined;
    readonly StartAfter?: string | undefined;
    readonly MaxKeys?: number | undefined;
  },
): Promise<Listing<Row, ListObjectsV2Members>> {
  const { request, text, members } = commonOf(input);
  const { ContinuationToken: token, StartAfter: startAfter } = input;
  const limit = countOf('max-keys', input.MaxKeys);
  const place = token === undefined ? startAfter : readContinuationToken(token, bucket);
  if (token !== undefined && place === undefined) throw listErrors.continuationToken();
  const list = await listKeys(source, { ...request, ...afterOf(place), limit });
  const last = list.isTruncated ? lastOf(list) : undefined;
  return {
    rows: list.rows,
    text,
    members: {
      ...members(list),
      Prefix: text(request.prefix),
      MaxKeys: limit,
      KeyCount: list.rows.length + list.commonPrefixes.length,
      ...(token === undefined ? {} : { ContinuationToken: token }),
      ...(last === undefined ? {} : { NextContinuationToken: writeContinuationToken(last.key, bucket) }),
      ...(token !== undefined || startAfter === undefined ? {} : { StartAfter: text(startAfter) }),
    },
  };
}

export interface ListObjectVersionsMembers extends ListMembers {
  readonly Prefix: string;
  readonly KeyMarker: string;
  readonly VersionIdMarker: string;
  readonly MaxKeys: number;
  readonly NextKeyMarker?: string;
  /** Absent after a common prefix. */
  readonly NextVersionIdMarker?: string;
}

/** ListObjectVersions over all versions and delete markers: `sub` is the version id, newest first. The source refuses what is no version id. */
export async function listObjectVersions<Row extends KeyedRow>(
  source: OrderedSource<Row>,
  input: ListInput & {
    readonly KeyMarker?: string | undefined;
    readonly VersionIdMarker?: string | undefined;
    readonly MaxKeys?: number | undefined;
  },
): Promise<Listing<Row, ListObjectVersionsMembers>> {
  const { request, text, members } = commonOf(input);
  const { KeyMarker: key = '', VersionIdMarker: version = '' } = input;
  const limit = countOf('max-keys', input.MaxKeys);
  if (version !== '' && key === '') throw listErrors.versionIdWithoutKey(version);
  const list = await listKeys(source, { ...request, ...afterOf(key, version), limit });
  const last = list.isTruncated ? lastOf(list) : undefined;
  return {
    rows: list.rows,
    text,
    members: {
      ...members(list),
      Prefix: text(request.prefix),
      KeyMarker: text(key),
      VersionIdMarker: version,
      MaxKeys: limit,
      ...(last === undefined ? {} : { NextKeyMarker: text(last.key) }),
      ...(last === undefined || last.sub === '' ? {} : { NextVersionIdMarker: last.sub }),
    },
  };
}

export interface ListMultipartUploadsMembers extends ListMembers {
  /** Only where it was sent. */
  readonly Prefix?: string;
  readonly KeyMarker: string;
  readonly UploadIdMarker: string;
  readonly MaxUploads: number;
  /** The last item also of a list that is not truncated; empty where there is none. */
  readonly NextKeyMarker: string;
  readonly NextUploadIdMarker: string;
}

/**
 * ListMultipartUploads over the unfinished uploads: `sub` is the upload id. Without a key marker that of an upload counts for nothing. The source
 * refuses what is no upload id.
 */
export async function listMultipartUploads<Row extends KeyedRow>(
  source: OrderedSource<Row>,
  input: ListInput & {
    readonly KeyMarker?: string | undefined;
    readonly UploadIdMarker?: string | undefined;
    readonly MaxUploads?: number | undefined;
  },
): Promise<Listing<Row, ListMultipartUploadsMembers>> {
  const { request, text, members } = commonOf(input);
  const { KeyMarker: key = '', UploadIdMarker: upload = '' } = input;
  const limit = countOf('max-uploads', input.MaxUploads);
  const list = await listKeys(source, { ...request, ...afterOf(key, upload), limit });
  const last = lastOf(list);
  return {
    rows: list.rows,
    text,
    members: {
      ...members(list),
      ...(input.Prefix === undefined ? {} : { Prefix: text(request.prefix) }),
      KeyMarker: text(key),
      UploadIdMarker: upload,
      MaxUploads: limit,
      NextKeyMarker: text(last?.key ?? ''),
      NextUploadIdMarker: last?.sub ?? '',
    },
  };
}
