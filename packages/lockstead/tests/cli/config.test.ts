/** Every flag of `start`: its forms, which of them wins, and what is refused. Most of it against the parser; the refusals against the real command. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Config, parseConfig } from '#config/config';
import { type FlagName, startFlags } from '#config/flags';
import { readFlags } from '#config/read-flags';
import { emptyFolder, lockstead, serving } from './cli.ts';
import { shown } from './terminal.ts';

// Whole processes, one after the other, on a machine that may have other work.
vi.setConfig({ testTimeout: 30_000 });

/** In any other folder the command is typed by its path. */
const clone = join(import.meta.dirname, '..', '..', '..', '..');
const folder = emptyFolder();
afterAll(() => folder.remove());
const file = (name: string, content: string): string => {
  const path = join(folder.path, name);
  writeFileSync(path, content, { mode: 0o600 });
  return path;
};

/** A value that differs from the default, and what the configuration then says. */
interface Example {
  readonly value?: string;
  readonly reads: (config: Config) => unknown;
  readonly expected: unknown;
  /** Flags that must stand beside it. */
  readonly beside?: readonly string[];
}

const pem = join(folder.path, 'some.pem');
const examples: Readonly<Record<Exclude<FlagName, 'config'>, Example>> = {
  port: { value: '5000', reads: ({ port }) => port, expected: 5000 },
  host: { value: '127.0.0.2', reads: ({ host }) => host, expected: '127.0.0.2' },
  'tls-cert': {
    value: pem,
    reads: ({ tls }) => tls,
    expected: { cert: 'pem', key: 'pem' },
    beside: [`--tls-key=${pem}`],
  },
  'tls-key': {
    value: pem,
    reads: ({ tls }) => tls,
    expected: { cert: 'pem', key: 'pem' },
    beside: [`--tls-cert=${pem}`],
  },
  'tls-self-signed': { reads: ({ tls }) => tls, expected: 'selfSigned' },
  'insecure-http': { reads: ({ host }) => host, expected: '0.0.0.0', beside: ['--host=0.0.0.0'] },
  'trusted-proxies': {
    value: '10.0.0.0/8,192.168.0.1',
    reads: ({ trustedProxies }) => trustedProxies,
    expected: ['10.0.0.0/8', '192.168.0.1'],
  },
  'allow-host': { value: 'AWS.test', reads: ({ allowedHosts }) => allowedHosts, expected: ['aws.test'] },
  'cors-origin': {
    value: 'http://localhost:3000',
    reads: ({ corsOrigins }) => corsOrigins,
    expected: ['http://localhost:3000'],
  },
  data: {
    value: '/somewhere',
    reads: ({ dataDirectory, store }) => [dataDirectory, store],
    expected: ['/somewhere', { kind: 'sqlite', path: '/somewhere/lockstead.db' }],
  },
  ephemeral: { reads: ({ dataDirectory, store }) => [dataDirectory, store], expected: [undefined, { kind: 'memory' }] },
  'account-id': { value: '111122223333', reads: ({ accountId }) => accountId, expected: '111122223333' },
  region: { value: 'eu-central-1', reads: ({ region }) => region, expected: 'eu-central-1' },
  'log-format': { value: 'json', reads: ({ logFormat }) => logFormat, expected: 'json' },
  detach: { reads: ({ detach }) => detach, expected: true },
  wait: { reads: ({ wait }) => wait, expected: true, beside: ['--detach'] },
  dev: { reads: ({ dev }) => dev, expected: true },
  'dev-role': {
    value: 'checkout=shop-checkout,shipping=shop-shipping',
    reads: ({ devRoles }) => [...devRoles],
    expected: [
      ['checkout', 'shop-checkout'],
      ['shipping', 'shop-shipping'],
    ],
    beside: ['--dev'],
  },
  enforce: { value: 'audit', reads: ({ enforce }) => enforce, expected: 'audit' },
  strict: { reads: ({ strict }) => strict, expected: true },
  'kms-request-quotas': { reads: ({ kmsRequestQuotas }) => kmsRequestQuotas, expected: true },
  upstream: {
    value: 'http://127.0.0.1:5000,sqs=http://localhost:9324',
    reads: ({ upstreams }) => upstreams.map(({ service, host, port }) => [service, host, port]),
    expected: [
      [undefined, '127.0.0.1', 5000],
      ['sqs', 'localhost', 9324],
    ],
  },
  'upstream-remote': {
    reads: ({ upstreams }) => upstreams.map(({ host }) => host),
    expected: ['emulator'],
    beside: ['--upstream=http://emulator:5000'],
  },
  'front-unknown': { value: 'audit', reads: ({ frontUnknown }) => frontUnknown, expected: 'audit' },
  'oidc-keys': {
    value: `https://issuer.test/a=${join(folder.path, 'keys.json')}`,
    reads: ({ oidcKeys }) => [...oidcKeys],
    expected: [['issuer.test/a', { keys: [] }]],
  },
  'price-list': {
    value: join(folder.path, 'keys.json'),
    reads: ({ priceList }) => priceList,
    expected: { keys: [] },
  },
  'allow-private-issuers': { reads: ({ allowPrivateIssuers }) => allowPrivateIssuers, expected: true },
  store: {
    value: 'sqlite:other.db',
    reads: ({ store }) => store,
    expected: { kind: 'sqlite', path: '/d/other.db' },
    beside: ['--data=/d'],
  },
  'root-key': { value: 'env:KEY', reads: ({ rootKey }) => rootKey, expected: { kind: 'env', name: 'KEY' } },
  'log-level': { value: 'warn', reads: ({ logLevel }) => logLevel, expected: 'warn' },
};
const named = Object.entries(examples).map(([flag, example]) => ({ flag: flag as FlagName, ...example }));

