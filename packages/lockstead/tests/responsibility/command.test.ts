/** `lockstead responsibility`, as somebody at a terminal sees it. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { layers } from '#responsibility/layers';
import { emptyFolder } from '../cli/cli.ts';
import { shown } from '../cli/terminal.ts';

const folder = emptyFolder();
afterAll(() => folder.remove());
const run = (...argv: readonly string[]): Promise<{ code: number; out: string; err: string }> =>
  shown(['responsibility', ...argv], { workingDirectory: folder.path, environment: { HOME: folder.path } });

test('without words: a table of one service of each class', async () => {
  const { code, out } = await run();
  expect(code).toBe(0);
  expect(out).toMatch(/^ +EC2 +Fargate +RDS +Lambda +S3 +SaaS\n/);
  expect(out).toMatch(/\nOperating system +you +AWS +AWS +AWS +AWS +vendor\n/);
});

test('"Who patches the operating system?" has three answers, side by side, with reasons and pages', async () => {
  const { code, out } = await run('ec2', 'rds', 'saas', '--layer', 'guest-os');
  expect(code).toBe(0);
  expect(out).toMatch(
    /^Who patches the operating system\?\n\nAmazon EC2: you\n[\s\S]*To do: Install security updates[\s\S]*\nAmazon RDS: AWS\n[\s\S]*\nSoftware as a service: the vendor\n/,
  );
  expect(out.match(/https:\/\//g)?.length).toBe(3);
});

test.each([
  ['customer', 'Building: ', false],
  ['customer', 'Identity and access: both: AWS runs it, you set it up', true],
  ['provider', 'Building: AWS', true],
  ['provider', 'Application: ', false],
])('--side %s: whether "%s" is shown', async (side, text, isShown) => {
  expect((await run('s3', '--side', side)).out.includes(`\n${text}`)).toBe(isShown);
});

test('--layer for a side that has nothing to do', async () => {
  expect((await run('rds', '--layer', 'os', '--side', 'customer')).out).toContain(
    'Amazon RDS: nothing to do for this side',
  );
});

test('--json and --markdown have every layer', async () => {
  const { services } = JSON.parse((await run('lambda', '--json')).out);
  expect(services[0].answers.map(({ layer }: { layer: string }) => layer)).toEqual(layers);
  const { out } = await run('lambda', '--markdown');
  const rows = out.split('\n').filter((line) => line.startsWith('| '));
  expect(rows.length).toBe(layers.length + 1);
  for (const row of rows) expect(row.replaceAll('\\|', '').match(/\|/g)?.length).toBe(6);
});

describe('--svg', () => {
  test('draws to a new file', async () => {
    const { code, out } = await run('ec2', 'saas', '--svg', 'house.svg');
    expect({ code, out }).toEqual({
      code: 0,
      out: `${join(folder.path, 'house.svg')} shows Amazon EC2, Software as a service.\n`,
    });
    expect(readFileSync(join(folder.path, 'house.svg'), 'utf8')).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
  });

  test.each([
    [['--svg', 'taken.svg'], / is there already\.$/],
    [['--svg', 'none/house.svg'], / cannot be written: /],
    [['ec2', '--svg', 'other.svg', '--layer', 'os'], /draws whole houses/],
    [['ec2', '--svg', 'other.svg', '--json'], /Choose one of/],
    [['ec2', 'ebs', 'vpc', 'ecs', 'eks', 'rds', '--svg', 'other.svg'], /at most 6 houses/],
  ])('%j is refused', async (argv, message) => {
    writeFileSync(join(folder.path, 'taken.svg'), 'mine');
    const { code, err } = await run(...argv);
    expect({ code, err: err.trim() }).toEqual({ code: 2, err: expect.stringMatching(message) });
    expect(readFileSync(join(folder.path, 'taken.svg'), 'utf8')).toBe('mine');
    expect(existsSync(join(folder.path, 'other.svg'))).toBe(false);
  });
});

test.each([
  [['ec3'], '"ec3" is not a service or resource type that is known here (did you mean ec2?).'],
  [['AWS::Moat::Bridge'], '"AWS::Moat::Bridge" is not a service or resource type that is known here.'],
  [['s3', '--layer', 'oss'], '"oss" is not a layer (did you mean os?); the layers are '],
  [['s3', '--side', 'both'], '--side takes customer or provider.'],
  [['s3', '--store', 'sqlite:x'], '--store belongs to "lockstead responsibility host".'],
  [['host', 's3'], '"lockstead responsibility host" takes no further words.'],
  [['host', '--layer', 'os'], '"lockstead responsibility host" takes no --layer.'],
  [['host', '--markdown'], '"lockstead responsibility host" takes no --markdown.'],
  [['host'], 'There is no data directory '],
  [['arn:aws:s3:::box', '--endpoint', 'http://127.0.0.1:1'], 'Nothing listens on http://127.0.0.1:1'],
])('%j cannot be answered: exit 2', async (argv, message) => {
  expect(await run(...argv)).toEqual({ code: 2, out: '', err: expect.stringContaining(`lockstead: ${message}`) });
});

test('host wants a database where its directory is one', async () => {
  mkdirSync(join(folder.path, 'empty'), { mode: 0o700 });
  expect(await run('host', '--data', 'empty')).toMatchObject({
    code: 2,
    err: expect.stringContaining('There is no database '),
  });
});

test('the guide shows the picture as the command draws it', async () => {
  await run('ec2', 'rds', 'saas', '--svg', 'guide.svg');
  const shownInGuide = new URL('../../../../docs/guide/responsibility.svg', import.meta.url);
  expect(readFileSync(join(folder.path, 'guide.svg'), 'utf8')).toBe(readFileSync(shownInGuide, 'utf8'));
});
