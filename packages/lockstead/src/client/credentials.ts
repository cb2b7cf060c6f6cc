/**
 * Whose keys a command signs with. With `prefersDirectory` a flag names the data directory, and its keys come first. Otherwise: the
 * environment, then a profile that is named, then the data
 * directory's administrator, then the default profile. The default profile comes last because it is most often somebody's real account.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { credentialsPath, profile as ownProfile } from '#config/data-directory';
import { Secret } from '#kernel/secret';
import { Usage } from '#terminal/exit';
import type { Terminal } from '#terminal/terminal';
import { type Keys, keysOfProfile } from './shared-credentials.ts';

export interface FoundKeys extends Keys {
  /** For people: where they come from. */
  readonly source: string;
  /** Nobody chose these keys: they were found in this folder or in the default profile. */
  readonly isGuess: boolean;
}

export function findKeys(
  dataDirectory: string,
  { environment }: Pick<Terminal, 'environment'>,
  prefersDirectory = false,
): FoundKeys | undefined {
  const own = prefersDirectory ? fromDirectory(dataDirectory) : undefined;
  if (own !== undefined) return own;
  return fromEnvironment(environment) ?? fromNamedProfile(environment) ?? fromFiles(dataDirectory, environment);
}

function fromEnvironment(environment: Terminal['environment']): FoundKeys | undefined {
  const accessKeyId = environment['AWS_ACCESS_KEY_ID'];
  const secret = environment['AWS_SECRET_ACCESS_KEY'];
  const sessionToken = environment['AWS_SESSION_TOKEN'];
  if (!accessKeyId || !secret) return undefined;
  return {
    accessKeyId,
    secretAccessKey: new Secret(secret),
    ...(sessionToken ? { sessionToken } : {}),
    source: 'the environment (AWS_ACCESS_KEY_ID)',
    isGuess: false,
  };
}

function fromNamedProfile(environment: Terminal['environment']): FoundKeys | undefined {
  const name = environment['AWS_PROFILE'];
  if (!name) return undefined;
  const file = sharedFile(environment);
  const keys = keysOfProfile(file, name);
  if (keys === undefined) {
    throw new Usage(
      `AWS_PROFILE is ${name}, and ${file} has no keys for it; profiles that make theirs (roles, sso, processes) are not followed here: export them with "aws configure export-credentials --format env".`,
    );
  }
  return { ...keys, source: `profile ${name} in ${file}`, isGuess: false };
}

function fromFiles(dataDirectory: string, environment: Terminal['environment']): FoundKeys | undefined {
  return fromDirectory(dataDirectory) ?? guessed(sharedFile(environment), 'default');
}

function fromDirectory(dataDirectory: string): FoundKeys | undefined {
  return guessed(credentialsPath(dataDirectory), ownProfile);
}

function guessed(file: string, profile: string): FoundKeys | undefined {
  const keys = keysOfProfile(file, profile);
  return keys === undefined ? undefined : { ...keys, source: `profile ${profile} in ${file}`, isGuess: true };
}

function sharedFile(environment: Terminal['environment']): string {
  return environment['AWS_SHARED_CREDENTIALS_FILE'] ?? join(environment['HOME'] ?? homedir(), '.aws', 'credentials');
}
