/** Decides a case as people write it, and answers as people read it: the verb `lockstead policy decide`. */
import { decide } from '../decide/decide.ts';
import type { Decision } from '../decision.ts';
import { explain } from '../explain/explain.ts';
import type { Explanation } from '../explain/explanation.ts';
import type { Layer } from '../layers.ts';
import { denialMessage } from '../message/denial-message.ts';
import { type CaseProblem, type ReadCase, readCase } from './read-case.ts';

/** In the words of IAM's SimulatePrincipalPolicy. */
export type CaseDecision = 'Allowed' | 'ImplicitlyDenied' | 'ExplicitlyDenied';

/** What `decideCase` says of one case. */
export interface CaseAnswer {
  readonly name?: string;
  readonly decision: CaseDecision;
  /** Of a case that could not be read: the layer whose policy is to blame, else the caller's own. */
  readonly decidedBy: Layer;
  /** AWS's sentence, for a deny. */
  readonly message?: string;
  /** Every statement that matched, in the order of the layers. */
  readonly matched: readonly {
    readonly layer: Layer;
    readonly policy: string;
    readonly statement: number;
    readonly sid?: string;
    readonly effect: 'Allow' | 'Deny';
  }[];
  readonly problems: readonly CaseProblem[];
}

/** A case that cannot be read is denied, with its problems. */
export function decideCase(value: unknown): CaseAnswer {
  const outcome = readCase(value);
  if (!outcome.ok) {
    const name = typeof value === 'object' && value !== null && 'name' in value ? value.name : undefined;
    const { problems } = outcome;
    const answer = { decision: 'ImplicitlyDenied' as const, decidedBy: layerToBlame(problems), matched: [], problems };
    return typeof name === 'string' ? { name, ...answer } : answer;
  }
  return answerOf(outcome.case);
}

const layersByMember: ReadonlyMap<string, Layer> = new Map([
  ['identityPolicies', 'identity'],
  ['permissionsBoundary', 'permissionsBoundary'],
  ['sessionPolicies', 'session'],
  ['resourcePolicy', 'resource'],
  ['vpcEndpointPolicy', 'vpcEndpoint'],
  ['serviceControlPolicies', 'serviceControl'],
  ['resourceControlPolicies', 'resourceControl'],
]);

function layerToBlame(problems: readonly CaseProblem[]): Layer {
  for (const { path } of problems) {
    const layer = layersByMember.get(path.split(/[[.]/, 1)[0] ?? '');
    if (layer !== undefined) return layer;
  }
  return 'identity';
}

function answerOf(read: ReadCase): CaseAnswer {
  const { request, layers, rule, name } = read;
  const decision = decide(request, layers, rule);
  const answer = {
    decision: nameOf(decision),
    decidedBy: layerOf(decision),
    ...(decision.effect === 'deny' ? { message: denialMessage(request, decision) } : {}),
    matched: matchedIn(explain(request, layers, rule)),
    problems: [],
  };
  return name === undefined ? answer : { name, ...answer };
}

export function nameOf(decision: Decision): CaseDecision {
  if (decision.effect === 'allow') return 'Allowed';
  return decision.kind === 'explicit' ? 'ExplicitlyDenied' : 'ImplicitlyDenied';
}

/** What is granted without a policy counts to the side that would otherwise have to grant it. */
function layerOf(decision: Decision): Layer {
  if (decision.effect === 'deny' && decision.kind === 'implicit') return decision.layer;
  const { layer } = decision.by;
  return layer === 'root' || layer === 'always' ? 'identity' : layer === 'grant' ? 'resource' : layer;
}

function matchedIn({ layers }: Explanation): CaseAnswer['matched'] {
  return layers.flatMap(({ layer, policies }) =>
    policies.flatMap(({ policy, statements }) =>
      statements
        .filter((statement) => statement.matches)
        .map(({ statement, sid, effect }) =>
          sid === undefined ? { layer, policy, statement, effect } : { layer, policy, statement, sid, effect },
        ),
    ),
  );
}
