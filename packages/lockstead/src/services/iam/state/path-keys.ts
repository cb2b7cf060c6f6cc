/** Under which paths something stands. */

/** A path has 512 characters at most, and could be 256 levels of one; deeper ones are found under these. */
const levelsMax = 8;

/** `/a/` and `/a/b/` of `/a/b/`. All are under `/`, which needs no index. */
export function pathKeys(path: string): readonly string[] {
  const keys: string[] = [];
  for (let end = path.indexOf('/', 1); end > 0 && keys.length < levelsMax; end = path.indexOf('/', end + 1)) {
    keys.push(path.slice(0, end + 1));
  }
  return keys;
}
