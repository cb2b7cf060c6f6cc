/** What newcomers see first: help that fits the terminal, and says what was meant where a word is misspelt. */
import { describe, expect, test } from 'vitest';
import type { Command } from '#cli/command';
import { commands } from '#cli/run';
import { startFlags } from '#config/flags';
import { shown } from './terminal.ts';

const all: Command[] = [];
for (const load of Object.values(commands)) {
  const command = await load();
  all.push(command);
  for (const loadVerb of Object.values(command.verbs ?? {})) all.push(await loadVerb());
}
const helpOf = async (name: string, columns?: number): Promise<string> =>
  (await shown([...name.split(' '), '--help'], columns === undefined ? {} : { columns })).out;
const tooLong = (text: string, columns: number): readonly string[] =>
  text
    .split('\n')
    .filter((line) => line.length > columns && line.trimStart().includes(' ') && !/lockstead [a-z]/.test(line));

describe.each(all)('lockstead $name --help', ({ name, flags, examples, exits, verbs }) => {
  test('fits 80 columns, and narrower ones', async () => {
    const usual = await helpOf(name);
    expect(tooLong(usual, 80)).toEqual([]);
    expect(tooLong(await helpOf(name, 50), 50)).toEqual([]);
    // The commands to copy fit as well.
    for (const example of examples) expect(example.length).toBeLessThanOrEqual(78);
  });

  test('names every flag, example and exit code', async () => {
    const help = await helpOf(name);
    expect(help).toMatch(new RegExp(`^Usage: lockstead ${name}`));
    for (const flag of flags) expect(help).toContain(`  --${flag.name}`);
    for (const example of examples) expect(help).toContain(`\n  ${example}\n`);
    for (const [code, meaning] of Object.entries(exits)) expect(help).toContain(`\n  ${code}  ${meaning}\n`);
  });

  test('shows examples that are right', () => {
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const own = /(?:^|\(|\| )lockstead ([a-z].*?)(?:\)"?| \||$)/.exec(example)?.[1] ?? '';
      expect(own.startsWith(name)).toBe(true);
      const known = [...flags.map((flag) => flag.name), ...(verbs === undefined ? [] : ['json'])];
      for (const [, flag] of own.matchAll(/ --([a-z-]+)/g)) expect(known).toContain(flag);
    }
  });
});

test('the overview fits, too', async () => {
  expect(tooLong((await shown([])).out, 80)).toEqual([]);
});

test.each(['-v', '-V', '--version', 'version'])('%s', async (word) => {
  expect(await shown([word])).toEqual({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), err: '' });
});

describe('what was meant', () => {
  test.each([
    { argv: ['strat'], says: 'there is no command "strat" (did you mean start?); "lockstead help" lists them.' },
    { argv: ['help', 'stats'], says: 'there is no command "stats" (did you mean status?)' },
    { argv: ['polici', 'lint'], says: '"polici" (did you mean policy?)' },
    { argv: ['policy', 'lnit'], says: 'there is no "lockstead policy lnit" (did you mean lint?)' },
    {
      argv: ['start', '--prot', '5000'],
      says: `Unknown option '--prot' (did you mean --port?); "lockstead start --help" lists the flags.`,
    },
    { argv: ['status', '--jsno'], says: `Unknown option '--jsno' (did you mean --json?)` },
    { argv: ['status', '--hlep'], says: `Unknown option '--hlep' (did you mean --help?)` },
    { argv: ['policy', 'test', '--verbos'], says: `Unknown option '--verbos' (did you mean --verbose?)` },
    // Nothing is near.
    { argv: ['attack'], says: 'there is no command "attack"; "lockstead help" lists them.' },
    { argv: ['start', '--nonsense'], says: `Unknown option '--nonsense'; "lockstead start --help"` },
  ])('$argv', async ({ argv, says }) => {
    const { code, out, err } = await shown(argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^lockstead: [^\n]+\n$/);
    expect(err).toContain(says);
  });
});

describe('a variable that is misspelt', () => {
  const says =
    'lockstead: The environment variable LOCKSTEAD_PROT is not a setting of Lockstead (did you mean LOCKSTEAD_PORT?).\n';
  const environment = { LOCKSTEAD_PROT: '5000' };
  test.each(all.filter(({ verbs }) => verbs === undefined))('is refused by $name', async ({ name }) => {
    // On a terminal, where `env` prints nothing for a shell.
    expect(await shown(name.split(' '), { environment, isTerminal: true })).toEqual({ code: 2, out: '', err: says });
  });

  test('keeps nobody from reading the help', async () => {
    expect((await shown(['start', '--help'], { environment })).code).toBe(0);
    expect((await shown(['--version'], { environment })).code).toBe(0);
  });

  test.each(startFlags)('LOCKSTEAD_… of $name is none', async ({ name }) => {
    const variable = `LOCKSTEAD_${name.toUpperCase().replaceAll('-', '_')}`;
    expect((await shown(['completion', 'bash'], { environment: { [variable]: 'x' } })).code).toBe(0);
  });
});

test('an error is broken at words on a terminal, and one line for programs', async () => {
  const argv = ['status', '--endpoint', 'http://127.0.0.1:9'];
  const { err } = await shown(argv, { errorColumns: 60 });
  expect(err.split('\n').length).toBeGreaterThan(2);
  expect(tooLong(err, 60)).toEqual([]);
  expect(err.replaceAll('\n', ' ').trim()).toBe((await shown(argv)).err.trim());
});
