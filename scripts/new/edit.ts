/**
 * Changes to source files that are there: an operation into a list, an import, an entry into a table. Layout and the order of imports are left to
 * Biome. Each throws where its place is not found, so that nothing is left out silently.
 */

/** Into the list that begins with `opening`, such as `operations: [`, sorted by name: `[a, b(parts)]` on one line or several. */
export function withListed(source: string, opening: string, item: string): string {
  const found = source.indexOf(opening);
  if (found < 0) throw new Error(`there is no "${opening}" to put ${item} into`);
  const start = found + opening.length;
  const end = closingOf(source, start - 1);
  const items = topLevelItems(source.slice(start, end));
  const at = items.findIndex((other) => other.toLowerCase() > item.toLowerCase());
  items.splice(at < 0 ? items.length : at, 0, item);
  return `${source.slice(0, start)}\n${items.map((one) => `${one},\n`).join('')}${source.slice(end)}`;
}

/** After the first import, so that the head's comment stays where it is. Where `name` is imported from there already, nothing changes. */
export function withImport(source: string, name: string, from: string, kind: 'type' | 'value' = 'type'): string {
  const there = new RegExp(`import (?:type )?\\{[^}]*\\b${name}\\b[^}]*\\} from '${from}';`);
  if (there.test(source)) return source;
  const line = `import ${kind === 'type' ? 'type ' : ''}{ ${name} } from '${from}';\n`;
  const first = /^import [^;]*;\n/m.exec(source);
  if (first === null) throw new Error(`there is no import to put "${line.trim()}" beside`);
  const at = first.index + first[0].length;
  return `${source.slice(0, at)}${line}${source.slice(at)}`;
}

/** Into the table that ends with `} satisfies SomeAuthorization;`, wherever it stands. */
export function withEntry(source: string, entry: string): string {
  const end = /^ *\} satisfies \w+;$/m.exec(source);
  if (end === null) throw new Error('there is no table that ends with "} satisfies …;"');
  return `${source.slice(0, end.index)}${entry},\n${source.slice(end.index)}`;
}

function closingOf(source: string, open: number): number {
  let depth = 0;
  for (let at = open; at < source.length; at += 1) {
    if (source[at] === '[') depth += 1;
    if (source[at] === ']') depth -= 1;
    if (depth === 0) return at;
  }
  throw new Error('a list has no end');
}

function topLevelItems(text: string): string[] {
  const items: string[] = [];
  let [depth, item] = [0, ''];
  for (const character of text) {
    if ('([{'.includes(character)) depth += 1;
    if (')]}'.includes(character)) depth -= 1;
    if (character === ',' && depth === 0) {
      items.push(item.trim());
      item = '';
    } else item += character;
  }
  if (item.trim() !== '') items.push(item.trim());
  return items;
}
