import { invariant } from '#kernel/invariant';

/**
 * A journal entry's labels as one text, each between line breaks, so that one can be found whole. A NUL, which PostgreSQL has no text
 * for and SQLite stops at, becomes the replacement character: alike when kept and when looked for.
 */
export function labelsText(labels: readonly string[]): string {
  if (labels.length === 0) return '';
  for (const label of labels)
    invariant(label !== '' && !label.includes('\n'), 'a label is empty or holds a line break');
  return `\n${labels.join('\n')}\n`.replaceAll('\0', '\ufffd');
}

export function labelsOf(text: string): readonly string[] {
  return text === '' ? [] : text.slice(1, -1).split('\n');
}
