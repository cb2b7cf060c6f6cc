/**
 * What least policies are made from, and their proof.
 * `GET least?since=…`: who did something. `GET least?principal=ARN&since=…`: what, with what is attached now.
 * `POST least` `{"principal": ARN, "since"?: …, "policies": [document, …]}`: whether all of it passes under these policies.
 */
import { type AttachedPolicy, type Principal, parsePolicy } from '@lockstead/policy';
import type { UsageLedger } from '#events/usage/ledger';
import { parseArn } from '#kernel/arn';
import { type Clock, elapsed, type Instant, instant, isoMillis, parseInstant } from '#kernel/clock';
import { parseDuration } from '#kernel/duration';
import { policiesMax } from '#least/limits';
import type { DecisionFinder, KeptOf } from '#service/decisions';
import type { WhatIf } from '#service/what-if';
import type { Reader } from '#store/port';
import { type AdminCall, AdminError, json } from '../admin.ts';
import { proveKept, proveUses } from './proof.ts';
import { principalsIn, rowsOf, usesOf } from './uses.ts';

export interface LeastParts {
  readonly reader: Reader;
  readonly usage: Pick<UsageLedger, 'flush'>;
  readonly decisions: Pick<DecisionFinder, 'kept'>;
  readonly whatIf: Pick<WhatIf, 'attached' | 'proposed'>;
  readonly clock: Clock;
  readonly enforce: string;
}

const action = 'GetLeastPolicy';
const notKnownListedMax = 100;

export function leastUses(parts: LeastParts): AdminCall {
  const { reader, usage, whatIf, clock, enforce } = parts;
  return {
    method: 'GET',
    path: 'least',
    action,
    async handle({ query }) {
      const extra = [...query.keys()].find((name) => name !== 'principal' && name !== 'since');
      if (extra !== undefined) throw badRequest(`"${extra}" is not a parameter of this call.`);
      const since = sinceIn(query.get('since'), clock);
      await usage.flush();
      const named = query.get('principal');
      if (named === null) {
        const principals = await principalsIn(reader, since);
        return json({ enforce, principals: principals.map((one) => ({ ...one, lastAt: isoMillis(one.lastAt) })) });
      }
      const principal = principalIn(named);
      const attached = await whatIf.attached(principal);
      return json({
        principal,
        enforce,
        uses: await usesOf(rowsOf(reader, principal, since), await whatIf.proposed(principal)),
        ...(attached === undefined ? {} : { attached: attached.map(told) }),
        notKnown: await notKnownOf(parts, principal, since),
      });
    },
  };
}

export function leastProof({ reader, usage, decisions, whatIf, clock }: LeastParts): AdminCall {
  return {
    method: 'POST',
    path: 'least',
    action,
    async handle({ body }) {
      const { principal, since, policies } = askedIn(body, clock);
      await usage.flush();
      const proposed = await whatIf.proposed(principal);
      return json({
        uses: await proveUses(rowsOf(reader, principal, since), proposed, policies),
        requests: await proveKept(decisions.kept(reader, keptOf(principal, since)), proposed.principal, policies),
      });
    },
  };
}

function keptOf(principal: string, since: Instant): KeptOf {
  return { fits: (one) => nameOf(one) === principal, since };
}

/** As the ledger names them: of a role's session the role. */
function nameOf(principal: Principal): string | undefined {
  if (principal.kind === 'roleSession') return principal.roleArn;
  return principal.kind === 'user' || principal.kind === 'root' ? principal.arn : undefined;
}

/** Requests of which it was not known what they ask for: no policy helps with them, so whoever reads the offer must know of them. */
async function notKnownOf(
  { decisions, reader }: LeastParts,
  principal: string,
  since: Instant,
): Promise<readonly { readonly action: string; readonly reason: string; readonly times: number }[]> {
  const found = new Map<string, { action: string; reason: string; times: number }>();
  for await (const { judged } of decisions.kept(reader, keptOf(principal, since))) {
    for (const { action: name, notKnown } of judged) {
      if (notKnown === undefined) continue;
      const known = found.get(`${name}\n${notKnown}`);
      if (known !== undefined) known.times += 1;
      else if (found.size < notKnownListedMax)
        found.set(`${name}\n${notKnown}`, { action: name, reason: notKnown, times: 1 });
    }
  }
  return [...found.values()].toSorted((left, right) => (left.action < right.action ? -1 : 1));
}

function told({ name, arn, via, document }: AttachedPolicy): object {
  return {
    name,
    ...(arn === undefined ? {} : { arn }),
    ...(via === undefined ? {} : { via }),
    document: document.text,
  };
}

function askedIn(
  body: Buffer,
  clock: Clock,
): { principal: string; since: Instant; policies: readonly AttachedPolicy[] } {
  let asked: unknown;
  try {
    asked = JSON.parse(body.toString());
  } catch {
    throw badRequest('The body is not JSON.');
  }
  if (typeof asked !== 'object' || asked === null || Array.isArray(asked))
    throw badRequest('The body is not a JSON object.');
  const { principal, since = null, policies, ...unknown } = asked as Readonly<Record<string, unknown>>;
  const [extra] = Object.keys(unknown);
  if (extra !== undefined) throw badRequest(`"${extra}" is not a member of this call.`);
  if (typeof principal !== 'string') throw badRequest('Name a "principal" by its ARN.');
  if (since !== null && typeof since !== 'string') throw badRequest('"since" is a text.');
  if (!Array.isArray(policies) || policies.length > policiesMax)
    throw badRequest(`"policies" is a list of at most ${policiesMax} policies.`);
  return { principal: principalIn(principal), since: sinceIn(since, clock), policies: policies.map(policyIn) };
}

function policyIn(document: unknown, at: number): AttachedPolicy {
  const outcome = parsePolicy(JSON.stringify(document ?? null), 'identity');
  if (!outcome.ok) throw badRequest(`Policy ${at + 1}: ${outcome.problems[0]?.message ?? 'it cannot be read.'}`);
  return { name: `offered-${at + 1}`, document: outcome.document };
}

function principalIn(text: string): string {
  const arn = parseArn(text);
  if (arn?.service !== 'iam' || !/^(user\/|role\/|root$)/.test(arn.resource))
    throw badRequest('"principal" is the ARN of a user, a role or a root user.');
  return text;
}

/** A duration before now, or a time; without either all that there is. On the product's clock, as the ledger. */
function sinceIn(text: string | null, clock: Clock): Instant {
  if (text === null) return instant(0);
  const duration = parseDuration(text);
  const since = duration === undefined ? parseInstant(text) : instant(elapsed(instant(duration), clock.now()));
  if (since === undefined)
    throw badRequest(`"since" takes a duration such as PT1H, or a time such as 2027-01-01T00:00:00Z.`);
  return since;
}

function badRequest(message: string): AdminError {
  return new AdminError('BadRequest', 400, message);
}