describe('each flag, in each of its forms', () => {
  beforeAll(() => {
    writeFileSync(pem, 'pem', { mode: 0o600 });
    file('keys.json', '{"keys":[]}');
  });

  test('is in this table', () => {
    expect([...Object.keys(examples), 'config'].sort()).toEqual(startFlags.map(({ name }) => name).sort());
  });

  test.each(named)('--$flag', ({ flag, value, reads, expected, beside = [] }) => {
    const config = parseConfig(readFlags([value === undefined ? `--${flag}` : `--${flag}=${value}`, ...beside], {}));
    expect(reads(config)).toEqual(expected);
    expect(Object.isFrozen(config)).toBe(true);
  });

  test.each(named)('LOCKSTEAD_$flag in the environment', ({ flag, value, reads, expected, beside = [] }) => {
    const variable = `LOCKSTEAD_${flag.toUpperCase().replaceAll('-', '_')}`;
    expect(reads(parseConfig(readFlags(beside, { [variable]: value ?? 'true' })))).toEqual(expected);
  });

  test.each(named)('$flag in the file', ({ flag, value, reads, expected, beside = [] }) => {
    const path = file(`${flag}.json`, JSON.stringify({ [flag]: value ?? true }));
    expect(reads(parseConfig(readFlags(['--config', path, ...beside], {})))).toEqual(expected);
  });
});

