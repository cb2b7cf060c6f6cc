/**
 * API Gateway's actions are the methods of HTTP, and its resources the paths of its API.
 * AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html
 */
import type { OperationRow } from '../../packages/lockstead/src/front/tables/row.ts';
import type { BotocoreOperation, BotocoreService } from './model.ts';

export function apiGatewayPair(
  service: BotocoreService,
  operation: BotocoreOperation,
): Pick<OperationRow, 'tier' | 'pairs' | 'why'> {
  const members = Object.entries(service.shapes[operation.input ?? '']?.members ?? {});
  let uri = (operation.requestUri.split('?')[0] ?? '').replace(/^\/v2/, '');
  if (uri.startsWith('/tags/')) {
    return { tier: 'unknown', pairs: [], why: 'the ARN of what is tagged stands escaped in the resource' };
  }
  for (const [name, reference] of members) {
    if (reference.location !== 'uri') continue;
    for (const label of [reference.locationName ?? name, `${reference.locationName ?? name}+`]) {
      uri = uri.replace(`{${label}}`, `{${name}}`);
    }
  }
  const pair = { action: `apigateway:${operation.method}`, resources: [`arn:{partition}:apigateway:{region}::${uri}`] };
  return { tier: 'derived', pairs: [pair] };
}
