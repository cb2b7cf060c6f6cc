/**
 * Which service a resource type belongs to, by CloudFormation's names (`AWS::EC2::Volume`), and an ARN.
 * Types: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
import { parseArn } from '#kernel/arn';
import type { ServiceProfile } from './profile.ts';
import { findService } from './services.ts';

/** Under EC2's name stand three services: machines, disks and networks. */
const ec2Machines: ReadonlySet<string> = new Set([
  'CapacityReservation',
  'DedicatedHost',
  'EC2Fleet',
  'Host',
  'Image',
  'Instance',
  'InstanceConnectEndpoint',
  'KeyPair',
  'LaunchTemplate',
  'PlacementGroup',
  'SpotFleet',
]);
const ec2Disks: ReadonlySet<string> = new Set(['SnapshotBlockPublicAccess', 'Snapshot', 'Volume', 'VolumeAttachment']);

/** CloudFormation's namespace, where it is not the service's name in small letters. */
const namespaces: Readonly<Record<string, string>> = {
  ACMPCA: 'acm-pca',
  AccessAnalyzer: 'access-analyzer',
  ApiGatewayV2: 'apigateway',
  CertificateManager: 'acm',
  ElasticLoadBalancingV2: 'elbv2',
  Elasticsearch: 'es',
  Inspector: 'inspector2',
  InspectorV2: 'inspector2',
  KinesisFirehose: 'firehose',
  OpenSearchService: 'opensearch',
  ResourceExplorer2: 'resource-explorer-2',
  ResourceGroups: 'resource-groups',
  S3ObjectLambda: 's3-object-lambda',
  S3Outposts: 's3-outposts',
  StepFunctions: 'states',
  NetworkFirewall: 'network-firewall',
};

/** As in the ARNs of EC2's machines and disks; all else is of networks. */
const ec2MachineArns =
  /^(instance|image|key-pair|launch-template|placement-group|dedicated-host|fleet|capacity-reservation)\//;
const ec2DiskArns = /^(volume|snapshot)\//;

/** `AWS::S3::Bucket`. `undefined`: the type is not known. */
export function serviceOfType(cfnType: string): readonly ServiceProfile[] | undefined {
  const [, namespace, kind] = /^AWS::([A-Za-z0-9]+)::([A-Za-z0-9]+)$/.exec(cfnType) ?? [];
  if (namespace === undefined || kind === undefined) return undefined;
  if (namespace === 'EC2') return findService(ec2Machines.has(kind) ? 'ec2' : ec2Disks.has(kind) ? 'ebs' : 'vpc');
  const named = Object.hasOwn(namespaces, namespace) ? namespaces[namespace] : undefined;
  return findService(named ?? namespace.toLowerCase());
}

/** By what the ARN says alone. `undefined`: it is not an ARN, or of a service that is not known. */
export function serviceOfArn(text: string): readonly ServiceProfile[] | undefined {
  const arn = parseArn(text);
  if (arn === undefined) return undefined;
  if (arn.service !== 'ec2') return findService(arn.service);
  return findService(ec2MachineArns.test(arn.resource) ? 'ec2' : ec2DiskArns.test(arn.resource) ? 'ebs' : 'vpc');
}
