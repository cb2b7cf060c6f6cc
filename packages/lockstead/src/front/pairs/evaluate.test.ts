import { serviceReference } from '@lockstead/policy/reference';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pairsPerRequestMax } from '../limits.ts';
import type { OperationRow, PairRow } from '../tables/row.ts';
import { frontTable } from '../tables/tables.ts';
import { evaluate } from './evaluate.ts';

const names = { partition: 'aws', region: 'eu-west-1', account: '111122223333' };

function row(...pairs: readonly PairRow[]): OperationRow {
  return { tier: 'derived', pairs };
}

describe('a name or an ARN for it', () => {
  const service = row({
    action: 'ecs:X',
    resources: ['arn:{partition}:ecs:{region}:{account}:service/{cluster}/{service}'],
  });
  test.each([
    [{ cluster: 'c', service: 's' }, 'arn:aws:ecs:eu-west-1:111122223333:service/c/s'],
    [
      { cluster: 'arn:aws:ecs:us-east-1:444455556666:cluster/c', service: 's' },
      'arn:aws:ecs:us-east-1:444455556666:service/c/s',
    ],
    [
      { cluster: 'c', service: 'arn:aws:ecs:us-east-1:444455556666:service/d/s' },
      'arn:aws:ecs:us-east-1:444455556666:service/d/s',
    ],
  ])('%j', (input, resource) => {
    expect(evaluate(service, input, names)).toEqual({ pairs: [{ action: 'ecs:X', keys: {}, resource }] });
  });

  test.each([
    [{ cluster: 'arn:aws:s3:::c', service: 's' }, 'cluster'],
    [{ cluster: 'c', service: 'arn:aws:ecs:us-east-1:444455556666:task/s' }, 'service'],
    [{ cluster: 'c' }, 'service'],
    [{ cluster: 'c', service: '' }, 'service'],
    [{ cluster: 'c', service: { a: 1 } }, 'service'],
    [Object.create({ cluster: 'c', service: 's' }), 'cluster'],
    [undefined, 'cluster'],
  ])('%j leaves the pair unresolved', (input, unresolved) => {
    expect(evaluate(service, input, names)).toEqual({ pairs: [{ action: 'ecs:X', keys: {}, unresolved }] });
  });
});

test('of a list with one element of no use, nothing is asked for as if it were the rest alone', () => {
  const many = row({ action: 'a:B', resources: ['arn:{partition}:a:{region}:{account}:{Ids[]}'] });
  expect(evaluate(many, { Ids: ['x', ''] }, names)).toEqual({
    pairs: [{ action: 'a:B', keys: {}, unresolved: 'Ids[]' }],
  });
});

test('what stands behind ?? is for requests that leave the member out', () => {
  const either = row({ action: 'a:B', resources: ["arn:{partition}:a:::{Name|before:/ ?? 'default'}"] });
  expect(evaluate(either, {}, names)).toEqual({
    pairs: [{ action: 'a:B', keys: {}, resource: 'arn:aws:a:::default' }],
  });
  expect(evaluate(either, { Name: {} }, names)).toMatchObject({
    pairs: [{ unresolved: "Name|before:/ ?? 'default'" }],
  });
});

test('a request for too many pairs is unknown', () => {
  const many = row({ action: 'a:B', each: 'Ids[]', resources: ['arn:{partition}:a:::{each}'] });
  const ids = Array.from({ length: pairsPerRequestMax + 1 }, (_, at) => String(at));
  expect(evaluate(many, { Ids: ids }, names)).toEqual({ unknown: expect.stringContaining('more than') });
  expect(evaluate(many, { Ids: ids.slice(1) }, names)).toMatchObject({ pairs: { length: pairsPerRequestMax } });
});

test('a resource is as long as an ARN may be', () => {
  const one = row({ action: 'a:B', resources: ['arn:{partition}:a:::{Name}'] });
  expect(evaluate(one, { Name: 'x'.repeat(5000) }, names)).toMatchObject({
    pairs: [{ unresolved: 'arn:{partition}:a:::{Name}' }],
  });
});

/** Objects with the members that rows look for, and values of every kind. */
const members = [
  'TableName',
  'QueueUrl',
  'Statement',
  'Names',
  'Bucket',
  'Key',
  'TransactItems',
  'Put',
  'Tags',
  'Entries',
  'TopicArn',
];
const hostile = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string(),
    fc.constantFrom(
      '*',
      'arn:',
      'arn:aws:sqs:eu-west-1:1:',
      '{account}',

      "SELECT * FROM '",
      '__proto__',
    ),
    fc.double(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 4 }),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('object'),
  ),
  object: fc.dictionary(fc.constantFrom(...members), tie('value'), { maxKeys: 6 }),
})).object;

test.each(['dynamodb', 'sqs', 's3', 'sns', 'events', 'ssm', 'ecs', 'rds'])(
  '%s: no input throws, and none makes * of a resource that the action requires',
  (client) => {
    const rows = Object.values(frontTable(client)?.operations ?? {});
    fc.assert(
      fc.property(hostile, fc.nat(), (input, at) => {
        const chosen = rows[at % rows.length];
        if (chosen === undefined) return;
        const result = evaluate(chosen, input, names);
        for (const pair of 'pairs' in result ? result.pairs : []) {
          if (!('resource' in pair) || pair.resource !== '*') continue;
          expect(
            chosen.pairs.some(
              ({ action, resources, otherwise }) =>
                action === pair.action && (resources?.includes('*') || otherwise === '*'),
            ),
          ).toBe(true);
          expect(serviceReference(pair.action.split(':')[0] ?? '')).toBeDefined();
        }
      }),
      { numRuns: 500 },
    );
  },
);
