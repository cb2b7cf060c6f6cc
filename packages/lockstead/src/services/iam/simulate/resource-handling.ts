/**
 * Scenarios of EC2, each of which names the kinds of resources without which its answer would mean nothing.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html
 */
import { parseArn } from '#kernel/arn';
import { InvalidInput } from '../errors.ts';

const always = ['instance', 'image', 'security-group', 'network-interface'];

const scenarios: Readonly<Record<string, readonly string[]>> = {
  'EC2-VPC-InstanceStore': always,
  'EC2-VPC-InstanceStore-Subnet': [...always, 'subnet'],
  'EC2-VPC-EBS': [...always, 'volume'],
  'EC2-VPC-EBS-Subnet': [...always, 'subnet', 'volume'],
};

/** AWS DIFFERS? The resources wanted are documented, the sentences are not. */
export function checkResourceHandling(option: string | undefined, resources: readonly string[]): void {
  if (option === undefined) return;
  const wanted = Object.hasOwn(scenarios, option) ? scenarios[option] : undefined;
  if (wanted === undefined) throw new InvalidInput(`Invalid ResourceHandlingOption: ${option}`);
  const given = new Set(resources.map(ec2Kind));
  const missing = wanted.filter((kind) => !given.has(kind));
  if (missing.length > 0)
    throw new InvalidInput(`ResourceHandlingOption ${option} requires resources of type: ${missing.join(', ')}`);
}

function ec2Kind(text: string): string | undefined {
  const arn = parseArn(text);
  return arn?.service === 'ec2' ? arn.resource.split('/', 1)[0] : undefined;
}
