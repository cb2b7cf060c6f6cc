/** What a start needs to know, checked and frozen. */
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { type AccountId, parseAccountId, parseRegion, type Region } from '#kernel/ids';
import { type LogLevel, logLevels } from '#kernel/log';
import { parseNetwork } from '#kernel/networks';
import { BadConfig, type FlagName, type RawFlags } from './flags.ts';
import { readGuarded } from './guarded-file.ts';
import { parseUpstreams, type UpstreamSetting } from './upstreams.ts';

type RootKeySource =
  | { readonly kind: 'dataDirectory' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'env'; readonly name: string }
  | { readonly kind: 'prompt' };

type StoreSource =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'memory' }
  | { readonly kind: 'postgres'; readonly url: string };

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly tls: { readonly cert: string; readonly key: string } | 'selfSigned' | undefined;
  readonly trustedProxies: readonly string[];
  readonly allowedHosts: readonly string[];
  readonly corsOrigins: readonly string[];
  /** Absolute; `undefined` when nothing is kept. */
  readonly dataDirectory: string | undefined;
  readonly accountId: AccountId | undefined;
  readonly region: Region;
  readonly dev: boolean;
  /** The name of a role by the access key id that stands for it. With `dev` alone. */
  readonly devRoles: ReadonlyMap<string, string>;
  readonly enforce: 'full' | 'audit' | 'off';
  readonly strict: boolean;
  readonly kmsRequestQuotas: boolean;
  /** Empty: there is no front. */
  readonly upstreams: readonly UpstreamSetting[];
  readonly frontUnknown: 'deny' | 'audit';
  /** Key sets in JSON, by issuer without its scheme: these issuers are never asked. */
  readonly oidcKeys: ReadonlyMap<string, unknown>;
  readonly allowPrivateIssuers: boolean;
  /** The price list, parsed and not yet judged; undefined: the examples. */
  readonly priceList: unknown;
  readonly store: StoreSource;
  readonly rootKey: RootKeySource;
  readonly logLevel: LogLevel;
  /** Absent: lines for people on a terminal, JSON elsewhere. */
  readonly logFormat: 'lines' | 'json' | undefined;
  readonly detach: boolean;
  /** For a detached server to serve. */
  readonly wait: boolean;
}

export const defaultDataDirectory = '.lockstead';

export function parseConfig(raw: RawFlags): Config {
  const ephemeral = raw.ephemeral === true;
  if (ephemeral && raw.data !== undefined)
    throw new BadConfig('--ephemeral keeps nothing, so --data has no meaning beside it.');
  const dataDirectory = ephemeral ? undefined : resolve(text(raw, 'data') ?? defaultDataDirectory);
  const host = text(raw, 'host') ?? '127.0.0.1';
  const config: Config = {
    host,
    port: port(text(raw, 'port') ?? '4566'),
    tls: tls(raw),
    trustedProxies: list(raw, 'trusted-proxies').map(network),
    allowedHosts: list(raw, 'allow-host').map(hostName),
    corsOrigins: list(raw, 'cors-origin').map(origin),
    dataDirectory,
    accountId: accountId(text(raw, 'account-id')),
    region: region(text(raw, 'region') ?? 'us-east-1'),
    dev: raw.dev === true,
    devRoles: new Map(list(raw, 'dev-role').map(devRole)),
    enforce: oneOf('enforce', text(raw, 'enforce') ?? 'full', ['full', 'audit', 'off'] as const),
    strict: raw.strict === true,
    kmsRequestQuotas: raw['kms-request-quotas'] === true,
    upstreams: parseUpstreams(list(raw, 'upstream'), raw['upstream-remote'] === true),
    frontUnknown: oneOf('front-unknown', text(raw, 'front-unknown') ?? 'deny', ['deny', 'audit'] as const),
    oidcKeys: new Map(list(raw, 'oidc-keys').map(oidcKeys)),
    allowPrivateIssuers: raw['allow-private-issuers'] === true,
    priceList: priceList(text(raw, 'price-list')),
    store: store(text(raw, 'store'), dataDirectory),
    rootKey: rootKey(text(raw, 'root-key')),
    logLevel: oneOf('log-level', text(raw, 'log-level') ?? 'info', logLevels),
    logFormat: logFormat(text(raw, 'log-format')),
    detach: raw.detach === true,
    wait: raw.wait === true,
  };
  if (config.wait && !config.detach) throw new BadConfig('--wait waits for a server that --detach starts: give both.');
  if (config.detach && config.rootKey.kind === 'prompt')
    throw new BadConfig('--detach leaves no terminal for --root-key prompt to ask on.');
  if (config.devRoles.size > 0 && !config.dev)
    throw new BadConfig('--dev-role gives roles to whoever knows their names, so it needs --dev.');
  guardExposure(config, raw['insecure-http'] === true);
  if (config.store.kind === 'postgres' && config.rootKey.kind === 'dataDirectory') {
    throw new BadConfig('--store postgres://… needs --root-key, the same on every node.');
  }
  return Object.freeze(config);
}

