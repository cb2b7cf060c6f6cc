/** The AWS CLI and boto3, in an environment that leads to one server and nowhere else. */
import { type ChildProcessByStdio, execFile, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Round } from './rounds.ts';

/** What a client made of the answer; of an error its code and message. */
export type Said = Readonly<Record<string, unknown>>;

export interface Client {
  readonly name: string;
  /** `undefined` where this client makes no such call. Throws where it breaks. */
  ask(round: Round): Promise<Said | undefined>;
  close(): void;
}

/** A home with nobody's settings in it but ours. */
export class Surroundings {
  readonly endpoint: string;
  readonly home: string = mkdtempSync(join(tmpdir(), 'lockstead-protocols-'));

  constructor(endpoint: string, python: string) {
    this.endpoint = endpoint;
    const models = join(this.home, '.aws/models');
    mkdirSync(models, { recursive: true });
    writeFileSync(join(this.home, '.aws/config'), '[default]\ncli_timestamp_format = iso8601\n');
    execFileSync(python, [join(import.meta.dirname, 'write_models.py'), models], { env: this.environment() });
  }

  /** Whatever does not go to the endpoint goes to a proxy that is not there: nothing gets out. */
  environment(): NodeJS.ProcessEnv {
    const nowhere = 'http://127.0.0.1:9';
    const services = [
      'IAM',
      'EC2',
      'CLOUDTRAIL',
      'KMS',
      'CLOUDWATCH',
      'SQS',
      'GUARDDUTY',
      'ROUTE_53',
      'CLOUDFRONT',
      'S3',
    ];
    return {
      PATH: process.env['PATH'],
      HOME: this.home,
      HTTP_PROXY: nowhere,
      HTTPS_PROXY: nowhere,
      NO_PROXY: '127.0.0.1,localhost',
      PYTHONUTF8: '1',
      AWS_ENDPOINT_URL: this.endpoint,
      ...Object.fromEntries(services.map((service) => [`AWS_ENDPOINT_URL_${service}`, this.endpoint])),
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_PAGER: '',
      AWS_MAX_ATTEMPTS: '1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
    };
  }

  close(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}

const answerMsMax = 60_000;

export function awsCli(aws: string, surroundings: Surroundings): Client {
  const file = join(surroundings.home, 'file');
  return {
    name: 'AWS CLI',
    async ask({ service, words, file: content }) {
      if (words === undefined) return undefined;
      if (content !== undefined && 'before' in content) writeFileSync(file, content.before);
      const args = words.map((word) => (word === '{file}' ? file : word));
      const said = await run(aws, [service, ...args, '--endpoint-url', surroundings.endpoint], surroundings);
      if (content !== undefined && 'after' in content && readFileSync(file, 'utf8') !== content.after) {
        throw new Error('the file has another content');
      }
      return said;
    },
    close: () => undefined,
  };
}

async function run(command: string, args: readonly string[], surroundings: Surroundings): Promise<Said> {
  const { failed, stdout, stderr } = await new Promise<{ failed: boolean; stdout: string; stderr: string }>(
    (resolve) => {
      const options = { env: surroundings.environment(), cwd: surroundings.home, timeout: answerMsMax };
      execFile(command, args, options, (error, out, err) =>
        resolve({ failed: error !== null, stdout: out, stderr: err }),
      );
    },
  );
  if (!failed) return stdout.startsWith('{') ? (JSON.parse(stdout) as Said) : {};
  const [, code, message] = /^An error occurred \((.+?)\) when calling the \w+ operation: (.*)$/m.exec(stderr) ?? [];
  if (code === undefined) throw new Error(stderr.trim());
  return { code, message };
}

/** One process for all calls: its start costs more than they do. */
export class Boto3 implements Client {
  readonly name = 'boto3';
  readonly #endpoint: string;
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: Interface;
  readonly #answers: AsyncIterator<string>;

  constructor(python: string, surroundings: Surroundings) {
    this.#endpoint = surroundings.endpoint;
    this.#child = spawn(python, [join(import.meta.dirname, 'boto3_calls.py')], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: surroundings.environment(),
      timeout: 10 * answerMsMax,
    });
    this.#lines = createInterface({ input: this.#child.stdout });
    this.#answers = this.#lines[Symbol.asyncIterator]();
  }

  async ask({ service, call }: Round): Promise<Said | undefined> {
    if (call === undefined) return undefined;
    const [method, parameters] = call;
    const asked = { service: service === 's3api' ? 's3' : service, method, parameters, endpoint: this.#endpoint };
    this.#child.stdin.write(`${JSON.stringify(asked)}\n`);
    const line = await this.#answers.next();
    if (line.done === true) throw new Error('boto3 has gone');
    const answer = JSON.parse(line.value) as { readonly said: Said } | { readonly broken: string };
    if ('broken' in answer) throw new Error(answer.broken);
    return answer.said;
  }

  close(): void {
    this.#child.kill();
  }
}
