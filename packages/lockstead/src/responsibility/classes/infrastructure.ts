/** Infrastructure: the customer rents machines, disks and networks, and puts everything on them. */
import { customer, customersPart, notApplicable, provider, shared } from '../cell.ts';
import type { Cells, ServiceProfile } from '../profile.ts';
import { awsGround } from './ground.ts';

const ec2: Cells = {
  ...awsGround,
  'virtual-network': shared(
    'ec2Network',
    'AWS filters traffic by security groups; you write their rules.',
    'Open only the ports that are needed, to the addresses that need them. Put machines that nobody outside calls into private subnets.',
  ),
  'guest-os': customersPart(
    'ec2Security',
    'The operating system of an instance is yours: AWS starts it and does not enter it.',
    'Install security updates, for example with Systems Manager Patch Manager. Replace images that are out of support.',
  ),
  runtime: customer(
    'model',
    'You choose and set up every program between the operating system and your application.',
    'Install only what is needed, and keep a list of it.',
  ),
  'platform-patching': customersPart(
    'ec2Updates',
    'Nobody but you updates what you have installed on an instance.',
    'Update language runtimes, web servers and agents as you update the operating system.',
  ),
  application: customer(
    'model',
    'Your application runs on the instance, and AWS does not look into it.',
    'Review your code, update its libraries, and scan for known vulnerabilities, for example with Amazon Inspector.',
  ),
  identity: shared(
    'ec2Identity',
    'AWS checks every API call against your IAM policies; who may log in to the instance is up to you alone.',
    'Give people and instances roles with few permissions, require IMDSv2, and remove system users and SSH keys that nobody needs.',
  ),
  data: customer(
    'classification',
    'AWS does not know what you keep on an instance or what it is worth.',
    'Classify the data that the machine holds, and keep on it only what it needs.',
  ),
  'encryption-at-rest': shared(
    'ebsEncryption',
    'AWS encrypts the volumes of an instance where you ask for it; by default it is off.',
    'Turn on EBS encryption by default in each Region that you use.',
  ),
  'key-custody': shared(
    'ebsEncryption',
    'KMS keeps the keys of the volumes of an instance; you choose between the key aws/ebs and one of your own.',
    'Use a key of your own where you must decide who can read a volume, and write its key policy.',
  ),
  'encryption-in-transit': shared(
    'ec2Data',
    'AWS encrypts traffic between its buildings and between many instance types; TLS of your application is yours.',
    'Serve TLS, with certificates that are renewed, and refuse plain connections.',
  ),
  logging: shared(
    'ec2Data',
    'CloudTrail records calls to the EC2 API; nothing records what happens inside the instance unless you set it up.',
    'Send logs of the system and the application to another place, for example with the CloudWatch agent.',
  ),
  backup: customer(
    'ec2Resilience',
    'AWS keeps no copy of what is on an instance: snapshots and images are made by you.',
    'Make snapshots on a schedule, for example with AWS Backup, and try to restore one.',
  ),
  'client-side': customer(
    'model',
    'The computers from which you manage instances are yours.',
    'Protect the administrators’ computers and keys, and encrypt what must stay secret before it is sent.',
  ),
};

