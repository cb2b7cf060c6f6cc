/**
 * The parts of a Markdown page that are run: fenced blocks whose info string says so.
 *
 *     ```sh run               a shell's commands, in the page's folder; the environment is kept from block to block
 *     ```sh run exit=1        its exit code is part of the story; `exit=254,255` where versions of a client differ
 *     ```sh run needs=aws     skipped, with a message, where that client is not installed
 *     ```sh run background    a server: goes on until the page is done
 *     ```ts file=NAME         written to that file
 *     ```text output          what the block before it prints, line by line; `…` stands for anything
 */

export type Part =
  | {
      readonly kind: 'run';
      readonly line: number;
      readonly script: string;
      readonly exit: readonly number[];
      readonly needs: readonly string[];
      readonly background: boolean;
      /** Absent: anything. */
      readonly output?: readonly string[];
    }
  | { readonly kind: 'file'; readonly line: number; readonly name: string; readonly content: string };

interface Fence {
  readonly line: number;
  readonly words: readonly string[];
  readonly content: string;
}

export class BadPage extends Error {
  override readonly name = 'BadPage';
}

export function partsOf(markdown: string): readonly Part[] {
  const parts: Part[] = [];
  for (const fence of fencesOf(markdown)) {
    const [language = '', first = ''] = fence.words;
    if (language === 'text' && first === 'output') {
      const last = parts.at(-1);
      if (last?.kind !== 'run') throw new BadPage(`line ${fence.line}: output of nothing that is run`);
      parts[parts.length - 1] = { ...last, output: fence.content.trimEnd().split('\n') };
    } else if (first === 'run') parts.push(runOf(fence));
    else if (first.startsWith('file=')) {
      parts.push({ kind: 'file', line: fence.line, name: first.slice('file='.length), content: fence.content });
    }
  }
  return parts;
}

function runOf({ line, words, content }: Fence): Part {
  const [language, , ...options] = words;
  if (language !== 'sh') throw new BadPage(`line ${line}: only sh blocks are run`);
  let exit = [0];
  let background = false;
  const needs: string[] = [];
  for (const option of options) {
    const [name, value = ''] = option.split('=');
    if (name === 'exit' && /^[\d,]+$/.test(value)) exit = value.split(',').map(Number);
    else if (name === 'needs' && value !== '') needs.push(...value.split(','));
    else if (option === 'background') background = true;
    else throw new BadPage(`line ${line}: what is "${option}"?`);
  }
  return { kind: 'run', line, script: content, exit, needs, background };
}

function fencesOf(markdown: string): readonly Fence[] {
  const fences: Fence[] = [];
  let open: { readonly line: number; readonly words: readonly string[]; readonly content: string[] } | undefined;
  for (const [index, text] of markdown.split('\n').entries()) {
    if (open === undefined) {
      if (text.startsWith('```')) open = { line: index + 1, words: text.slice(3).trim().split(/\s+/), content: [] };
    } else if (text.trimEnd() === '```') {
      fences.push({ line: open.line, words: open.words, content: `${open.content.join('\n')}\n` });
      open = undefined;
    } else open.content.push(text);
  }
  if (open !== undefined) throw new BadPage(`line ${open.line}: the block has no end`);
  return fences;
}

/** Each expected line, in order, among the printed ones; none may be skipped but under a line `…`. `undefined`: all is there. */
export function firstMissing(expected: readonly string[], printed: readonly string[]): string | undefined {
  let at = 0;
  let mayskip = false;
  for (const wanted of expected) {
    if (wanted.trim() === '…') {
      mayskip = true;
      continue;
    }
    const found = mayskip ? printed.findIndex((line, i) => i >= at && fits(wanted, line)) : at;
    if (found === -1 || !fits(wanted, printed[found] ?? '')) return wanted;
    at = found + 1;
    mayskip = false;
  }
  return !mayskip && at < printed.length ? `the end, before: ${printed[at]}` : undefined;
}

function fits(wanted: string, line: string): boolean {
  const pieces = wanted.trimEnd().split('…');
  const text = line.trimEnd();
  const [head = '', ...rest] = pieces;
  const tail = rest.pop();
  if (tail === undefined) return text === head;
  if (!text.startsWith(head) || !text.endsWith(tail) || text.length < head.length + tail.length) return false;
  let at = head.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found === -1 || found + piece.length > text.length - tail.length) return false;
    at = found + piece.length;
  }
  return true;
}
