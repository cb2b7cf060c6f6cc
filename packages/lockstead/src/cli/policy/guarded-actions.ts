/** Allowed actions that guardrails deny in every case: such an Allow has no effect at that place. */
import { type AttachedPolicy, type PartialContext, PartialPolicies, parsePolicy } from '@lockstead/policy';
import { controlLevels } from '#organization/control-levels';
import type { PaperOrganization, Place } from '#organization/paper';

export interface GuardedAction {
  readonly action: string;
  /** Where it stands in the text, with its quotation marks. */
  readonly span: { readonly start: number; readonly end: number };
  readonly message: string;
}

/** Nothing is known of a request that may come. */
const nothingKnown: PartialContext = { get: () => undefined, certainty: () => 'unknown' };

/** Of the actions that are named without wildcards. Only what is certain whatever the request says is told. */
export function guardedActions(text: string, organization: PaperOrganization, place: Place): readonly GuardedAction[] {
  const parsed = parsePolicy(text, 'identity');
  const levels = controlLevels(organization, 'SERVICE_CONTROL_POLICY', place.key);
  if (!parsed.ok || levels === undefined || place.id === organization.managementAccount) return [];
  const asked = levels.map(({ target, policies }) => ({
    target,
    policies: new PartialPolicies(policies.flatMap(({ name, content }) => attached(name, content))),
  }));
  const actions = new Set(
    parsed.document.statements
      .filter(({ effect, action }) => effect === 'Allow' && !action.negated)
      .flatMap(({ action }) => action.patterns.filter((pattern) => /^[^*?]+:[^*?]+$/.test(pattern))),
  );
  return [...actions].flatMap((action) => {
    const request = { action, resources: [{ text: '*', exact: false }], context: nothingKnown };
    for (const { target, policies } of asked) {
      const answer = policies.ask(request, 'decides');
      if (answer.outcome !== 'stops') continue;
      const why = answer.by === undefined ? 'no service control policy allows it' : `${answer.by.policy} denies it`;
      return [
        { action, span: spanOf(text, action), message: `This Allow has no effect on ${action}: ${why} at ${target}.` },
      ];
    }
    return [];
  });
}

function attached(name: string, content: string): readonly AttachedPolicy[] {
  const parsed = parsePolicy(content, 'serviceControl');
  return parsed.ok ? [{ name, document: parsed.document }] : [];
}

function spanOf(text: string, action: string): GuardedAction['span'] {
  const quoted = JSON.stringify(action);
  const start = Math.max(0, text.toLowerCase().indexOf(quoted.toLowerCase()));
  return { start, end: start + quoted.length };
}