describe('which one wins', () => {
  const path = file('wins.json', JSON.stringify({ region: 'eu-west-1', port: 1, 'allow-host': ['file'] }));
  test.each([
    {
      name: 'a flag over the environment',
      argv: ['--region', 'us-west-2'],
      env: { LOCKSTEAD_REGION: 'eu-west-3' },
      region: 'us-west-2',
    },
    { name: 'a flag over the file', argv: ['--region', 'us-west-2', '--config', path], env: {}, region: 'us-west-2' },
    {
      name: 'the environment over the file',
      argv: ['--config', path],
      env: { LOCKSTEAD_REGION: 'eu-west-3' },
      region: 'eu-west-3',
    },
    { name: 'the file over the default', argv: ['--config', path], env: {}, region: 'eu-west-1' },
    { name: 'a file that the environment names', argv: [], env: { LOCKSTEAD_CONFIG: path }, region: 'eu-west-1' },
    { name: 'nothing but the default', argv: [], env: {}, region: 'us-east-1' },
  ])('$name', ({ argv, env, region }) => {
    expect(parseConfig(readFlags(argv, env)).region).toBe(region);
  });

  test('lists are replaced, not added to', () => {
    const config = parseConfig(readFlags(['--allow-host=a,b', '--allow-host', 'c', '--config', path], {}));
    expect(config.allowedHosts).toEqual(['a', 'b', 'c']);
    expect(config.port).toBe(1);
  });

  test('a switch that the environment turns off stays off', () => {
    expect(parseConfig(readFlags([], { LOCKSTEAD_DEV: 'false' })).dev).toBe(false);
    expect(parseConfig(readFlags([], { LOCKSTEAD_DEV: '1' })).dev).toBe(true);
  });

  test('a switch that the environment turns off is off whatever the file says', () => {
    const on = file('on.json', '{"dev": true}');
    expect(parseConfig(readFlags(['--config', on], { LOCKSTEAD_DEV: 'false' })).dev).toBe(false);
  });
});