/** A server that others can reach must use encryption, must stop what no policy allows, and must not accept credentials that everybody knows. */
function guardExposure({ host, tls: secured, dev, enforce }: Config, insecureHttp: boolean): void {
  if (isLoopbackHost(host)) return;
  if (secured === undefined && !insecureHttp) {
    throw new BadConfig(
      `--host ${host} can be reached by others: it needs TLS (--tls-cert and --tls-key, or --tls-self-signed) or --insecure-http.`,
    );
  }
  if (enforce !== 'full')
    throw new BadConfig(
      `--enforce ${enforce} lets everything pass, so it is refused with --host ${host}, which others can reach.`,
    );
  if (dev)
    throw new BadConfig(
      `--dev accepts credentials that everybody knows, so it is refused with --host ${host}, which others can reach.`,
    );
}

/** Whether only this machine can reach what listens there. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function text(raw: RawFlags, name: FlagName): string | undefined {
  const value = raw[name];
  if (typeof value !== 'string') return undefined;
  if (value === '') throw new BadConfig(`--${name} needs a value.`);
  return value;
}

function list(raw: RawFlags, name: FlagName): readonly string[] {
  const value = raw[name];
  return Array.isArray(value) ? value : [];
}

function network(value: string): string {
  if (parseNetwork(value) === undefined)
    throw new BadConfig(`--trusted-proxies ${value}: that is not an IP address or network such as 10.0.0.0/8.`);
  return value;
}

function hostName(value: string): string {
  const name = value.toLowerCase();
  if (!/^(\*\.)?[\w.-]+$/.test(name) && !/^\[[0-9a-f:.]+\]$/.test(name))
    throw new BadConfig(`--allow-host ${value}: that is not a host name such as lockstead.test or *.lockstead.test.`);
  return name;
}

/** `checkout=checkout-role`. The well-known key is the root user, and temporary credentials have another form. */
function devRole(value: string): [string, string] {
  const [, key = '', role] = /^([A-Za-z0-9_-]{1,128})=([\w+=,.@-]{1,64})$/.exec(value) ?? [];
  if (role === undefined || key === 'test' || key.startsWith('ASIA'))
    throw new BadConfig(
      `--dev-role ${value}: that is not KEY=ROLE with an access key id such as checkout and the name of a role.`,
    );
  return [key, role];
}

/** `null` is the origin of every sandboxed frame and every local file, and `*` would allow every page. */
function origin(value: string): string {
  if (!/^https?:\/\/[^*]+$/.test(value) || !URL.canParse(value) || new URL(value).origin !== value)
    throw new BadConfig(`--cors-origin ${value}: that is not an origin such as https://console.test.`);
  return value;
}

function port(value: string): number {
  const number = Number(value);
  if (!/^\d{1,5}$/.test(value) || number > 65_535)
    throw new BadConfig(`--port ${value}: a port is a number from 0 to 65535.`);
  return number;
}

function accountId(value: string | undefined): AccountId | undefined {
  if (value === undefined) return undefined;
  const id = parseAccountId(value);
  if (id === undefined) throw new BadConfig(`--account-id ${value}: an account id has twelve digits.`);
  return id;
}

