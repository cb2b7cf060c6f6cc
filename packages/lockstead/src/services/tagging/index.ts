/**
 * Amazon Resource Group Tagging API.
 * AWS: https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/
 */
import { defineService, type ServiceDefinition } from '#service/service';
import { taggingAuthorization } from './authorization.ts';
import { getResources } from './operations/get-resources.ts';
import { getTagKeys } from './operations/get-tag-keys.ts';
import { getTagValues } from './operations/get-tag-values.ts';
import type { Inventory } from './tagged-resources.ts';

/** Operations that are listed are done; the others answer NotImplemented by name. `inventory`: what all services show. */
export function tagging(inventory: Inventory): ServiceDefinition {
  return defineService({
    name: 'tagging',
    global: false,
    operations: [getResources(inventory), getTagKeys(inventory), getTagValues(inventory)],
    authorization: taggingAuthorization,
  });
}
