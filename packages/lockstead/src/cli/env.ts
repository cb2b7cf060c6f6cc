/** `lockstead env`: what to set so that AWS's own tools talk to this Lockstead. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { credentialsPath, profile, readServer } from '#config/data-directory';
import { type Command, type ExitCode, Failure, type Terminal, Usage } from './command.ts';
import { dataDirectoryOf, defaultRegion, usualEndpoint } from './server/server.ts';
import { quoted } from './shell-word.ts';
import { dataFlag, endpointFlag, jsonFlag, noWords, parseWords, type Words } from './words.ts';

const shells = ['sh', 'bash', 'zsh', 'fish', 'powershell', 'dotenv'] as const;
type Shell = (typeof shells)[number];

interface Wanted {
  readonly set: Readonly<Record<string, string>>;
  /** They would win over what is set. */
  readonly unset: readonly string[];
}

/** They lead away from what is set, some of them to the real AWS: other keys, other profiles, other endpoints. */
const leadAway = [
  'AWS_DEFAULT_PROFILE',
  'AWS_SECURITY_TOKEN',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  'AWS_USE_FIPS_ENDPOINT',
  'AWS_USE_DUALSTACK_ENDPOINT',
] as const;
const proxies = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'] as const;

export const env: Command = {
  name: 'env',
  summary: 'print what to set for AWS clients: eval "$(lockstead env)"',
  about: [
    'Points the AWS CLI and SDKs at this Lockstead, as the administrator whose key is in the data directory.',
    'No secret is printed: AWS_SHARED_CREDENTIALS_FILE names the file.',
  ],
  flags: [
    endpointFlag,
    dataFlag,
    { name: 'region', value: 'REGION', help: 'region to work in (that of the server)' },
    { name: 'dev', help: 'the well-known keys test/test, which a server started with --dev takes' },
    { name: 'shell', value: shells.join('|'), help: 'whose syntax to use (that of $SHELL)' },
    jsonFlag,
  ],

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(env, argv);
    noWords(env, words);
    const shell = shellOf(words, terminal);
    const wanted = wantedVariables(words, terminal);
    if (words.has(jsonFlag.name)) {
      terminal.out(`${JSON.stringify(wanted.set)}\n`);
      return 0;
    }
    if (terminal.isTerminal) terminal.out(hint(shell, argv));
    terminal.out(rendered(wanted, shell));
    return 0;
  },
};

function wantedVariables(words: Words, terminal: Terminal): Wanted {
  const { environment } = terminal;
  const directory = dataDirectoryOf(words, terminal);
  const known = readServer(directory);
  const region = words.text('region') ?? environment['LOCKSTEAD_REGION'] ?? known?.region ?? defaultRegion;
  const endpoint = words.text('endpoint') ?? usualEndpoint(known, environment);
  const place = {
    AWS_ENDPOINT_URL: endpoint,
    // The SDK for Go looks for a role's keys before it has read the line above, and would ask the real STS for them.
    AWS_ENDPOINT_URL_STS: endpoint,
    ...withoutProxy(endpoint, environment),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    ...(known?.certificateFile === undefined ? {} : { AWS_CA_BUNDLE: known.certificateFile }),
  };
  if (words.has('dev')) {
    return {
      set: { ...place, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
      unset: ['AWS_SESSION_TOKEN', 'AWS_PROFILE', ...inTheWay(environment, Object.keys(place))],
    };
  }
  const file = credentialsPath(directory);
  if (!existsSync(file)) {
    throw new Failure(
      `${file} is not there: start Lockstead first ("npx lockstead start"), or name its --data directory; one that is ephemeral prints its keys when it starts.`,
      2,
    );
  }
  return {
    set: { ...place, AWS_SHARED_CREDENTIALS_FILE: file, AWS_PROFILE: profile },
    unset: [
      'AWS_ACCESS_KEY_ID',
      'AWS_SECRET_ACCESS_KEY',
      'AWS_SESSION_TOKEN',
      ...inTheWay(environment, Object.keys(place)),
    ],
  };
}

type Environment = Terminal['environment'];

function inTheWay(environment: Environment, set: readonly string[]): readonly string[] {
  const endpoints = Object.keys(environment).filter(
    (name) => /^AWS_ENDPOINT_URL_\w+$/.test(name) && !set.includes(name),
  );
  return [...leadAway.filter((name) => environment[name] !== undefined), ...endpoints.sort()];
}

/** A proxy cannot reach what listens on this machine alone. */
function withoutProxy(endpoint: string, environment: Environment): Readonly<Record<string, string>> {
  if (proxies.every((name) => (environment[name] ?? '') === '')) return {};
  const host = URL.parse(endpoint)?.hostname;
  if (host === undefined) return {};
  const known = environment['no_proxy'] ?? environment['NO_PROXY'] ?? '';
  const hosts = known.split(',').map((one) => one.trim());
  const all = [...hosts.filter((one) => one !== '' && one !== host), host].join(',');
  return { NO_PROXY: all, no_proxy: all };
}

function shellOf(words: Words, { environment }: Terminal): Shell {
  const named = words.text('shell');
  if (named === undefined) return basename(environment['SHELL'] ?? '') === 'fish' ? 'fish' : 'sh';
  const shell = shells.find((known) => known === named);
  if (shell === undefined) throw new Usage(`--shell ${named}: it takes one of ${shells.join(', ')}.`);
  return shell;
}

function rendered({ set, unset }: Wanted, shell: Shell): string {
  const lines = unset.map((name) => unsetLine(name, shell));
  for (const [name, value] of Object.entries(set)) lines.push(setLine(name, value, shell));
  return lines
    .filter((line) => line !== '')
    .map((line) => `${line}\n`)
    .join('');
}

function unsetLine(name: string, shell: Shell): string {
  switch (shell) {
    case 'fish':
      return `set -e ${name};`;
    case 'powershell':
      return `Remove-Item Env:${name} -ErrorAction SilentlyContinue`;
    case 'dotenv':
      return '';
    default:
      return `unset ${name}`;
  }
}

function setLine(name: string, value: string, shell: Shell): string {
  switch (shell) {
    case 'fish':
      return `set -gx ${name} ${quoted(value, 'fish')};`;
    case 'powershell':
      return `$Env:${name} = ${quoted(value, 'powershell')}`;
    case 'dotenv':
      // Whatever sources the file as a shell script looks into double quotes, and must find nothing there to carry out.
      return `${name}=${/[$`]/.test(value) ? quoted(value, 'sh') : JSON.stringify(value)}`;
    default:
      return `export ${name}=${quoted(value, 'sh')}`;
  }
}

/** Only for people: a comment in every one of these languages. */
function hint(shell: Shell, argv: readonly string[]): string {
  const command = ['lockstead', 'env', ...argv].join(' ');
  switch (shell) {
    case 'fish':
      return `# npx ${command} | source\n`;
    case 'powershell':
      return `# npx ${command} | Out-String | Invoke-Expression\n`;
    case 'dotenv':
      return `# npx ${command} > .env\n`;
    default:
      return `# To set these in this shell: eval "$(npx ${command})"\n`;
  }
}
