/** `policy diff`: what is granted and taken, whatever the way it is said. */
import { expect, test } from 'vitest';
import { type Shown, shown } from '../cli/terminal.ts';
import { allow, deny, folder, policy } from './folder.ts';

async function diff(before: object | string, after: object | string, ...flags: readonly string[]): Promise<Shown> {
  using files = folder({ 'old.json': before, 'new.json': after });
  return await shown(['policy', 'diff', 'old.json', 'new.json', ...flags], { workingDirectory: files.path });
}

const bucket = 'arn:aws:s3:::box';
const read = allow(['s3:GetObject', 's3:GetObjectVersion'], `${bucket}/*`);

test('the same in other words', async () => {
  const one = policy(read);
  const other = policy(allow('s3:GetObjectVersion', `${bucket}/*`), allow('s3:GetObject', `${bucket}/*`));
  expect(await diff(one, other)).toEqual({ code: 0, out: 'They allow the same.\n', err: '' });
});

test('granted and taken, by real actions', async () => {
  const { code, out } = await diff(
    policy(read),
    policy(allow('s3:GetObject*', `${bucket}/*`), deny('s3:GetObjectVersion')),
    '--json',
  );
  expect(code).toBe(1);
  const { complete, differences } = JSON.parse(out);
  expect(complete).toBe(true);
  const actions = (change: string): readonly string[] =>
    differences
      .filter((each: { change: string }) => each.change === change)
      .flatMap((each: { actions: readonly string[] }) => each.actions);
  expect(actions('taken')).toEqual(['s3:GetObjectVersion']);
  expect(actions('granted')).toContain('s3:GetObjectTagging');
  expect(actions('granted')).not.toContain('s3:GetObject');
  expect(actions('granted')).not.toContain('s3:GetObjectVersion');
});

test('a condition that goes away is a grant without it', async () => {
  const tls = { Condition: { Bool: { 'aws:SecureTransport': 'true' } } };
  const { code, out } = await diff(policy({ ...read, ...tls }), policy(read));
  expect(code).toBe(1);
  expect(out).toContain('+ granted  s3:GetObject');
  const back = await diff(policy(read), policy({ ...read, ...tls }));
  expect(back.out).toContain('- taken  s3:GetObject');
});

test('policies that are attached together are one side', async () => {
  const [get, version] = [allow('s3:GetObject', '*'), allow('s3:GetObjectVersion', '*')];
  expect((await diff([policy(get), policy(version)], policy(get, version))).code).toBe(0);
});

test('principals are part of it', async () => {
  const of = (AWS: string): object => policy(allow('s3:GetObject', `${bucket}/*`, { Principal: { AWS } }));
  const { out } = await diff(of('111122223333'), of('999988887777'));
  expect(out).toContain('for 111122223333');
  expect(out).toContain('for 999988887777');
});

test('the last line says which side changed', async () => {
  const both = policy(read, allow('sqs:SendMessage'));
  const last = async (before: object, after: object): Promise<string | undefined> =>
    (await diff(before, after)).out.trimEnd().split('\n').at(-1);
  expect(await last(policy(read), both)).toBe('The new policy allows more than the old one (1 difference).');
  expect(await last(both, policy(read))).toBe('The new policy allows less than the old one (1 difference).');
  expect(await last(policy(read), policy(allow('sqs:SendMessage')))).toBe(
    'The new policy allows what the old one does not (1 difference), and no longer all that the old one does (1 difference).',
  );
});

test('an intersection is what matches both patterns', async () => {
  const { out } = await diff(
    policy(allow('s3:GetObject', `${bucket}/a*`)),
    policy(allow('s3:GetObject', `${bucket}/a*`), deny('s3:GetObject', `${bucket}/*z`)),
  );
  expect(out).toContain(`on what matches ${bucket}/a* and also ${bucket}/*z`);
});

test.each([
  ['granted', 1, 0],
  ['taken', 0, 1],
  ['any', 1, 1],
])('--fail-on %s: a grant ends with %d, a restriction with %d', async (failOn, grant, restriction) => {
  const more = policy(read, allow('sqs:SendMessage'));
  expect((await diff(policy(read), more, '--fail-on', failOn)).code).toBe(grant);
  expect((await diff(more, policy(read), '--fail-on', failOn)).code).toBe(restriction);
  expect((await diff(more, more, '--fail-on', failOn)).code).toBe(0);
});

test('what does not count is a note for machines', async () => {
  const more = policy(read, allow('sqs:SendMessage'));
  const lines = (await diff(policy(read), more, '--fail-on', 'taken', '--format', 'github')).out.split('\n');
  expect(lines[0]).toMatch(/^::notice file=new\.json,title=policy-granted::Newly allowed: sqs:SendMessage on /);
  const { runs } = JSON.parse((await diff(policy(read), more, '--format', 'sarif')).out);
  expect(runs[0].results).toMatchObject([{ ruleId: 'policy-granted', level: 'error' }]);
});

test('many actions are counted, and told with --all', async () => {
  const { out } = await diff(policy(read), policy(allow('s3:*')));
  expect(out).toMatch(/and \d+ more/);
  expect((await diff(policy(read), policy(allow('s3:*')), '--all')).out).not.toMatch(/and \d+ more/);
});

test.each([
  ['a policy that cannot be read', '{', 'new.json'],
  ['an action without a service', policy(allow('ListBucket')), 'lockstead policy lint new.json'],
])('%s', async (_what, after, words) => {
  const { code, out, err } = await diff(policy(read), after);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(words);
});

test.each([[['policy', 'diff', 'a']], [['policy', 'diff', '-', '-']], [['policy', 'diff', 'a', 'b', 'c']]])(
  '%j is no question',
  async (argv) => {
    expect((await shown(argv)).code).toBe(2);
  },
);
