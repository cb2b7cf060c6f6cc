/** Which Lockstead a command talks to: the one that the command line names, or the environment, or the data directory in this folder. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defaultDataDirectory } from '#config/config';
import { type KnownServer, readServer, whyForeign } from '#config/data-directory';
import { Failure, Usage } from '#terminal/exit';
import type { Terminal } from '#terminal/terminal';
import type { Words } from '#terminal/words';

export interface Server {
  readonly endpoint: URL;
  readonly region: string;
  /** Absolute; it need not exist. */
  readonly dataDirectory: string;
  /** Certificates in PEM that are trusted beside the system's own. */
  readonly certificates: readonly string[];
  /** The account of the data directory that a flag names. By it a command notices that another server has taken the port. */
  readonly ofAccount?: string;
  /** Whether a flag names the data directory, so that its credentials come before those of the environment. */
  readonly prefersDirectory?: boolean;
}

export const defaultRegion = 'us-east-1';

/** Absolute. Throws `Usage` for a directory of another user's: it could lead a command, and what it sends, to a server of theirs. */
export function dataDirectoryOf(words: Pick<Words, 'text'>, terminal: Terminal): string {
  const { environment, workingDirectory } = terminal;
  const named = words.text('data') ?? environment['LOCKSTEAD_DATA'];
  const path = named === undefined ? usualDataDirectory(terminal) : resolve(workingDirectory, named);
  const foreign = whyForeign(path);
  if (foreign !== undefined) throw new Usage(`${path} ${foreign}: name a data directory of your own with --data.`);
  return path;
}

/** The directory in this folder. Without one, the clone's: the launcher works from any folder. */
function usualDataDirectory({ workingDirectory, typed }: Terminal): string {
  const here = resolve(workingDirectory, defaultDataDirectory);
  if (typed.clone === undefined || existsSync(here)) return here;
  const ofClone = resolve(typed.clone, defaultDataDirectory);
  return existsSync(ofClone) ? ofClone : here;
}

/** A flag wins over the environment. Where the two name different servers, the command says so. */
export function findServer(words: Words, terminal: Terminal): Server {
  const { environment } = terminal;
  const dataDirectory = dataDirectoryOf(words, terminal);
  const known = readServer(dataDirectory);
  const ofDirectory = words.text('endpoint') === undefined && words.text('data') !== undefined;
  if (ofDirectory && known === undefined)
    throw new Failure(`No server has been started with --data ${dataDirectory}.`, 2);
  const endpoint = parseEndpoint(words.text('endpoint') ?? namedOtherwise(ofDirectory, known, environment));
  tellOfConflict(endpoint, words, terminal);
  return {
    endpoint,
    region: environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'] ?? known?.region ?? defaultRegion,
    dataDirectory,
    certificates: certificatesOf(known, environment),
    ...(ofDirectory && known !== undefined ? { ofAccount: known.account } : {}),
    prefersDirectory: words.text('data') !== undefined,
  };
}

function namedOtherwise(
  ofDirectory: boolean,
  known: KnownServer | undefined,
  environment: Terminal['environment'],
): string {
  if (ofDirectory && known !== undefined) return known.endpoint;
  return environment['AWS_ENDPOINT_URL'] ?? usualEndpoint(known, environment);
}

function tellOfConflict(endpoint: URL, words: Words, { environment, err }: Terminal): void {
  const other = environment['AWS_ENDPOINT_URL'];
  if (other === undefined || !URL.canParse(other) || new URL(other).origin === endpoint.origin) return;
  const flag = words.text('endpoint') !== undefined ? '--endpoint' : '--data';
  err(`lockstead: ${flag} wins over AWS_ENDPOINT_URL (${other}).\n`);
}

/** Where the server of this data directory listens, as far as one can know without asking. */
export function usualEndpoint(known: KnownServer | undefined, environment: Terminal['environment']): string {
  const port = environment['LOCKSTEAD_PORT'];
  if (port !== undefined && /^[1-9]\d{0,4}$/.test(port)) return `http://127.0.0.1:${port}`;
  return known?.endpoint ?? 'http://127.0.0.1:4566';
}

function parseEndpoint(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new Usage(`"${text}" is not an endpoint such as http://127.0.0.1:4566.`);
  }
  return url;
}

function certificatesOf(known: KnownServer | undefined, environment: Terminal['environment']): readonly string[] {
  return [known?.certificateFile, environment['AWS_CA_BUNDLE']].flatMap((file) => {
    if (file === undefined || file === '') return [];
    try {
      return [readFileSync(file, 'utf8')];
    } catch (error) {
      throw new Usage(`The certificate file ${file} cannot be read: ${(error as Error).message}.`);
    }
  });
}
