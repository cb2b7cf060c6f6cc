/** Models of services that the product does not serve yet, from client packages that only the tests have. */
import { hasModel, loadModel, modelOfSchemas, type ServiceEntry, type ServiceModel } from '../src/index.ts';
import { loadConstraints } from '../src/validate/constraint-table.ts';

const packages: Readonly<Record<string, () => Promise<object>>> = {
  cloudfront: () => import('@aws-sdk/client-cloudfront'),
  ec2: () => import('@aws-sdk/client-ec2'),
  guardduty: () => import('@aws-sdk/client-guardduty'),
  kms: () => import('@aws-sdk/client-kms'),
  monitoring: () => import('@aws-sdk/client-cloudwatch'),
  route53: () => import('@aws-sdk/client-route-53'),
  s3: () => import('@aws-sdk/client-s3'),
  sqs: () => import('@aws-sdk/client-sqs'),
};

const models: Map<string, Promise<ServiceModel>> = new Map();

export function fixtureModel(entry: ServiceEntry): Promise<ServiceModel> {
  if (hasModel(entry)) return loadModel(entry);
  const known = models.get(entry.id);
  if (known !== undefined) return known;
  const model = read(entry);
  models.set(entry.id, model);
  return model;
}

async function read(entry: ServiceEntry): Promise<ServiceModel> {
  const load = packages[entry.id];
  if (load === undefined) throw new Error(`no client package of ${entry.id} is installed`);
  const [schemas, constraints] = await Promise.all([load(), loadConstraints(entry.id)]);
  return modelOfSchemas(entry, Object.values(schemas), constraints);
}
