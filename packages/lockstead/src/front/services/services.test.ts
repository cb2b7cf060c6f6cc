/** Every service of the tables, as the gateway meets it: told by what its clients send, and its operations by their own names. */
import { hasModel, loadModel, resolveOperation, type ServiceModel, type WireRequest } from '@lockstead/wire';
import { describe, expect, test } from 'vitest';
import { frontTable } from '../tables/tables.ts';
import { dataOperationNames } from './data-operations.ts';
import { type FrontService, frontServiceList } from './entries.ts';
import { frontModel } from './model.ts';
import { isReadOperation } from './read-only.ts';
import { toldService } from './told.ts';

const services = frontServiceList();

function request(of: Partial<WireRequest>): WireRequest {
  return { method: 'POST', path: '/', query: '', headers: {}, rawHeaders: [], ...of };
}

/** What the SDKs send for an operation, as far as it tells the operation; labels as `x`. Forms name theirs in the body. */
function requestsOf({ entry }: FrontService, model: ServiceModel, name: string): readonly [WireRequest, Uint8Array][] {
  const http = model.operations.get(name)?.http;
  const none = new Uint8Array();
  return entry.protocols.map((protocol): [WireRequest, Uint8Array] => {
    switch (protocol) {
      case 'awsJson1_0':
      case 'awsJson1_1':
        return [request({ headers: { 'x-amz-target': `${entry.targetPrefixes[0]}.${name}` } }), none];
      case 'rpcv2Cbor':
        return [
          request({
            path: `/service/${entry.targetPrefixes[0]}/operation/${name}`,
            headers: { 'smithy-protocol': 'rpc-v2-cbor' },
          }),
          none,
        ];
      case 'awsQuery':
      case 'ec2Query':
        return [
          request({ headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
          Buffer.from(`Action=${name}&Version=${entry.apiVersion}`),
        ];
      default: {
        const [path = '/', query = ''] = (http?.uri ?? '/').split('?');
        return [request({ method: http?.method ?? 'POST', path: path.replaceAll(/\{[^}]+\}/g, 'x'), query }), none];
      }
    }
  });
}

test('each service has an id of its own, and the common ones those by which the wire knows them', () => {
  expect(new Set(services.map(({ entry }) => entry.id)).size).toBe(services.length);
  const ids = Object.fromEntries(services.map(({ client, entry }) => [client, entry.id]));
  expect(ids).toMatchObject({
    cloudwatch: 'monitoring',
    elb: 'elasticloadbalancing',
    elbv2: 'elasticloadbalancingv2',
    rds: 'rds',
    docdb: 'docdb',
    sso: 'awsssoportal',
    'sso-admin': 'sso',
    stepfunctions: 'stepfunctions',
    dynamodb: 'dynamodb',
    dynamodbstreams: 'dynamodbstreams',
  });
});

/** Nothing in a request tells them apart: the same API by the same name. Then the same is asked for, or more. */
function asksNoLess(told: string | undefined, client: string, operation: string): boolean {
  const actions = (of: string): readonly string[] | undefined =>
    frontTable(of)?.operations[operation]?.pairs.map(({ action }) => action);
  // Of what is not known there, the other's row says it.
  if (told !== undefined && frontTable(client)?.operations[operation]?.tier === 'unknown') return true;
  return told !== undefined && actions(client)?.every((action) => actions(told)?.includes(action)) === true;
}

describe.each(services.filter(({ client }) => client !== 's3').map((service) => [service.client, service] as const))(
  '%s',
  (client, service) => {
    test('its operations are told by its signing name and what stands in the request', async () => {
      const { entry } = service;
      const model = hasModel(entry) ? await loadModel(entry) : frontModel(client, entry);
      const wrong: string[] = [];
      for (const name of Object.keys(frontTable(client)?.operations ?? {})) {
        // What the wire's model does not have is answered NotImplemented, by name.
        if (!model.operations.has(name)) continue;
        for (const [sent, body] of requestsOf(service, model, name)) {
          const host = { host: `${entry.endpointPrefix}.eu-west-1.amazonaws.com` };
          const at = { ...sent, headers: { ...sent.headers, ...host } };
          const told = toldService({ signingName: entry.signingName }, at);
          const isForm = body.length > 0;
          // The version of a form is read with its body.
          const isTold = told?.client === client || (isForm && told?.entry.signingName === entry.signingName);
          if (!isTold && !asksNoLess(told?.client, client, name)) {
            wrong.push(`${name}: ${told?.client}`);
          }
          const resolved = resolveOperation(model, at, body);
          if (!resolved.ok || !isSame(resolved.operation.name, name, model)) {
            wrong.push(`${name} -> ${resolved.ok ? resolved.operation.name : resolved.reason}`);
          }
        }
      }
      expect(wrong).toEqual([]);
    });
  },
);

/** Operations on one path are told by parameters that the request above does not have. */
function isSame(found: string, wanted: string, model: ServiceModel): boolean {
  if (found === wanted) return true;
  const uri = (name: string): string =>
    `${model.operations.get(name)?.http?.method} ${model.operations.get(name)?.http?.uri}`.replaceAll(
      /\{[^}]+\}/g,
      'x',
    );
  return uri(found) === uri(wanted);
}

test.each([
  ['sagemaker', '/endpoints/x/invocations', 'sagemaker-runtime'],
  ['bedrock', '/model/x/invoke', 'bedrock-runtime'],
  ['lambda', '/2015-03-31/functions/x/invocations', 'lambda'],
  ['ses', '/v2/email/identities', 'sesv2'],
  ['apigateway', '/v2/apis', 'apigatewayv2'],
  ['apigateway', '/restapis', 'apigateway'],
])('without a host name %s %s is %s', (signingName, path, client) => {
  expect(toldService({ signingName }, request({ path }))?.client).toBe(client);
});

test('a target decides among those that share a name, and one of another service is not followed', () => {
  const at = (target: string): string | undefined =>
    toldService({ signingName: 'dynamodb' }, request({ headers: { 'x-amz-target': target } }))?.client;
  expect(at('DynamoDBStreams_20120810.ListStreams')).toBe('dynamodbstreams');
  expect(at('DynamoDB_20120810.ListTables')).toBe('dynamodb');
  expect(at('AmazonSQS.ListQueues')).toBe('dynamodb');
  expect(toldService({ signingName: 'nonesuch' }, request({}))).toBeUndefined();
});

test('every data operation is in the tables', () => {
  const missing = dataOperationNames().filter(([client, name]) => frontTable(client)?.operations[name] === undefined);
  expect(missing).toEqual([]);
});

test.each([
  ['GetItem', true],
  ['ListTables', true],
  ['BatchGetItem', true],
  ['Query', true],
  ['DescribeTable', true],
  ['Getaway', false],
  ['PutItem', false],
  ['Invoke', false],
])('%s reads: %s', (name, reads) => {
  expect(isReadOperation(name)).toBe(reads);
});
