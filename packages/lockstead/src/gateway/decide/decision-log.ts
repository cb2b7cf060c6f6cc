/**
 * What decisions stood on, so that they can be explained later: denials (and would-be denials) for 24 hours, durably; allowed requests
 * while they are among the last 10,000, in memory. Policy documents are kept once each, by hash, however many decisions they were part of.
 */
import { createHash } from 'node:crypto';
import type { AttachedPolicy, Layer } from '@lockstead/policy';
import { type AgendaWork, type Due, schedule } from '#events/agenda';
import type { ServiceRefusal } from '#kernel/aws-error';
import { type Duration, hours, type Instant, later } from '#kernel/clock';
import type { RequestId } from '#kernel/ids';
import { turns } from '#kernel/turns';
import type {
  DecisionFinder,
  DecisionRecord,
  Denied,
  FoundDecision,
  KeptJudgement,
  KeptLayer,
  KeptOf,
  KeptPolicy,
} from '#service/decisions';
import { policyPrincipal } from '#service/policy-principal';
import type { Collection, CollectionWriter, Reader, Transaction } from '#store/port';
import { partitionScope } from '#store/scope';
import { AllowedDecisions, type DecisionSubject } from './allowed-decisions.ts';
import { type Judged, judge } from './authorize.ts';
import { type KeySources, presentKeys } from './request-keys.ts';

interface DocumentRecord {
  readonly hash: string;
  readonly text: string;
  /** Nothing kept after this refers to it. */
  readonly keepUntil: Instant;
}

/** Later than any instant: what is taken from it sorts the other way round. */
const latest = Number.MAX_SAFE_INTEGER;

const decisions: Collection<DecisionRecord> = {
  name: 'gateway.decision',
  level: 'partition',
  id: (row) => row.requestId,
  indexes: {
    at: (row) => [String(row.at).padStart(16, '0')],
    newest: (row) => [String(latest - row.at).padStart(16, '0')],
  },
  feed: false,
};
const documents: Collection<DocumentRecord> = {
  name: 'gateway.decisionDocument',
  level: 'partition',
  id: (row) => row.hash,
  indexes: { keepUntil: (row) => [String(row.keepUntil).padStart(16, '0')] },
  feed: false,
};

const keptFor: Duration = hours(24);
const sweepEvery: Duration = hours(1);
const sweepBatch = 100;
const lookedThroughMax = 1000;

/** A caller who is denied all day, each time under other policies, must not fill the disk: about a gigabyte, at worst. */
export interface DecisionLimits {
  readonly deniedMax: number;
  readonly documentsMax: number;
}

const decisionLimits: DecisionLimits = { deniedMax: 200_000, documentsMax: 20_000 };
/** Counting takes a moment where there are many: so many denials go by between one look and the next. */
const lookEvery = 64;
/** A look makes room for more than can have come since the last. */
const droppedMax = 2048;

export class DecisionLog implements DecisionFinder {
  readonly #allowed = new AllowedDecisions();
  #denials = 0;
  readonly #limits: DecisionLimits;

  constructor(limits: DecisionLimits = decisionLimits) {
    this.#limits = limits;
  }

  allowed(subject: DecisionSubject, sources: readonly KeySources[]): void {
    this.#allowed.add({ subject, sources });
  }

  /** `audited`: it went through all the same. `said`: the sentence with which it was answered. */
  async denied(
    tx: Transaction,
    subject: DecisionSubject,
    judged: readonly Judged[],
    audited: boolean,
    said?: string,
  ): Promise<void> {
    const outcome = { allowed: false, audited, ...(said === undefined ? {} : { said }) };
    await this.#keep(tx, subject, judged, outcome);
  }

  /** By a setting of the service, and not by a policy. */
  async refused(tx: Transaction, subject: DecisionSubject, refusal: ServiceRefusal, said: string): Promise<void> {
    const refused = { principal: policyPrincipal(subject.context.session), ...refusal };
    await this.#keep(tx, subject, [], { allowed: false, audited: false, said, refused });
  }

