/**
 * Credentials that IAM makes for one service: a name and a password, or an API key.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_service-specific-creds.html
 */
import { createHash } from 'node:crypto';
import type { Entropy } from '#kernel/entropy';
import { Secret } from '#kernel/secret';
import { NoSuchEntity } from '../errors.ts';
import type { ServiceCredentialRecord } from './state.ts';

/** AWS DIFFERS? The prefix of CloudWatch Logs' keys is not documented; Bedrock's is in every key it makes. */
const apiKeyPrefixes: Readonly<Record<string, string>> = {
  'bedrock.amazonaws.com': 'ABSK',
  'logs.amazonaws.com': 'ACWL',
};
const passwordServices: ReadonlySet<string> = new Set(['cassandra.amazonaws.com', 'codecommit.amazonaws.com']);
const secretBytes = 32;

export function isApiKey(service: string): boolean {
  return Object.hasOwn(apiKeyPrefixes, service);
}

export function checkService(service: string): void {
  if (!isApiKey(service) && !passwordServices.has(service)) throw NoSuchEntity.serviceWithCredentials(service);
}

/** `jane-at-123456789012`, and `jane+1-at-123456789012` beside it. */
export function credentialName(userName: string, account: string, taken: readonly ServiceCredentialRecord[]): string {
  const names = new Set(taken.map(({ name }) => name));
  for (let number = 0; ; number += 1) {
    const name = `${userName}${number === 0 ? '' : `+${number}`}-at-${account}`;
    if (!names.has(name)) return name;
  }
}

export interface NewPassword {
  /** What is shown, once. */
  readonly shown: { readonly ServicePassword: string } | { readonly ServiceCredentialSecret: string };
  readonly hash: Secret;
}

export function newPassword(service: string, name: string, entropy: Entropy): NewPassword {
  const random = entropy.bytes(secretBytes).toString('base64');
  const prefix = apiKeyPrefixes[service];
  if (prefix === undefined) return { shown: { ServicePassword: random }, hash: hashOf(random) };
  const key = prefix + Buffer.from(`${name}:${random}`).toString('base64');
  return { shown: { ServiceCredentialSecret: key }, hash: hashOf(key) };
}

function hashOf(password: string): Secret {
  return new Secret(createHash('sha256').update(password).digest('base64'));
}
