/**
 * Amazon EC2: the operations that are used most. What is created has no id yet and stands as `TYPE/*`; tags that are given with it ask
 * for CreateTags on it. Groups by name are not resolved here: which group that is, only the network knows.
 */
import type { PairRow } from '../../../packages/lockstead/src/front/tables/row.ts';
import { type HandService, on, same } from './hand-service.ts';

const head = 'arn:{partition}:ec2:{region}:{account}:';
const public_ = 'arn:{partition}:ec2:{region}::';
const of = (type: string, member: string): string => `${head}${type}/{${member}}`;
const instances = of('instance', 'InstanceIds[]');
const instance = of('instance', 'InstanceId');
const group = of('security-group', 'GroupId');
const vpc = of('vpc', 'VpcId');

/** CreateTags on what is made, by AWS told which operation makes it. */
function tagging(operation: string, type: string, made: string): PairRow {
  return {
    action: 'ec2:CreateTags',
    each: 'TagSpecifications[]',
    when: [`each.ResourceType == ${type}`],
    resources: [made],
    keys: { 'ec2:CreateAction': operation, 'aws:TagKeys': '{each.Tags[].Key}' },
  };
}

function creates(operation: string, type: string, ...others: readonly string[]): readonly PairRow[] {
  const made = `${type === 'image' || type === 'snapshot' ? public_ : head}${type}/*`;
  return [
    { action: `ec2:${operation}`, resources: [made, ...others], tags: 'TagSpecifications[].Tags' },
    tagging(operation, type, made),
  ];
}

const launched = ['instance', 'volume', 'network-interface'] as const;

/** Of a group by id; one that is named alone stays unresolved. */
const rules: readonly PairRow[] = ['Ingress', 'Egress'].flatMap((way) =>
  ['Authorize', 'Revoke'].flatMap((verb) => on(`ec2:${verb}SecurityGroup${way}`, group)),
);

