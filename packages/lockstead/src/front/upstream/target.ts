/**
 * Path and query of a request on its way to a backend. What was decided is what is asked for: where the path says nothing, none is sent,
 * and one that a backend might read otherwise than the front did is refused.
 */
import { addressOf, type OperationModel, type ProtocolName, type WireRequest } from '@lockstead/wire';
import { AwsError } from '#kernel/aws-error';

export interface Target {
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
}

/** First parts of the paths by which emulators are administered. They ask for no permission, so nobody reaches them through the front. */
const adminParts: readonly string[] = ['moto-api', 'minio', 'localstack', 'cdn-cgi', 'admin'];

/** @throws AwsError for a path that is not a service's. `isPath`: whether the protocol tells the operation by it. */
export function targetOf(request: WireRequest, protocol: ProtocolName, model: OperationModel | undefined): Target {
  switch (protocol) {
    case 'awsJson1_0':
    case 'awsJson1_1':
    case 'awsQuery':
    case 'ec2Query':
      // A queue's URL may be the path of a form: what it says stands in the form too, which was decided on.
      return { path: '/', query: '' };
    case 'rpcv2Cbor':
      return { path: request.path, query: '' };
    default:
      return { path: pathOf(request, model), query: queryOf(request.query, model) };
  }
}

/** As the decision read it. A bucket that the host name tells goes into the path, since the backend is asked at another host. */
function pathOf(request: WireRequest, model: OperationModel | undefined): string {
  if (model?.service.id !== 's3') {
    refuseOtherPaths(request.path);
    refuseHiddenSlashes(request.path);
    return request.path;
  }
  const { bucket, path } = addressOf(request);
  // `a%2Fb` was decided on as a bucket, and is an object to a backend that takes the path apart afterwards.
  if (bucket !== undefined && !/^[\w.-]{1,255}$/.test(bucket)) throw notHere('That is not the name of a bucket.');
  const whole = bucket === undefined ? path : `/${bucket}${path}`;
  refuseOtherPaths(whole);
  return whole;
}

/**
 * A backend that decodes a path before it takes it apart sees another operation in `functions/f%2Fpolicy`. ARNs alone have slashes in one
 * part of a path.
 */
function refuseHiddenSlashes(path: string): void {
  const hidden = path
    .split('/')
    .map(unescaped)
    .find((part) => part.includes('/') && !part.startsWith('arn:'));
  if (hidden !== undefined) throw notHere('A slash within a part of the path is passed on in ARNs alone.');
}

function refuseOtherPaths(path: string): void {
  const parts = path.split('/').map(unescaped);
  const [first = ''] = parts.filter((part) => part !== '');
  const isAdmin = first.startsWith('_') || adminParts.includes(first.toLowerCase());
  // A backend that resolves them would be asked for another path than was decided on.
  const climbs = parts.some((part) => part.split('/').some((piece) => piece === '.' || piece === '..'));
  if (isAdmin) throw notHere('That path belongs to the backend itself, and is not reached through Lockstead.');
  if (climbs || !path.startsWith('/') || path.includes('\\') || path.includes('\0')) {
    throw notHere('A path with parts such as ".." is not passed on.');
  }
}

/** Once more, as a backend behind another proxy would. */
function unescaped(part: string): string {
  let text = part;
  for (let left = 2; left > 0 && text.includes('%'); left--) {
    try {
      text = decodeURIComponent(text);
    } catch {
      return text;
    }
  }
  return text;
}

/** Signatures stand in the query of presigned URLs; the backend would hold them against keys of its own. */
const signatureParameter =
  /^x-amz-(?:algorithm|content-sha256|credential|date|expires|region-set|security-token|signature|signedheaders)$/i;

/** Of Version 2; another service may have a parameter of such a name. */
const olderParameter = /^(?:AWSAccessKeyId|Expires|Signature)$/;

function queryOf(query: string, model: OperationModel | undefined): string {
  if (query === '') return '';
  const kept: string[] = [];
  const seen: Set<string> = new Set();
  const lists = new Set(
    (model?.input?.members() ?? []).flatMap(({ traits, shape }) =>
      traits.httpQuery !== undefined && shape.kind === 'list' ? [traits.httpQuery] : [],
    ),
  );
  const hasMap = model?.input?.members().some(({ traits }) => traits.httpQueryParams !== undefined) === true;
  for (const part of query.split('&')) {
    const name = unescaped((part.split('=', 1)[0] ?? '').replaceAll('+', ' '));
    if (part === '' || signatureParameter.test(name)) continue;
    if (olderParameter.test(name) && !isMember(model, name)) continue;
    // Of two values the front reads the first, and a backend perhaps the last.
    if (seen.has(name) && !lists.has(name) && !hasMap && isMember(model, name)) {
      throw notHere(`The parameter ${name.slice(0, 128)} is given more than once.`);
    }
    seen.add(name);
    kept.push(part);
  }
  return kept.join('&');
}

/** What decides nothing may come as often as its service likes. */
function isMember(model: OperationModel | undefined, name: string): boolean {
  return model?.input?.members().some(({ traits }) => traits.httpQuery === name) === true;
}

function notHere(message: string): AwsError {
  return new AwsError({ code: 'InvalidRequest', httpStatus: 400, fault: 'client' }, message);
}
