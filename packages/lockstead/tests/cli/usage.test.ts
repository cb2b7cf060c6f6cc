/** What makes no sense ends with 2 and one sentence that helps; what is not there, or not known, with 1. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptyFolder, serving } from './cli.ts';
import { shown } from './terminal.ts';

const folder = emptyFolder();
let server: Awaited<ReturnType<typeof serving>>;
beforeAll(async () => {
  server = await serving(['--ephemeral', '--dev'], { cwd: folder.path });
  writeFileSync(join(folder.path, 'text'), 'two\nlines \u001b[31m');
  writeFileSync(join(folder.path, 'odd.json'), '{"a": 1}');
});
afterAll(async () => {
  await server.stop();
  folder.remove();
});

const asked = (argv: readonly string[], input?: string): ReturnType<typeof shown> =>
  shown(argv, {
    workingDirectory: folder.path,
    environment: { HOME: folder.path, AWS_ENDPOINT_URL: server.endpoint },
    ...(input === undefined ? {} : { input }),
  });

const unknownId = '00000000-0000-4000-8000-000000000000';
const request = ['user/admin', 'iam:ListUsers', '*'];

describe('nonsense is 2', () => {
  test.each<{ argv: readonly string[]; says: string }>([
    { argv: ['nonsense'], says: 'there is no command "nonsense"' },
    { argv: ['--nonsense'], says: 'there is no command "--nonsense"' },
    { argv: ['help', 'nonsense'], says: 'there is no command "nonsense"' },
    ...['start', 'status', 'env', 'demo', 'why', 'can', 'least', 'who-can', 'coverage', 'clock', 'completion'].map(
      (verb) => ({
        argv: [verb, '--nonsense'],
        says: `Unknown option '--nonsense'; "lockstead ${verb} --help" lists the flags.`,
      }),
    ),
    ...['decide', 'lint', 'test', 'diff'].map((verb) => ({
      argv: ['policy', verb, '--nonsense'],
      says: `"lockstead policy ${verb} --help" lists the flags.`,
    })),
    { argv: ['start', 'nonsense'], says: "Unexpected argument 'nonsense'" },
    { argv: ['start', '--port', 'nonsense'], says: 'a port is a number' },
    { argv: ['status', 'nonsense'], says: 'takes no word "nonsense"' },
    { argv: ['status', '--endpoint', 'nonsense'], says: 'is not an endpoint such as' },
    { argv: ['env', 'nonsense'], says: 'takes no word "nonsense"' },
    { argv: ['env', '--shell', 'nonsense'], says: 'it takes one of sh' },
    { argv: ['demo', 'nonsense'], says: 'there is no demo "nonsense"' },
    { argv: ['demo', 'front', 'more'], says: 'there is no demo "front more"' },
    { argv: ['demo', 'front', '--port', '1'], says: '--port is for "lockstead demo emulator" alone' },
    { argv: ['demo', 'emulator', '--port', 'nonsense'], says: 'a port is a number' },
    { argv: ['why', ''], says: 'wants a request id' },
    { argv: ['why', 'nonsense'], says: 'neither a request id nor a denial' },
    { argv: ['why', unknownId.slice(1)], says: 'neither a request id nor a denial' },
    { argv: ['can'], says: 'takes a PRINCIPAL, an ACTION and a RESOURCE' },
    { argv: ['can', ...request, 'more'], says: 'takes a PRINCIPAL, an ACTION and a RESOURCE' },
    { argv: ['can', 'nonsense', 'iam:ListUsers', '*'], says: 'There is no user, role' },
    // "No" would be the answer about somebody; a name mistyped is nobody.
    { argv: ['can', 'user/nobody', 'iam:ListUsers', '*'], says: 'There is no user, role' },
    { argv: ['can', 'user/admin', 'nonsense', '*'], says: 'is not an action such as s3:GetObject' },
    { argv: ['can', 'user/admin', 'iam:ListUsers', 'nonsense'], says: 'is an ARN, or *' },
    { argv: ['can', ...request, '--context', 'nonsense'], says: 'takes KEY=VALUE' },
    { argv: ['can', ...request, '--resource-account', 'nonsense'], says: 'twelve digits' },
    { argv: ['least', 'nonsense'], says: 'takes no word "nonsense"' },
    { argv: ['least', '--format', 'nonsense'], says: 'it takes one of json, hcl, cdk, markdown' },
    { argv: ['least', '--format', 'hcl', '--json'], says: 'say different things' },
    { argv: ['least', '--principal', 'nonsense'], says: 'is the ARN of a user, a role or a root user' },
    { argv: ['least', '--merge', 'nonsense'], says: 'nonsense cannot be read' },
    { argv: ['who-can'], says: 'takes an ACTION and a RESOURCE' },
    { argv: ['who-can', 'nonsense', '*'], says: 'is not an action such as s3:GetObject' },
    { argv: ['who-can', 'iam:ListUsers', 'nonsense'], says: 'is an ARN, or *' },
    {
      argv: ['coverage', 'nonsense'],
      says: 'there are account, cloudtrail, ce, iam, kms, organizations, s3, s3control, sts, tagging',
    },
    { argv: ['coverage', 'iam', 'sts'], says: 'takes one SERVICE at most' },
    { argv: ['clock', 'nonsense'], says: 'takes show, advance DURATION' },
    { argv: ['clock', 'advance'], says: 'takes show, advance DURATION' },
    { argv: ['clock', 'advance', 'nonsense'], says: '"nonsense" is not an ISO 8601 duration' },
    { argv: ['clock', 'set', 'nonsense'], says: '"nonsense" is not a time with its zone' },
    { argv: ['clock', 'set', '2999-01-01T00:00:00Z'], says: 'at most 100 years ahead' },
    { argv: ['policy'], says: 'wants a verb' },
    { argv: ['policy', 'nonsense'], says: 'there is no "lockstead policy nonsense"' },
    ...['decide', 'lint', 'test'].flatMap((verb) => [
      { argv: ['policy', verb], says: 'a' },
      { argv: ['policy', verb, 'nonsense'], says: 'nonsense cannot be read: there is no such file.' },
      { argv: ['policy', verb, '.'], says: 'it is a folder' },
    ]),
    { argv: ['policy', 'decide', 'text'], says: 'text is not JSON' },
    { argv: ['policy', 'lint', '--type', 'nonsense', 'odd.json'], says: '--type is identity' },
    { argv: ['policy', 'diff', 'text'], says: 'takes the OLD policy and the NEW one' },
    { argv: ['policy', 'diff', 'text', 'text'], says: 'text: a value was expected' },
    { argv: ['policy', 'diff', 'odd.json', 'odd.json'], says: '"a" is not an element of a policy' },
    { argv: ['completion'], says: 'takes bash, zsh or fish' },
    { argv: ['completion', 'nonsense'], says: 'takes bash, zsh or fish' },
  ])('$argv', async ({ argv, says }) => {
    const { code, out, err } = await asked(argv);
    expect({ code, out }).toEqual({ code: 2, out: argv[0] === 'env' ? expect.stringMatching(/false\n$/) : '' });
    expect(err).toMatch(/^lockstead: [^\n]+\n$/);
    expect(err).not.toContain('\u001b');
    expect(err).toContain(says);
  });

  test.each([
    { argv: ['policy', 'decide', 'odd.json'], says: '"a" is not known here' },
    { argv: ['policy', 'test', 'odd.json'], says: 'a list of tests was expected' },
  ])('$argv: the problems are the answer', async ({ argv, says }) => {
    const { code, out, err } = await asked(argv);
    expect({ code, err }).toEqual({ code: 2, err: '' });
    expect(out).toContain(says);
  });
});

describe('what is not there, or may not be, is 1', () => {
  test.each([
    { argv: ['why', unknownId], says: 'No such decision is kept' },
    { argv: ['why', `An error occurred: Request ID: ${unknownId}`], says: 'No such decision is kept' },
    { argv: ['status', '--endpoint', 'http://127.0.0.1:9'], says: 'Nothing listens on' },
  ])('$argv', async ({ argv, says }) => {
    const { code, out, err } = await asked(argv);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    // A flag that wins over the environment says so first.
    expect(err.replace(/^lockstead: --endpoint wins [^\n]+\n/, '')).toMatch(/^lockstead: [^\n]+\n$/);
    expect(err).toContain(says);
  });

  test('nobody may', async () => {
    const { code, out } = await asked(['can', 'anonymous', 'iam:ListUsers', '*']);
    expect(code).toBe(1);
    expect(out).toMatch(/^No\./);
  });
});
