/**
 * Policy documents of every type. Service and resource control policies are checked as the language of IAM that they are written in; tag policies
 * and declarative policies for EC2 by their settings; of the other types, what all have in common: JSON, and operators of inheritance where they may
 * stand.
 * AWS: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html, orgs_manage_policies_rcps_syntax.html,
 * orgs_manage_policies_inheritance_mgmt.html
 */
import { honoursResourceControl, lineAndColumn, parsePolicy, type Statement } from '@lockstead/policy';
import { isControlPolicy, type PolicyType, quotasOf } from '../policy-types.ts';
import { inheritedDocument } from './inheritance-syntax.ts';
import { faultsOfDocument } from './schemas.ts';
import { shapeOf } from './shapes.ts';
import { misspeltKeys } from './tag-policy.ts';

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
  if (!isControlPolicy(type)) return faultOfInherited(type, content);
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

/** Of documents that are inherited by merging; of those whose settings are known, each setting. */
function faultOfInherited(type: PolicyType, content: string): DocumentFault | undefined {
  const document = inheritedDocument(content);
  if (document === undefined) {
    return malformed('it is not a JSON object with values and operators of inheritance where they may stand');
  }
  const shape = shapeOf(type);
  const [fault] = shape === undefined ? [] : faultsOfDocument(document, shape);
  if (fault !== undefined) return malformed(`${fault.path === '' ? '' : `${fault.path}: `}${fault.message}`);
  const [misspelt] = type === 'TAG_POLICY' ? misspeltKeys(document) : [];
  return misspelt === undefined
    ? undefined
    : malformed(`tags/${misspelt}: the tag key is spelt otherwise than its name`);
}

const malformed = (why: string): DocumentFault => ({ fault: 'malformed', why });

/** Only AWS's own resource control policy allows, and speaks of all actions; others deny actions of services that honour such policies. */
function isOfCustomers({ effect, action }: Statement): boolean {
  return (
    effect === 'Deny' && action.patterns.every((pattern) => pattern.includes(':') && honoursResourceControl(pattern))
  );
}
