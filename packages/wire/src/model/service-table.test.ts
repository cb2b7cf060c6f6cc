/** The table against the facts of the client packages: what an SDK sends is what is looked for. */
import { expect, test } from 'vitest';
import { findService, serviceByEndpoint, serviceById, serviceByTarget, serviceTable } from './service-table.ts';

const clients: Readonly<Record<string, () => Promise<object>>> = {
  account: () => import('@aws-sdk/client-account'),
  cloudfront: () => import('@aws-sdk/client-cloudfront'),
  cloudtrail: () => import('@aws-sdk/client-cloudtrail'),
  ec2: () => import('@aws-sdk/client-ec2'),
  guardduty: () => import('@aws-sdk/client-guardduty'),
  iam: () => import('@aws-sdk/client-iam'),
  kms: () => import('@aws-sdk/client-kms'),
  monitoring: () => import('@aws-sdk/client-cloudwatch'),
  organizations: () => import('@aws-sdk/client-organizations'),
  route53: () => import('@aws-sdk/client-route-53'),
  s3: () => import('@aws-sdk/client-s3'),
  s3control: () => import('@aws-sdk/client-s3-control'),
  sqs: () => import('@aws-sdk/client-sqs'),
  sts: () => import('@aws-sdk/client-sts'),
};

const protocolIds: Readonly<Record<string, string>> = {
  awsQuery: 'aws.protocols#awsQuery',
  ec2Query: 'aws.protocols#ec2Query',
  awsJson1_0: 'aws.protocols#awsJson1_0',
  awsJson1_1: 'aws.protocols#awsJson1_1',
  restJson1: 'aws.protocols#restJson1',
  restXml: 'aws.protocols#restXml',
  rpcv2Cbor: 'smithy.protocols#rpcv2Cbor',
};

interface ClientConfig {
  readonly protocol: { getShapeId(): string };
  readonly protocolSettings: {
    readonly version: string;
    readonly xmlNamespace?: string;
    readonly serviceTarget?: string;
    readonly awsQueryCompatible?: true;
  };
  readonly signingName?: string;
}

test.each(Object.keys(clients))('%s is as its SDK has it', async (id) => {
  const entry = serviceById(id);
  const module = (await clients[id]?.()) as Readonly<Record<string, new (config: object) => { config: ClientConfig }>>;
  const Client = Object.entries(module).find(
    ([name, value]) => name.endsWith('Client') && name !== '__Client' && 'config' in new value({ region: 'us-east-1' }),
  )?.[1];
  if (entry === undefined || Client === undefined) throw new Error(`no client of ${id}`);
  const { protocol, protocolSettings } = new Client({
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  }).config;
  expect(entry.protocols.map((name) => protocolIds[name])).toContain(protocol.getShapeId());
  expect(entry.apiVersion).toBe(protocolSettings.version);
  expect(entry.queryCompatible).toBe(protocolSettings.awsQueryCompatible);
  const isXml = entry.protocols.some((name) => name === 'awsQuery' || name === 'ec2Query' || name === 'restXml');
  const { xmlNamespace, serviceTarget } = protocolSettings;
  // EC2 answers with a slash that the SDK does not have; it matters to neither.
  if (isXml && xmlNamespace !== undefined)
    expect(entry.xmlNamespace?.replace(/\/$/, '')).toBe(xmlNamespace.replace(/\/$/, ''));
  if (entry.targetPrefixes.length > 0 && serviceTarget !== undefined)
    expect(entry.targetPrefixes).toContain(serviceTarget);
});

test('every way to a service leads to one', () => {
  expect(new Set(serviceTable.map(({ id }) => id)).size).toBe(serviceTable.length);
  for (const entry of serviceTable) {
    expect(findService(entry.signingName, entry.apiVersion)).toBe(entry);
    expect(serviceById(entry.id)).toBe(entry);
    for (const prefix of entry.targetPrefixes) expect(serviceByTarget(prefix)).toBe(entry);
    expect(serviceByEndpoint(entry.endpointPrefix)).toBeDefined();
  }
  expect(findService('elasticloadbalancing', '2015-12-01')?.id).toBe('elasticloadbalancingv2');
  expect(findService('nonesuch')).toBeUndefined();
});
