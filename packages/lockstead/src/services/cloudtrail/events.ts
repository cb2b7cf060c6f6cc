/** The trails that a call was about, as its event and LookupEvents list them. */
import { parseArn } from '#kernel/arn';
import type { EventResource } from '#service/service';

const type = 'AWS::CloudTrail::Trail';

/** By ARN where the answer or the request has it, and by name where it does not. */
export function cloudTrailEventResources(input: object, output: object | undefined): readonly EventResource[] {
  const { Name, TrailName, ResourceId } = input as Readonly<Record<string, unknown>>;
  const { TrailARN } = (output ?? {}) as Readonly<Record<string, unknown>>;
  const names = [TrailARN, Name ?? TrailName ?? ResourceId].filter((name) => typeof name === 'string');
  return [...new Set(names)].map((name) => ({ type, name })).filter(({ name }) => isOfTrail(name));
}

function isOfTrail(name: string): boolean {
  return !name.startsWith('arn:') || parseArn(name)?.resource.startsWith('trail/') === true;
}
