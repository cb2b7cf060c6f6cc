/**
 * Roles are ours, and some backends insist on them: moto's Lambda refuses a function whose role its own IAM does not have. So a role or an instance
 * profile of ours that a request passes on is made in the backend first, where it is missing there. It gets our name, path and trust
 * policy, and no permissions: those are decided here.
 *
 * AWS DIFFERS? What is deleted here stays in the backend. A role that somebody made there himself looks the same.
 */
import { parseArn } from '#kernel/arn';
import { toDate } from '#kernel/clock';
import { parseAccountId } from '#kernel/ids';
import type { Log } from '#kernel/log';
import type { Timers } from '#kernel/timers';
import type { Reading } from '../learnt/readers.ts';
import type { OwnRole, OwnRoles } from '../own-roles.ts';
import type { Outgoing } from '../services/definition.ts';
import type { Backend } from '../upstream/backend.ts';
import type { Asking } from '../upstream/signature.ts';
import { passedBy } from './passed.ts';

/** How long a backend that answers no question about IAM is not asked again. */
const withoutIamMs = 60_000;

type Answer = { readonly status: number; readonly body: string } | undefined;

export class Mirror {
  readonly #roles: OwnRoles;
  readonly #timers: Pick<Timers, 'monotonicMs'>;
  readonly #log: Log;
  readonly #withoutIam: Map<Backend, number> = new Map();

  constructor(roles: OwnRoles, timers: Pick<Timers, 'monotonicMs'>, log: Log) {
    this.#roles = roles;
    this.#timers = timers;
    this.#log = log;
  }

  /** Before a request goes on to the backend. Never throws for what the backend answers: what is missing, the backend says of the request itself. */
  async before(backend: Backend, { row, input, context }: Outgoing): Promise<void> {
    const { roles, profiles } = passedBy(row, input, context);
    if (roles.length === 0 && profiles.length === 0) return;
    if ((this.#withoutIam.get(backend) ?? 0) > this.#timers.monotonicMs()) return;
    const at = toDate(context.clock.wallNow());
    for (const arn of roles) await this.#role(new BackendIam(backend, arn, at), await this.#roles.role(arn));
    for (const arn of profiles) await this.#profile(new BackendIam(backend, arn, at), arn);
  }

  async #role(iam: BackendIam, role: OwnRole | undefined): Promise<boolean> {
    if (role === undefined || !iam.isAskable) return false;
    const { name: RoleName, path: Path, trustPolicy: AssumeRolePolicyDocument } = role;
    return await this.#made(iam, role.arn, { Action: 'GetRole', RoleName }, [
      { Action: 'CreateRole', RoleName, Path, AssumeRolePolicyDocument },
    ]);
  }

  async #profile(iam: BackendIam, arn: string): Promise<void> {
    const profile = await this.#roles.profile(arn);
    if (profile?.role === undefined || !(await this.#role(iam, profile.role))) return;
    const { name: InstanceProfileName, path: Path } = profile;
    await this.#made(iam, arn, { Action: 'GetInstanceProfile', InstanceProfileName }, [
      { Action: 'CreateInstanceProfile', InstanceProfileName, Path },
      { Action: 'AddRoleToInstanceProfile', InstanceProfileName, RoleName: profile.role.name },
    ]);
  }

  /** Whether the backend has it now. */
  async #made(iam: BackendIam, arn: string, look: Parameters, make: readonly Parameters[]): Promise<boolean> {
    const found = await iam.ask(look);
    if (found?.status === 200) return true;
    if (found?.status !== 404 || !found.body.includes('NoSuchEntity')) {
      this.#withoutIam.set(iam.backend, this.#timers.monotonicMs() + withoutIamMs);
      return false;
    }
    for (const parameters of make) {
      const made = await iam.ask(parameters);
      const isThere = made?.status === 200 || made?.body.includes('EntityAlreadyExists') === true;
      if (isThere) continue;
      this.#log.warn('a backend refused a role of ours', { arn, action: parameters.Action, status: made?.status ?? 0 });
      return false;
    }
    this.#log.info('a role of ours was made in the backend that is asked to use it', { arn });
    return true;
  }
}

type Parameters = Readonly<Record<string, string>> & { readonly Action: string };

/** IAM of a backend, in the account of an ARN. */
class BackendIam {
  readonly backend: Backend;
  readonly #asking: Asking | undefined;

  constructor(backend: Backend, arn: string, at: Date) {
    const account = parseAccountId(parseArn(arn)?.account ?? '');
    const { account: by } = backend.upstream;
    const isOther = by.by === 'fixed' && by.id !== account;
    this.backend = backend;
    this.#asking =
      account === undefined || isOther ? undefined : { account, signingName: 'iam', region: 'us-east-1', at };
  }

  get isAskable(): boolean {
    return this.#asking !== undefined;
  }

  async ask(parameters: Parameters): Promise<Answer> {
    const reading: Reading = {
      method: 'POST',
      path: '/',
      query: '',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body: String(new URLSearchParams({ Version: '2010-05-08', ...parameters })),
    };
    return this.#asking === undefined ? undefined : await this.backend.read(reading, this.#asking);
  }
}
