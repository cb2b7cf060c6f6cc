/**
 * `npm run scenarios [NAME…]`: plays the scenarios, tells them, and says which passed. `--json`: only the list of results.
 * Exit code 0: none failed. 1: one did. 2: there is no such scenario.
 */
import { existsSync } from 'node:fs';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { startLockstead } from 'lockstead';
import { findScenario, type Scenario, scenarios } from './names.ts';
import { type Play, type Played, perform, type StageOptions } from './stage.ts';

interface Result {
  readonly number: number;
  readonly name: string;
  readonly result: 'pass' | 'fail' | 'notYet';
  readonly seconds: number;
}

interface Row extends Result {
  readonly notes: readonly string[];
}

async function main(argv: readonly string[]): Promise<number> {
  const { chosen, json } = wishes(argv);
  if (chosen === undefined) return 2;
  const tell = (text: string): void => {
    if (!json) process.stdout.write(`${text}\n`);
  };
  const rows: Row[] = [];
  for (const scenario of chosen) rows.push(await playOne(scenario, tell));
  const results: readonly Result[] = rows.map(({ number, name, result, seconds }) => ({
    number,
    name,
    result,
    seconds,
  }));
  if (json) process.stdout.write(`${JSON.stringify(results)}\n`);
  else process.stdout.write(`\n${tableOf(rows)}`);
  return results.some(({ result }) => result === 'fail') ? 1 : 0;
}

function wishes(argv: readonly string[]): { readonly chosen?: readonly Scenario[]; readonly json: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: { json: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    const unknown = positionals.find((word) => findScenario(word) === undefined);
    if (unknown !== undefined)
      throw new Error(`there is no scenario "${unknown}"; "npm run scenarios" plays and lists all`);
    const found = positionals.flatMap((word) => findScenario(word) ?? []);
    return { chosen: found.length === 0 ? scenarios : found, json: values.json };
  } catch (error) {
    process.stderr.write(`scenarios: ${(error as Error).message}\n`);
    return { json: false };
  }
}

async function playOne({ number, name, folder }: Scenario, tell: (text: string) => void): Promise<Row> {
  const file = new URL(`./${folder}/play.ts`, import.meta.url);
  if (!existsSync(file)) return { number, name, result: 'notYet', seconds: 0, notes: [] };
  tell(`\n${number} ${name}`);
  const started = performance.now();
  const { result, checks, failed, missing } = await played(file, tell);
  const seconds = Math.round(performance.now() - started) / 1000;
  const notes = [...failed.map((what) => `failed: ${what}`), ...missing.map((what) => `not yet: ${what}`)];
  tell(`\n  ${result}: ${checks - failed.length} of ${checks} checks, ${seconds} s`);
  return { number, name, result, seconds, notes };
}

/** Each in a Lockstead of its own, which is gone afterwards. */
async function played(file: URL, tell: (text: string) => void): Promise<Played> {
  const { play, options = {} } = (await import(file.href)) as { readonly play: Play; readonly options?: StageOptions };
  await using cloud = await startLockstead({ ephemeral: true, ...options });
  return await perform(play, cloud, tell);
}

const words = { pass: 'pass', fail: 'FAIL', notYet: 'not yet' } as const;

function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(({ number, name, result, seconds, notes }) => {
    const time = result === 'notYet' ? '' : seconds.toFixed(1);
    const head =
      `${String(number).padStart(2)}  ${name.padEnd(20)}  ${words[result].padEnd(7)}  ${time.padStart(5)}`.trimEnd();
    return [head, ...notes.map((note) => `      ${note}`)].join('\n');
  });
  const passed = rows.filter(({ result }) => result === 'pass').length;
  return `${lines.join('\n')}\n\n${passed} of ${rows.length} passed\n`;
}

process.exitCode = await main(process.argv.slice(2));
