/**
 * The longest stop of each operation of IAM, STS, CloudTrail, the Account API and Cost Explorer: for how long nobody else got a turn, with the largest input that the model
 * allows and an account that is nearly full. `node packages/conformance/src/worst-case.ts` prints them and compares with `worst-case.json`,
 * `--write` writes that anew. It takes some minutes, and is not a part of the checks.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { join } from 'node:path';
import process from 'node:process';
import {
  GenerateCredentialReportCommand,
  GenerateServiceLastAccessedDetailsCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import { servicePrefixes } from '@lockstead/policy/reference';
import { loadModel, requestOfProbe, type ServiceModel, serviceById } from '@lockstead/wire';
import { fillAccount } from './probes/probed-account.ts';
import { sendSigned } from './probes/send.ts';
import { fill, numbered, path, policyOf, tags, trustOf } from './worst-case/big-account.ts';
import { type Given, largestInput } from './worst-case/largest-input.ts';
import type { Order, Served } from './worst-case/server.ts';

/** Milliseconds, by `service Operation`. */
export type Stops = Readonly<Record<string, number>>;

const runs = 5;
export const wantedMs = 50;
/** Below this, twice as much is noise. */
const floorMs = 10;

export const committedPath: string = join(import.meta.dirname, '../worst-case.json');

export function readCommitted(): Stops {
  return JSON.parse(readFileSync(committedPath, 'utf8')) as Stops;
}

/** Operations that stop others for more than twice as long as was committed, and those that nobody has committed. */
export function worse(stops: Stops, committed: Stops): readonly string[] {
  return Object.entries(stops).flatMap(([name, ms]) => {
    const known = committed[name];
    if (known === undefined) return [`${name}: ${ms} ms, and none committed`];
    return ms > 2 * Math.max(known, floorMs) ? [`${name}: ${ms} ms, more than twice the ${known} ms committed`] : [];
  });
}

export async function measureStops(choose: (operation: string) => boolean = () => true): Promise<Stops> {
  const server = await Server.start();
  try {
    const account = await server.fillAccount();
    await server.fill();
    const known = { ...account, JobId: await server.makeLargestReport() };
    const stops: Record<string, number> = {};
    const all: (readonly [ServiceModel, string])[] = [];
    for (const id of ['iam', 'sts', 'cloudtrail', 'account', 'ce']) {
      const entry = serviceById(id);
      if (entry === undefined) throw new Error(`no service ${id}`);
      const model = await loadModel(entry);
      const operations = (await server.operationsOf(id))
        .filter((operation) => choose(operation) && !isOnTrails(id, operation))
        .toSorted(readsFirst);
      all.push(...operations.map((operation) => [model, operation] as const));
    }
    // The runs of one operation lie far apart: what the server does for itself now and then is met by one of them at most.
    for (let run = 0; run < runs; run += 1) {
      for (const [model, operation] of all) {
        const name = `${model.entry.id} ${operation}`;
        const ms = Math.round((await server.longestStop(model, operation, known, run)) * 10) / 10;
        stops[name] = Math.min(stops[name] ?? Number.POSITIVE_INFINITY, ms);
      }
    }
    return stops;
  } finally {
    await server.stop();
  }
}

/** An account has a handful of trails, so that nothing about them is long. What is long is a delivery, which gives others their turn. */
function isOnTrails(service: string, operation: string): boolean {
  return service === 'cloudtrail' && operation !== 'LookupEvents';
}

/** What takes something away comes last, so that the others find it. */
function readsFirst(one: string, other: string): number {
  const rank = (name: string): number =>
    ['Get', 'List', 'Sim', 'Loo'].includes(name.slice(0, 3)) ? 0 : /^(De|Remove)/.test(name) ? 2 : 1;
  return rank(one) - rank(other);
}

/** Members that make an operation refuse all the others, or end what the next needs. */
const leftOut: Readonly<Record<string, readonly string[]>> = {
  AssumeRole: ['SerialNumber', 'TokenCode', 'ProvidedContexts', 'PolicyArns', 'SourceIdentity', 'Tags'],
  GetFederationToken: ['Tags'],
  GetSessionToken: ['SerialNumber', 'TokenCode'],
  ListServiceSpecificCredentials: ['UserName'],
  SimulateCustomPolicy: ['PolicyExclusionList', 'CallerArn', 'ResourcePolicy', 'ResourceHandlingOption'],
  SimulatePrincipalPolicy: ['PolicyExclusionList', 'CallerArn', 'ResourcePolicy', 'ResourceHandlingOption'],
  GetDimensionValues: ['SearchString', 'NextPageToken', 'DimensionKey'],
  GetTags: ['SearchString', 'NextPageToken', 'TagKey'],
  GetCostAndUsage: ['NextPageToken'],
  LookupEvents: ['EventCategory', 'StartTime', 'EndTime'],
};

