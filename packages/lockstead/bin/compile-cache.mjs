/**
 * Where Node may keep the code that it has compiled. Whoever can write there decides what runs: for TypeScript sources Node runs the
 * JavaScript that it finds in its cache. Node's own choice is below the machine's temporary directory, where any user can be first.
 * Plain JavaScript, because it runs before Node may use a cache.
 */
import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

const others = 0o022;
const sticky = 0o1000;

/**
 * The absolute path of a folder that only this user can write to; made if it is not there. `undefined`: there is no such folder, and
 * nothing may be cached. `user` is the id of the process's user; `undefined` on systems that have none.
 *
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @param {number | undefined} user
 * @returns {string | undefined}
 */
export function ownCacheFolder(environment, user) {
  if (user === undefined) return undefined;
  const given = environment['XDG_CACHE_HOME'];
  try {
    const base = given !== undefined && isAbsolute(given) ? given : join(environment['HOME'] || homedir(), '.cache');
    if (!isAbsolute(base)) return undefined;
    mkdirSync(base, { recursive: true, mode: 0o700 });
    // Without links: the folders that are looked at are those that will be used.
    const real = realpathSync(base);
    if (!isSafeAbove(real, user)) return undefined;
    const folder = join(real, 'lockstead-compiled');
    makeFolder(folder);
    const found = lstatSync(folder);
    return found.isDirectory() && found.uid === user && (found.mode & 0o077) === 0 ? folder : undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} path */
function makeFolder(path) {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
}

/**
 * Whether nobody else can put another folder in the place of one of these. In a folder with the sticky bit only the owner of an entry
 * can move it.
 *
 * @param {string} path
 * @param {number} user
 */
function isSafeAbove(path, user) {
  for (let at = path; ; at = dirname(at)) {
    const { uid, mode } = lstatSync(at);
    if (uid !== user && uid !== 0) return false;
    if ((mode & others) !== 0 && (mode & sticky) === 0) return false;
    if (dirname(at) === at) return true;
  }
}
