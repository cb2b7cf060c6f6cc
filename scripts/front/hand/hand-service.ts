/** A service of the hand table: rows written operation by operation; the room's README says which of AWS's tables were at hand. */
import type { PairRow } from '../../../packages/lockstead/src/front/tables/row.ts';

export interface HandService {
  /** By botocore's name. */
  readonly client: string;
  /** The service's page of AWS's authorization reference. */
  readonly page: string;
  readonly operations: Readonly<Record<string, readonly PairRow[]>>;
}

/** One pair on these resources. */
export function on(action: string, ...resources: readonly string[]): readonly PairRow[] {
  return [{ action, resources }];
}

/** Operations whose one action has their name, all on the same resources. */
export function same(
  prefix: string,
  names: string,
  ...resources: readonly string[]
): Readonly<Record<string, readonly PairRow[]>> {
  return Object.fromEntries(
    names
      .split(/\s+/)
      .filter(Boolean)
      .map((name) => [name, on(`${prefix}:${name}`, ...resources)]),
  );
}

/** `iam:PassRole` on the role in a member, when the member is given. */
export function passRole(member: string, service: string): PairRow {
  return {
    action: 'iam:PassRole',
    resources: [`{${member}|roleArn}`],
    keys: { 'iam:PassedToService': service },
    when: [member],
  };
}
