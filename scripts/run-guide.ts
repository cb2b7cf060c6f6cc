/**
 * Runs the commands that the documentation shows, and compares what they print: `node scripts/run-guide.ts [PAGE…]`, all of docs/guide
 * by default. scripts/guide/page.ts says how blocks are marked. Exit code 0: all as written (or skipped, and said). 1: something differs.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import process from 'node:process';
import { firstMissing, type Part, partsOf } from './guide/page.ts';
import { Shell } from './guide/shell.ts';

const repository = new URL('..', import.meta.url).pathname;
const guide = join(repository, 'docs', 'guide');

function pages(): readonly string[] {
  const named = process.argv.slice(2);
  if (named.length > 0) return named;
  return readdirSync(guide)
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(guide, name));
}

/** What is said of a page stands together, since another page runs at the same time. */
async function runPage(path: string): Promise<boolean> {
  const name = relative(repository, path);
  const shell = await Shell.open(repository);
  const said: string[] = [];
  try {
    for (const part of partsOf(readFileSync(path, 'utf8'))) {
      const outcome = await runPart(part, shell);
      if (outcome.kind !== 'written') said.push(`${outcome.kind.padEnd(8)} ${name}:${part.line}  ${outcome.words}\n`);
      if (outcome.kind === 'FAILED') return false;
    }
    return true;
  } finally {
    process.stdout.write(said.join(''));
    await shell.close();
  }
}

interface Outcome {
  readonly kind: 'written' | 'ok' | 'skipped' | 'FAILED';
  readonly words: string;
}

async function runPart(part: Part, shell: Shell): Promise<Outcome> {
  if (part.kind === 'file') {
    shell.write(part.name, shell.ported(part.content));
    return { kind: 'written', words: part.name };
  }
  const { script, needs, background, exit, output } = part;
  const [first = ''] = script.trim().split('\n');
  for (const client of needs) {
    if (!(await shell.has(client))) return { kind: 'skipped', words: `${first}: ${client} is not installed` };
  }
  const own = shell.ported(installed(script));
  const { code, printed } = background ? await shell.start(own) : await shell.run(own);
  if (code === null || !exit.includes(code)) {
    return { kind: 'FAILED', words: `${first}: exit code ${code}, not ${exit.join(' or ')}\n${printed}` };
  }
  if (output === undefined) return { kind: 'ok', words: first };
  const wanted = output.map((line) => shell.ported(line));
  const missing = firstMissing(wanted, printed.trim().split('\n'));
  return missing === undefined
    ? { kind: 'ok', words: first }
    : { kind: 'FAILED', words: `${first}: not printed: ${missing}\nprinted:\n${printed}` };
}

/**
 * The folder shares the repository's node_modules, which is what `npm ci` makes; running it here would take them from under everybody's
 * feet. CI runs it on its clean clone before it comes here.
 */
function installed(script: string): string {
  return script.replaceAll(/^npm ci( && |\n)/gm, '');
}

/** Servers start and clients wait: two pages keep two cores busy. Each has its own folder, ports and servers. */
const pagesAtOnce = 2;

let good = true;
const waiting = [...pages()];
const runWaiting = async (): Promise<void> => {
  for (let page = waiting.shift(); page !== undefined; page = waiting.shift()) good = (await runPage(page)) && good;
};
await Promise.all(Array.from({ length: pagesAtOnce }, runWaiting));
process.exitCode = good ? 0 : 1;