  async #keep(tx: Transaction, subject: DecisionSubject, judged: readonly Judged[], outcome: Outcome): Promise<void> {
    const texts = new Map<string, string>();
    const record = recordOf(subject, judged, outcome, texts);
    const rows = tx.in(decisions, partitionScope);
    const kept = tx.in(documents, partitionScope);
    if (this.#denials++ % lookEvery === 0) {
      await dropOldest(decisions, rows, 'at', this.#limits.deniedMax);
      await dropOldest(documents, kept, 'keepUntil', this.#limits.documentsMax);
    }
    await rows.put(record);
    const needed = later(record.at, keptFor);
    for (const [hash, text] of texts) {
      const known = await kept.get(hash);
      // Renewed at most once an hour, so that a steady stream of denials does not rewrite the same row.
      if (known === undefined || known.keepUntil < needed) {
        await kept.put({ hash, text, keepUntil: later(needed, sweepEvery) });
      }
    }
  }

  /** `undefined` once it is too old, or was never there. */
  async find(reader: Reader, requestId: RequestId): Promise<FoundDecision | undefined> {
    // What was denied comes first: a request that was allowed can have denials that the operation saw.
    const kept = await reader.in(decisions, partitionScope).get(requestId);
    if (kept !== undefined) return await withDocuments(reader, kept);
    const recent = this.#allowed.find(requestId);
    if (recent !== undefined) {
      const texts = new Map<string, string>();
      const record = recordOf(recent.subject, recent.sources.map(judge), { allowed: true, audited: false }, texts);
      return { ...record, documents: texts };
    }
    return undefined;
  }

  /** The newest denial that fits, for a pasted message; looks through the newest 1,000. */
  async findDenial(reader: Reader, fits: (denied: Denied) => boolean): Promise<FoundDecision | undefined> {
    for (const { record } of await reader
      .in(decisions, partitionScope)
      .list({ index: 'newest', limit: lookedThroughMax })) {
      const denied: readonly Denied[] = record.judged.filter(({ decision }) => decision.effect === 'deny');
      if (denied.some(fits) || (record.refused !== undefined && fits(record.refused)))
        return await withDocuments(reader, record);
    }
    return undefined;
  }

  async *kept(reader: Reader, { fits, since = 0 as Instant }: KeptOf): AsyncGenerator<FoundDecision> {
    const texts = new Map<string, string>();
    let after: string | undefined;
    do {
      const page = await reader
        .in(decisions, partitionScope)
        .list({ index: 'newest', limit: sweepBatch, ...(after === undefined ? {} : { after }) });
      for (const { record } of page) {
        if (record.at < since) return yield* this.#keptAllowed({ fits, since }, texts);
        const { principal } = record.judged[0] ?? record.refused ?? {};
        if (principal !== undefined && fits(principal)) yield await withDocuments(reader, record, texts);
      }
      after = page.length < sweepBatch ? undefined : page.at(-1)?.place;
      await turns.take();
    } while (after !== undefined);
    yield* this.#keptAllowed({ fits, since }, texts);
  }

  async *#keptAllowed(
    { fits, since = 0 as Instant }: KeptOf,
    texts: Map<string, string>,
  ): AsyncGenerator<FoundDecision> {
    for (const [at, { subject, sources }] of this.#allowed.held().entries()) {
      if (at % sweepBatch === sweepBatch - 1) await turns.take();
      const { context } = subject;
      if (context.at < since || !fits(policyPrincipal(context.session))) continue;
      const record = recordOf(subject, sources.map(judge), { allowed: true, audited: false }, texts);
      yield { ...record, documents: texts };
    }
  }

  clear(): void {
    this.#allowed.clear();
  }
}

async function dropOldest<T extends object>(
  { id }: Collection<T>,
  rows: CollectionWriter<T>,
  index: string,
  max: number,
): Promise<void> {
  const excess = (await rows.count({ index })) - max;
  if (excess <= 0) return;
  for (const { record } of await rows.list({ index, limit: Math.min(excess, droppedMax) }))
    await rows.delete(id(record));
}

/** `texts`: those that are known already; the others are added to them. */
async function withDocuments(
  reader: Reader,
  record: DecisionRecord,
  texts: Map<string, string> = new Map(),
): Promise<FoundDecision> {
  const kept = reader.in(documents, partitionScope);
  for (const hash of record.judged.flatMap(({ layers }) => layers.flatMap(hashesOf))) {
    const document = texts.has(hash) ? undefined : await kept.get(hash);
    if (document !== undefined) texts.set(hash, document.text);
  }
  return { ...record, documents: texts };
}

