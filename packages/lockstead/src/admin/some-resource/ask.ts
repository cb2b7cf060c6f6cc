/** Questions about `*`: whether something may be done to any resource at all, and to which. */
import { parsePolicy } from '@lockstead/policy';
import type { ActionReference } from '@lockstead/policy/reference';
import { parseArn } from '#kernel/arn';
import type { Answered, AskedRequest, WhatIf, WhoCan } from '#service/what-if';
import { AdminError } from '../admin.ts';
import type { KnownResource, KnownResources } from '../known-resources.ts';
import {
  actionReference,
  type Candidate,
  candidates,
  candidatesMax,
  isResourceOf,
  listedResource,
  type Place,
} from './candidates.ts';

/** `some`: the answer is about `answered.resource`, which stands for `pattern`. `every`: for whatever resource; `none`: for no resource. */
export interface AnsweredAny {
  readonly answered: Answered;
  readonly on: 'one' | 'every' | 'some' | 'none';
  readonly pattern?: string;
}

/** The pattern or resource that an answer is about, where it is not every resource. */
interface On {
  readonly on?: string;
}

export interface WhoCanAny {
  /** What was asked about: for `*` and an action that names its resource by itself, that one. */
  readonly resource: string;
  readonly asked: number;
  readonly can: readonly (WhoCan['can'][number] & On)[];
  readonly conditionally: readonly (WhoCan['conditionally'][number] & On)[];
  /** Service principals that the resource's own policy names, asked beside the account's principals. */
  readonly services: readonly string[];
}

export interface AnyResource {
  decide(principal: string, asked: AskedRequest): Promise<AnsweredAny | undefined>;
  whoCan(asked: AskedRequest): Promise<WhoCanAny>;
}

export interface AnyResourceParts {
  readonly ask: WhatIf;
  readonly place: Place;
  readonly known: KnownResources;
  /** ARNs of the account's principals. */
  readonly principals: () => Promise<readonly string[]>;
  /** Lets others have their turn. */
  readonly nextTurn: () => Promise<void>;
}

/** Decisions for one question; each takes some ten microseconds. */
const decisionsMax = 100_000;
/** Resources for which all principals are asked again under which conditions they could. */
const conditionalMax = 20;

export function anyResource({ ask, place, known, principals, nextTurn }: AnyResourceParts): AnyResource {
  async function decide(
    principal: string,
    asked: AskedRequest,
    existing: readonly KnownResource[],
  ): Promise<AnsweredAny | undefined> {
    const own = asked.resource === '*' ? listedResource(asked.action, place) : undefined;
    const first = await ask.decide(principal, own === undefined ? asked : { ...asked, resource: own });
    if (first === undefined) return undefined;
    const isAllowed = (answered: Answered): boolean => answered.explanation.decision.effect === 'allow';
    const reference = asked.resource === '*' ? await actionReference(asked.action) : undefined;
    if (reference === undefined || reference.resourceTypes.length === 0) return { answered: first, on: 'one' };
    if (isAllowed(first)) return { answered: first, on: 'every' };
    const thought = candidates(reference, first.explanation, first.context, place);
    const there = existing.map(({ arn }) => ({ resource: arn, standsFor: arn }));
    for (const { resource, standsFor } of [...there, ...thought].slice(0, candidatesMax)) {
      const answered = await ask.decide(principal, { ...asked, resource });
      if (answered !== undefined && isAllowed(answered)) return { answered, on: 'some', pattern: standsFor };
    }
    if (there.length + thought.length > candidatesMax) throw tooMany(asked.action);
    return { answered: first, on: 'none' };
  }

  async function existingFor({ action, resource }: AskedRequest): Promise<readonly KnownResource[]> {
    const reference = resource === '*' ? await actionReference(action) : undefined;
    return reference === undefined ? [] : await existingOf(reference, known);
  }

  return {
    decide: async (principal, asked) => await decide(principal, asked, await existingFor(asked)),

    async whoCan(asked) {
      const services = await namedServices(asked);
      const existing = await existingFor(asked);
      const own = asked.resource === '*' ? listedResource(asked.action, place) : undefined;
      const whole = await ask.whoCan(own === undefined ? asked : { ...asked, resource: own });
      const can: WhoCanAny['can'][number][] = [...whole.can];
      const found = new Set(can.map(({ arn }) => arn));
      /** Resources that would be granted if conditions held. */
      const waiting = new Map<string, Candidate>();
      const reference = asked.resource === '*' ? await actionReference(asked.action) : undefined;
      const further = reference === undefined || reference.resourceTypes.length === 0 ? [] : await principals();
      if (further.length * (existing.length + 1) > decisionsMax) throw tooMany(asked.action);
      for (const arn of [...further, ...services]) {
        if (found.has(arn)) continue;
        const answer = await decide(arn, asked, existing);
        if (answer?.on === 'none' && reference !== undefined) {
          const { explanation, context } = answer.answered;
          for (const each of candidates(reference, explanation, context, place, true))
            waiting.set(each.standsFor, each);
        }
        if (answer?.answered.explanation.decision.effect === 'allow') {
          const { by } = answer.answered.explanation.decision;
          can.push({ arn, by, ...(answer.pattern === undefined ? {} : { on: answer.pattern }) });
          found.add(arn);
        }
        // Many principals, many resources: others have their turn.
        await nextTurn();
      }
      const conditionally: WhoCanAny['conditionally'][number][] = whole.conditionally.filter(
        ({ arn }) => !found.has(arn),
      );
      for (const { resource, standsFor } of [...waiting.values()].slice(0, conditionalMax)) {
        const { conditionally: more } = await ask.whoCan({ ...asked, resource });
        const known = new Set(conditionally.map(({ arn }) => arn));
        for (const each of more)
          if (!found.has(each.arn) && !known.has(each.arn)) conditionally.push({ ...each, on: standsFor });
      }
      return { resource: own ?? asked.resource, asked: whole.asked + services.length, can, conditionally, services };
    },
  };

  /** Who is not a principal of the account can be asked where the resource's policy says whom to ask. */
  async function namedServices({ action, resource }: AskedRequest): Promise<readonly string[]> {
    const about =
      resource === '*' ? await existingFor({ action, resource, context: {} }) : await knownAs(resource, known);
    return [...new Set(about.flatMap(({ policy }) => (policy === undefined ? [] : servicesIn(policy))))].sort();
  }
}

async function existingOf(reference: ActionReference, known: KnownResources): Promise<readonly KnownResource[]> {
  const services = new Set(reference.resourceTypes.map(({ arn }) => arn.split(':')[2] ?? ''));
  const found: KnownResource[] = [];
  for (const service of services) {
    for (const each of await known(service, candidatesMax)) if (isResourceOf(reference, each.arn)) found.push(each);
  }
  return found;
}

async function knownAs(resource: string, known: KnownResources): Promise<readonly KnownResource[]> {
  const service = parseArn(resource)?.service;
  return service === undefined
    ? []
    : (await known(service, Number.MAX_SAFE_INTEGER)).filter(({ arn }) => arn === resource);
}

function servicesIn(policy: string): readonly string[] {
  const outcome = parsePolicy(policy, 'trust');
  const read = outcome.ok ? outcome : parsePolicy(policy, 'resource');
  return read.ok ? read.document.statements.flatMap(({ principal }) => principal?.service ?? []) : [];
}

function tooMany(action: string): AdminError {
  return new AdminError(
    'TooManyResources',
    400,
    `There are too many resources to ask about ${action} on each: name one.`,
  );
}
