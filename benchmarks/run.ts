/** `npm run bench -- NAME [--json]`: what was promised about speed, as ratios against peers or the bare platform in the same run. */
import { readdirSync } from 'node:fs';
import process from 'node:process';

type Figures = Readonly<Record<string, unknown>>;
interface Benchmark {
  readonly run: (progress: (line: string) => void) => Promise<Figures>;
}

const [name, ...flags] = process.argv.slice(2);
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.slice(0, -'.ts'.length));
const unknown = flags.find((flag) => flag !== '--json');
if (name === undefined || !names.includes(name) || unknown !== undefined) {
  process.stderr.write(`usage: npm run bench -- NAME [--json], where NAME is one of ${names.join(', ')}\n`);
  process.exit(2);
}

const { run } = (await import(`./${name}.ts`)) as Benchmark;
const figures = await run((line) => process.stderr.write(`${line}\n`));
if (flags.includes('--json')) {
  process.stdout.write(`${JSON.stringify(figures)}\n`);
} else {
  for (const [figure, value] of Object.entries(figures)) {
    const text =
      typeof value === 'number'
        ? String(Math.round(value * 1000) / 1000)
        : typeof value === 'string'
          ? value
          : JSON.stringify(value);
    process.stdout.write(`${figure.padEnd(28)} ${text}\n`);
  }
}
