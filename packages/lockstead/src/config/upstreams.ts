/**
 * `--upstream URL` and `--upstream SERVICE=URL`: where requests to services that are not served here go on to. Options stand behind a
 * question mark: `http://127.0.0.1:5000?account=header&sign=KEY:SECRET&timeout=30`. Only this machine, unless `--upstream-remote`
 * says otherwise; never AWS itself.
 */
import { isIP } from 'node:net';
import { type AccountId, parseAccountId } from '#kernel/ids';
import { Secret } from '#kernel/secret';
import { BadConfig } from './flags.ts';

/** How a backend learns the account: by the access key id (and a header), by the header alone, or not at all, since it has but one. */
export type UpstreamAccount =
  | { readonly by: 'accessKey' | 'header' }
  | { readonly by: 'fixed'; readonly id: AccountId };

export interface UpstreamSetting {
  /** Absent: all services that have no line of their own. */
  readonly service?: string;
  readonly secure: boolean;
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
  readonly account: UpstreamAccount;
  /** Requests are signed anew with this key; otherwise they carry a signature that is none. */
  readonly sign?: { readonly accessKeyId: string; readonly secretAccessKey: Secret };
  /** For the first byte of an answer, and between two of its bytes. */
  readonly timeoutMs: number;
}

/** Lambda's functions run for at most 15 minutes, and its clients wait for them. */
const timeoutSecondsMax = 960;
const timeoutSecondsUsual = 120;

export function parseUpstreams(values: readonly string[], remoteAllowed: boolean): readonly UpstreamSetting[] {
  const settings = values.map((value) => parseUpstream(value, remoteAllowed));
  const names = settings.map(({ service }) => service ?? '');
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new BadConfig(`--upstream is given more than once for ${twice === '' ? 'all services' : twice}.`);
  }
  return settings;
}

function parseUpstream(value: string, remoteAllowed: boolean): UpstreamSetting {
  const named = /^([a-z0-9.-]{1,64})=(.*)$/.exec(value);
  const [service, address] = named === null ? [undefined, value] : [named[1], named[2] ?? ''];
  // The value itself may hold a secret, and is not repeated.
  const what = service === undefined ? '--upstream' : `--upstream ${service}=…`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !(url.protocol === 'http:' || url.protocol === 'https:')) {
    throw new BadConfig(`${what}: that is not an address such as http://127.0.0.1:5000.`);
  }
  if (url.username !== '' || url.password !== '' || url.hash !== '' || url.pathname !== '/') {
    throw new BadConfig(`${what}: an address has a host, a port and options behind a question mark, and nothing else.`);
  }
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  guardHost(what, host, remoteAllowed);
  const secure = url.protocol === 'https:';
  return {
    ...(service === undefined ? {} : { service }),
    secure,
    host,
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    ...optionsOf(what, url.searchParams),
  };
}

/** A request that a test wrote must never do anything in somebody's real account. */
function guardHost(what: string, host: string, remoteAllowed: boolean): void {
  if (isAwsHost(host)) throw new BadConfig(`${what}: ${host} is AWS itself, and nothing is ever sent there.`);
  if (isLinkLocal(host)) {
    throw new BadConfig(
      `${what}: ${host} is where machines of a cloud find their credentials, and nothing is sent there.`,
    );
  }
  if (!remoteAllowed && !isLoopbackName(host)) {
    throw new BadConfig(
      `${what}: ${host} is not this machine. A backend that others can reach can be asked past Lockstead; --upstream-remote allows it.`,
    );
  }
}

/** Names of AWS's own endpoints in all its partitions. */
const awsDomains: readonly string[] = [
  'amazonaws.com',
  'amazonaws.com.cn',
  'amazonaws.eu',
  'amazonaws.scloud',
  'aws',
  'awsapps.com',
  'aws.dev',
  'amazon.com',
  'amazoncognito.com',
  'cloudfront.net',
  'c2s.ic.gov',
  'sc2s.sgov.gov',
  'csp.hci.ic.gov',
  'cloud.adc-e.uk',
  'amazonwebservices.com.cn',
  'aws.a2z.com',
];

export function isAwsHost(host: string): boolean {
  const name = host.toLowerCase().replace(/\.+$/, '');
  return awsDomains.some((domain) => name === domain || name.endsWith(`.${domain}`));
}

/** Also written as IPv6: `::ffff:169.254.169.254` is `::ffff:a9fe:a9fe` in a URL. */
function isLinkLocal(host: string): boolean {
  return /^169\.254\./.test(host) || /^(fe80|fd00:ec2)/i.test(host) || /^::ffff:a9fe:/i.test(host);
}

/** `*.localhost` too, which means this machine whatever a resolver says. */
export function isLoopbackName(host: string): boolean {
  const name = host.toLowerCase();
  if (name === 'localhost' || name.endsWith('.localhost') || name === '::1') return true;
  return isIP(name) === 4 && name.startsWith('127.');
}

type Options = Pick<UpstreamSetting, 'account' | 'sign' | 'timeoutMs'>;

function optionsOf(what: string, options: URLSearchParams): Options {
  let account: UpstreamAccount = { by: 'accessKey' };
  let sign: UpstreamSetting['sign'];
  let seconds = timeoutSecondsUsual;
  const seen: Set<string> = new Set();
  for (const [name, value] of options) {
    if (seen.has(name)) throw new BadConfig(`${what}: the option ${name} is given more than once.`);
    seen.add(name);
    if (name === 'account') account = accountOf(what, value);
    else if (name === 'sign') sign = signOf(what, value);
    else if (name === 'timeout') seconds = secondsOf(what, value);
    else throw new BadConfig(`${what}: there is no option ${name}; there are account, sign and timeout.`);
  }
  return { account, timeoutMs: seconds * 1000, ...(sign === undefined ? {} : { sign }) };
}

function accountOf(what: string, value: string): UpstreamAccount {
  if (value === 'accessKey' || value === 'header') return { by: value };
  const id = value.startsWith('fixed:') ? parseAccountId(value.slice('fixed:'.length)) : undefined;
  if (id === undefined) throw new BadConfig(`${what}: account takes accessKey, header or fixed: and twelve digits.`);
  return { by: 'fixed', id };
}

function signOf(what: string, value: string): UpstreamSetting['sign'] {
  if (value === 'none') return undefined;
  const colon = value.indexOf(':');
  const [accessKeyId, secret] = [value.slice(0, colon), value.slice(colon + 1)];
  if (colon < 1 || secret === '' || !/^\w{1,128}$/.test(accessKeyId)) {
    throw new BadConfig(`${what}: sign takes none, or an access key id and a secret with a colon between them.`);
  }
  return { accessKeyId, secretAccessKey: new Secret(secret) };
}

function secondsOf(what: string, value: string): number {
  const seconds = Number(value);
  if (!/^\d{1,3}$/.test(value) || seconds < 1 || seconds > timeoutSecondsMax) {
    throw new BadConfig(`${what}: timeout takes seconds from 1 to ${timeoutSecondsMax}.`);
  }
  return seconds;
}
