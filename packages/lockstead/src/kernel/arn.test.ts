import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Arn, parseArn } from './arn.ts';

/** Part by part, as the definition of an ARN reads. */
function taken(text: string): Arn | undefined {
  const [prefix, partition, service, region, account, ...rest] = text.split(':');
  const resource = rest.join(':');
  if (prefix !== 'arn' || !partition || !service || region === undefined || account === undefined) return undefined;
  return resource === '' ? undefined : { partition, service, region, account, resource };
}

test.each([
  ['arn:aws:iam::111122223333:role/a:b', { service: 'iam', region: '', account: '111122223333', resource: 'role/a:b' }],
  ['arn:aws:s3:::bucket', { service: 's3', region: '', account: '', resource: 'bucket' }],
  ['arn:aws:s3:::', undefined],
  ['arn:aws:s3::', undefined],
  ['arn::s3:::bucket', undefined],
  ['arn:aws::::bucket', undefined],
  ['arn', undefined],
  ['', undefined],
])('%s', (text, arn) => {
  expect(parseArn(text)).toEqual(arn === undefined ? undefined : { partition: 'aws', ...arn });
});

test('any text is read as the definition reads it', () => {
  const piece = fc.constantFrom('arn', 'aws', ':', ':', ':', 's3', '', 'x', '::');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece).map((pieces) => pieces.join('')),
      ),
      (text) => {
        expect(parseArn(text)).toEqual(taken(text));
        expect(parseArn(`arn:${text}`)).toEqual(taken(`arn:${text}`));
      },
    ),
  );
});
