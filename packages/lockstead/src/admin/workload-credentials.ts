/**
 * Credentials of a role as a workload gets them: `lockstead credentials serve` asks for them. The service that runs the workload assumes the role, so the
 * role's trust policy must let that service in, and who asks must be allowed to pass the role to it.
 */
import { parseArn } from '#kernel/arn';
import { type Clock, isoMillis } from '#kernel/clock';
import { type AccountId, parseAccountId, type Region } from '#kernel/ids';
import type { AccessPair } from '#service/authorization';
import type { Invoke } from '#service/call';
import { type AdminCall, AdminError, json } from './admin.ts';

export interface WorkloadParts {
  readonly invoke: Invoke;
  readonly clock: Clock;
  readonly region: Region;
}

interface Workload {
  readonly service: string;
  /** The id of what runs, which is the name of its session. */
  readonly id: RegExp;
  /** Behind `arn:aws:…:REGION:ACCOUNT:`; `aws:SourceArn` of the service's call. */
  readonly arn: (id: string) => readonly [service: string, resource: string];
}

/** AWS DIFFERS? That EC2 sets aws:SourceArn when it assumes an instance's role is not documented; of ECS it is. */
const workloads: Readonly<Record<string, Workload>> = {
  ec2: { service: 'ec2.amazonaws.com', id: /^i-[0-9a-f]{17}$/, arn: (id) => ['ec2', `instance/${id}`] },
  'ecs-tasks': {
    service: 'ecs-tasks.amazonaws.com',
    id: /^[0-9a-f]{32}$/,
    arn: (id) => ['ecs', `task/lockstead/${id}`],
  },
};

interface Asked {
  readonly role: string;
  readonly account: AccountId;
  readonly workload: Workload;
  readonly id: string;
  readonly seconds: number | undefined;
}

/** As STS answers it. */
interface Assumed {
  readonly Credentials: object;
  readonly AssumedRoleUser: { readonly Arn: string };
}

/**
 * `{"role": ARN, "workload": "ec2"|"ecs-tasks", "id": INSTANCE_OR_TASK, "seconds"?: number}` (an hour): `{principal, credentials, now}`, the credentials as
 * STS answers them, `now` by the server's clock. Who signs is asked for `lockstead:MakeWorkloadCredentials`, and for `iam:PassRole` of the role.
 */
export function workloadCredentials({ invoke, clock, region }: WorkloadParts): AdminCall {
  return {
    method: 'POST',
    path: 'workload-credentials',
    action: 'MakeWorkloadCredentials',
    also: (body) => [passRole(askedIn(body))],
    async handle({ body }) {
      const { role, account, workload, id, seconds } = askedIn(body);
      const [service, resource] = workload.arn(id);
      const sourceArn = `arn:aws:${service}:${region}:${account}:${resource}`;
      const input = {
        RoleArn: role,
        RoleSessionName: id,
        ...(seconds === undefined ? {} : { DurationSeconds: seconds }),
      };
      const { Credentials, AssumedRoleUser } = (await invoke(
        { service: 'sts', operation: 'AssumeRole', input },
        { service: workload.service, sourceArn, sourceAccount: account, region },
      )) as Assumed;
      return json({ principal: AssumedRoleUser.Arn, credentials: Credentials, now: isoMillis(clock.now()) });
    },
  };
}

function passRole({ role, account, workload }: Asked): AccessPair {
  const context = { 'iam:PassedToService': workload.service };
  return { action: 'iam:PassRole', resource: role, owner: account, context };
}

function askedIn(body: Buffer): Asked {
  let asked: unknown;
  try {
    asked = JSON.parse(body.toString());
  } catch {
    throw badRequest('The body is not JSON.');
  }
  if (typeof asked !== 'object' || asked === null || Array.isArray(asked))
    throw badRequest('The body is not a JSON object.');
  const { role, workload: named, id, seconds, ...unknown } = asked as Readonly<Record<string, unknown>>;
  const [extra] = Object.keys(unknown);
  if (extra !== undefined) throw badRequest(`"${extra}" is not a member of this call.`);
  const arn = typeof role === 'string' ? parseArn(role) : undefined;
  const account = parseAccountId(arn?.account ?? '');
  if (typeof role !== 'string' || arn?.service !== 'iam' || !arn.resource.startsWith('role/') || account === undefined)
    throw badRequest('Name a "role" by its ARN.');
  const workload = typeof named === 'string' && Object.hasOwn(workloads, named) ? workloads[named] : undefined;
  if (workload === undefined) throw badRequest(`"workload" takes one of ${Object.keys(workloads).join(', ')}.`);
  if (typeof id !== 'string' || !workload.id.test(id))
    throw badRequest(`"id" is the id of an instance or a task, of the form ${workload.id.source}.`);
  if (seconds !== undefined && (typeof seconds !== 'number' || !Number.isInteger(seconds)))
    throw badRequest('"seconds" is a whole number.');
  return { role, account, workload, id, seconds };
}

function badRequest(message: string): AdminError {
  return new AdminError('BadRequest', 400, message);
}
