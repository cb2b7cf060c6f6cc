/** For which services' data events selectors ask. */
import type { Selectors } from './selectors.ts';

/** Types of resources that have data events, and the service that writes them. */
const sourceOfType: Readonly<Record<string, string>> = {
  'AWS::S3::Object': 's3.amazonaws.com',
  'AWS::S3::AccessPoint': 's3.amazonaws.com',
  'AWS::Lambda::Function': 'lambda.amazonaws.com',
  'AWS::DynamoDB::Table': 'dynamodb.amazonaws.com',
  'AWS::DynamoDB::Stream': 'dynamodb.amazonaws.com',
  'AWS::SNS::Topic': 'sns.amazonaws.com',
  'AWS::SQS::Queue': 'sqs.amazonaws.com',
};

/** `all`: for data events of any service, as far as selectors tell. */
export type WantedSources = ReadonlySet<string> | 'all';

/** Never too few: which event is taken is decided when it is delivered. */
export function wantedSources(selectors: Selectors | undefined): WantedSources {
  const types = selectors === undefined ? [] : dataTypes(selectors);
  const sources = types.map((type) => sourceOfType[type]);
  return sources.includes(undefined) ? 'all' : new Set(sources as readonly string[]);
}

function dataTypes(selectors: Selectors): readonly string[] {
  if (selectors.form === 'basic') {
    return selectors.selectors.flatMap(({ dataResources }) => dataResources.map(({ type }) => type));
  }
  return selectors.selectors.flatMap(({ fields }) => {
    const isData = fields.some(({ field, Equals }) => field === 'eventCategory' && Equals?.includes('Data'));
    return isData ? fields.flatMap(({ field, Equals = [] }) => (field === 'resources.type' ? Equals : [])) : [];
  });
}
