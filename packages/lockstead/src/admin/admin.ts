/** The admin calls under `/_lockstead/`, each in a file of its own; JSON in and out. */
import { AwsError } from '#kernel/aws-error';
import type { AccountId } from '#kernel/ids';
import { InvariantBroken } from '#kernel/invariant';
import type { Log } from '#kernel/log';
import type { AdminAction } from '#service/admin-action';
import type { AccessPair } from '#service/authorization';
import { isStoreFailure } from '#store/unavailable';

export interface AdminRequest {
  readonly method: string;
  readonly query: URLSearchParams;
  readonly body: Buffer;
  /** The account of the caller; that of this installation where nobody has to sign. */
  readonly account: AccountId;
}

export interface AdminAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface AdminCall {
  readonly method: 'GET' | 'POST';
  /** After `/_lockstead/`. */
  readonly path: string;
  /** Absent: open to all. */
  readonly action?: AdminAction;
  /** It is about the caller's own account, which owns what is asked for; all others are about the installation. */
  readonly ofCaller?: true;
  /** What the caller must be allowed beside the action, as the body names it. Asked once the caller is known. */
  also?(body: Buffer): readonly AccessPair[];
  handle(request: AdminRequest): Promise<AdminAnswer>;
}

export function json(value: unknown, status = 200): AdminAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: `${JSON.stringify(value)}\n` };
}

/** A refusal by an admin call itself. */
export class AdminError extends AwsError {
  constructor(code: string, httpStatus: number, message: string) {
    super({ code, httpStatus, fault: 'client' }, message);
  }
}

export function refusal(error: unknown, log: Log): AdminAnswer {
  if (error instanceof AwsError) return json({ __type: error.code, message: error.message }, error.httpStatus);
  const detail = error instanceof InvariantBroken || error instanceof Error ? error.stack : String(error);
  if (isStoreFailure(error)) {
    log.error('the store cannot be reached, and an admin call failed', { error: detail });
    return json({ __type: 'ServiceUnavailable', message: 'The store cannot be reached; try again.' }, 503);
  }
  log.error('an admin call failed inside Lockstead', { error: detail });
  return json({ __type: 'InternalFailure', message: 'The call failed inside Lockstead; its log says more.' }, 500);
}
