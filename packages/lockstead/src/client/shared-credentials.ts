/**
 * Static keys from a file in AWS's shared-credentials format.
 * AWS: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
import { existsSync, readFileSync } from 'node:fs';
import { Secret } from '#kernel/secret';
import { Usage } from '#terminal/exit';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
  readonly sessionToken?: string;
}

/** `undefined` when the file or the profile is not there, or the profile holds no keys. */
export function keysOfProfile(file: string, profile: string): Keys | undefined {
  if (!existsSync(file)) return undefined;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Usage(`The credentials file ${file} cannot be read: ${(error as Error).message}.`);
  }
  const settings = sectionOf(text, profile);
  const accessKeyId = settings.get('aws_access_key_id');
  const secret = settings.get('aws_secret_access_key');
  const sessionToken = settings.get('aws_session_token');
  if (accessKeyId === undefined || secret === undefined) return undefined;
  return {
    accessKeyId,
    secretAccessKey: new Secret(secret),
    ...(sessionToken === undefined ? {} : { sessionToken }),
  };
}

function sectionOf(text: string, wanted: string): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  let section: string | undefined;
  for (const line of text.split('\n')) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith(';')) continue;
    if (trimmed.startsWith('[')) {
      section = trimmed.slice(1, trimmed.indexOf(']')).trim();
      continue;
    }
    const equals = trimmed.indexOf('=');
    if (section !== wanted || equals === -1) continue;
    settings.set(trimmed.slice(0, equals).trim().toLowerCase(), trimmed.slice(equals + 1).trim());
  }
  return settings;
}
