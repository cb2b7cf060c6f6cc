/** What decides and lies in a backend, asked for as the account that owns it. */

import { parseArn } from '#kernel/arn';
import { toDate } from '#kernel/clock';
import { type AccountId, parseAccountId } from '#kernel/ids';
import type { Timers } from '#kernel/timers';
import type { RequestContext } from '#service/request-context';
import { queueNameOf } from '../rewrite/queue-urls.ts';
import type { LearntOf } from '../services/authorize.ts';
import type { Backend } from '../upstream/backend.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { LearntPolicies } from './policies.ts';
import type { ReadBackend } from './readers.ts';
import { SecretArns } from './secret-arns.ts';

export interface Learning extends LearntOf {
  /** After a call that may have changed what is about these resources. */
  forget(arns: readonly string[]): void;
}

const nothing = { status: 404, body: '' };

/** A backend of one account would answer of its own. */
function has({ account }: Upstream, owner: AccountId): boolean {
  return account.by !== 'fixed' || account.id === owner;
}

/** `backendOf`: by botocore's name of the client. The services of ARNs whose policies are read have the same one. */
export function learning(backendOf: (client: string) => Backend | undefined, timers: Timers): Learning {
  const policies = new LearntPolicies(timers);
  const secrets = new SecretArns(timers);
  const reader =
    ({ clock, account: caller, region: asked }: RequestContext): ReadBackend =>
    async (arn, request) => {
      const { service = '', region = '', account: owner = '' } = parseArn(arn) ?? {};
      // A bucket's ARN names nobody: it is taken to be the caller's.
      const account = parseAccountId(owner === '' ? caller : owner);
      const backend = backendOf(service);
      // What is in no backend has no policy there.
      if (backend === undefined || account === undefined || !has(backend.upstream, account)) return nothing;
      const asking = {
        account,
        signingName: service,
        region: region === '' ? asked : region,
        at: toDate(clock.wallNow()),
      };
      const name = parseArn(arn)?.resource ?? '';
      // By any other name there is no queue, whatever a backend makes of it.
      if (service === 'sqs' && queueNameOf(`/${name}`) !== name) return nothing;
      const queueUrl = service === 'sqs' ? await backend.queueUrl({ region, account, name }, asking) : undefined;
      if (queueUrl === 'none') return nothing;
      if (service === 'sqs' && queueUrl === undefined) return undefined;
      return await backend.read(request(queueUrl), asking);
    };
  return {
    arn: (arn, context) => secrets.of(arn, reader(context)),
    policy: (arn, context) => policies.of(arn, reader(context)),
    forget(arns) {
      for (const arn of arns) {
        policies.forget(arn);
        secrets.forget(arn);
      }
    },
  };
}
