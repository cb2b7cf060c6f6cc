/** From offsets to the positions that AWS's answers carry. */

/** Lines count from 1, columns from 0, as in AWS's answers. */
export function lineAndColumn(
  text: string,
  offset: number,
): { readonly line: number; readonly column: number; readonly offset: number } {
  let line = 1;
  let start = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++;
    start = at + 1;
  }
  return { line, column: offset - start, offset };
}
