/** Containers: the customer brings images. Who owns the machine below them depends on how they are run. */
import { customer, customersPart, provider, shared } from '../cell.ts';
import type { Cells, ServiceProfile } from '../profile.ts';
import { awsGround } from './ground.ts';

const ecsEc2: Cells = {
  ...awsGround,
  'virtual-network': shared(
    'ecsModel',
    'AWS filters traffic to tasks; you set up the VPC, security groups, network ACLs and routes.',
    'Give each service a security group of its own, and place tasks in private subnets.',
  ),
  'guest-os': customersPart(
    'ecsModel',
    'The instances of the cluster are yours, their operating system and its hardening included.',
    'Replace instances with the newest ECS-optimized image regularly.',
  ),
  runtime: customersPart(
    'ecsModel',
    'The ECS agent and the container engine run on your instances.',
    'Keep the agent and the container engine at their newest versions.',
  ),
  'platform-patching': shared(
    'ecsModel',
    'AWS updates the service that places tasks, and publishes images; you bring them to your instances.',
    'Follow the releases of the ECS-optimized image, and roll them out.',
  ),
  application: customer(
    'ecsPractices',
    'Container images are yours, base image and libraries included.',
    'Build from small, current base images, scan them, and run them as an ordinary user with a read-only file system.',
  ),
  identity: shared(
    'ecsModel',
    'AWS hands credentials of a role to each task; you write the roles, and bar tasks from the instance’s own role.',
    'Give each task a role of its own, and block the instance metadata service for tasks.',
  ),
  data: customer(
    'classification',
    'AWS does not know what your containers process.',
    'Keep secrets out of images and environment variables: take them from Secrets Manager.',
  ),
  'encryption-at-rest': shared(
    'ecsModel',
    'What tasks write lies on the volumes of your instances, which are encrypted where you ask for it.',
    'Turn on EBS encryption by default, and encrypt file systems that are mounted.',
  ),
  'key-custody': shared(
    'ebsEncryption',
    'KMS keeps the keys of the volumes under your cluster; you choose which.',
    'Use a key of your own for volumes whose readers you must control.',
  ),
  'encryption-in-transit': shared(
    'ecsPractices',
    'AWS encrypts calls to its endpoints; traffic between tasks is encrypted where you set it up.',
    'Use TLS between services, for example with Service Connect, and at the load balancer.',
  ),
  logging: shared(
    'ecsPractices',
    'CloudTrail records calls to the ECS API; what containers print is kept where you configure a log driver.',
    'Set a log driver in each task definition, and collect the logs of the instances, too.',
  ),
  backup: customer(
    'ecsModel',
    'Containers are thrown away with what they wrote; lasting data is kept where you put it.',
    'Keep data outside containers, in a service whose backups you have set up, and task definitions as code.',
  ),
  'client-side': customer(
    'model',
    'The machines that build and push images are yours.',
    'Protect build machines, and sign images.',
  ),
};

const fargate: Cells = {
  ...ecsEc2,
  'guest-os': provider(
    'ecsModel',
    'Fargate runs each task on a machine of its own, which AWS sets up and patches; you cannot log in to it.',
  ),
  runtime: provider('fargateSecurity', 'AWS runs the agent and the container engine under a Fargate task.'),
  'platform-patching': provider(
    'ecsModel',
    'AWS patches the Fargate platform and replaces tasks that run on an old one; your image stays as it is.',
  ),
  identity: shared(
    'ecsModel',
    'AWS hands credentials of a role to each Fargate task; you write the roles.',
    'Give each task a role of its own with few permissions, and another one to pull images.',
  ),
  'encryption-at-rest': shared(
    'fargateSecurity',
    'AWS encrypts the temporary storage of Fargate tasks; file systems that you mount are encrypted as you set them up.',
    'Encrypt what tasks mount, and choose a key of your own for temporary storage where rules ask for it.',
  ),
  'key-custody': shared(
    'fargateSecurity',
    'KMS keeps the keys of Fargate storage: one of AWS’s, unless you name your own.',
    'Name a key of your own in the cluster where you must be able to withdraw it.',
  ),
  logging: shared(
    'ecsPractices',
    'CloudTrail records calls to the ECS API; there is no machine of yours to look at, so logs are what tasks send.',
    'Set a log driver in each task definition, and turn on runtime monitoring of GuardDuty where you need it.',
  ),
};

