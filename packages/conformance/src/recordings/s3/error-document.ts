/** The members of an error's document, as others have parsed it: what is empty is nothing. */
import type { Json } from '../corpus.ts';

export function errorMembers(document: string): { readonly [member: string]: Json } {
  const text = /<Error>(.*)<\/Error>/s.exec(document)?.[1] ?? '';
  const members = [...text.matchAll(/<([\w-]+)>([^<]*)<\/\1>/g)].map(([, name, value]) => [
    name,
    value === '' ? null : unescaped(value),
  ]);
  return Object.fromEntries(members);
}

function unescaped(text: string = ''): string {
  const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replace(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole);
}
