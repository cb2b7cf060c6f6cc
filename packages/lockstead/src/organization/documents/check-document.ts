/**
 * Policy documents of every type. Service and resource control policies are checked as the language of IAM that they are written in; of the
 * other types, what all have in common: JSON, and operators of inheritance where they may stand.
 * AWS: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html, orgs_manage_policies_rcps_syntax.html,
 * orgs_manage_policies_inheritance_mgmt.html
 */
import { honoursResourceControl, lineAndColumn, parsePolicy, type Statement } from '@lockstead/policy';
import { isControlPolicy, type PolicyType, quotasOf } from '../policy-types.ts';
import { checkInheritance } from './inheritance-syntax.ts';

export interface DocumentFault {
  readonly fault: 'tooLong' | 'malformed';
  /** A clause without its full stop: `line 3: "Effekt" is not an element of a statement`. */
  readonly why: string;
}

/** The first fault of a document that is about to be stored; undefined where it may be. Its size is looked at first. */
export function faultOf(type: PolicyType, content: string): DocumentFault | undefined {
  const { size } = quotasOf(type);
  if (content.length > size) {
    return {
      fault: 'tooLong',
      why: `it has ${content.length} characters, and a policy of this type has at most ${size}`,
    };
  }
  if (!isControlPolicy(type)) {
    return checkInheritance(content)
      ? undefined
      : malformed('it is not a JSON object with values and operators of inheritance where they may stand');
  }
  const kind = type === 'SERVICE_CONTROL_POLICY' ? 'serviceControl' : 'resourceControl';
  const outcome = parsePolicy(content, kind, { stored: true, versionRequired: true });
  if (!outcome.ok) {
    const [problem] = outcome.problems;
    const { line } = lineAndColumn(content, problem?.span.start ?? 0);
    return malformed(`line ${line}: ${(problem?.message ?? 'it is not a policy').replace(/\.$/, '')}`);
  }
  if (kind === 'resourceControl' && !outcome.document.statements.every(isOfCustomers)) {
    return malformed('a resource control policy denies, and names actions of services that honour such policies');
  }
  return undefined;
}

const malformed = (why: string): DocumentFault => ({ fault: 'malformed', why });

/** Only AWS's own resource control policy allows, and speaks of all actions; others deny actions of services that honour such policies. */
function isOfCustomers({ effect, action }: Statement): boolean {
  return (
    effect === 'Deny' && action.patterns.every((pattern) => pattern.includes(':') && honoursResourceControl(pattern))
  );
}
