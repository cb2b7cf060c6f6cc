/**
 * A role's credentials for one kind of workload, made anew before they expire. Their expiry is told by the clock of this machine: Lockstead's own clock can
 * be ahead of it, and an SDK compares with the one that it has.
 */
import type { AdminClient } from '#client/admin-client';
import { type Clock, elapsed, type Instant, later, parseInstant } from '#kernel/clock';
import type { Entropy } from '#kernel/entropy';
import { Secret } from '#kernel/secret';

export type WorkloadKind = 'ec2' | 'ecs-tasks';

export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
  readonly sessionToken: Secret;
  /** By this machine's clock. */
  readonly expiresAt: Instant;
  readonly madeAt: Instant;
}

export interface RoleSource {
  readonly roleArn: string;
  /** The instance's or the task's id, which names the session. */
  readonly id: string;
  /** @throws Failure why there are none. */
  current(): Promise<RoleCredentials>;
}

/** What is left when new ones are made: SDKs ask again some minutes before the end, and must then be given others. */
const leftMinMs = 10 * 60_000;

interface Kept {
  readonly credentials: RoleCredentials;
  /** By Lockstead's clock. */
  readonly endsAt: Instant;
  readonly renewAt: Instant;
}

interface Given {
  readonly credentials: {
    readonly AccessKeyId: string;
    readonly SecretAccessKey: string;
    readonly SessionToken: string;
    readonly Expiration: string;
  };
  readonly now: string;
}

export function roleSource(
  client: Pick<AdminClient, 'get' | 'post'>,
  { clock, entropy }: { readonly clock: Clock; readonly entropy: Entropy },
  asked: { readonly role: string; readonly workload: WorkloadKind; readonly seconds: number | undefined },
): RoleSource {
  const id = newId(asked.workload, entropy);
  let kept: Kept | undefined;
  let underWay: Promise<RoleCredentials> | undefined;

  async function ask(): Promise<RoleCredentials> {
    const { role, workload, seconds } = asked;
    const body = { role, workload, id, ...(seconds === undefined ? {} : { seconds }) };
    const { credentials, now } = (await client.post('workload-credentials', body)) as Given;
    const madeAt = clock.now();
    const [there, endsAt] = [parseInstant(now), parseInstant(credentials.Expiration)];
    if (there === undefined || endsAt === undefined) throw new TypeError('the server answers times');
    const life = elapsed(there, endsAt);
    const made: RoleCredentials = {
      accessKeyId: credentials.AccessKeyId,
      secretAccessKey: new Secret(credentials.SecretAccessKey),
      sessionToken: new Secret(credentials.SessionToken),
      expiresAt: later(madeAt, life),
      madeAt,
    };
    const renewAt = (endsAt - Math.min(leftMinMs, life / 2)) as Instant;
    kept = { credentials: made, endsAt, renewAt };
    return made;
  }

  async function current(): Promise<RoleCredentials> {
    if (kept === undefined) return await ask();
    const { now } = (await client.get('clock')) as { readonly now: string };
    const there = parseInstant(now);
    return there === undefined || there >= kept.renewAt ? await ask() : kept.credentials;
  }

  return {
    roleArn: asked.role,
    id,
    /** Many programs may ask at once: one question serves them all. */
    current() {
      underWay ??= current().finally(() => {
        underWay = undefined;
      });
      return underWay;
    },
  };
}

function newId(workload: WorkloadKind, entropy: Entropy): string {
  return workload === 'ec2' ? `i-${entropy.bytes(9).toString('hex').slice(0, 17)}` : entropy.bytes(16).toString('hex');
}
