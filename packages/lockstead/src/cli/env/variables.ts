/** The variables by which AWS's clients reach this server, and those that must be unset because they lead elsewhere. */
import { devNull } from 'node:os';
import type { Terminal } from '#terminal/terminal';

export interface Variables {
  readonly set: Readonly<Record<string, string>>;
  /** AWS's clients prefer these to the variables that are set here. */
  readonly unset: readonly string[];
}

export interface Place {
  readonly endpoint: string;
  readonly region: string;
  readonly certificateFile?: string;
}

type Environment = Terminal['environment'];

/** They lead away from what is set, some of them to the real AWS: other keys, other profiles, other endpoints. */
const leadAway = [
  'AWS_DEFAULT_PROFILE',
  'AWS_SECURITY_TOKEN',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  'AWS_USE_FIPS_ENDPOINT',
  'AWS_USE_DUALSTACK_ENDPOINT',
] as const;
const proxies = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'] as const;

export function withProfile(
  place: Place,
  { file, profile }: { readonly file: string; readonly profile: string },
  environment: Environment,
): Variables {
  const others = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
  return variables(place, { AWS_SHARED_CREDENTIALS_FILE: file, AWS_PROFILE: profile }, others, environment);
}

export function withKeys(
  place: Place,
  {
    accessKeyId,
    secretAccessKey,
    sessionToken,
  }: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string },
  environment: Environment,
): Variables {
  const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  if (sessionToken === undefined) return variables(place, keys, ['AWS_SESSION_TOKEN', 'AWS_PROFILE'], environment);
  return variables(place, { ...keys, AWS_SESSION_TOKEN: sessionToken }, ['AWS_PROFILE'], environment);
}

/** Where a program is to look for a role by itself: it would prefer every kind of keys that it is given, so it is given none. */
export function withWorkload(
  place: Place,
  workload: Readonly<Record<string, string>>,
  environment: Environment,
): Variables {
  const none = { AWS_SHARED_CREDENTIALS_FILE: devNull, AWS_CONFIG_FILE: devNull };
  const others = [
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'AWS_PROFILE',
    ...workloads,
  ].filter((name) => !Object.hasOwn(workload, name));
  return variables(place, { ...none, ...workload }, others, environment);
}

const workloads = [
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  'AWS_EC2_METADATA_SERVICE_ENDPOINT',
  'AWS_EC2_METADATA_DISABLED',
] as const;

function variables(
  { endpoint, region, certificateFile }: Place,
  credentials: Readonly<Record<string, string>>,
  others: readonly string[],
  environment: Environment,
): Variables {
  const set = {
    AWS_ENDPOINT_URL: endpoint,
    // The SDK for Go looks for a role's keys before it has read the line above, and would ask the real STS for them.
    AWS_ENDPOINT_URL_STS: endpoint,
    ...withoutProxy(endpoint, environment),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    // The SDK for JavaScript looks at the second alone.
    ...(certificateFile === undefined ? {} : { AWS_CA_BUNDLE: certificateFile, NODE_EXTRA_CA_CERTS: certificateFile }),
    ...credentials,
  };
  return { set, unset: [...others, ...inTheWay(environment, Object.keys(set))] };
}

function inTheWay(environment: Environment, set: readonly string[]): readonly string[] {
  const endpoints = Object.keys(environment).filter(
    (name) => /^AWS_ENDPOINT_URL_\w+$/.test(name) && !set.includes(name),
  );
  return [...leadAway.filter((name) => environment[name] !== undefined), ...endpoints.sort()];
}

/** A proxy cannot reach what listens on this machine alone. */
function withoutProxy(endpoint: string, environment: Environment): Readonly<Record<string, string>> {
  if (proxies.every((name) => (environment[name] ?? '') === '')) return {};
  const host = URL.parse(endpoint)?.hostname;
  if (host === undefined) return {};
  const known = environment['no_proxy'] ?? environment['NO_PROXY'] ?? '';
  const hosts = known.split(',').map((one) => one.trim());
  const all = [...hosts.filter((one) => one !== '' && one !== host), host].join(',');
  return { NO_PROXY: all, no_proxy: all };
}