const ebs: Cells = {
  ...ec2,
  'virtual-network': notApplicable('ebsSecurity', 'A volume is not reached over your network: its instance is.'),
  'guest-os': notApplicable(
    'ebsSecurity',
    'A volume has no operating system: the instance that it is attached to has one.',
  ),
  runtime: provider('model', 'AWS runs the storage software behind a volume.'),
  'platform-patching': provider('model', 'AWS updates the storage software behind a volume.'),
  application: notApplicable('ebsSecurity', 'A volume runs no application: its instance does.'),
  identity: shared(
    'ebsSecurity',
    'AWS checks calls about volumes and snapshots against IAM; you decide who may attach, copy and share them.',
    'Keep snapshots private, block public sharing in the account, and let few roles attach or copy volumes.',
  ),
  data: customer(
    'classification',
    'AWS does not know what is written to a volume.',
    'Tag volumes and snapshots with the class of their data, and delete those that are not needed.',
  ),
  'encryption-at-rest': shared(
    'ebsEncryption',
    'AWS encrypts a volume and its snapshots where you ask for it; by default it is off.',
    'Turn on EBS encryption by default in each Region. To encrypt an old volume, copy its snapshot with encryption.',
  ),
  'key-custody': shared(
    'ebsEncryption',
    'KMS keeps the key of a volume; you choose between the key aws/ebs and one of your own.',
    'Use a key of your own for snapshots that are shared with other accounts, and write its key policy.',
  ),
  'encryption-in-transit': provider(
    'ebsEncryption',
    'AWS encrypts what travels between an encrypted volume and its instance.',
  ),
  logging: shared(
    'ebsSecurity',
    'CloudTrail records who made, attached and shared volumes; reads and writes are recorded by your system alone.',
    'Keep a trail, and watch for shared snapshots.',
  ),
  backup: customer(
    'ebsSnapshots',
    'AWS keeps the disks of a volume redundant; copies for the day of a mistake are yours to make.',
    'Make snapshots on a schedule, keep some in another account, and try to restore one.',
  ),
  'client-side': customer(
    'model',
    'What writes to a volume may encrypt by itself before it does: that is your choice.',
    'Encrypt inside the instance what even administrators of the account must not read.',
  ),
};

const vpc: Cells = {
  ...ec2,
  hypervisor: {
    ...awsGround.hypervisor,
    source: 'vpcNetwork',
    why: 'AWS keeps the virtual networks of its customers apart.',
  },
  'virtual-network': shared(
    'vpcSecurity',
    'AWS runs the virtual network; you lay out subnets and routes, and write security groups and network ACLs.',
    'Use private subnets, open no administration port to the internet, and remove rules that nobody needs.',
  ),
  'guest-os': notApplicable('vpcSecurity', 'A network has no operating system of yours: the instances in it have.'),
  runtime: provider('model', 'AWS runs the routers, gateways and firewalls that a VPC is made of.'),
  'platform-patching': provider('model', 'AWS updates the routers, gateways and firewalls that a VPC is made of.'),
  application: notApplicable('vpcSecurity', 'A network runs no application: what is in it does.'),
  identity: shared(
    'vpcSecurity',
    'AWS checks calls about networks against IAM; you decide who may change a route or a rule.',
    'Let few roles change security groups, routes and gateways.',
  ),
  data: customer(
    'classification',
    'AWS does not know which traffic of your network is sensitive.',
    'Separate networks by the class of the data that passes through them.',
  ),
  'encryption-at-rest': notApplicable('vpcSecurity', 'A network stores nothing.'),
  'key-custody': notApplicable('vpcSecurity', 'A network has no keys for stored data.'),
  'encryption-in-transit': shared(
    'vpcTransit',
    'AWS encrypts traffic between its buildings; for the rest you use TLS, a VPN, or encryption controls of the VPC.',
    'Use TLS between your machines, and a VPN to your offices.',
  ),
  logging: shared(
    'vpcFlowLogs',
    'AWS can record which connections were taken and refused; it does so where you turn on flow logs.',
    'Turn on flow logs for each VPC and keep them.',
  ),
  backup: customer(
    'vpcSecurity',
    'AWS keeps no earlier state of your routes and rules.',
    'Keep the network as code, so that it can be made again.',
  ),
  'client-side': customer(
    'model',
    'The networks at your end of a VPN or a direct line are yours.',
    'Protect your own routers and VPN clients.',
  ),
};

export const infrastructure: readonly ServiceProfile[] = [
  { service: 'ec2', title: 'Amazon EC2', serviceClass: 'infrastructure', provider: 'AWS', cells: ec2 },
  { service: 'ebs', title: 'Amazon EBS', serviceClass: 'infrastructure', provider: 'AWS', cells: ebs },
  { service: 'vpc', title: 'Amazon VPC', serviceClass: 'infrastructure', provider: 'AWS', cells: vpc },
];
