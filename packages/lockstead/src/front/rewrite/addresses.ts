/**
 * Addresses of the backend in its answers, by operation and member, put in words of the front. Only those that somebody can follow through the
 * front: objects of S3 in which the code of functions and layers lies, and the registry that images are named by.
 *
 * Left as they are: what the front does not pass on anyway, since nobody signs there: URLs of functions (`FunctionUrl`), `execute-api`, AppSync and
 * Cognito; and addresses of AWS itself, which emulators give as names.
 */

/** Of a member: `[]` is each element of a list. */
type Path = readonly string[];

const repositories: readonly Path[] = [
  ['repository', 'repositoryUri'],
  ['repositories', '[]', 'repositoryUri'],
];

const addresses: Readonly<Record<string, Readonly<Record<string, readonly Path[]>>>> = {
  lambda: {
    GetFunction: [['Code', 'Location']],
    GetLayerVersion: [['Content', 'Location']],
    GetLayerVersionByArn: [['Content', 'Location']],
    PublishLayerVersion: [['Content', 'Location']],
  },
  ecr: {
    CreateRepository: repositories,
    DeleteRepository: repositories,
    DescribeRepositories: repositories,
    GetAuthorizationToken: [['authorizationData', '[]', 'proxyEndpoint']],
  },
};

export interface Addresses {
  /** `127.0.0.1:5000` */
  readonly backend: string;
  /** `http://127.0.0.1:4566`: as the client calls the front. */
  readonly front: string;
}

/** The members of the operation's answer that are addresses; undefined where it has none. By botocore's name of the client. */
export function addressMembers(client: string, operation: string): readonly Path[] | undefined {
  const ofClient = Object.hasOwn(addresses, client) ? addresses[client] : undefined;
  return ofClient !== undefined && Object.hasOwn(ofClient, operation) ? ofClient[operation] : undefined;
}

/** An answer in JSON with these members readdressed; undefined where none changes, or it is no such document. */
export function withAddresses(body: Buffer, members: readonly Path[], at: Addresses): Buffer | undefined {
  let document: unknown;
  try {
    document = JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
  const changed = members.map((path) => readdress(document, path, at));
  return changed.includes(true) ? Buffer.from(JSON.stringify(document)) : undefined;
}

function readdress(value: unknown, [step, ...rest]: Path, at: Addresses): boolean {
  if (step === undefined || typeof value !== 'object' || value === null) return false;
  if (step === '[]') {
    return Array.isArray(value) && value.map((element) => readdress(element, rest, at)).includes(true);
  }
  if (!Object.hasOwn(value, step)) return false;
  const record = value as Record<string, unknown>;
  const text = record[step];
  if (rest.length > 0) return readdress(text, rest, at);
  if (typeof text !== 'string') return false;
  record[step] = addressHere(text, at);
  return record[step] !== text;
}

/**
 * A URL, or a name of an image, at the backend: the same at the front, without a signature by which the backend would let anybody in. What is
 * elsewhere stays as it is.
 */
export function addressHere(text: string, { backend, front }: Addresses): string {
  const [, scheme = '', host = '', rest = ''] = /^(https?:\/\/)?([^/?#]*)(.*)$/s.exec(text) ?? [];
  if (!isBackend(host.toLowerCase(), backend)) return text;
  const start = scheme === '' ? front.slice(front.indexOf('://') + 3) : front;
  return start + withoutSignature(rest);
}

/** By the backend's own name, or by another of this machine at the same port. */
function isBackend(host: string, backend: string): boolean {
  if (host === backend) return true;
  const port = (authority: string): string => /:(\d+)$/.exec(authority)?.[0] ?? '';
  const name = host.slice(0, host.length - port(host).length);
  return port(host) === port(backend) && isThisMachine(name) && isThisMachine(backend.slice(0, -port(backend).length));
}

/** LocalStack's name for itself is one of this machine, and so is its S3 there. */
const thisMachine = /^(?:localhost|127\.0\.0\.1|\[::1\]|(?:s3\.)?(?:[a-z0-9-]+\.)?localhost\.localstack\.cloud)$/;

function isThisMachine(name: string): boolean {
  return thisMachine.test(name);
}

function withoutSignature(rest: string): string {
  const start = rest.indexOf('?');
  if (start < 0) return rest;
  const kept = rest
    .slice(start + 1)
    .split('&')
    .filter((part) => !/^(?:x-amz-|awsaccesskeyid=|signature=|expires=)/i.test(part));
  return rest.slice(0, start) + (kept.length === 0 ? '' : `?${kept.join('&')}`);
}
