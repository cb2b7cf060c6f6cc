/** The answer to a case, in the words of the contract. */
import { type Explanation, explain, type Layer, type LayerExplanation, type Matched } from '@lockstead/policy';
import type { CaseOutcome } from './case.ts';
import type { CaseProblem } from './members.ts';

export interface MatchedStatement {
  readonly layer: Layer;
  readonly policy: string;
  readonly statement: number;
  readonly effect: 'Allow' | 'Deny';
}

export interface CaseAnswer {
  readonly name?: string;
  readonly decision: 'Allowed' | 'ImplicitlyDenied' | 'ExplicitlyDenied';
  readonly decidedBy: Layer;
  /** The text AWS would answer; absent for an allow, and where nothing could be decided. */
  readonly message?: string;
  /** Every statement that applies; the one that decided stands first. */
  readonly matched: readonly MatchedStatement[];
  readonly problems: readonly CaseProblem[];
}

export interface Answered {
  readonly answer: CaseAnswer;
  readonly explanation?: Explanation;
}

export function answerCase(outcome: CaseOutcome): Answered {
  const name = outcome.name === undefined ? {} : { name: outcome.name };
  if (!outcome.ok) {
    const decidedBy = outcome.layer ?? 'identity';
    return { answer: { ...name, decision: 'ImplicitlyDenied', decidedBy, matched: [], problems: outcome.problems } };
  }
  const explanation = explain(outcome.request, outcome.layers, outcome.rule);
  const { message } = explanation;
  const answer: CaseAnswer = {
    ...name,
    decision: decisionOf(explanation),
    decidedBy: layerOf(explanation.decidedBy),
    ...(message === undefined ? {} : { message }),
    matched: matchedOf(explanation),
    problems: [],
  };
  return { answer, explanation };
}

function decisionOf({ decision }: Explanation): CaseAnswer['decision'] {
  if (decision.effect === 'allow') return 'Allowed';
  return decision.kind === 'explicit' ? 'ExplicitlyDenied' : 'ImplicitlyDenied';
}

/** What is allowed without a policy is allowed on the caller's side: the root user, and what nobody can be denied. */
function layerOf(decidedBy: Explanation['decidedBy']): Layer {
  if (decidedBy === 'grant') return 'resource';
  return decidedBy === 'root' || decidedBy === 'always' ? 'identity' : decidedBy;
}

function matchedOf({ decision, layers }: Explanation): readonly MatchedStatement[] {
  const all = layers.flatMap(matchedIn);
  const by = decision.effect === 'deny' && decision.kind === 'implicit' ? undefined : decision.by;
  if (by === undefined || !('statement' in by)) return all;
  const isDeciding = (each: MatchedStatement): boolean =>
    each.layer === by.layer && each.policy === by.policy && each.statement === by.statement;
  return [matchedStatement(by), ...all.filter((each) => !isDeciding(each))];
}

function matchedIn({ layer, policies }: LayerExplanation): readonly MatchedStatement[] {
  return policies.flatMap(({ policy, statements }) =>
    statements.filter(({ matches }) => matches).map(({ statement, effect }) => ({ layer, policy, statement, effect })),
  );
}

function matchedStatement({ layer, policy, statement, effect }: Matched): MatchedStatement {
  return { layer, policy, statement, effect };
}
