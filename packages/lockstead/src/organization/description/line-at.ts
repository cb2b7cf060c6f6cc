/** Lines of YAML, and of JSON, which is YAML. */
import { type Document, isMap, isNode, type LineCounter } from 'yaml';
import type { Path } from './members.ts';

/** Of the deepest part of the path that is there; of a member, its name's line. */
export function lineAt(document: Document, lines: LineCounter, path: Path): number | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    const pair = isMap(parent)
      ? parent.items.find(({ key }) => isNode(key) && String(key.toJSON()) === last)
      : undefined;
    const node = isNode(pair?.key) ? pair.key : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  const { contents } = document;
  return isNode(contents) && contents.range ? lines.linePos(contents.range[0]).line : undefined;
}
