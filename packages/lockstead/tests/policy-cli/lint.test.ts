/** `policy lint`: findings, their places, what kind of policy it is, and exit codes. */
import { expect, test } from 'vitest';
import { type Shown, shown } from '../cli/terminal.ts';
import { allow, deny, folder, policy } from './folder.ts';

const lint = (text: string | object, ...flags: readonly string[]): Promise<Shown> =>
  shown(['policy', 'lint', '-', ...flags], { input: typeof text === 'string' ? text : JSON.stringify(text) });

const seed = `{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:ListObject",
    "Resource": "arn:aws:s3:::example_bucket"
  }
}`;

test('the mission’s example: the action that there is not, where it stands, and the one meant', async () => {
  const { code, out, err } = await lint(seed, '--json');
  expect([code, err]).toEqual([1, '']);
  expect(JSON.parse(out)).toEqual({
    file: '-',
    type: 'identity',
    guessed: true,
    findings: [
      {
        findingType: 'ERROR',
        code: 'INVALID_ACTION',
        message: expect.stringContaining('ListObject'),
        path: 'Statement.Action',
        span: { start: { line: 5, column: 14, offset: 83 }, end: { line: 5, column: 29, offset: 98 } },
        fix: 's3:ListBucket',
      },
    ],
  });
  expect(seed.slice(83, 98)).toBe('"s3:ListObject"');
  expect(await lint(seed.replace('s3:ListObject', 's3:ListBucket'))).toEqual({
    code: 0,
    out: '✓ -: no findings (taken as an identity policy; --type says otherwise)\n',
    err: '',
  });
  expect((await lint(seed.replace('s3:ListObject', 's3:ListBucket'), '--type', 'identity')).out).toBe(
    '✓ -: no findings (identity policy)\n',
  );
});

test('for people: as compilers say it', async () => {
  using files = folder({ 'p.json': seed });
  const { code, out } = await shown(['policy', 'lint', 'p.json'], { workingDirectory: files.path });
  expect(code).toBe(1);
  const lines = out.split('\n');
  expect(lines[0]).toBe('p.json:5:15 ERROR INVALID_ACTION at Statement.Action');
  expect(lines[2]).toBe('        "Action": "s3:ListObject",');
  expect(lines[3]).toBe('                  ^^^^^^^^^^^^^^^');
  expect(lines[4]).toBe('  fix: s3:ListBucket');
});

test.each<[string, object | string, readonly string[], number, string, string | undefined]>([
  [
    'a repository’s policy, which names no resource',
    policy({ Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'ecr:BatchGetImage' }),
    [],
    0,
    'resource',
    undefined,
  ],
  [
    'a bucket’s policy that names none',
    policy({ Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 's3:GetObject' }),
    [],
    1,
    'resource',
    'MISSING_RESOURCE',
  ],
  [
    'a role’s trust',
    policy({ Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sts:AssumeRole' }),
    [],
    0,
    'trust',
    undefined,
  ],
  ['a resource’s', policy(allow('s3:GetObject', 'arn:aws:s3:::b/*', { Principal: '*' })), [], 0, 'resource', undefined],
  ['one said to be a trust', policy(allow('s3:GetObject')), ['--type', 'trust'], 1, 'trust', 'MISSING_PRINCIPAL'],
  [
    'an organization’s',
    policy(deny('s3:*', '*', { Principal: '*' })),
    ['--type', 'scp'],
    1,
    'scp',
    'SCP_SYNTAX_ERROR_PRINCIPAL',
  ],
  ['security', policy(allow('iam:PassRole')), [], 1, 'identity', 'PASS_ROLE_WITH_STAR_IN_RESOURCE'],
  ['a warning alone', { Statement: [allow('s3:GetObject')] }, [], 0, 'identity', 'MISSING_VERSION'],
  ['no JSON', '{"Version"', [], 1, 'identity', 'JSON_SYNTAX_ERROR'],
  ['nothing', '', [], 1, 'identity', 'JSON_SYNTAX_ERROR'],
])('%s', async (_what, text, flags, code, type, finding) => {
  const answer = await lint(text, '--json', ...flags);
  const { type: found, findings } = JSON.parse(answer.out);
  expect([answer.code, found]).toEqual([code, type]);
  const codes = findings.map((each: { code: string }) => each.code);
  if (finding === undefined) expect(codes).toEqual([]);
  else expect(codes).toContain(finding);
});

test('for code scanning: SARIF, with places and levels', async () => {
  using files = folder({ 'p.json': seed });
  const { code, out } = await shown(['policy', 'lint', 'p.json', '--format', 'sarif'], {
    workingDirectory: files.path,
  });
  expect(code).toBe(1);
  const log = JSON.parse(out);
  expect(log).toMatchObject({
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'lockstead', rules: [{ id: 'INVALID_ACTION' }] } } }],
  });
  expect(log.runs[0].results).toEqual([
    {
      ruleId: 'INVALID_ACTION',
      level: 'error',
      message: { text: 'The action s3:ListObject does not exist. Did you mean s3:ListBucket? Fix: s3:ListBucket' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'p.json' },
            region: { startLine: 5, startColumn: 15, endLine: 5, endColumn: 30 },
          },
        },
      ],
    },
  ]);
});

test('for a workflow of GitHub: one command a finding, and nothing in a policy can begin another', async () => {
  const { out } = await lint(seed, '--format', 'github');
  expect(out).toBe(
    '::error file=-,line=5,col=15,endLine=5,endColumn=30,title=INVALID_ACTION::The action s3:ListObject does not exist. Did you mean s3:ListBucket? Fix: s3:ListBucket\n',
  );
  const hostile = await lint(policy(allow('s3:%0A\n::set-output name=x::y')), '--format', 'github');
  expect(
    hostile.out.split('\n').filter((line) => line !== '' && !/^::(error|warning|notice) file=-,/.test(line)),
  ).toEqual([]);
  expect(hostile.out).toContain('%250A%0A');
});

test('--json and --format must not say different things, and there are four formats', async () => {
  expect((await lint(seed, '--json', '--format', 'sarif')).code).toBe(2);
  expect((await lint(seed, '--format', 'xml')).err).toMatch(
    /^lockstead: --format is text, json, sarif, github; not "xml"/,
  );
  expect((await lint(seed, '--format', 'json')).out).toBe((await lint(seed, '--json')).out);
});

test('several files are a list; one bad file is enough', async () => {
  using files = folder({ 'good.json': policy(allow('s3:GetObject')), 'bad.json': seed });
  const { code, out } = await shown(['policy', 'lint', 'good.json', 'bad.json', '--json'], {
    workingDirectory: files.path,
  });
  expect(code).toBe(1);
  expect(JSON.parse(out).map(({ findings }: { findings: readonly unknown[] }) => findings.length)).toEqual([0, 1]);
});

test.each([
  [['policy', 'lint']],
  [['policy', 'lint', 'nowhere.json']],
  [['policy', 'lint', '-', '--type', 'boundary']],
  [['policy', 'lint', '-', '--strict']],
])('%j cannot be done', async (argv) => {
  const { code, out, err } = await shown(argv);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(/^lockstead: .+\n$/);
});

test('what stands in a policy does not steer the terminal', async () => {
  const { out } = await lint(policy(allow('s3:\u001b[31mGet')));
  expect(out).not.toContain('\u001b');
});
