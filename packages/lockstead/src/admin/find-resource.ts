/** The resource with an ARN, if it is here. */
import { parseArn } from '#kernel/arn';
import { type AccountId, parseAccountId, parseRegion, type Region } from '#kernel/ids';
import type { FoundResource } from '#responsibility/ask';
import type { Resource } from '#service/resource';
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
  /** Lets others have their turn. */
  readonly nextTurn: () => Promise<void>;
}

const pageRecords = 500;

/** An ARN does not tell under which id its record stands, so records are read page by page. */
export function findResource({ definitionOf, reader, account, region, nextTurn }: FindResourceParts): FindResource {
  return async (text) => {
    const arn = parseArn(text);
    if (arn === undefined) return undefined;
    const place = [parseAccountId(arn.account) ?? account, parseRegion(arn.region) ?? region] as const;
    for (const resource of (definitionOf(arn.service)?.resources ?? []) as readonly Resource<object>[]) {
      const scope = scopeFor(resource.collection.level, ...place);
      const collection = reader.in(resource.collection, scope);
      for (let after: string | undefined; ; ) {
        const page = await collection.list({ limit: pageRecords, ...(after === undefined ? {} : { after }) });
        const found = page.find(({ record }) => resource.arn(record, scope) === text);
        if (found !== undefined)
          return { arn: text, cfnType: resource.cfnType, choices: resource.choices?.(found.record) ?? [] };
        after = page.at(-1)?.place;
        if (page.length < pageRecords) break;
        await nextTurn();
      }
    }
    return undefined;
  };
}