const eks: Cells = {
  ...ecsEc2,
  'virtual-network': shared(
    'eksModel',
    'AWS connects the control plane with your VPC; you set up security groups, network policies and who reaches the API endpoint.',
    'Close the public API endpoint or limit its addresses, and use network policies between pods.',
  ),
  'guest-os': customersPart(
    'eksModel',
    'Worker nodes are yours to patch; with managed node groups AWS builds the images, with Fargate and Auto Mode it patches the nodes as well.',
    'Update node groups when a new image is out, or use Auto Mode or Fargate.',
  ),
  runtime: shared(
    'eksPractices',
    'AWS runs the Kubernetes control plane and its database; kubelet, container engine and add-ons run on your nodes.',
    'Choose supported versions, and keep add-ons at versions that fit the cluster’s.',
  ),
  'platform-patching': shared(
    'eksPractices',
    'AWS patches the control plane; you start the upgrade to a new Kubernetes version and update the nodes.',
    'Upgrade before the version of the cluster goes out of support.',
  ),
  application: customer(
    'eksPractices',
    'Pods, images and charts are yours.',
    'Scan images, enforce pod security standards, and give pods no more rights than they need.',
  ),
  identity: shared(
    'eksModel',
    'AWS checks IAM; who may do what inside Kubernetes you decide by access entries and role-based access control.',
    'Give few people administration of the cluster, and give pods roles of their own.',
  ),
  data: customer(
    'classification',
    'AWS does not know what your pods process.',
    'Keep secrets in Secrets Manager or encrypted Kubernetes secrets, not in images.',
  ),
  'encryption-at-rest': shared(
    'eksSecrets',
    'AWS encrypts the data of the Kubernetes API; volumes of nodes and pods are encrypted where you ask for it.',
    'Set up encrypted storage classes, and turn on EBS encryption by default.',
  ),
  'key-custody': shared(
    'eksSecrets',
    'KMS keeps the keys of Kubernetes data: one of AWS’s, unless you name your own.',
    'Name a key of your own for the cluster where you must control it.',
  ),
  'encryption-in-transit': shared(
    'eksPractices',
    'AWS serves the Kubernetes API over TLS; traffic between pods is encrypted where you set it up.',
    'Use TLS or a service mesh between pods, and TLS at the ingress.',
  ),
  logging: shared(
    'eksLogging',
    'AWS can send audit logs of the control plane to CloudWatch; by default it does not.',
    'Turn on the audit and authenticator logs, and collect logs of nodes and pods.',
  ),
  backup: customer(
    'eksModel',
    'AWS keeps the control plane available; copies of your manifests and volumes are yours to make.',
    'Keep manifests as code, back up volumes, and try to build the cluster anew.',
  ),
  'client-side': customer(
    'model',
    'The machines with kubectl and the build machines are yours.',
    'Protect kubeconfig files, and use short-lived credentials.',
  ),
};

export const containers: readonly ServiceProfile[] = [
  { service: 'ecs-ec2', title: 'Amazon ECS on EC2', serviceClass: 'containers', provider: 'AWS', cells: ecsEc2 },
  {
    service: 'ecs-fargate',
    title: 'Amazon ECS on Fargate',
    serviceClass: 'containers',
    provider: 'AWS',
    cells: fargate,
  },
  { service: 'eks', title: 'Amazon EKS', serviceClass: 'containers', provider: 'AWS', cells: eks },
];
