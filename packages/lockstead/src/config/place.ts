/** The folders and links on the way to a file: whether another user can put something else in their place. */
import { lstatSync, readlinkSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { type Hands, whyReplaceable } from './hands.ts';

/** As many as Linux follows. */
const linksMax = 40;
/** These belong to the system, or are open files of this process, whose links do not name a path. */
const ofTheSystem = ['/dev/', '/proc/'];

/**
 * The first folder or link on the way to `path` that another user can change, as a sentence's beginning; `undefined`: there is none.
 * `path` itself is judged only where it is a link. What does not exist ends the way.
 */
export function weakPlace(path: string, hands: Hands): string | undefined {
  const todo = partsOf(resolve(path));
  let at: string = sep;
  for (let links = 0; ; ) {
    if (ofTheSystem.some((prefix) => `${at}/`.startsWith(prefix))) return undefined;
    const found = lstatSync(at, { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    if (found.isSymbolicLink()) {
      links += 1;
      if (found.uid !== hands.user && found.uid !== 0)
        return `the link ${at} on the way to it belongs to another user (uid ${found.uid})`;
      if (links > linksMax) return `the links on the way to it lead round in circles`;
      const target = resolve(dirname(at), readlinkSync(at));
      todo.unshift(...partsOf(target));
      at = sep;
    } else if (todo.length > 0 && found.isDirectory()) {
      const why = whyReplaceable(found, hands);
      if (why !== undefined) return `the folder ${at} on the way to it ${why}`;
    }
    const next = todo.shift();
    if (next === undefined) return undefined;
    at = resolve(at, next);
  }
}

function partsOf(path: string): string[] {
  return path.split(sep).filter((part) => part !== '');
}
