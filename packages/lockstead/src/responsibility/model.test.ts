/** No cell of the model is empty, and a sentence says one thing. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { actingSide, type Cell } from './cell.ts';
import { findLayer, layers, layerWords } from './layers.ts';
import { serviceOfArn, serviceOfType } from './resource-types.ts';
import { responsibleFor } from './responsible.ts';
import { findService, profiles, serviceNames } from './services.ts';
import { sources } from './sources.ts';

const cells = profiles.flatMap(({ service, cells: of }) =>
  layers.map((layer) => ({ service, layer, cell: of[layer] })),
);

test('every service answers for every layer', () => {
  for (const { cells: of } of profiles) expect(Object.keys(of).sort()).toEqual([...layers].sort());
  expect(new Set(profiles.map(({ service }) => service)).size).toBe(profiles.length);
});

test.each(cells)('$service, $layer: a sentence, a page, and what the customer must do', ({ cell }) => {
  expect(cell.why).toMatch(/^[A-Z].{15,}\.$/);
  expect(sources[cell.source].url).toMatch(/^https:\/\/(docs\.aws\.amazon\.com|aws\.amazon\.com)\//);
  const mustAct = cell.party === 'customer' || cell.party === 'shared' || cell.party === 'notSettled';
  expect('must' in cell).toBe(mustAct);
  if ('must' in cell) expect(cell.must).toMatch(/^[A-Z].{15,}\.$/);
});

test('a sentence stands for one answer, in one layer', () => {
  const saidOf = new Map<string, { readonly layer: string; readonly cell: Cell }>();
  for (const { layer, cell } of cells) {
    const before = saidOf.get(cell.why);
    if (before !== undefined) expect(before).toEqual({ layer, cell });
    saidOf.set(cell.why, { layer, cell });
  }
});

test('what is said to be done is said once for each service', () => {
  for (const { service } of profiles) {
    const said = cells.flatMap(({ service: of, cell }) => (of === service && 'must' in cell ? [cell.must] : []));
    expect(new Set(said).size).toBe(said.length);
  }
});

test('every page is used', () => {
  expect(Object.keys(sources).filter((source) => !cells.some(({ cell }) => cell.source === source))).toEqual([]);
});

describe('AWS’s own examples', () => {
  test.each([
    { service: 'ec2', layer: 'guest-os', side: 'customer' },
    { service: 'ec2', layer: 'facility', side: 'provider' },
    { service: 'rds', layer: 'guest-os', side: 'provider' },
    { service: 's3', layer: 'guest-os', side: 'provider' },
    { service: 's3', layer: 'data', side: 'customer' },
    { service: 'lambda', layer: 'guest-os', side: 'provider' },
    { service: 'lambda', layer: 'application', side: 'customer' },
    { service: 'ecs-ec2', layer: 'guest-os', side: 'customer' },
    { service: 'ecs-fargate', layer: 'guest-os', side: 'provider' },
    { service: 'eks', layer: 'guest-os', side: 'customer' },
    { service: 'elasticbeanstalk', layer: 'application', side: 'customer' },
    { service: 'saas', layer: 'application', side: 'provider' },
  ] as const)('$service, $layer: $side', ({ service, layer, side }) => {
    const [profile] = findService(service) ?? [];
    expect(profile === undefined ? undefined : actingSide(profile.cells[layer])).toBe(side);
    expect(responsibleFor({ service }, layer)?.side).toBe(side);
  });
});

describe('names', () => {
  test.each([
    ['S3', 'Amazon S3'],
    ['Amazon S3', 'Amazon S3'],
    ['s3.amazonaws.com', 'Amazon S3'],
    ['AWS_Lambda', 'AWS Lambda'],
    ['fargate', 'Amazon ECS on Fargate'],
    ['organizations', 'AWS Organizations'],
    ['elbv2', 'Elastic Load Balancing'],
    ['workmail', 'Amazon WorkMail'],
  ])('%s is %s', (name, title) => expect(findService(name)?.map((each) => each.title)).toEqual([title]));

  test('ECS has two answers: how its tasks are run decides', () => {
    expect(findService('ecs')?.map(({ service }) => service)).toEqual(['ecs-ec2', 'ecs-fargate']);
    expect(responsibleFor({ service: 'ecs' }, 'guest-os')).toBeUndefined();
  });

  test('every name finds a service, and others find none', () => {
    for (const name of serviceNames) expect(findService(name)?.length).toBeGreaterThan(0);
    fc.assert(fc.property(fc.string(), (name) => findService(`${name} moat`) === undefined));
    for (const name of ['__proto__', 'constructor', 'toString', '']) expect(findService(name)).toBeUndefined();
  });

  test.each([
    ['os', 'guest-os'],
    ['Operating System', 'guest-os'],
    ['guestOs', 'guest-os'],
    ['ENCRYPTION_AT_REST', 'encryption-at-rest'],
    ['tls', 'encryption-in-transit'],
  ])('the layer "%s" is %s', (text, layer) => expect(findLayer(text)).toBe(layer));

  test('words for layers are each of one layer', () => {
    const words = layers.flatMap((layer) => [layer, ...layerWords[layer].alsoCalled]);
    expect(new Set(words).size).toBe(words.length);
    expect(findLayer('moat')).toBeUndefined();
  });
});

describe('resource types and ARNs', () => {
  test.each([
    ['AWS::EC2::Instance', 'ec2'],
    ['AWS::EC2::Volume', 'ebs'],
    ['AWS::EC2::SecurityGroup', 'vpc'],
    ['AWS::S3::Bucket', 's3'],
    ['AWS::KMS::Key', 'kms'],
    ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'elasticloadbalancing'],
    ['AWS::RDS::DBInstance', 'rds'],
    ['AWS::IAM::User', 'iam'],
    ['AWS::Elasticsearch::Domain', 'es'],
    ['AWS::S3Outposts::Bucket', 's3'],
    ['AWS::WAFv2::WebACL', 'wafv2'],
    ['AWS::SSO::PermissionSet', 'sso'],
  ])('%s is of %s', (type, service) => expect(serviceOfType(type)?.map((each) => each.service)).toEqual([service]));

  test.each([
    ['arn:aws:s3:::box', 's3'],
    ['arn:aws:ec2:us-east-1:111122223333:volume/vol-1', 'ebs'],
    ['arn:aws:ec2:us-east-1:111122223333:instance/i-1', 'ec2'],
    ['arn:aws:ec2:us-east-1:111122223333:security-group/sg-1', 'vpc'],
    ['arn:aws:iam::111122223333:user/alice', 'iam'],
  ])('%s is of %s', (arn, service) => expect(serviceOfArn(arn)?.map((each) => each.service)).toEqual([service]));

  test.each(['AWS::S3', 'AWS::Moat::Bridge', 'S3::Bucket', 'AWS::__proto__::X', 'AWS::toString::X'])(
    '%s is not known',
    (type) => expect(serviceOfType(type)).toBeUndefined(),
  );
});

describe('who must act on a finding', () => {
  test('an unencrypted volume is its owner’s to mend', () => {
    expect(responsibleFor({ cfnType: 'AWS::EC2::Volume' }, 'encryption-at-rest')).toEqual({
      side: 'customer',
      layer: 'encryption-at-rest',
      why: expect.stringContaining('volume'),
      must: expect.stringContaining('EBS encryption'),
      source: sources.ebsEncryption,
    });
  });

  test('the provider’s side is that of whoever runs Lockstead', () => {
    expect(responsibleFor({ service: 's3' }, 'hardware')).toMatchObject({
      side: 'provider',
      must: expect.stringContaining('lockstead responsibility host'),
    });
  });

  test('a layer that a service does not have is nobody’s', () => {
    expect(responsibleFor({ cfnType: 'AWS::EC2::Volume' }, 'guest-os')).toBeUndefined();
    expect(responsibleFor({ service: 'moat' }, 'guest-os')).toBeUndefined();
  });
});
