/** A policy in a simulation, and how the answer calls it. */
import { type Document, type PolicyKind, parsePolicy } from '@lockstead/policy';
import { InvalidInput } from '../errors.ts';

export interface SimulatedPolicy {
  /** `PolicyInputList.1`; the name of a managed policy; `user_alice_reads` for an inline one. */
  readonly id: string;
  readonly type: 'IAM Policy' | 'Permissions Boundary Policy' | 'Resource Policy';
  readonly document: Document;
}

/** AWS DIFFERS? That a policy which cannot be read is refused is documented; the sentence for it is IAM's own of everywhere else. */
export function parseInput(text: string, kind: PolicyKind, id: string): Document {
  const outcome = parsePolicy(text, kind);
  if (outcome.ok) return outcome.document;
  throw new InvalidInput(`${id}: ${outcome.problems[0]?.awsMessage ?? 'Syntax errors in policy.'}`);
}

export function inputPolicies(texts: readonly string[] = []): readonly SimulatedPolicy[] {
  return texts.map((text, i) => {
    const id = `PolicyInputList.${i + 1}`;
    return { id, type: 'IAM Policy', document: parseInput(text, 'identity', id) };
  });
}

/** There is one boundary at most. */
export function inputBoundary(texts: readonly string[] = []): SimulatedPolicy | undefined {
  const [text, ...more] = texts;
  if (more.length > 0) throw new InvalidInput('Only one permissions boundary policy can be simulated.');
  if (text === undefined) return undefined;
  const id = 'PermissionsBoundaryPolicyInputList.1';
  return { id, type: 'Permissions Boundary Policy', document: parseInput(text, 'permissionsBoundary', id) };
}

/** A trust policy is one too: it is held to its own grammar. */
export function inputResourcePolicy(text: string | undefined): SimulatedPolicy | undefined {
  if (text === undefined) return undefined;
  const trust = parsePolicy(text, 'trust');
  const document = trust.ok ? trust.document : parseInput(text, 'resource', 'ResourcePolicy');
  return { id: 'ResourcePolicy', type: 'Resource Policy', document };
}
