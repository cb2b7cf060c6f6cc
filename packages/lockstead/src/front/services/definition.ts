/** A service of the tables as the gateway sees a service: every operation is authorized by its row, and carried out by a backend. */

import { hasModel } from '@lockstead/wire';
import type { Authorize } from '#service/authorization';
import type { Forwarded, ForwardRequest } from '#service/forward';
import type { ForwardOperation, ReadContext } from '#service/operation';
import type { ServiceDefinition } from '#service/service';
import type { EncodeDenial } from '../encode-denial.ts';
import { bodyBytesMaxOf } from '../limits.ts';
import type { OperationRow } from '../tables/row.ts';
import { frontTable } from '../tables/tables.ts';
import { frontAuthorize, frontDenialWords, type Judging } from './authorize.ts';
import { isDataOperation } from './data-operations.ts';
import type { FrontService } from './entries.ts';
import { frontModel } from './model.ts';
import { isReadOperation } from './read-only.ts';

/** One call on its way out. */
export interface Outgoing {
  readonly service: FrontService;
  readonly operation: string;
  /** Of its actions. */
  readonly prefix: string;
  readonly row: OperationRow;
  readonly input: object;
  readonly context: ReadContext;
  readonly sent: ForwardRequest;
}

/** Throws an AwsError where the backend cannot be asked. */
export type Send = (outgoing: Outgoing) => Promise<Forwarded>;

/** With one endpoint for all regions: their events belong to us-east-1. */
const globalServices: readonly string[] = [
  'cloudfront',
  'importexport',
  'organizations',
  'route53',
  'route53domains',
  'shield',
  'waf',
];

export function frontDefinition(
  service: FrontService,
  judging: Judging,
  send: Send,
  encode: EncodeDenial,
): ServiceDefinition {
  const { client, entry, summary } = service;
  const rows = Object.entries(frontTable(client)?.operations ?? {});
  const prefix = summary.iamPrefix ?? summary.signingName;
  const operations = rows.map(([name, row]): ForwardOperation<object> => {
    const bodyBytesMax = bodyBytesMaxOf(client);
    return {
      name,
      effect: 'forward',
      readOnly: isReadOperation(name),
      ...(row.permission === 'unsigned' ? { authentication: 'none' as const } : {}),
      ...(isDataOperation(client, name) ? { eventCategory: 'data' as const } : {}),
      ...(bodyBytesMax === undefined ? {} : { bodyBytesMax }),
      forward: (input, context, sent) => send({ service, operation: name, prefix, row, input, context, sent }),
    };
  });
  const authorization: Record<string, Authorize<never>> = {};
  for (const [operation, row] of rows) {
    authorization[operation] = frontAuthorize(judging, { entry, prefix, operation, row }) as Authorize<never>;
  }
  return {
    name: entry.id,
    global: globalServices.includes(client),
    // Of some services the wire has the whole model, which then reads and checks the whole request.
    ...(hasModel(entry) ? {} : { model: frontModel(client, entry), modelIsPartial: true as const }),
    operations,
    authorization,
    wordDenial: frontDenialWords(encode),
  };
}
