/**
 * Which of the services that share a signing name a request is for: by target, host name, path, headers, and the `Version` of a form.
 * AWS has host names for it; on one port for all services clients often keep none.
 */
import type { WireRequest } from '../types.ts';
import { type ServiceEntry, servicesOfSigningName } from './service-table.ts';

/** The service that a request is for. */
export interface FoundService {
  readonly entry: ServiceEntry;
  /** Where the `Version` of a form decides and its body is not read yet: ask again with `formVersionOf` it. */
  readonly needsForm: boolean;
}

/** `undefined` where no service signs by that name. */
export function findServiceOfRequest(
  signingName: string,
  request: WireRequest,
  formVersion?: string,
): FoundService | undefined {
  const entries = servicesOfSigningName(signingName);
  const [first] = entries;
  if (first === undefined) return undefined;
  if (entries.length === 1) return { entry: first, needsForm: false };
  const told = entries.find((entry) => isTold(entry, request, formVersion));
  if (told !== undefined) return { entry: told, needsForm: false };
  const needsForm = formVersion === undefined && isForm(request) && entries.some(speaksForms);
  return { entry: first, needsForm };
}

function isTold(entry: ServiceEntry, request: WireRequest, formVersion: string | undefined): boolean {
  const { headers, path, query } = request;
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return entry.targetPrefixes.includes(target.slice(0, target.lastIndexOf('.')));
  if (entry.id === 's3control') return isToS3Control(request);
  if (!speaksForms(entry)) return false;
  const version = formVersion ?? formVersionOf(query);
  if (version !== undefined) return version === entry.apiVersion;
  return entry.targetPrefixes.some((name) => path.startsWith(`/service/${name}/`));
}

/**
 * The path's version alone could be a bucket's name; the account, which nearly every operation of S3 Control names in a header, is named to
 * S3 by no header. The host name is `111122223333.s3-control.us-east-1.amazonaws.com`.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_AWS_S3_Control.html
 */
function isToS3Control({ headers, path }: WireRequest): boolean {
  const labels = headers.host?.slice(0, 300).split('.').slice(0, 2) ?? [];
  if (labels.includes('s3-control')) return true;
  return path.startsWith('/v20180820/') && headers['x-amz-account-id'] !== undefined;
}

/** Its requests are forms, which name their action in the body alone. */
export function speaksForms({ protocols }: ServiceEntry): boolean {
  return protocols.includes('awsQuery') || protocols.includes('ec2Query');
}

function isForm({ headers }: WireRequest): boolean {
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
}

/** The `Version` of a form, or of a query string: the API that it speaks. `2015-12-01` */
export function formVersionOf(form: string): string | undefined {
  return /(?:^|&)Version=([0-9]{4}-[0-9]{2}-[0-9]{2})(?:&|$)/.exec(form)?.[1];
}
