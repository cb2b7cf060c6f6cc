/**
 * Policies left out of a simulation, to see what would be without them.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_PolicyIdentifier.html
 */
import { parseArn } from '#kernel/arn';
import { InvalidInput } from '../errors.ts';
import type { PolicyIdentifier } from '../structures.ts';
import type { AttachedTo } from './policy-source.ts';

export interface Exclusions {
  readonly boundary: boolean;
  readonly serviceControl: boolean;
  excludes(policy: AttachedTo): boolean;
}

/** An identifier that fits nothing is no mistake; one that cannot fit anything is. */
export function exclusionsOf(identifiers: readonly PolicyIdentifier[] = []): Exclusions {
  const tests = identifiers.map(testOf);
  const types = new Set(identifiers.map(({ PolicyType }) => PolicyType));
  return {
    boundary: types.has('permission-boundary'),
    serviceControl: types.has('scp'),
    excludes: (policy) => tests.some((test) => test(policy)),
  };
}

function testOf(identifier: PolicyIdentifier): (policy: AttachedTo) => boolean {
  const { PolicyType: type, PolicyArn: arn, InlinePolicyIdentifier: inline } = identifier;
  if ([type, arn, inline].filter((member) => member !== undefined).length !== 1)
    throw new InvalidInput('A policy identifier has one of PolicyType, PolicyArn and InlinePolicyIdentifier.');
  if (arn !== undefined) {
    checkArn(arn);
    return ({ origin, named }) => origin !== 'inline' && isLike(arn, named);
  }
  if (inline === undefined) return ({ origin }) => origin === type;
  const { PolicyName: name, AttachmentType: kind, AttachmentName: owner } = inline;
  if (stars(owner) > 1) throw new InvalidInput(`${owner} has more than one *.`);
  return ({ origin, named, entity }) =>
    origin === 'inline' && named === name && entity.kind === kind && isLike(owner, entity.name);
}

function checkArn(text: string): void {
  const arn = parseArn(text);
  const fixed = `${arn?.partition}${arn?.service}${arn?.region}${arn?.account}`;
  if (arn?.service !== 'iam' || !arn.resource.startsWith('policy/') || /[*?]/.test(fixed) || stars(text) > 1)
    throw new InvalidInput(`ARN ${text} is not valid.`);
}

function stars(text: string): number {
  return text.split('*').length - 1;
}

/** One star at most, so that head and tail are all there is to compare. */
function isLike(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern.length === text.length && fits(pattern, text);
  const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)];
  if (text.length < head.length + tail.length) return false;
  return fits(head, text.slice(0, head.length)) && fits(tail, text.slice(text.length - tail.length));
}

function fits(pattern: string, text: string): boolean {
  for (let i = 0; i < pattern.length; i++) if (pattern[i] !== '?' && pattern[i] !== text[i]) return false;
  return true;
}
