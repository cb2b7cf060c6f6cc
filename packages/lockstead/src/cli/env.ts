/** `lockstead env`: what to set so that AWS's own tools talk to this Lockstead. */
import { existsSync } from 'node:fs';
import { adminClient } from '#client/admin-client';
import { dataDirectoryOf, defaultRegion, usualEndpoint } from '#client/server';
import { credentialsPath, profile, readServer } from '#config/data-directory';
import { type ExitCode, Failure, Usage } from '#terminal/exit';
import type { Terminal } from '#terminal/terminal';
import { asTyped } from '#terminal/typed';
import type { Words } from '#terminal/words';
import type { Command } from './command.ts';
import { secondsOf } from './env/for.ts';
import { oldAwsCli, oldAwsCliWarning } from './env/old-aws-cli.ts';
import { failing, rendered, type Shell, shellNamed, shells } from './env/shells.ts';
import { unreachable } from './env/unreachable.ts';
import { type Place, type Variables, withKeys, withProfile } from './env/variables.ts';
import { principalArn } from './what-if/question.ts';
import { dataFlag, endpointFlag, jsonFlag, noWords, parseWords } from './words.ts';

const asFlag = {
  name: 'as',
  value: 'PRINCIPAL',
  help: 'temporary keys of a user or role, without its trust policy (needs --dev)',
};
const forFlag = { name: 'for', value: 'TIME', help: 'how long --as lasts, from 15m to 36h (1h)' };

export const env: Command = {
  name: 'env',
  summary: 'print the environment for AWS clients: eval "$(lockstead env)"',
  about: [
    'Points the AWS CLI and SDKs at this Lockstead, as the administrator whose key is in the data directory.',
    'No secret is printed: AWS_SHARED_CREDENTIALS_FILE names the file that has it. Variables that would lead clients to another place, such as the real AWS, are unset.',
    'With --as it prints temporary keys. PRINCIPAL is an ARN, user/NAME, role/NAME or root.',
    'When it fails, it prints an address that nobody can reach, and false, so that the shell does not go on with the real AWS.',
  ],
  examples: ['eval "$(lockstead env)"', 'eval "$(lockstead env --as role/app --for 2h)"'],
  exits: { 0: 'printed', 2: 'there are no credentials, or the server does not give them' },
  flags: [
    endpointFlag,
    dataFlag,
    { name: 'region', value: 'REGION', help: 'region to work in (that of the server)' },
    { name: 'dev', help: 'use the keys test/test of a server that runs with --dev' },
    asFlag,
    forFlag,
    { name: 'shell', value: shells.join('|'), help: 'the shell whose syntax to print (that of $SHELL)' },
    jsonFlag,
  ],

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(env, argv);
    noWords(env, words);
    const shell = shellOf(words, terminal);
    const wanted = await wantedVariables(words, terminal);
    if (words.has(jsonFlag.name)) {
      terminal.out(`${JSON.stringify(wanted.set)}\n`);
      return 0;
    }
    const old = oldAwsCli(terminal.environment['PATH']);
    if (old !== undefined) terminal.err(oldAwsCliWarning(old));
    if (terminal.isTerminal) terminal.out(asTyped(hint(shell, argv), terminal.typed.here));
    terminal.out(rendered(wanted, shell));
    return 0;
  },

  failed(argv, terminal): void {
    if (terminal.isTerminal) return;
    const wanted = unreachable(terminal.environment);
    const shell = likelyShell(argv, terminal);
    if (argv.includes(`--${jsonFlag.name}`)) terminal.out(`${JSON.stringify(wanted.set)}\n`);
    else terminal.out(`${rendered(wanted, shell)}${failing(shell)}`);
  },
};

async function wantedVariables(words: Words, terminal: Terminal): Promise<Variables> {
  const { environment } = terminal;
  const directory = dataDirectoryOf(words, terminal);
  const known = readServer(directory);
  // A flag wins over LOCKSTEAD_PORT.
  const ofDirectory = words.text('data') === undefined ? undefined : known?.endpoint;
  const place: Place = {
    endpoint: words.text('endpoint') ?? ofDirectory ?? usualEndpoint(known, environment),
    region: words.text('region') ?? environment['LOCKSTEAD_REGION'] ?? known?.region ?? defaultRegion,
    ...(known?.certificateFile === undefined ? {} : { certificateFile: known.certificateFile }),
  };
  const as = words.text(asFlag.name);
  if (as === undefined && words.text(forFlag.name) !== undefined)
    throw new Usage('--for says how long --as lasts: give both.');
  if (as !== undefined) return withKeys(place, await keysAs(as, words, terminal), environment);
  if (words.has('dev')) return withKeys(place, { accessKeyId: 'test', secretAccessKey: 'test' }, environment);
  const file = credentialsPath(directory);
  if (!existsSync(file)) {
    throw new Failure(
      `${file} is not there: start Lockstead first ("lockstead start"), or name its --data directory; one that is ephemeral prints its keys when it starts.`,
      2,
    );
  }
  return withProfile(place, { file, profile }, environment);
}

interface Given {
  readonly credentials: {
    readonly AccessKeyId: string;
    readonly SecretAccessKey: string;
    readonly SessionToken: string;
  };
}

async function keysAs(
  principal: string,
  words: Words,
  terminal: Terminal,
): Promise<{ readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken: string }> {
  const client = adminClient(words, terminal);
  const { credentials } = (await client.post('credentials', {
    principal: await principalArn(principal, client),
    seconds: secondsOf(words.text(forFlag.name) ?? '1h'),
  })) as Given;
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = credentials;
  return { accessKeyId, secretAccessKey, sessionToken };
}

function shellOf(words: Words, { environment }: Terminal): Shell {
  const named = words.text('shell');
  const shell = shellNamed(named, environment);
  if (shell === undefined) throw new Usage(`--shell ${named}: it takes one of ${shells.join(', ')}.`);
  return shell;
}

/** Which shell is meant, where the call cannot be read: as far as it can be told. */
function likelyShell(argv: readonly string[], { environment }: Terminal): Shell {
  const at = argv.findIndex((word) => word === '--shell' || word.startsWith('--shell='));
  const named = at === -1 ? undefined : (argv[at]?.split('=')[1] ?? argv[at + 1]);
  return shellNamed(named, environment) ?? shellNamed(undefined, environment) ?? 'sh';
}

/** Only for people: a comment in every one of these languages. */
function hint(shell: Shell, argv: readonly string[]): string {
  const command = ['lockstead', 'env', ...argv].join(' ');
  switch (shell) {
    case 'fish':
      return `# ${command} | source\n`;
    case 'powershell':
      return `# ${command} | Out-String | Invoke-Expression\n`;
    case 'dotenv':
      return `# ${command} > .env\n`;
    default:
      return `# To set these in this shell: eval "$(${command})"\n`;
  }
}