/** What `start` refuses: one line on standard error, nothing on standard output, exit code 2, nothing on disk. */
const refused: readonly {
  name: string;
  argv?: readonly string[];
  env?: Readonly<Record<string, string>>;
  file?: string;
  says: RegExp;
  /** Found when the server's code is loaded already: tried in a process of its own. All others are told by the flags alone. */
  late?: true;
}[] = [
  { name: 'an unknown flag', argv: ['--prot', '1'], says: /Unknown option '--prot'/ },
  { name: 'a word', argv: ['now'], says: /Unexpected argument 'now'/ },
  { name: 'a flag without its value', argv: ['--port'], says: /'--port N?.*' argument missing|--port.*argument/ },
  { name: 'a value for a switch', argv: ['--dev=yes'], says: /'--dev' does not take an argument/ },
  { name: 'an empty value', argv: ['--region='], says: /--region needs a value/ },
  { name: 'a port that is none', argv: ['--port', '65536'], says: /--port 65536: a port is a number from 0 to 65535/ },
  { name: 'a port with a sign', argv: ['--port=-1'], says: /a port is a number/ },
  { name: 'a region that is none', argv: ['--region', 'moon'], says: /--region moon/ },
  { name: 'an account id that is none', argv: ['--account-id', '123'], says: /an account id has twelve digits/ },
  {
    name: 'enforcement by another word',
    argv: ['--enforce', 'some'],
    says: /--enforce some: it takes one of full, audit, off/,
  },
  { name: 'a log level by another word', argv: ['--log-level', 'loud'], says: /--log-level loud/ },
  { name: 'a store by another word', argv: ['--store', 'mysql://x'], says: /it takes sqlite:PATH or postgres/ },
  {
    name: 'a store on many nodes without a root key',
    argv: ['--store', 'postgres://localhost/x'],
    says: /needs --root-key/,
  },
  {
    name: 'a root key by another word',
    argv: ['--root-key', 'vault:x'],
    says: /--root-key takes file:PATH, env:NAME or prompt/,
  },
  {
    name: 'a root key that is not set',
    argv: ['--root-key', 'env:NOT_THERE'],
    says: /NOT_THERE: that environment variable is not set/,
    late: true,
  },
  {
    name: 'a root key file that is not there',
    argv: ['--root-key', 'file:/nowhere/key'],
    says: /cannot be read/,
    late: true,
  },
  {
    name: 'a question where nobody is',
    argv: ['--root-key', 'prompt'],
    says: /needs a terminal to ask on/,
    late: true,
  },
  { name: 'a directory for what keeps nothing', argv: ['--ephemeral', '--data', 'd'], says: /--data has no meaning/ },
  {
    name: 'a store for what keeps nothing',
    argv: ['--ephemeral', '--store', 'sqlite:x'],
    says: /--store has no meaning/,
  },
  { name: 'half a certificate', argv: ['--tls-cert', 'c.pem'], says: /--tls-cert and --tls-key go together/ },
  { name: 'two certificates', argv: ['--tls-self-signed', '--tls-key', 'k'], says: /makes its own certificate/ },
  {
    name: 'a certificate that is not there',
    argv: ['--tls-cert', '/nowhere/c', '--tls-key', '/nowhere/k'],
    says: /cannot be read/,
  },
  { name: 'an open address without TLS', argv: ['--host', '0.0.0.0'], says: /can be reached by others: it needs TLS/ },
  {
    name: 'an open address for well-known keys',
    argv: ['--host', '0.0.0.0', '--insecure-http', '--dev'],
    says: /refused with --host 0.0.0.0/,
  },
  { name: 'a role for everybody', argv: ['--dev-role', 'a=b'], says: /--dev-role gives roles .* so it needs --dev/ },
  ...['a', 'a=', '=b', 'test=b', 'ASIAX=b', 'a=b/c'].map((value) => ({
    name: `a key for no role: ${value}`,
    argv: ['--dev', '--dev-role', value],
    says: /is not KEY=ROLE/,
  })),
  ...['audit', 'off'].map((mode) => ({
    name: `an open address that stops nobody: ${mode}`,
    argv: ['--host', '0.0.0.0', '--insecure-http', '--enforce', mode],
    says: /lets everything pass, so it is refused with --host 0.0.0.0/,
  })),
  { name: 'an unknown variable', env: { LOCKSTEAD_PROT: '1' }, says: /LOCKSTEAD_PROT is not a setting/ },
  {
    name: 'a variable for a switch that says neither',
    env: { LOCKSTEAD_DEV: 'yes' },
    says: /LOCKSTEAD_DEV is a switch/,
  },
  { name: 'a variable with a wrong value', env: { LOCKSTEAD_PORT: 'http' }, says: /a port is a number/ },
  { name: 'half of the root credentials', env: { LOCKSTEAD_ROOT_ACCESS_KEY_ID: 'AKIAROOT' }, says: /go together/ },
  { name: 'a file that is not there', argv: ['--config', '/nowhere/lockstead.json'], says: /cannot be read/ },
  { name: 'a file that is not JSON', file: '{port: 1}', says: /cannot be read/ },
  { name: 'a file that is a list', file: '[]', says: /must hold one JSON object/ },
  { name: 'a file with an unknown setting', file: '{"prot": 1}', says: /"prot" is not a setting/ },
  { name: 'a file that names a file', file: '{"config": "x"}', says: /"config" is not a setting/ },
  { name: 'a file with a word for a switch', file: '{"dev": "yes"}', says: /"dev" is a switch/ },
  { name: 'a file with an object for a value', file: '{"region": {}}', says: /"region" takes REGION/ },
];

