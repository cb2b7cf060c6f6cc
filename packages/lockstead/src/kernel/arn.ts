/**
 * Amazon Resource Names.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */

/** `region` and `account` are empty where the service leaves them out; `resource` keeps its colons and slashes. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

export const partition = 'aws';

/** `undefined` for what is not an ARN: fewer than six parts, or an empty partition, service or resource. */
export function parseArn(text: string): Arn | undefined {
  const parts = text.split(':');
  const [prefix, arnPartition, service, region, account] = parts;
  const resource = parts.slice(5).join(':');
  if (
    prefix !== 'arn' ||
    !arnPartition ||
    !service ||
    region === undefined ||
    account === undefined ||
    resource === ''
  ) {
    return undefined;
  }
  return { partition: arnPartition, service, region, account, resource };
}

export function iamArn(account: string, resource: string): string {
  return `arn:${partition}:iam::${account}:${resource}`;
}

export function stsArn(account: string, resource: string): string {
  return `arn:${partition}:sts::${account}:${resource}`;
}

export function kmsArn(account: string, region: string, resource: string): string {
  return `arn:${partition}:kms:${region}:${account}:${resource}`;
}
