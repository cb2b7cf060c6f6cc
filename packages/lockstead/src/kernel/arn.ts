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
  if (!text.startsWith('arn:')) return undefined;
  // By the places of the colons: this is read several times for each request.
  const service = text.indexOf(':', 4) + 1;
  const region = service === 0 ? 0 : text.indexOf(':', service) + 1;
  const account = region === 0 ? 0 : text.indexOf(':', region) + 1;
  const resource = account === 0 ? 0 : text.indexOf(':', account) + 1;
  const isArn = resource > 0 && service > 5 && region > service + 1 && resource < text.length;
  if (!isArn) return undefined;
  return {
    partition: text.slice(4, service - 1),
    service: text.slice(service, region - 1),
    region: text.slice(region, account - 1),
    account: text.slice(account, resource - 1),
    resource: text.slice(resource),
  };
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