describe('what start refuses', () => {
  async function refuse({ name, argv = [], env = {}, file: content, says, late }: (typeof refused)[number]) {
    const empty = emptyFolder();
    const words = ['start', ...argv, ...(content === undefined ? [] : ['--config', file(`${name}.json`, content)])];
    // Any free port: the usual one may be taken.
    const environment = { LOCKSTEAD_PORT: '0', ...env };
    const { code, out, err } =
      late === true
        ? await lockstead(words, { cwd: empty.path, env: environment })
        : await shown(words, { workingDirectory: empty.path, environment });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^lockstead: [^\n]+\n$/);
    expect(err).toMatch(says);
    expect(err).not.toMatch(/node:|at file:/);
    // The key of the data directory is looked for in vain before anything is made there, as any other refusal.
    expect(readdirSync(empty.path)).toEqual([]);
    empty.remove();
  }

  test.each(refused)('$name', refuse);

  test.each(refused.filter(({ name }) => ['an unknown flag', 'an unknown variable'].includes(name)))(
    '$name, in a process of its own',
    (one) => refuse({ ...one, late: true }),
  );

  test('two servers on one port', async () => {
    const empty = emptyFolder();
    const first = await serving(['--ephemeral'], { cwd: empty.path });
    const { port } = new URL(first.endpoint);
    const second = await lockstead(['start', '--port', port], { cwd: empty.path });
    expect(second).toMatchObject({ code: 2, out: '' });
    expect(second.err).toBe(
      `lockstead: Port ${port} on 127.0.0.1 is taken: a Lockstead serves there already ("${join(clone, 'lockstead')} status --endpoint ${first.endpoint}" shows it); --port chooses another.\n`,
    );
    expect(readdirSync(empty.path)).toEqual([]);
    expect((await first.stop()).code).toBe(0);
    empty.remove();
  });

  test("a port that is somebody else's, who does not even answer", async () => {
    const empty = emptyFolder();
    const other = createServer(() => undefined);
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, out, err } = await lockstead(['start', '--port', String(port)], { cwd: empty.path });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe(`lockstead: Port ${port} on 127.0.0.1 is taken; --port chooses another.\n`);
    expect(readdirSync(empty.path)).toEqual([]);
    other.close();
    empty.remove();
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'nothing, and ends well, when told to stop by %s',
    async (signal) => {
      const empty = emptyFolder();
      const { code, err } = await (await serving(['--ephemeral'], { cwd: empty.path })).stop(signal);
      expect(code).toBe(0);
      expect(err).toContain('stopping');
      empty.remove();
    },
  );

  test('a data directory that it cannot write to, when it already listens: it ends all the same', async () => {
    const empty = emptyFolder();
    expect((await (await serving([], { cwd: empty.path })).stop()).code).toBe(0);
    const inTheWay = join(empty.path, '.lockstead', 'server.json');
    rmSync(inTheWay);
    mkdirSync(join(inTheWay, 'full'), { recursive: true });
    const { code, out, err } = await lockstead(['start', '--port', '0'], { cwd: empty.path });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^lockstead: The data directory \S+ cannot be used: [^\n]+server\.json'\n$/);
    empty.remove();
  });

  test('another account, or other root credentials, than the data directory has', async () => {
    const empty = emptyFolder();
    const env = { LOCKSTEAD_ROOT_ACCESS_KEY_ID: 'AKIAROOTKEY', LOCKSTEAD_ROOT_SECRET_ACCESS_KEY: 'root-secret' };
    const first = await serving(['--account-id', '111122223333'], { cwd: empty.path, env });
    await first.stop();
    const other = await lockstead(['start', '--port', '0', '--account-id', '444455556666'], { cwd: empty.path });
    expect(other).toMatchObject({ code: 2, out: '' });
    expect(other.err).toContain('belongs to account 111122223333, not 444455556666');
    const changed = { ...env, LOCKSTEAD_ROOT_SECRET_ACCESS_KEY: 'another-secret' };
    expect((await lockstead(['start', '--port', '0'], { cwd: empty.path, env: changed })).code).toBe(2);
    empty.remove();
  });
});

test('no text makes the flags throw anything but a refusal', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom('--port', '--dev', '--store', '--', '-x'))), (argv) => {
      try {
        parseConfig(readFlags(argv, {}));
      } catch (error) {
        expect((error as Error).name).toBe('BadConfig');
        expect((error as Error).message).not.toContain('\n');
      }
    }),
  );
});

