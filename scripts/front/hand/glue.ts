/**
 * AWS Glue, the lists that begin at the catalog. Its denials name the catalog first: "glue:GetDatabases on resource:
 * arn:aws:glue:REGION:ACCOUNT:catalog".
 */
import { type HandService, on } from './hand-service.ts';

/** A catalog of another account is named by that account. */
const at = (resource: string): string => `arn:{partition}:glue:{region}:{CatalogId ?? account}:${resource}`;

export const glue: HandService = {
  client: 'glue',
  page: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_glue.html',
  operations: {
    // AWS DIFFERS?: the reference also lists databases. Athena's guide lets a policy with the catalog and one database list them, so that no
    // permission for all of them is asked for.
    GetDatabases: on('glue:GetDatabases', at('catalog')),
  },
};
