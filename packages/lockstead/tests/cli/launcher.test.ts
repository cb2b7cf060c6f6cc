/** The launcher: the same command by its path from any folder, and nothing that makes npm look for a package of its name. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { commands } from '#cli/run';
import { asTyped } from '#terminal/typed';
import { emptyFolder, serving } from './cli.ts';
import { shown } from './terminal.ts';

// Whole processes, on a machine that may have other work.
vi.setConfig({ testTimeout: 60_000 });

const clone = join(import.meta.dirname, '..', '..', '..', '..');
const folder = emptyFolder();
afterAll(() => folder.remove());

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const environment = { PATH: process.env['PATH'], HOME: folder.path };
function launched(file: string, argv: readonly string[], cwd = folder.path): Ran {
  return spawnSync(file, [...argv], { cwd, env: environment, encoding: 'utf8' });
}

describe('from anywhere', () => {
  const version = execFileSync(join(clone, 'lockstead'), ['--version'], { encoding: 'utf8' });

  test('by its path, by a link to it, by a link to that, and in a folder with spaces', () => {
    const link = join(folder.path, 'link');
    symlinkSync(join(clone, 'lockstead'), link);
    const further = join(folder.path, 'further');
    symlinkSync('link', further);
    const spaced = join(folder.path, 'a clone');
    mkdirSync(spaced);
    copyFileSync(join(clone, 'lockstead'), join(spaced, 'lockstead'));
    for (const name of ['node_modules', 'packages']) symlinkSync(join(clone, name), join(spaced, name));
    for (const file of [join(clone, 'lockstead'), link, further, join(spaced, 'lockstead'), './further'])
      expect(launched(file, ['--version'])).toMatchObject({ status: 0, stdout: version, stderr: '' });
  });

  test('what it prints can be copied there', () => {
    expect(launched(join(clone, 'lockstead'), []).stdout).toContain(`\n  eval "$(${clone}/lockstead env)"\n`);
    expect(launched(join(clone, 'lockstead'), [], clone).stdout).toContain('\n  eval "$(./lockstead env)"\n');
    expect(launched(join(clone, 'lockstead'), ['why', '']).stderr).toContain(`"${clone}/lockstead why" wants`);
  });

  test('before npm ci it says what to do, and leaves no shell at the real AWS', () => {
    const bare = join(folder.path, 'bare');
    mkdirSync(bare);
    copyFileSync(join(clone, 'lockstead'), join(bare, 'lockstead'));
    const file = join(bare, 'lockstead');
    const says = `lockstead: run "npm ci" in ${bare} first.\n`;
    expect(launched(file, ['status'])).toMatchObject({ status: 2, stdout: '', stderr: says });
    const script = `eval "$(${file} env)"; echo "$? $AWS_ENDPOINT_URL"`;
    expect(spawnSync('sh', ['-c', script], { env: environment, encoding: 'utf8' }).stdout).toBe(
      '1 http://127.0.0.1:1/lockstead-env-failed\n',
    );
  });

  test('the line in the greeting works in any folder', async () => {
    const server = await serving([], { cwd: folder.path });
    const [, line = 'none'] = /^ {4}(eval .*)$/m.exec(server.greeting) ?? [];
    expect(line).toBe(`eval "$(${clone}/lockstead env --data ${folder.path}/.lockstead)"`);
    const elsewhere = emptyFolder();
    const script = `${line} && echo "$AWS_ENDPOINT_URL"`;
    const { stdout } = spawnSync('sh', ['-c', script], { cwd: elsewhere.path, env: environment, encoding: 'utf8' });
    expect(stdout).toBe(`${server.endpoint}\n`);
    elsewhere.remove();
    await server.stop();
    rmSync(join(folder.path, '.lockstead'), { recursive: true });
  });
});

describe('signals', () => {
  const starts = [
    { name: 'the launcher', file: join(clone, 'lockstead'), argv: ['start'] },
    { name: 'npm start', file: 'npm', argv: ['start', '--silent', '--'] },
  ];
  test.each(starts)('SIGTERM to $name stops the server', async ({ file, argv }) => {
    const data = join(folder.path, 'signals');
    const child = spawn(file, [...argv, '--port', '0', '--data', data], { cwd: clone, env: environment });
    child.stdout.setEncoding('utf8');
    let said = '';
    const endpoint = await new Promise<string>((resolve, reject) => {
      child.stdout.on('data', (text: string) => {
        said += text;
        const found = /serves on (\S+)/.exec(said)?.[1];
        if (found !== undefined) resolve(found);
      });
      child.on('exit', (code) => reject(new Error(`it ended with ${code}: ${said}`)));
    });
    expect((await fetch(`${endpoint}/_lockstead/health`)).status).toBe(200);
    const ended = new Promise((resolve) => child.on('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    await expect
      .poll(() =>
        fetch(`${endpoint}/_lockstead/health`).then(
          () => 'serves',
          () => 'gone',
        ),
      )
      .toBe('gone');
    // Nobody holds the directory any more.
    await expect
      .poll(() => launched(join(clone, 'lockstead'), ['start', '--port', 'x', '--data', data]).stderr)
      .toContain('--port x');
    const again = await serving(['--data', data], { cwd: folder.path });
    expect((await again.stop()).code).toBe(0);
  });
});

describe('npm looks for no package of this name', () => {
  /** Ways to make npm, or another of its kind, fetch what is not installed. */
  const fetches = /\b(npx|pnpx|bunx|npm (exec|x|create)|(pnpm|yarn) dlx)( -\S+)* lockstead\b/;

  test('by anything that is written', () => {
    const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
      cwd: clone,
      encoding: 'utf8',
    });
    const found = files
      .split('\0')
      .filter((name) => name !== '' && !name.endsWith('.json') && !name.includes('/generated/'))
      .filter((name) => fetches.test(readFileSync(join(clone, name), 'utf8')));
    expect(found).toEqual([]);
  });

  test('by anything that the commands say of themselves', async () => {
    const paths = Object.keys(commands);
    for (const [name, load] of Object.entries(commands))
      for (const verb of Object.keys((await load()).verbs ?? {})) paths.push(`${name} ${verb}`);
    for (const path of ['', ...paths]) {
      const { out, err } = await shown([...path.split(' '), '--help'].filter((word) => word !== ''));
      expect(`${out}${err}`).not.toMatch(fetches);
    }
  });
});

test.each([
  ['see "lockstead help"', 'see "./lockstead help"'],
  ['  lockstead why ID', '  ./lockstead why ID'],
  ['eval "$(lockstead env)"', 'eval "$(./lockstead env)"'],
  ['aws x | lockstead why -', 'aws x | ./lockstead why -'],
  ['lockstead: no', 'lockstead: no'],
  ['the lockstead that runs', 'the lockstead that runs'],
])('%s → %s', (text, typed) => {
  expect(asTyped(text, './lockstead')).toBe(typed);
  expect(asTyped(text, 'lockstead')).toBe(text);
});