describe('a data directory that cannot be used', () => {
  test.each([
    { name: 'in use', prepare: async (path: string) => serving(['--data', path], { cwd: path }), says: /use/ },
  ])('$name', async ({ prepare, says }) => {
    const folder = emptyFolder();
    const first = await prepare(folder.path);
    const { code, out, err } = await lockstead(['start', '--port', '0', '--data', folder.path], { cwd: folder.path });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^lockstead: [^\n]+\n$/);
    expect(err).toMatch(says);
    await first.stop();
    folder.remove();
  });

  test('without the key that its database is sealed with', async () => {
    const folder = emptyFolder();
    await (await serving([], { cwd: folder.path })).stop();
    const key = join(folder.path, '.lockstead', 'root-key');
    const other = readFileSync(key, 'utf8').replaceAll(/[0-9a-f]/g, (digit) => (digit === 'f' ? '0' : 'f'));
    writeFileSync(key, other);
    const wrong = await lockstead(['start', '--port', '0'], { cwd: folder.path });
    expect(wrong).toMatchObject({ code: 2, out: '' });
    expect(wrong.err).toMatch(/^lockstead: [^\n]+\n$/);
    rmSync(key);
    const missing = await lockstead(['start', '--port', '0'], { cwd: folder.path });
    expect(missing).toMatchObject({ code: 2, out: '' });
    expect(missing.err).toContain('is missing');
    expect(existsSync(key)).toBe(false);
    folder.remove();
  });

  /** What a disk that crashed leaves, or a volume that is not mounted: never a new account in the place of the old one. */
  const lost = [
    { name: 'is empty', argv: [], lose: (db: string) => truncateSync(db), says: /its database \S+\.db is empty: / },
    { name: 'is gone', argv: [], lose: (db: string) => rmSync(db), says: /its database \S+\.db is gone: / },
    {
      name: 'is gone with its root key',
      argv: [],
      lose(db: string) {
        rmSync(db);
        rmSync(join(dirname(db), 'root-key'));
      },
      says: /its database \S+\.db is gone: /,
    },
    {
      name: 'is another one, of nobody',
      argv: ['--store', 'sqlite:other.db'],
      lose: () => undefined,
      says: /its database \S+other\.db is gone: /,
    },
    {
      name: 'is whole, and knows no account',
      argv: [],
      lose: (path: string) => {
        const database = new DatabaseSync(path);
        database.exec('DELETE FROM documents');
        // One that the garbage collector closed would write at a moment of its own.
        database.close();
      },
      says: /its database has no account: /,
    },
  ];
  test.each(lost)('because its database $name', async ({ argv, lose, says }) => {
    const folder = emptyFolder();
    const data = join(folder.path, '.lockstead');
    await (await serving([], { cwd: folder.path })).stop();
    lose(join(data, 'lockstead.db'));
    const before = contentOf(data);
    const { code, out, err } = await lockstead(['start', '--port', '0', ...argv], { cwd: folder.path });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^lockstead: [^\n]+\n$/);
    expect(err).toMatch(says);
    expect(err).toContain('to begin anew, remove that directory or name another with --data');
    expect(contentOf(data)).toEqual(before);
    folder.remove();
  });

  test('a start that was killed before it had an account begins again', async () => {
    const folder = emptyFolder();
    const data = join(folder.path, '.lockstead');
    mkdirSync(data);
    writeFileSync(join(data, 'root-key'), '07'.repeat(32));
    writeFileSync(join(data, 'lockstead.db'), '');
    writeFileSync(join(data, 'root-password.01020304'), '');
    expect((await (await serving([], { cwd: folder.path })).stop()).code).toBe(0);
    folder.remove();
  });

  test('one that was killed in the middle of its work is not taken for empty', async () => {
    const folder = emptyFolder();
    await (await serving([], { cwd: folder.path })).stop('SIGKILL');
    expect((await (await serving([], { cwd: folder.path })).stop()).code).toBe(0);
    folder.remove();
  });
});

/** Of the database only whether there is one: SQLite may tidy up what it opens. */
function contentOf(directory: string): Readonly<Record<string, string>> {
  const names = readdirSync(directory).filter((name) => !/\.db-(wal|shm)$/.test(name));
  const content = (name: string): string =>
    name.endsWith('.db')
      ? String(statSync(join(directory, name)).size > 0)
      : readFileSync(join(directory, name), 'utf8');
  return Object.fromEntries(names.map((name) => [name, content(name)]));
}
