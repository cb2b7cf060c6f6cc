/**
 * Reads a file that decides what a start does, or holds its secrets: only the user of this process may be able to change it.
 * It checks the open file and not its name, because another file could take that name between the check and the opening.
 */
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { BadConfig } from './flags.ts';
import { type FileFacts, type Hands, ownHands, whyNotSecret, whyUntrusted } from './hands.ts';
import { weakPlace } from './place.ts';

const bytesMax = 1024 * 1024;

export interface Guarded {
  /** How the person named it: `--config`. */
  readonly name: string;
  readonly path: string;
  /** A secret must not be readable by others; other files must not be writable by them. May depend on what is in it. */
  readonly isSecret: boolean | ((text: string) => boolean);
}

/** Throws `BadConfig` with a sentence that names the file and what to do. Links are followed; a pipe of the shell's is read as well. */
export function readGuarded({ name, path, isSecret }: Guarded, hands: Hands | undefined = ownHands()): string {
  const place = resolve(path);
  let file: number;
  try {
    file = openSync(place, 'r');
  } catch (error) {
    throw new BadConfig(`${name} ${path} cannot be read: ${(error as Error).message}.`);
  }
  try {
    const found = fstatSync(file);
    if (!found.isFile() && !found.isFIFO()) throw new BadConfig(`${name} ${path} is not a file.`);
    if (found.size > bytesMax) throw new BadConfig(`${name} ${path} is longer than ${bytesMax} bytes.`);
    const text = readFileSync(file, 'utf8');
    if (hands === undefined) return text;
    const secret = typeof isSecret === 'boolean' ? isSecret : isSecret(text);
    const why = secret ? whyNotSecret(found, hands) : whyUntrusted(found, hands);
    if (why !== undefined) throw new BadConfig(`${name} ${path} ${why}: ${remedy(found, hands, path, secret)}.`);
    const weak = weakPlace(place, hands);
    if (weak !== undefined) throw new BadConfig(`${name} ${path} cannot be trusted: ${weak}.`);
    return text;
  } catch (error) {
    if (error instanceof BadConfig) throw error;
    throw new BadConfig(`${name} ${path} cannot be read: ${(error as Error).message}.`);
  } finally {
    closeSync(file);
  }
}

/** Changing the mode does not help if the file belongs to another user. */
function remedy({ uid }: FileFacts, { user }: Hands, path: string, secret: boolean): string {
  if (uid !== user) return 'copy it to a file of your own, and name that one';
  return `"chmod ${secret ? '600' : 'go-w'} ${path}" corrects that`;
}