function hashesOf({ policies }: KeptLayer): readonly string[] {
  return policies === 'deleted' ? [] : policies.map(({ document }) => document);
}

type Outcome = Pick<DecisionRecord, 'allowed' | 'audited' | 'said' | 'refused'>;

function recordOf(
  { context, service, operation, ignored }: DecisionSubject,
  judged: readonly Judged[],
  outcome: Outcome,
  texts: Map<string, string>,
): DecisionRecord {
  const { requestId, at, account } = context;
  return {
    requestId,
    at,
    account,
    operation: `${service}:${operation}`,
    ignored,
    ...outcome,
    judged: judged.map((one) => keptJudgement(one, texts)),
  };
}

function keptJudgement(
  { request, layers, rule, decision, sources }: Judged,
  texts: Map<string, string>,
): KeptJudgement {
  const kept: KeptLayer[] = [];
  const keep = (layer: Layer, policies: readonly AttachedPolicy[] | 'deleted' | undefined, target?: string): void => {
    if (policies === undefined) return;
    const named = policies === 'deleted' ? policies : policies.map((policy) => keptPolicy(policy, texts));
    kept.push({ layer, ...(target === undefined ? {} : { target }), policies: named });
  };
  for (const level of layers.resourceControl ?? []) keep('resourceControl', level.policies, level.target);
  for (const level of layers.serviceControl ?? []) keep('serviceControl', level.policies, level.target);
  keep('vpcEndpoint', layers.vpcEndpoint && [layers.vpcEndpoint]);
  keep('resource', layers.resource && [layers.resource]);
  keep('identity', layers.identity);
  const boundary = layers.permissionsBoundary;
  keep('permissionsBoundary', boundary === undefined || boundary === 'deleted' ? boundary : [boundary]);
  keep('session', layers.session);
  return {
    principal: request.principal,
    action: request.action,
    resource: request.resource,
    ...(request.resourceAccount === undefined ? {} : { resourceAccount: request.resourceAccount }),
    ...(rule === undefined ? {} : { rule }),
    ...(sources.pair.notKnown === undefined ? {} : { notKnown: sources.pair.notKnown }),
    context: presentKeys(sources),
    layers: kept,
    ...(layers.grants === undefined ? {} : { grants: layers.grants }),
    ...(layers.restrictPublicBuckets === undefined ? {} : { restrictPublicBuckets: layers.restrictPublicBuckets }),
    decision,
    ...(decision.effect === 'allow' || sources.pair.reasons === undefined ? {} : { reasons: sources.pair.reasons }),
  };
}

/** The same document decides many requests. */
const hashes: WeakMap<AttachedPolicy['document'], string> = new WeakMap();

function keptPolicy({ name, arn, via, document }: AttachedPolicy, texts: Map<string, string>): KeptPolicy {
  let hash = hashes.get(document);
  if (hash === undefined) {
    hash = createHash('sha256').update(document.text).digest('hex');
    hashes.set(document, hash);
  }
  texts.set(hash, document.text);
  return { name, ...(arn === undefined ? {} : { arn }), ...(via === undefined ? {} : { via }), document: hash };
}

export const decisionSweep = 'gateway:sweepDecisions';

/** Drops what is past its day: one small batch a transaction, so that nobody waits for it; at once again while there is more, then in an hour. */
export const sweepDecisions: AgendaWork<unknown, void> = { handle: sweep };

async function sweep(due: Due, { tx, now }: { readonly tx: Transaction; readonly now: Instant }): Promise<void> {
  const rows = tx.in(decisions, partitionScope);
  const old = (await rows.list({ index: 'at', limit: sweepBatch })).filter(
    ({ record }) => later(record.at, keptFor) <= now,
  );
  for (const { record } of old) await rows.delete(record.requestId);
  const texts = tx.in(documents, partitionScope);
  const unused = (await texts.list({ index: 'keepUntil', limit: sweepBatch })).filter(
    ({ record }) => record.keepUntil <= now,
  );
  for (const { record } of unused) await texts.delete(record.hash);
  const isMore = old.length === sweepBatch || unused.length === sweepBatch;
  await schedule(tx, { ...due, at: isMore ? now : later(now, sweepEvery) });
}
