/**
 * Every flag of `lockstead start`: its form, its meaning, its default. The environment (`LOCKSTEAD_FLAG_NAME`) and the configuration file
 * know the same ones. A flag wins over the environment, the environment over the file; what is unknown or ill-formed refuses to start.
 */

export interface Flag {
  readonly name: string;
  /** What stands after it in the help; absent: it takes no value. */
  readonly value?: string;
  readonly help: string;
  /** May be given more than once, or as a list with commas. */
  readonly many?: true;
}

export const startFlags = [
  { name: 'port', value: 'N', help: 'port of the control plane (4566; 0 takes any that is free)' },
  { name: 'host', value: 'ADDRESS', help: 'address to listen on (127.0.0.1)' },
  { name: 'tls-cert', value: 'FILE', help: 'certificate chain in PEM, for HTTPS' },
  { name: 'tls-key', value: 'FILE', help: 'private key of the certificate, in PEM' },
  { name: 'tls-self-signed', help: 'HTTPS with a certificate made at start' },
  { name: 'insecure-http', help: 'allow plain HTTP on an address that others can reach' },
  { name: 'trusted-proxies', value: 'NETWORKS', help: 'proxies whose X-Forwarded-For and -Proto are used', many: true },
  { name: 'allow-host', value: 'NAMES', help: 'further host names that are served', many: true },
  { name: 'cors-origin', value: 'ORIGINS', help: 'origins that browsers may call from', many: true },
  { name: 'data', value: 'DIRECTORY', help: 'where state is kept (.lockstead)' },
  { name: 'ephemeral', help: 'keep nothing on disk' },
  { name: 'account-id', value: 'ID', help: 'id of the first account (a random one, made once)' },
  { name: 'region', value: 'REGION', help: 'home region (us-east-1)' },
  { name: 'dev', help: 'for tests: keys test/test are root; this machine may reset' },
  {
    name: 'dev-role',
    value: 'KEY=ROLE',
    help: 'with --dev: the access key id KEY, with the secret "test", is a session of ROLE',
    many: true,
  },
  { name: 'enforce', value: 'full|audit|off', help: 'full denies, audit only records, off asks no policy (full)' },
  { name: 'strict', help: 'refuse parameters that AWS would ignore' },
  { name: 'kms-request-quotas', help: "KMS refuses calls beyond AWS's request rates" },
  {
    name: 'upstream',
    value: 'URL|SERVICE=URL',
    help: 'where services go on to that Lockstead does not have itself',
    many: true,
  },
  { name: 'upstream-remote', help: 'allow an upstream on another machine' },
  { name: 'front-unknown', value: 'deny|audit', help: 'requests of which it is not known what they ask for (deny)' },
  { name: 'oidc-keys', value: 'ISSUER=FILE', help: 'keys of an issuer of tokens, which is then not asked', many: true },
  { name: 'allow-private-issuers', help: 'ask issuers at private addresses and on this machine too' },
  { name: 'price-list', value: 'FILE', help: 'prices of the bill (examples)' },
  { name: 'store', value: 'URL', help: 'sqlite:PATH (in the data directory) or postgres://…' },
  { name: 'root-key', value: 'file:PATH|env:NAME|prompt', help: 'the key that seals secrets at rest' },
  { name: 'detach', help: 'run in the background; "lockstead stop" ends it' },
  { name: 'wait', help: 'with --detach: return when the server is ready' },
  { name: 'config', value: 'FILE', help: 'a JSON file with these flags' },
  { name: 'log-format', value: 'lines|json', help: 'short lines, or JSON (lines on a terminal)' },
  { name: 'log-level', value: 'LEVEL', help: 'debug, info, warn, error or silent (info)' },
] as const satisfies readonly Flag[];

export type FlagName = (typeof startFlags)[number]['name'];

/** A flag's value as given: text, several texts, or on and off where it takes none. */
export type RawValue = string | boolean | readonly string[];
export type RawFlags = Partial<Record<FlagName, RawValue>>;

/** Something about the configuration that refuses to start: one sentence, exit 2. */
export class BadConfig extends Error {
  override readonly name = 'BadConfig';
}
