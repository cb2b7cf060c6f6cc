/**
 * Policies of resources that a backend holds. Read when a resource is first asked for, and again after a call that may have changed it, or
 * after a short while.
 */
import { type AttachedPolicy, parsePolicy } from '@lockstead/policy';
import { parseArn } from '#kernel/arn';
import type { Timers } from '#kernel/timers';
import { Kept } from './kept.ts';
import { type PolicyReader, policyReaders, type ReadBackend } from './readers.ts';

export type Learnt =
  | { readonly policy: AttachedPolicy | undefined }
  /** Why it is not known. Whoever decides must deny. */
  | { readonly notKnown: string }
  /** Its backend does not answer, and so will not carry out the request either. */
  | { readonly away: true };

const none: Learnt = { policy: undefined };

export class LearntPolicies {
  readonly #kept: Kept<Learnt>;

  constructor(timers: Pick<Timers, 'monotonicMs'>) {
    this.#kept = new Kept(timers);
  }

  /** Of the resource that a pair is on. */
  async of(arn: string, read: ReadBackend): Promise<Learnt> {
    const found = readerOf(arn);
    if (found === undefined) return none;
    const { holder, reader } = found;
    return await this.#kept.of(
      holder,
      () => learn(found, (queueUrl) => reader.request(holder, queueUrl), read),
      // What is not known is asked for again by the next request.
      (learnt) => 'policy' in learnt,
    );
  }

  /** After a call that may have changed the policy, or the resource itself. */
  forget(arn: string): void {
    const found = readerOf(arn);
    if (found !== undefined) this.#kept.forget(found.holder);
  }
}

interface Found {
  readonly service: string;
  readonly holder: string;
  readonly reader: PolicyReader;
}

function readerOf(arn: string): Found | undefined {
  const service = parseArn(arn)?.service ?? '';
  const reader = Object.hasOwn(policyReaders, service) ? policyReaders[service] : undefined;
  const holder = reader?.holderOf(arn);
  return reader === undefined || holder === undefined ? undefined : { service, holder, reader };
}

async function learn(
  { service, holder, reader }: Found,
  request: Parameters<ReadBackend>[1],
  read: ReadBackend,
): Promise<Learnt> {
  const answer = await read(holder, request);
  if (answer === undefined) return { away: true };
  // No such resource, no policy, or a backend that knows no policies at all: there is none that could allow or deny.
  if (answer.status === 501 || (answer.status >= 400 && answer.status < 500)) return none;
  if (answer.status !== 200) return { notKnown: `its backend answers ${answer.status} when asked for it` };
  let text: string | undefined;
  try {
    text = reader.policyIn(answer.body);
  } catch {
    return { notKnown: 'its backend answers what cannot be read when asked for it' };
  }
  // moto says so of a stream without a policy.
  if (text === undefined || text.trim() === '{}') return none;
  const outcome = parsePolicy(text, 'resource', { resourceOptional: service === 'ecr' });
  if (!outcome.ok) return { notKnown: 'it is not one that AWS would take' };
  return { policy: { name: 'resource-policy', document: outcome.document } };
}
