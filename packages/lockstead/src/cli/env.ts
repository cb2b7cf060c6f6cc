/** `lockstead env`: what to set so that AWS's own tools talk to this Lockstead. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { credentialsPath, profile } from '#config/data-directory';
import { type Command, type ExitCode, Usage } from './command.ts';

export const env: Command = {
  name: 'env',
  summary: 'print what to set for AWS clients: eval "$(lockstead env)"',
  help: [
    'lockstead env [--data DIRECTORY] [--endpoint URL] [--region REGION] [--json]',
    'Prints shell commands that point the AWS CLI and SDKs at this Lockstead, with the administrator from the data directory.',
  ].join('\n'),

  async run(argv, terminal): Promise<ExitCode> {
    const options = {
      data: { type: 'string', default: terminal.environment['LOCKSTEAD_DATA'] ?? '.lockstead' },
      endpoint: { type: 'string', default: `http://127.0.0.1:${terminal.environment['LOCKSTEAD_PORT'] ?? '4566'}` },
      region: { type: 'string', default: terminal.environment['LOCKSTEAD_REGION'] ?? 'us-east-1' },
      json: { type: 'boolean', default: false },
    } as const;
    const { values } = parse(argv, options);
    const file = credentialsPath(resolve(terminal.workingDirectory, values.data));
    if (!existsSync(file))
      throw new Usage(`${file} is not there: start Lockstead first, or name its --data directory.`);
    const variables = {
      AWS_ENDPOINT_URL: values.endpoint,
      AWS_REGION: values.region,
      AWS_DEFAULT_REGION: values.region,
      AWS_SHARED_CREDENTIALS_FILE: file,
      AWS_PROFILE: profile,
    };
    if (values.json) {
      terminal.out(`${JSON.stringify(variables)}\n`);
      return 0;
    }
    // What is set already would win over the profile.
    terminal.out('unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN\n');
    for (const [name, value] of Object.entries(variables)) terminal.out(`export ${name}=${quoted(value)}\n`);
    return 0;
  },
};

function parse<const Options extends NonNullable<Parameters<typeof parseArgs>[0]>['options']>(
  argv: readonly string[],
  options: Options,
): ReturnType<typeof parseArgs<{ options: Options; args: string[] }>> {
  try {
    return parseArgs({ args: [...argv], options });
  } catch (error) {
    throw new Usage((error as Error).message);
  }
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}
