// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written like templates
/** What conditions say about each other, judged by the slow interpreter; and that a comparison of policies is none the blinder for it. */
import { describe, expect, test } from 'vitest';
import { relationOf } from '../src/reason/implied.ts';
import { policyDiff } from '../src/reason/index.ts';
import { compiled } from './oracle/engine.ts';
import { elementOf, key, type Line, nothingIsMissed, policyOf, relationsHold } from './oracle/implied-properties.ts';

describe('what one condition says about another', () => {
  test.each<[Line, Line, string | undefined]>([
    [['StringEquals', key, ['a']], ['StringEquals', key, ['a', 'b']], 'implies'],
    [['StringEquals', key, ['a', 'b']], ['StringEquals', key, ['a']], undefined],
    [['StringNotEquals', key, ['a', 'b']], ['StringNotEquals', key, ['a']], 'implies'],
    [['StringEquals', key, ['ab']], ['StringLike', key, ['a*']], 'implies'],
    [['StringLike', key, ['ab*']], ['StringLike', key, ['a*']], 'implies'],
    [['StringLike', key, ['a*']], ['StringLike', key, ['a?']], undefined],
    [['StringEquals', key, ['a']], ['StringEqualsIfExists', key, ['a']], 'implies'],
    [['StringEqualsIfExists', key, ['a']], ['StringEquals', key, ['a']], undefined],
    [['StringEquals', key, ['a']], ['StringNotEquals', key, ['a', 'b']], 'excludes'],
    [['StringEquals', key, ['a']], ['Null', key, ['false']], 'implies'],
    [['StringEquals', key, ['a']], ['Null', key, ['true']], 'excludes'],
    [['Null', key, ['true']], ['StringNotLike', key, ['a*']], 'implies'],
    [['Bool', key, ['true']], ['Bool', key, ['false']], 'excludes'],
    [['IpAddress', key, ['10.1.0.0/16']], ['IpAddress', key, ['10.0.0.0/8']], 'implies'],
    [['IpAddress', key, ['10.0.0.0/8']], ['IpAddress', key, ['10.1.0.0/16']], undefined],
    [['NotIpAddress', key, ['10.0.0.0/8']], ['NotIpAddress', key, ['10.1.0.0/16']], 'implies'],
    [['ArnLike', key, ['arn:aws:s3:::a']], ['ArnEquals', key, ['arn:aws:s3:::*']], 'implies'],
    [['StringEquals', key, ['a']], ['StringEquals', 'aws:PrincipalTag/T', ['a']], undefined],
    [['StringEquals', 'aws:UserName', ['a']], ['StringEquals', 'aws:username', ['a', 'b']], 'implies'],
    [['ForAnyValue:StringEquals', key, ['a']], ['StringEquals', key, ['a']], undefined],
    [['StringEquals', key, ['${aws:username}']], ['StringEquals', key, ['${aws:username}', 'b']], undefined],
  ])('%j to %j: %s', (left, right, relation) => {
    expect(relationOf(elementOf(left), elementOf(right))).toBe(relation);
  });

  test('never says what a request refutes', () => {
    expect(relationsHold(1_000).said).toBeGreaterThan(20);
  });
});

describe('a comparison of policies', () => {
  /** Differences whose conditions say nothing to each other are told as before. */
  test('that change nothing, since one condition has the other in it', () => {
    const wide: Line = ['StringLike', key, ['a*']];
    const narrow: Line = ['StringEquals', key, ['ab', 'ac']];
    const before = compiled(policyOf({ lines: [wide] }), 'identity');
    const after = compiled(policyOf({ lines: [wide] }, { lines: [narrow] }), 'identity');
    expect(policyDiff([before], [after])).toEqual({ complete: true, differences: [] });
  });

  test('tells what is taken with what else must be so', () => {
    const before = compiled(policyOf({ lines: [['IpAddress', key, ['10.0.0.0/8']]] }), 'identity');
    const after = compiled(policyOf({ lines: [['IpAddress', key, ['10.1.0.0/16']]] }), 'identity');
    const { differences } = policyDiff([before], [after]);
    expect(differences.map(({ change, when }) => [change, when.map(({ values }) => values)])).toEqual([
      ['taken', [['10.0.0.0/8']]],
    ]);
  });

  test('misses nothing that a request tells apart', () => {
    expect(nothingIsMissed(200).said).toBeGreaterThan(100);
  });
});
