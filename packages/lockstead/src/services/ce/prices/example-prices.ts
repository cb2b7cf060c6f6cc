/**
 * The prices of a bill where no price list was given. They are examples, and no offer of anybody: they have the form of AWS's prices for requests, with
 * free amounts and tiers, so that a bill shows something. What AWS gives for nothing costs nothing here.
 * Free of charge at AWS: IAM and STS (https://aws.amazon.com/iam/faqs/), Organizations and Account Management
 * (https://aws.amazon.com/organizations/), the event history (https://aws.amazon.com/cloudtrail/pricing/).
 */
import { invariant } from '#kernel/invariant';
import { type PriceList, readPriceList } from './price-list.ts';

const free = [{ price: '0' }];
const requests = (
  service: string,
  usageType: string,
  actions: readonly string[],
  tiers: readonly object[],
): object => ({
  service,
  usageType,
  unit: 'Requests',
  actions,
  tiers,
});

const outcome = readPriceList({
  source: 'Examples that came with Lockstead; not the prices of AWS',
  currency: 'USD',
  items: [
    requests('AWS Identity and Access Management', 'IAM-Requests', ['iam:*'], free),
    requests('AWS Security Token Service', 'STS-Requests', ['sts:*'], free),
    requests('AWS Organizations', 'Organizations-Requests', ['organizations:*'], free),
    requests('AWS Account Management', 'Account-Requests', ['account:*'], free),
    requests('AWS CloudTrail', 'LookupEvents-Requests', ['cloudtrail:LookupEvents'], free),
    requests('AWS Cost Explorer', 'USE1-APIRequest', ['ce:*'], [{ price: '0.01' }]),
    requests(
      'AWS Key Management Service',
      'KMS-Requests',
      ['kms:*'],
      [{ upTo: 20_000, price: '0' }, { price: '0.000003' }],
    ),
    requests('AWS Secrets Manager', 'SecretsManager-APIRequest', ['secretsmanager:*'], [{ price: '0.000005' }]),
    requests(
      'Amazon Simple Storage Service',
      'Requests-Tier1',
      ['s3:Put*', 's3:List*', 's3:Create*', 's3:Restore*'],
      [{ price: '0.000005' }],
    ),
    requests('Amazon Simple Storage Service', 'Requests-Tier2', ['s3:Get*'], [{ price: '0.0000004' }]),
    requests(
      'Amazon Simple Queue Service',
      'Requests-Tier1',
      ['sqs:*'],
      [{ upTo: 1_000_000, price: '0' }, { upTo: 100_000_000_000, price: '0.0000004' }, { price: '0.0000003' }],
    ),
    requests(
      'Amazon Simple Notification Service',
      'Requests-Tier1',
      ['sns:Publish'],
      [{ upTo: 1_000_000, price: '0' }, { price: '0.0000005' }],
    ),
    requests(
      'AWS Lambda',
      'Request',
      ['lambda:InvokeFunction'],
      [{ upTo: 1_000_000, price: '0' }, { price: '0.0000002' }],
    ),
  ],
});
invariant(outcome.ok, 'the example prices are a price list');

export const examplePrices: PriceList = outcome.list;
