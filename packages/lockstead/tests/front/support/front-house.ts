/** A Lockstead in this process with services behind it, an administrator, and users that may what a test says. */
import { createHash } from 'node:crypto';
import { parseConfig } from '#config/config';
import type { RawFlags } from '#config/flags';
import { systemClock } from '#kernel/clock';
import { seededEntropy, systemEntropy } from '#kernel/entropy';
import { jsonLog, type Log } from '#kernel/log';
import { RootKey } from '#kernel/root-key';
import { systemTimers } from '#kernel/timers';
import { type Running, start } from '#main';
import type { Behind } from '#service/behind';
import { type Keys, type Reply, send, signed, type Unsigned } from '../../support/signed.ts';

export interface FrontHouse extends AsyncDisposable {
  readonly running: Running;
  readonly port: number;
  readonly account: string;
  readonly admin: Keys;
  readonly logLines: readonly string[];
  /** Signed by the administrator where no keys are given. */
  ask(service: string, unsigned: Unsigned, keys?: Keys | 'none'): Promise<Reply>;
  /** By the JSON protocols. */
  json(service: string, target: string, input: object, keys?: Keys | 'none'): Promise<Reply>;
  /** The keys of a new user with one inline policy, or with none. */
  user(name: string, statements?: readonly object[]): Promise<Keys>;
  /** The newest management event of the service. */
  lastEvent(eventSource: string): Promise<Readonly<Record<string, unknown>> | undefined>;
}

export async function openFrontHouse(flags: RawFlags, behind?: (log: Log) => Behind): Promise<FrontHouse> {
  // Buckets stay in the backend too.
  const given = [flags.upstream ?? []].flat().map(String);
  const upstream = [...given, ...given.filter((url) => url.startsWith('http')).map((url) => `s3=${url}`)];
  const logLines: string[] = [];
  const log = jsonLog(
    'info',
    systemClock(),
    (line) => void logLines.push(line),
    (write) => write(),
  );
  const config = parseConfig({ port: '0', ephemeral: true, ...flags, ...(upstream.length === 0 ? {} : { upstream }) });
  const running = await start(config, {
    clock: systemClock(),
    entropy: systemEntropy(),
    timers: systemTimers,
    log,
    rootKey: RootKey.generate(seededEntropy('front')),
    ...(behind === undefined ? {} : { behind: behind(log) }),
  });
  const { port, host } = new URL(running.endpoint);
  const admin: Keys = {
    accessKeyId: running.admin.accessKeyId,
    secretAccessKey: running.admin.secretAccessKey.reveal(),
  };

  async function ask(service: string, unsigned: Unsigned, keys: Keys | 'none' = admin): Promise<Reply> {
    // S3 alone insists on it.
    const hash = createHash('sha256').update(unsigned.body ?? '');
    const ofS3 = service === 's3' ? { 'x-amz-content-sha256': hash.digest('hex') } : {};
    const whole = { ...unsigned, headers: { host, ...ofS3, ...unsigned.headers } };
    return await send(Number(port), whole, keys === 'none' ? whole.headers : signed(whole, { keys, service }));
  }

  async function json(service: string, target: string, input: object, keys?: Keys | 'none'): Promise<Reply> {
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target };
    return await ask(service, { headers, body: JSON.stringify(input) }, keys);
  }

  async function iam(parameters: Readonly<Record<string, string>>): Promise<unknown> {
    const form = new URLSearchParams({ Version: '2010-05-08', ...parameters });
    const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
    return JSON.parse((await ask('iam', { headers, body: String(form) })).text);
  }

  return {
    running,
    port: Number(port),
    account: running.account,
    admin,
    logLines,
    ask,
    json,
    async user(name, statements) {
      await iam({ Action: 'CreateUser', UserName: name });
      if (statements !== undefined) {
        const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
        await iam({ Action: 'PutUserPolicy', UserName: name, PolicyName: 'own', PolicyDocument });
      }
      const made = (await iam({ Action: 'CreateAccessKey', UserName: name })) as {
        CreateAccessKeyResponse: {
          CreateAccessKeyResult: { AccessKey: { AccessKeyId: string; SecretAccessKey: string } };
        };
      };
      const { AccessKeyId, SecretAccessKey } = made.CreateAccessKeyResponse.CreateAccessKeyResult.AccessKey;
      return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
    },
    async lastEvent(eventSource) {
      const LookupAttributes = [{ AttributeKey: 'EventSource', AttributeValue: eventSource }];
      const reply = await json('cloudtrail', 'CloudTrail_20131101.LookupEvents', { LookupAttributes });
      const { Events } = JSON.parse(reply.text) as { Events: readonly { CloudTrailEvent: string }[] };
      const [first] = Events;
      return first === undefined ? undefined : (JSON.parse(first.CloudTrailEvent) as Record<string, unknown>);
    },
    [Symbol.asyncDispose]: () => running.stop(),
  };
}
