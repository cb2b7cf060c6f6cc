/** How this command is typed where it runs: what it prints can be copied, and makes npm look for no package of its name. */
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { shellWord } from './shell-word.ts';

export interface Typed {
  /** In the folder that the command was called in: `./lockstead`. */
  readonly here: string;
  /** In any folder. */
  readonly anywhere: string;
  /** The clone's folder; absent where the package is installed. */
  readonly clone?: string;
}

/** In texts that know nothing of where they are printed the command is `lockstead`. */
export const plainly: Typed = { here: 'lockstead', anywhere: 'lockstead' };

/** `script` is the path of the program that Node runs, `path` the environment's PATH. */
export function howTyped(script: string, path: string | undefined, workingDirectory: string): Typed {
  const clone = cloneOf();
  if (clone !== undefined) {
    const launcher = join(clone, 'lockstead');
    const anywhere = shellWord(launcher);
    return { here: isSame(join(workingDirectory, 'lockstead'), launcher) ? './lockstead' : anywhere, anywhere, clone };
  }
  if (isOnPath(script, path)) return plainly;
  const anywhere = shellWord(resolve(workingDirectory, script));
  return { here: anywhere, anywhere };
}

/** The sources run in a clone; what is installed was compiled from them. */
function cloneOf(): string | undefined {
  if (!import.meta.filename.endsWith('.ts')) return undefined;
  const clone = resolve(import.meta.dirname, '..', '..', '..', '..');
  return existsSync(join(clone, 'lockstead')) ? clone : undefined;
}

function isOnPath(script: string, path: string | undefined): boolean {
  for (const folder of (path ?? '').split(delimiter)) {
    const found = join(folder, 'lockstead');
    if (folder !== '' && existsSync(found)) return isSame(found, script);
  }
  return false;
}

function isSame(path: string, other: string): boolean {
  return existsSync(path) && realpathSync(path) === realpathSync(other);
}

/** Where `lockstead` begins a command: at a line's indented start, in quotes, or in a shell's substitution. */
const command = /(^ {2,}|^# |"|\$\(|<\(|\| |&& |: )lockstead (?=[a-z-])/gm;

/** With the command as it is typed. Only for texts of our own: what users wrote stays as it is. */
export function asTyped(text: string, typed: string): string {
  return typed === 'lockstead' ? text : text.replaceAll(command, (_, before: string) => `${before}${typed} `);
}
