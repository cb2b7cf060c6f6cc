/**
 * Would what was done pass under these policies? Each use of the ledger is decided with what is in force now, each kept decision with what it
 * stood on then: its session's policies, its boundary, its guardrails, the policy of its resource. The offered policies alone take the place of the
 * principal's own.
 */
import { type AttachedPolicy, contextOf, type Decision, decide, type Layers, type Principal } from '@lockstead/policy';
import type { UsageRow } from '#events/usage/rows';
import { isoMillis } from '#kernel/clock';
import { turns } from '#kernel/turns';
import { deniedListedMax } from '#least/limits';
import type { Denied, Proved } from '#least/proved';
import type { FoundDecision, KeptJudgement } from '#service/decisions';
import type { Proposed } from '#service/what-if';
import { keptLayers, type ParsedTexts } from '../kept-layers.ts';
import { askedBy } from './uses.ts';

const decidedATurn = 50;

class Tally {
  #decided = 0;
  #allowed = 0;
  open = 0;
  readonly #denied: Denied[] = [];

  async add(decision: Decision, told: () => Omit<Denied, 'layer' | 'explicit'>): Promise<void> {
    this.#decided += 1;
    if (decision.effect === 'allow') this.#allowed += 1;
    else if (this.#denied.length < deniedListedMax) {
      const layer = decision.kind === 'explicit' ? decision.by.layer : decision.layer;
      this.#denied.push({ ...told(), layer, explicit: decision.kind === 'explicit' });
    }
    if (this.#decided % decidedATurn === 0) await turns.take();
  }

  get proved(): Proved {
    return { decided: this.#decided, allowed: this.#allowed, denied: this.#denied, open: this.open };
  }
}

export async function proveUses(
  rows: AsyncIterable<UsageRow>,
  proposed: Proposed,
  policies: readonly AttachedPolicy[],
): Promise<Proved> {
  const tally = new Tally();
  for await (const row of rows) {
    if (row.resource === '') {
      tally.open += row.allowed + row.denied;
      continue;
    }
    for (const asked of askedBy(row)) {
      await tally.add(await proposed.decide(asked, policies), () => ({ action: row.action, resource: row.resource }));
    }
  }
  return tally.proved;
}

/** `actsAs`: who is decided for where the root user made the request, whom no policy binds. */
export async function proveKept(
  kept: AsyncIterable<FoundDecision>,
  actsAs: Principal,
  policies: readonly AttachedPolicy[],
): Promise<Proved> {
  const tally = new Tally();
  const known: ParsedTexts = new Map();
  for await (const { requestId, at, judged, documents } of kept) {
    for (const one of judged) {
      const decision = again(one, documents, known, actsAs, policies);
      if (decision === undefined) tally.open += 1;
      else
        await tally.add(decision, () => ({
          action: one.action,
          resource: one.resource,
          requestId,
          at: isoMillis(at),
        }));
    }
  }
  return tally.proved;
}

/** Undefined: it cannot be decided again. */
function again(
  judged: KeptJudgement,
  documents: ReadonlyMap<string, string>,
  known: ParsedTexts,
  actsAs: Principal,
  identity: readonly AttachedPolicy[],
): Decision | undefined {
  const { action, resource, resourceAccount, rule } = judged;
  // No policy can judge it, these neither.
  if (judged.notKnown !== undefined) return undefined;
  const others = layersAt(judged, documents, known);
  if (others === undefined) return undefined;
  const isRoot = judged.principal.kind === 'root';
  const request = {
    principal: isRoot ? actsAs : judged.principal,
    action,
    resource,
    ...(resourceAccount === undefined ? {} : { resourceAccount }),
    context: contextOf(isRoot ? { ...judged.context, ...keysOf(actsAs) } : judged.context),
  };
  return decide(request, { ...others, identity }, rule);
}

function layersAt(
  judged: KeptJudgement,
  documents: ReadonlyMap<string, string>,
  known: ParsedTexts,
): Layers | undefined {
  try {
    // The principal's own policies are not needed: others take their place.
    const layers = judged.layers.filter(({ layer }) => layer !== 'identity');
    return keptLayers({ ...judged, layers }, documents, known);
  } catch {
    return undefined;
  }
}

function keysOf(principal: Principal): Readonly<Record<string, string>> {
  if (principal.kind !== 'roleSession') return {};
  return { 'aws:principalarn': principal.roleArn, 'aws:principaltype': 'AssumedRole' };
}