function region(value: string): Region {
  const parsed = parseRegion(value);
  if (parsed === undefined)
    throw new BadConfig(`--region ${value}: that is not a region of AWS's commercial partition, such as eu-central-1.`);
  return parsed;
}

function oneOf<const Values extends readonly string[]>(name: string, value: string, values: Values): Values[number] {
  if (!values.includes(value)) throw new BadConfig(`--${name} ${value}: it takes one of ${values.join(', ')}.`);
  return value;
}

function logFormat(value: string | undefined): Config['logFormat'] {
  return value === undefined ? undefined : oneOf('log-format', value, ['lines', 'json'] as const);
}

function tls(raw: RawFlags): Config['tls'] {
  const cert = text(raw, 'tls-cert');
  const key = text(raw, 'tls-key');
  if (raw['tls-self-signed'] === true) {
    if (cert !== undefined || key !== undefined)
      throw new BadConfig('--tls-self-signed makes its own certificate: leave --tls-cert and --tls-key out.');
    return 'selfSigned';
  }
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) throw new BadConfig('--tls-cert and --tls-key go together.');
  return {
    cert: readGuarded({ name: '--tls-cert', path: cert, isSecret: false }),
    key: readGuarded({ name: '--tls-key', path: key, isSecret: true }),
  };
}

/** Without its scheme; undefined for what is not an `https` address without query and fragment. */
export function oidcIssuer(text: string): string | undefined {
  const hasForm = /^https:\/\/[^\s?#]+$/.test(text) && URL.canParse(text);
  return hasForm ? text.slice('https://'.length) : undefined;
}

/** The whole key set, which STS judges; a file that is not JSON refuses to start. */
function oidcKeys(value: string): [string, unknown] {
  // An address may hold this sign; a path behind it seldom does, and can then be given another way.
  const at = value.lastIndexOf('=');
  const issuer = value.slice(0, at);
  const path = value.slice(at + 1);
  const url = oidcIssuer(issuer);
  if (url === undefined || path === '')
    throw new BadConfig(`--oidc-keys ${value}: that is not ISSUER=FILE with an issuer such as https://issuer.test.`);
  const name = `--oidc-keys ${issuer}=`;
  try {
    return [url, JSON.parse(readGuarded({ name, path, isSecret: false }))];
  } catch (error) {
    if (error instanceof SyntaxError) throw new BadConfig(`${name}${path} is not JSON.`);
    throw error;
  }
}

function priceList(path: string | undefined): unknown {
  if (path === undefined) return undefined;
  const name = '--price-list';
  try {
    return JSON.parse(readGuarded({ name, path, isSecret: false }));
  } catch (error) {
    if (error instanceof SyntaxError) throw new BadConfig(`${name} ${path} is not JSON.`);
    throw error;
  }
}

function store(value: string | undefined, dataDirectory: string | undefined): StoreSource {
  if (value === undefined) {
    return dataDirectory === undefined
      ? { kind: 'memory' }
      : { kind: 'sqlite', path: resolve(dataDirectory, 'lockstead.db') };
  }
  if (dataDirectory === undefined)
    throw new BadConfig('--ephemeral keeps nothing, so --store has no meaning beside it.');
  if (value.startsWith('sqlite:'))
    return { kind: 'sqlite', path: resolve(dataDirectory, value.slice('sqlite:'.length)) };
  if (/^postgres(ql)?:\/\//.test(value)) return { kind: 'postgres', url: value };
  throw new BadConfig(`--store ${value}: it takes sqlite:PATH or postgres://….`);
}

function rootKey(value: string | undefined): RootKeySource {
  if (value === undefined) return { kind: 'dataDirectory' };
  if (value === 'prompt') return { kind: 'prompt' };
  const [kind, ...rest] = value.split(':');
  const named = rest.join(':');
  if (kind === 'file' && named !== '') return { kind: 'file', path: resolve(named) };
  if (kind === 'env' && named !== '') return { kind: 'env', name: named };
  throw new BadConfig(`--root-key takes file:PATH, env:NAME or prompt.`);
}