class Server {
  readonly #child: ChildProcess;
  readonly #served: Served;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  private constructor(child: ChildProcess, served: Served) {
    this.#child = child;
    this.#served = served;
  }

  static async start(): Promise<Server> {
    const child = fork(new URL('./worst-case/server.ts', import.meta.url), [], { execArgv: [] });
    const [served] = (await once(child, 'message')) as [Served];
    return new Server(child, served);
  }

  async fillAccount(): Promise<Given> {
    const { accountId } = this.#served;
    const known = await fillAccount({ clientConfig: () => this.#config() } as never);
    const large = policyOf(130_000);
    return {
      ...known,
      AssumeRolePolicyDocument: trustOf(130_000),
      PolicyDocument: large,
      Policy: policyOf(600),
      ResourcePolicy: large,
      'PolicyInputList[]': policyOf(60_000),
      PermissionsBoundaryPolicyInputList: [policyOf(60_000)],
      ActionNames: Array.from({ length: 40 }, (_, n) => `s3:GetObject${n}`),
      ResourceArns: Array.from({ length: 40 }, (_, n) => `arn:aws:s3:::box-${n}/${'x'.repeat(900)}`),
      UserName: 'a',
      GroupName: 'a',
      RoleName: 'a',
      InstanceProfileName: 'a',
      Password: `Aa1!${'x'.repeat(124)}`,
      NewPassword: `Aa1!${'y'.repeat(124)}`,
      CallerArn: `arn:aws:iam::${accountId}:user/a`,
      ResourceOwner: `arn:aws:iam::${accountId}:root`,
      ResourceHandlingOption: 'EC2-VPC-InstanceStore',
      OrderedOrganizationPolicyInputList: [],
      ServiceControlPolicyInputList: [],
      OrganizationResourceOwner: undefined,
      Tags: tags,
      TagKeys: tags.map(({ Key }) => Key),
      MaxItems: 1000,
      PathPrefix: '/',
      Marker: undefined,
      NextToken: undefined,
      LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: 'nobody-at-all' }],
      TransitiveTagKeys: [],
      DurationSeconds: 3600,
      RegionName: 'af-south-1',
      CountryCode: 'US',
      PrimaryEmail: 'a@example.com',
      Granularity: 'DAILY',
      Metrics: ['UnblendedCost', 'BlendedCost', 'UsageQuantity'],
      GroupBy: [
        { Type: 'DIMENSION', Key: 'OPERATION' },
        { Type: 'TAG', Key: 'team' },
      ],
      ServiceNamespace: 'ec2',
      Dimension: 'OPERATION',
      SortBy: [{ Key: 'UnblendedCost' }],
      MinimumSessionTokenSize: 0,
      PolicyArns: [],
      ContextEntries: Array.from({ length: 50 }, (_, n) => ({
        ContextKeyName: `aws:PrincipalTag/${n}`,
        ContextKeyValues: ['v'.repeat(200)],
        ContextKeyType: 'string',
      })),
    };
  }

  /** On the policy that nearly all have. */
  async makeLargestReport(): Promise<string | undefined> {
    const Arn = `arn:aws:iam::${this.#served.accountId}:policy/all`;
    const client = new IAMClient(this.#config());
    return (await client.send(new GenerateServiceLastAccessedDetailsCommand({ Arn }))).JobId;
  }

  async fill(): Promise<void> {
    const client = new IAMClient(this.#config());
    await fill(client, this.#served.accountId);
    for (let asked = 0; asked < 2; asked += 1) await client.send(new GenerateCredentialReportCommand({}));
  }

  async operationsOf(id: string): Promise<readonly string[]> {
    const request = { method: 'GET', path: '/_lockstead/coverage', query: '', headers: {}, body: '' };
    const { endpoint, credentials, region } = this.#served;
    const at = await this.#now();
    const { text } = await sendSigned(endpoint, this.#agent, request, {
      credentials,
      region,
      service: 'lockstead',
      at,
    });
    const { services } = JSON.parse(text) as {
      readonly services: Readonly<Record<string, { readonly operations: Readonly<Record<string, unknown>> }>>;
    };
    return Object.entries(services[id]?.operations ?? {})
      .filter(([, state]) => state === 'done')
      .map(([name]) => name)
      .sort();
  }

  /** Of the greater of two inputs: all as large as may be, and with what stands in the account. */
  async longestStop(model: ServiceModel, name: string, known: Given, run: number): Promise<number> {
    const given = { ...known, ...ofService(model.entry.id, await this.#now()) };
    const full = { ...largestInput(model, operationOf(model, name), given), ...newNames(name, run) };
    const without = leftOut[name] ?? [];
    const large = Object.fromEntries(
      Object.entries(full).filter(([member, value]) => value !== undefined && !without.includes(member)),
    );
    return Math.max(await this.#stopOf(model, name, large), await this.#stopOf(model, name, onTheBigOnes(name, large)));
  }

  async #stopOf(model: ServiceModel, name: string, input: Given): Promise<number> {
    const { entry } = model;
    const [protocol = 'awsQuery'] = entry.protocols;
    const probe = { name, operation: name, protocol, input, expect: 'valid' } as const;
    const request = requestOfProbe(model, operationOf(model, name), probe);
    const at = new Date(String(await this.#tell('begin')));
    const { credentials, region, endpoint } = this.#served;
    const signer = { credentials, region, service: entry.signingName, at };
    const { status, text } = await sendSigned(endpoint, this.#agent, request, signer);
    const ms = (await this.#tell('end')) as number;
    if (process.argv.includes('--verbose')) {
      const said = status === 200 ? `${text.length} characters` : (/<Message>([^<]{0,90})/.exec(text)?.[1] ?? '');
      process.stdout.write(
        `${ms.toFixed(1).padStart(8)} ms  ${name} ${request.body.length} characters: ${status} ${said}\n`,
      );
    }
    return ms;
  }

  async #now(): Promise<Date> {
    const now = new Date(String(await this.#tell('begin')));
    await this.#tell('end');
    return now;
  }

  async #tell(order: Order): Promise<unknown> {
    const answer = once(this.#child, 'message');
    this.#child.send(order);
    const [told] = (await answer) as [unknown];
    return told;
  }

  #config() {
    const { endpoint, credentials, region } = this.#served;
    return { endpoint, credentials, region };
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
    const ended = once(this.#child, 'exit');
    this.#child.send('stop' satisfies Order);
    await ended;
  }
}

function operationOf(model: ServiceModel, name: string) {
  const operation = model.operations.get(name);
  if (operation === undefined) throw new Error(`${model.entry.id} has no operation ${name}`);
  return operation;
}

/** Values that a service's operations have to have, to be carried out. */
function ofService(id: string, now: Date): Given {
  // There is no organization: every call is about the own account.
  if (id === 'account') return { AccountId: undefined, StandardAccountId: undefined };
  if (id !== 'ce') return {};
  const month = now.toISOString().slice(0, 7);
  const one = {
    Not: { Dimensions: { Key: 'OPERATION', Values: Array.from({ length: 100 }, (_, n) => `Nothing${n}`) } },
  };
  return {
    TimePeriod: { Start: `${month}-01`, End: `${month}-28` },
    Filter: { And: Array.from({ length: 249 }, () => one) },
    BillingViewArn: undefined,
  };
}

/** What is created has a new name in each run. */
function newNames(operation: string, run: number): Given {
  if (operation === 'UpdateAssumeRolePolicy') return { PolicyDocument: trustOf(130_000) };
  if (!operation.startsWith('Create')) return {};
  return {
    UserName: operation === 'CreateUser' ? numbered(9000 + run, 64) : 'a',
    GroupName: numbered(9000 + run, 128),
    RoleName: numbered(9000 + run, 64),
    PolicyName: numbered(9000 + run, 128),
    InstanceProfileName: numbered(9000 + run, 128),
    VirtualMFADeviceName: numbered(9000 + run, 226),
  };
}

/** On what most hangs; what is taken away is something small, since the next run needs it too. */
function onTheBigOnes(operation: string, input: Given): Given {
  if (/^(Create|De|Remove)/.test(operation)) return input;
  const big = {
    UserName: numbered(1, 64),
    GroupName: 'everybody',
    RoleName: numbered(1, 64),
    InstanceProfileName: numbered(1, 128),
  };
  const named = Object.entries(big).filter(([member]) => Object.hasOwn(input, member));
  const arn =
    typeof input['PolicyArn'] === 'string' ? { PolicyArn: String(input['PolicyArn']).replace(/[^/]*$/, 'all') } : {};
  const ofEntity =
    typeof input['Arn'] === 'string' ? { Arn: input['Arn'].replace(/role\/.*/, `user${path}${big.UserName}`) } : {};
  const report =
    operation === 'GenerateServiceLastAccessedDetails'
      ? { Arn: String(input['Arn']).replace(/role\/.*/, 'policy/all'), Granularity: 'ACTION_LEVEL' }
      : {};
  const services = Object.hasOwn(input, 'ServiceNamespaces')
    ? { ServiceNamespaces: servicePrefixes.slice(0, 200) }
    : {};
  return { ...input, ...Object.fromEntries(named), ...arn, ...ofEntity, ...report, ...services };
}

if (import.meta.main) {
  const [only] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
  const stops = await measureStops((operation) => only === undefined || operation.includes(only));
  for (const [name, ms] of Object.entries(stops).sort(([, one], [, other]) => other - one)) {
    process.stdout.write(`${String(ms).padStart(8)} ms  ${name}\n`);
  }
  if (process.argv.includes('--write')) writeFileSync(committedPath, `${JSON.stringify(stops, undefined, 2)}\n`);
  for (const line of worse(stops, readCommitted())) process.stdout.write(`${line}\n`);
}