export const ec2: HandService = {
  client: 'ec2',
  page: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_ec2.html',
  operations: {
    ...same(
      'ec2',
      `DescribeAccountAttributes DescribeAddresses DescribeAvailabilityZones DescribeDhcpOptions DescribeFlowLogs DescribeImages
       DescribeInstanceStatus DescribeInstanceTypes DescribeInstances DescribeInternetGateways DescribeKeyPairs
       DescribeLaunchTemplateVersions DescribeLaunchTemplates DescribeNatGateways DescribeNetworkAcls DescribeNetworkInterfaces
       DescribeRegions DescribeRouteTables DescribeSecurityGroupRules DescribeSecurityGroups DescribeSnapshots DescribeSubnets
       DescribeTags DescribeVolumes DescribeVpcEndpoints DescribeVpcs`,
      '*',
    ),
    ...same('ec2', 'RebootInstances StartInstances StopInstances TerminateInstances', instances),
    ...Object.fromEntries(rules.map((pair) => [pair.action.slice('ec2:'.length), [pair]])),
    ...same('ec2', 'DeleteSecurityGroup', group),
    ...same('ec2', 'DeleteVpc', vpc),
    ...same('ec2', 'DeleteSubnet', of('subnet', 'SubnetId')),
    ...same('ec2', 'DeleteRouteTable CreateRoute DeleteRoute ReplaceRoute', of('route-table', 'RouteTableId')),
    ...same('ec2', 'DeleteInternetGateway', of('internet-gateway', 'InternetGatewayId')),
    ...same('ec2', 'AttachInternetGateway DetachInternetGateway', of('internet-gateway', 'InternetGatewayId'), vpc),
    ...same('ec2', 'DeleteNatGateway', of('natgateway', 'NatGatewayId')),
    ...same('ec2', 'DeleteVolume', of('volume', 'VolumeId')),
    ...same('ec2', 'AttachVolume', of('volume', 'VolumeId'), instance),
    ...same('ec2', 'DetachVolume', of('volume', 'VolumeId'), `?${instance}`),
    ...same('ec2', 'DeleteSnapshot', `${public_}snapshot/{SnapshotId}`),
    ...same('ec2', 'DeregisterImage', `${public_}image/{ImageId}`),
    ...same('ec2', 'GetConsoleOutput', instance),
    ModifyInstanceAttribute: on(
      'ec2:ModifyInstanceAttribute',
      instance,
      `?${of('security-group', 'Groups[]')}`,
      `?${of('volume', 'BlockDeviceMappings[].Ebs.VolumeId')}`,
    ),
    DeleteKeyPair: on('ec2:DeleteKeyPair', `?${of('key-pair', 'KeyName')}`, `?${of('key-pair', 'KeyPairId')}`),
    ReleaseAddress: on('ec2:ReleaseAddress', of('elastic-ip', 'AllocationId')),
    AssociateAddress: on(
      'ec2:AssociateAddress',
      `?${of('elastic-ip', 'AllocationId')}`,
      `?${instance}`,
      `?${of('network-interface', 'NetworkInterfaceId')}`,
    ),
    AssociateRouteTable: on(
      'ec2:AssociateRouteTable',
      of('route-table', 'RouteTableId'),
      `?${of('subnet', 'SubnetId')}`,
    ),
    CreateTags: [{ action: 'ec2:CreateTags', resources: ['{Resources[]|ec2Arn}'], tags: 'Tags' }],
    DeleteTags: [{ action: 'ec2:DeleteTags', resources: ['{Resources[]|ec2Arn}'], tags: 'Tags' }],
    CreateVpc: creates('CreateVpc', 'vpc'),
    CreateSubnet: creates('CreateSubnet', 'subnet', vpc),
    CreateRouteTable: creates('CreateRouteTable', 'route-table', vpc),
    CreateInternetGateway: creates('CreateInternetGateway', 'internet-gateway'),
    CreateSecurityGroup: creates('CreateSecurityGroup', 'security-group', `?${vpc}`),
    CreateNatGateway: creates(
      'CreateNatGateway',
      'natgateway',
      `?${of('subnet', 'SubnetId')}`,
      `?${of('elastic-ip', 'AllocationId')}`,
      `?${vpc}`,
    ),
    CreateVolume: creates('CreateVolume', 'volume', `?${public_}snapshot/{SnapshotId}`),
    CreateSnapshot: creates('CreateSnapshot', 'snapshot', of('volume', 'VolumeId')),
    CreateImage: [
      {
        action: 'ec2:CreateImage',
        resources: [`${public_}image/*`, `${public_}snapshot/*`, instance],
        tags: 'TagSpecifications[].Tags',
      },
      tagging('CreateImage', 'image', `${public_}image/*`),
      tagging('CreateImage', 'snapshot', `${public_}snapshot/*`),
    ],
    CreateNetworkInterface: creates(
      'CreateNetworkInterface',
      'network-interface',
      of('subnet', 'SubnetId'),
      `?${of('security-group', 'Groups[]')}`,
    ),
    CreateLaunchTemplate: creates('CreateLaunchTemplate', 'launch-template'),
    AllocateAddress: creates('AllocateAddress', 'elastic-ip'),
    CreateKeyPair: [
      { action: 'ec2:CreateKeyPair', resources: [of('key-pair', 'KeyName')], tags: 'TagSpecifications[].Tags' },
      tagging('CreateKeyPair', 'key-pair', of('key-pair', 'input.KeyName')),
    ],
    ImportKeyPair: [
      { action: 'ec2:ImportKeyPair', resources: [of('key-pair', 'KeyName')], tags: 'TagSpecifications[].Tags' },
      tagging('ImportKeyPair', 'key-pair', of('key-pair', 'input.KeyName')),
    ],
    // AWS DIFFERS?: what a launch template brings (image, subnet, groups) is asked for as `TYPE/*` where the request leaves it out: the
    // template's own text is not in the request.
    RunInstances: [
      {
        action: 'ec2:RunInstances',
        resources: [
          ...launched.map((type) => `${head}${type}/*`),
          `?${of('subnet', 'SubnetId')}`,
          `?${of('subnet', 'NetworkInterfaces[].SubnetId')}`,
          `?${of('security-group', 'SecurityGroupIds[]')}`,
          `?${of('security-group', 'NetworkInterfaces[].Groups[]')}`,
          `?${of('key-pair', 'KeyName')}`,
          `?${of('launch-template', 'LaunchTemplate.LaunchTemplateId')}`,
          `?${of('placement-group', 'Placement.GroupName')}`,
          `?${public_}snapshot/{BlockDeviceMappings[].Ebs.SnapshotId}`,
          `?${of('network-interface', 'NetworkInterfaces[].NetworkInterfaceId')}`,
        ],
        tags: 'TagSpecifications[].Tags',
        keys: { 'ec2:InstanceType': '{InstanceType}' },
      },
      { action: 'ec2:RunInstances', resources: [`${public_}image/{ImageId}`], when: ['ImageId'] },
      { action: 'ec2:RunInstances', resources: [`${public_}image/*`], when: ['!ImageId'] },
      { action: 'ec2:RunInstances', resources: [`${head}subnet/*`], when: ['!SubnetId', '!NetworkInterfaces'] },
      {
        action: 'ec2:RunInstances',
        resources: [`${head}security-group/*`],
        when: ['!SecurityGroupIds', '!NetworkInterfaces'],
      },
      {
        action: 'ec2:RunInstances',
        resources: [`${head}launch-template/*`],
        when: ['LaunchTemplate.LaunchTemplateName'],
      },
      ...launched.map((type) => tagging('RunInstances', type, `${head}${type}/*`)),
      {
        action: 'iam:PassRole',
        roleOf: '{IamInstanceProfile.Arn|arn:iam}',
        keys: { 'iam:PassedToService': 'ec2.amazonaws.com' },
        when: ['IamInstanceProfile.Arn'],
      },
      {
        action: 'iam:PassRole',
        roleOf: 'arn:{partition}:iam::{account}:instance-profile/{IamInstanceProfile.Name}',
        keys: { 'iam:PassedToService': 'ec2.amazonaws.com' },
        when: ['IamInstanceProfile.Name'],
      },
    ],
  },
};
