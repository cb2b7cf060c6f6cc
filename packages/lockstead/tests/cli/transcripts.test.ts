/**
 * What the commands print, as people see it: each file of `transcripts/` is a session at a terminal, with its answers.
 *
 *     A sentence that says what it shows.
 *
 *     >>> policy.json          a file of the folder that the commands run in, until the next line that starts so or with $
 *     {"Version": …}
 *     $ lockstead policy lint policy.json
 *     policy.json:1:2 …        what it prints: standard output, then lines of standard error behind "! "
 *     [exit 1]                 where it does not end with 0
 *
 * `npm run transcripts` runs them and writes what they print now: read the difference as a reader of the product would.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { expect, test } from 'vitest';
import { folder } from '../policy-cli/folder.ts';
import { shown } from './terminal.ts';

const home = new URL('transcripts/', import.meta.url);
const isWriting = process.env['LOCKSTEAD_WRITE_TRANSCRIPTS'] === '1';

interface Step {
  /** As written behind `$ `. */
  readonly command: string;
  readonly printed: string;
}

interface Transcript {
  /** All before the first command. */
  readonly head: string;
  readonly files: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

function parse(text: string): Transcript {
  const first = text.indexOf('\n$ ') + 1;
  const head = text.slice(0, first);
  const [, ...files] = head.split(/^>>> /m);
  const [, ...steps] = text.slice(first - 1).split(/^\$ /m);
  return {
    head,
    files: Object.fromEntries(files.map((file) => cutAtLine(file))),
    steps: steps.map((step) => {
      const [command, printed] = cutAtLine(step);
      return { command, printed };
    }),
  };
}

function cutAtLine(text: string): readonly [string, string] {
  const at = text.indexOf('\n');
  return [text.slice(0, at).trim(), text.slice(at + 1)];
}

/** Words as a shell makes them of plain ones and of those in single quotes. */
function wordsOf(command: string): readonly string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

async function run(command: string, workingDirectory: string): Promise<string> {
  const [name, ...argv] = wordsOf(command);
  if (name !== 'lockstead') throw new TypeError(`a transcript runs lockstead, not ${name}`);
  const { code, out, err } = await shown(argv, { workingDirectory });
  const said =
    err === ''
      ? ''
      : err
          .trimEnd()
          .split('\n')
          .map((line) => `! ${line}\n`)
          .join('');
  return `${out}${said}${code === 0 ? '' : `[exit ${code}]\n`}`;
}

const names = readdirSync(home).filter((name) => name.endsWith('.txt'));

test.each(names)('%s', async (name) => {
  const place = new URL(name, home);
  const { head, files, steps } = parse(readFileSync(place, 'utf8'));
  expect(steps.length, 'it runs something').toBeGreaterThan(0);
  using work = folder(files);
  const printed: Step[] = [];
  for (const { command } of steps) printed.push({ command, printed: await run(command, work.path) });
  const isLast = (at: number): boolean => at === steps.length - 1;
  if (isWriting) {
    const text = printed.map((step, at) => `$ ${step.command}\n${step.printed}${isLast(at) ? '' : '\n'}`).join('');
    writeFileSync(place, head + text);
    return;
  }
  for (const [at, step] of steps.entries()) {
    expect(`$ ${step.command}\n${step.printed.trimEnd()}`).toBe(
      `$ ${printed[at]?.command}\n${printed[at]?.printed.trimEnd()}`,
    );
  }
});
