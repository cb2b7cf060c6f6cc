/** What decides and lies in a backend, asked for as the account that owns it. */

import { parseArn } from '#kernel/arn';
import { toDate } from '#kernel/clock';
import { type AccountId, parseAccountId, parseRegion } from '#kernel/ids';
import type { Timers } from '#kernel/timers';
import type { RequestContext } from '#service/request-context';
import type { OwnKey, OwnKeys } from '../own-keys.ts';
import { queueNameOf } from '../rewrite/queue-urls.ts';
import type { LearntOf } from '../services/authorize.ts';
import type { Backend } from '../upstream/backend.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { LearntFacts } from './facts.ts';
import { Iterators } from './iterators.ts';
import { keyArnOf } from './key-arns.ts';
import { type KeyReader, keyReaders } from './key-readers.ts';
import { LearntPolicies } from './policies.ts';
import type { ReadBackend } from './readers.ts';
import { SecretArns } from './secret-arns.ts';
import { clientOf, type Tag, type TagReader, tagReaders } from './tag-readers.ts';

export interface Learning extends LearntOf {
  /** After a call that may have changed what is about these resources. */
  forget(arns: readonly string[]): void;
  /** An iterator was given for this stream. */
  iterator(iterator: string, stream: string): void;
}

const noTags: readonly Tag[] = [];
const nothing = { status: 404, body: '' };

/** A backend of one account would answer of its own. */
function has({ account }: Upstream, owner: AccountId): boolean {
  return account.by !== 'fixed' || account.id === owner;
}

/** Asked for by each request: what is done to a key of ours counts at once. */
async function ownKey(
  keys: OwnKeys,
  name: string,
  of: string,
  { account, region }: RequestContext,
): Promise<OwnKey | undefined> {
  const home = parseArn(of);
  const place = {
    account: parseAccountId(home?.account ?? '') ?? account,
    region: parseRegion(home?.region ?? '') ?? region,
  };
  return await keys.find(place, name);
}

/** `backendOf`: by botocore's name of the client. The services of ARNs whose policies are read have the same one. */
export function learning(
  backendOf: (client: string) => Backend | undefined,
  timers: Timers,
  ownKeys: OwnKeys,
): Learning {
  const policies = new LearntPolicies(timers);
  const secrets = new SecretArns(timers);
  const iterators = new Iterators(timers);
  const tags = new LearntFacts(timers, tagReaders, (reader: TagReader, answer) => reader.tagsIn(answer), noTags);
  const keys = new LearntFacts(timers, keyReaders, (reader: KeyReader, answer) => reader.keyIn(answer), undefined);
  const reader =
    ({ clock, account: caller, region: asked }: RequestContext): ReadBackend =>
    async (arn, request) => {
      const { service = '', region = '', account: owner = '' } = parseArn(arn) ?? {};
      // A bucket's ARN names nobody: it is taken to be the caller's.
      const account = parseAccountId(owner === '' ? caller : owner);
      const backend = backendOf(clientOf(arn));
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
    async arn(arn, context) {
      const stream = iterators.streamOf(arn);
      if (stream === undefined)
        return { notKnown: 'it was not given here in the last five minutes: ask for a new one' };
      return await secrets.of(stream, reader(context));
    },
    iterator: (iterator, stream) => iterators.remember(iterator, stream),
    policy: (arn, context) => policies.of(arn, reader(context)),
    tags: (arn, context) => tags.of(arn, reader(context)),
    async key(arn, context) {
      const set = await keys.of(arn, reader(context));
      if (!('value' in set)) return set;
      if (set.value === undefined) return { asksNobody: true };
      const own = await ownKey(ownKeys, set.value, arn, context);
      if (own !== undefined) return { own };
      return await keyArnOf(set.value, arn, context.region, context.account, reader(context));
    },
    forget(arns) {
      for (const arn of arns) {
        policies.forget(arn);
        tags.forget(arn);
        keys.forget(arn);
        secrets.forget(arn);
      }
    },
  };
}
