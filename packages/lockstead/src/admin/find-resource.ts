/** The resource with an ARN, if it is here. */
import { parseArn } from '#kernel/arn';
import { type AccountId, parseAccountId, parseRegion, type Region } from '#kernel/ids';
import type { FoundResource } from '#responsibility/ask';
import { findRecord } from '#service/find-record';
import type { ServiceDefinition } from '#service/service';
import type { Reader } from '#store/port';
import { scopeFor } from './known-resources.ts';

export type FindResource = (arn: string) => Promise<FoundResource | undefined>;

interface FindResourceParts {
  /** By the prefix of its ARNs. */
  readonly definitionOf: (service: string) => Pick<ServiceDefinition, 'resources'> | undefined;
  readonly reader: Reader;
  /** Where an ARN without account or region belongs. */
  readonly account: AccountId;
  readonly region: Region;
}

export function findResource({ definitionOf, reader, account, region }: FindResourceParts): FindResource {
  return async (text) => {
    const arn = parseArn(text);
    if (arn === undefined) return undefined;
    const place = [parseAccountId(arn.account) ?? account, parseRegion(arn.region) ?? region] as const;
    const resources = definitionOf(arn.service)?.resources ?? [];
    const found = await findRecord(resources, reader, text, (level) => scopeFor(level, ...place));
    if (found === undefined) return undefined;
    const { resource, record } = found;
    return { arn: text, cfnType: resource.cfnType, choices: resource.choices?.(record) ?? [] };
  };
}
