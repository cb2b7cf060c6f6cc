/** Which events selectors take: cases, each with its reason. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advancedSelectors } from './advanced.ts';
import { basicSelectors } from './basic.ts';
import type { EventView } from './event-view.ts';
import { wantedSources } from './interest.ts';
import { compileSelectors } from './match.ts';
import { defaultSelectors, operators } from './selectors.ts';

const management: EventView = {
  eventCategory: 'Management',
  eventSource: 'iam.amazonaws.com',
  eventName: 'CreateUser',
  eventType: 'AwsApiCall',
  readOnly: false,
  userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/alice' },
};
const read: EventView = { ...management, eventName: 'GetUser', readOnly: true };
const ofKms: EventView = { ...read, eventSource: 'kms.amazonaws.com', eventName: 'Decrypt' };

function s3(eventName: string, arn: string, more: EventView = {}): EventView {
  const bucket = { type: 'AWS::S3::Bucket', ARN: arn.split('/')[0] ?? '' };
  return {
    ...management,
    eventCategory: 'Data',
    eventSource: 's3.amazonaws.com',
    eventName,
    readOnly: eventName.startsWith('Get'),
    resources: [{ type: 'AWS::S3::Object', ARN: arn }, bucket],
    ...more,
  };
}
const put = s3('PutObject', 'arn:aws:s3:::box/logs/a');
const get = s3('GetObject', 'arn:aws:s3:::box/logs/a');
const list: EventView = s3('ListObjects', 'arn:aws:s3:::box/', {
  readOnly: true,
  resources: [{ type: 'AWS::S3::Object', ARNPrefix: 'arn:aws:s3:::box/logs' }],
});
const lambda: EventView = {
  ...put,
  eventSource: 'lambda.amazonaws.com',
  resources: [{ type: 'AWS::Lambda::Function', ARN: 'arn:aws:lambda:us-east-1:111122223333:function:hello' }],
};
const named = { management, read, ofKms, put, get, list, lambda };
type Name = keyof typeof named;

function takenBy(matches: (event: EventView) => boolean): readonly Name[] {
  return (Object.keys(named) as Name[]).filter((name) => matches(named[name]));
}

test('a trail without selectors takes all management events, and no data events', () => {
  expect(takenBy(compileSelectors(defaultSelectors))).toEqual(['management', 'read', 'ofKms']);
});

const objects = (...Values: string[]) => [{ Type: 'AWS::S3::Object', Values }];
const functions = (...Values: string[]) => [{ Type: 'AWS::Lambda::Function', Values }];

describe('basic selectors', () => {
  test.each<[string, Parameters<typeof basicSelectors>[0], readonly Name[]]>([
    ['AWS fills in All and management events', [{}], ['management', 'read', 'ofKms']],
    ['WriteOnly', [{ ReadWriteType: 'WriteOnly' }], ['management']],
    ['ReadOnly', [{ ReadWriteType: 'ReadOnly' }], ['read', 'ofKms']],
    ['KMS left out', [{ ExcludeManagementEventSources: ['kms.amazonaws.com'] }], ['management', 'read']],
    [
      'all objects, no management',
      [{ IncludeManagementEvents: false, DataResources: objects('arn:aws:s3') }],
      ['put', 'get', 'list'],
    ],
    [
      'the form that the console writes for all objects',
      [{ IncludeManagementEvents: false, DataResources: objects('arn:aws:s3:::') }],
      ['put', 'get', 'list'],
    ],
    [
      'a bucket',
      [{ IncludeManagementEvents: false, DataResources: objects('arn:aws:s3:::box/') }],
      ['put', 'get', 'list'],
    ],
    [
      'another bucket whose name begins alike',
      [{ IncludeManagementEvents: false, DataResources: objects('arn:aws:s3:::bo-/', 'arn:aws:s3:::boxes/') }],
      [],
    ],
    [
      'a prefix, writes alone',
      [
        {
          IncludeManagementEvents: false,
          ReadWriteType: 'WriteOnly',
          DataResources: objects('arn:aws:s3:::box/logs/'),
        },
      ],
      ['put'],
    ],
    [
      'a function is meant whole',
      [
        {
          IncludeManagementEvents: false,
          DataResources: functions('arn:aws:lambda:us-east-1:111122223333:function:hell'),
        },
      ],
      [],
    ],
    [
      'a function',
      [
        {
          IncludeManagementEvents: false,
          DataResources: functions('arn:aws:lambda:us-east-1:111122223333:function:hello'),
        },
      ],
      ['lambda'],
    ],
    ['all functions', [{ IncludeManagementEvents: false, DataResources: functions('arn:aws:lambda') }], ['lambda']],
    [
      'two selectors: what either takes',
      [
        { ReadWriteType: 'WriteOnly' },
        { IncludeManagementEvents: false, ReadWriteType: 'ReadOnly', DataResources: objects('arn:aws:s3') },
      ],
      ['management', 'get', 'list'],
    ],
  ])('%s', (_, given, taken) => {
    expect(takenBy(compileSelectors({ form: 'basic', selectors: basicSelectors(given) }))).toEqual(taken);
  });

  test.each<[string, Parameters<typeof basicSelectors>[0], string]>([
    ['six selectors', Array.from({ length: 6 }, () => ({})), 'A trail can have up to 5 event selectors.'],
    [
      'nothing selected',
      [{ IncludeManagementEvents: false }],
      'An event selector must select management events or data resources.',
    ],
    [
      'a type without events',
      [{ DataResources: [{ Type: 'AWS::S3::Bucket', Values: [] }] }],
      'Value AWS::S3::Bucket for DataResources.Type is invalid.',
    ],
    [
      'a wildcard',
      [{ DataResources: objects('arn:aws:s3:::*') }],
      'Value arn:aws:s3:::* for DataResources.Values is invalid.',
    ],
    [
      'a bucket without its slash',
      [{ DataResources: objects('arn:aws:s3:::box') }],
      'Value arn:aws:s3:::box for DataResources.Values is invalid.',
    ],
    [
      'a source that cannot be left out',
      [{ ExcludeManagementEventSources: ['iam.amazonaws.com'] }],
      'Value iam.amazonaws.com for ExcludeManagementEventSources is invalid.',
    ],
    [
      '251 resources over all selectors',
      [
        { DataResources: objects(...Array.from({ length: 126 }, (_, i) => `arn:aws:s3:::box/${i}`)) },
        { DataResources: objects(...Array.from({ length: 125 }, (_, i) => `arn:aws:s3:::other/${i}`)) },
      ],
      'A trail can have up to 250 data resources.',
    ],
  ])('refused: %s', (_, given, message) => {
    expect(() => basicSelectors(given)).toThrow(message);
  });
});

type Advanced = Parameters<typeof advancedSelectors>[0];
type Fields = NonNullable<Advanced[number]['FieldSelectors']>;
const one = (...FieldSelectors: Fields): Advanced => [{ FieldSelectors }];
const category = (value: string): Fields[number] => ({ Field: 'eventCategory', Equals: [value] });
const data = (...more: Fields): Advanced =>
  one(category('Data'), { Field: 'resources.type', Equals: ['AWS::S3::Object'] }, ...more);

describe('advanced selectors', () => {
  test.each<[string, Advanced, readonly Name[]]>([
    ['management events', one(category('Management')), ['management', 'read', 'ofKms']],
    ['writes', one(category('Management'), { Field: 'readOnly', Equals: ['false'] }), ['management']],
    [
      'all but those of KMS',
      one(category('Management'), { Field: 'eventSource', NotEquals: ['kms.amazonaws.com'] }),
      ['management', 'read'],
    ],
    ['objects', data(), ['put', 'get', 'list']],
    ['one name or another', data({ Field: 'eventName', Equals: ['PutObject', 'GetObject'] }), ['put', 'get']],
    [
      'any of the positive operators',
      data({ Field: 'eventName', Equals: ['PutObject'], StartsWith: ['List'] }),
      ['put', 'list'],
    ],
    [
      'none of the negative ones',
      data({ Field: 'eventName', NotEquals: ['PutObject'], NotStartsWith: ['List'] }),
      ['get'],
    ],
    ['both within a field', data({ Field: 'eventName', EndsWith: ['Object'], NotStartsWith: ['Put'] }), ['get']],
    [
      'a bucket by its ARN',
      data({ Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::box/'] }),
      ['put', 'get', 'list'],
    ],
    ['an ARN whole', data({ Field: 'resources.ARN', Equals: ['arn:aws:s3:::box/logs/a'] }), ['put', 'get']],
    ['all but a bucket', data({ Field: 'resources.ARN', NotStartsWith: ['arn:aws:s3:::box/'] }), []],
    [
      'all fields together',
      data({ Field: 'eventName', StartsWith: ['Get'] }, { Field: 'readOnly', Equals: ['false'] }),
      [],
    ],
    ['who', data({ Field: 'userIdentity.arn', EndsWith: ['user/alice'] }), ['put', 'get', 'list']],
    ['not who', data({ Field: 'userIdentity.arn', NotEquals: ['arn:aws:iam::111122223333:user/alice'] }), []],
    ['no wildcards', data({ Field: 'eventName', Equals: ['*Object'] }), []],
    [
      'either selector',
      [
        ...data({ Field: 'readOnly', Equals: ['false'] }),
        ...one(category('Management'), { Field: 'readOnly', Equals: ['true'] }),
      ],
      ['read', 'ofKms', 'put'],
    ],
  ])('%s', (_, given, taken) => {
    expect(takenBy(compileSelectors({ form: 'advanced', selectors: advancedSelectors(given) }))).toEqual(taken);
  });

  test.each<[string, Advanced, string]>([
    ['no category', one({ Field: 'readOnly', Equals: ['true'] }), 'Field eventCategory is required.'],
    ['an unknown category', one(category('Insight')), 'Value Insight for field eventCategory is invalid.'],
    [
      'a name from the object prototype',
      one(category('constructor')),
      'Value constructor for field eventCategory is invalid.',
    ],
    [
      'data events without a type',
      one(category('Data')),
      'Field resources.type is required for events of the category Data.',
    ],
    [
      'network activity without a source',
      one(category('NetworkActivity')),
      'Field eventSource is required for events of the category NetworkActivity.',
    ],
    [
      'a field that management events of trails lack',
      one(category('Management'), { Field: 'eventName', Equals: ['x'] }),
      'Field eventName is not supported for events of the category Management.',
    ],
    [
      'a source of management events',
      one(category('Management'), { Field: 'eventSource', Equals: ['iam.amazonaws.com'] }),
      'For management events, field eventSource takes NotEquals with kms.amazonaws.com or rdsdata.amazonaws.com.',
    ],
    ['no operator', data({ Field: 'eventName' }), 'Field eventName has no operator.'],
    [
      'readOnly with another operator',
      data({ Field: 'readOnly', NotEquals: ['true'] }),
      'Field readOnly takes the operator Equals with one value.',
    ],
    [
      'readOnly with another value',
      data({ Field: 'readOnly', Equals: ['yes'] }),
      'Field readOnly takes the value true or false.',
    ],
    [
      'two types',
      one(category('Data'), { Field: 'resources.type', Equals: ['a', 'b'] }),
      'Field resources.type takes the operator Equals with one value.',
    ],
    [
      'an error code',
      one(
        category('NetworkActivity'),
        { Field: 'eventSource', Equals: ['kms.amazonaws.com'] },
        { Field: 'errorCode', Equals: ['AccessDenied'] },
      ),
      'Field errorCode takes the value VpceAccessDenied.',
    ],
    [
      'a field twice',
      data({ Field: 'eventName', Equals: ['a'] }, { Field: 'eventName', Equals: ['b'] }),
      'Field eventName is given more than once.',
    ],
    [
      '501 values',
      data({ Field: 'eventName', Equals: Array.from({ length: 499 }, (_, i) => `n${i}`) }),
      'A trail can have up to 500 values for all conditions in all advanced event selectors.',
    ],
  ])('refused: %s', (_, given, message) => {
    expect(() => advancedSelectors(given)).toThrow(message);
  });

  test('500 values are taken', () => {
    expect(
      advancedSelectors(data({ Field: 'eventName', Equals: Array.from({ length: 498 }, (_, i) => `n${i}`) })),
    ).toHaveLength(1);
  });
});

test('an operator and its negation divide the events between them, where the field has one value', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 4 });
  fc.assert(
    fc.property(
      text,
      fc.array(text, { minLength: 1 }),
      fc.constantFrom('Equals', 'StartsWith', 'EndsWith'),
      (name, wanted, operator) => {
        const taken = (asked: string): boolean =>
          compileSelectors({ form: 'advanced', selectors: [{ fields: [{ field: 'eventName', [asked]: wanted }] }] })({
            eventName: name,
          });
        expect(taken(operator)).toBe(!taken(`Not${operator}`));
      },
    ),
  );
  expect(operators).toHaveLength(6);
});

describe('which data events are to be recorded at all', () => {
  test.each<[string, ReturnType<typeof wantedSources>, unknown]>([
    ['no selectors', wantedSources(undefined), new Set()],
    [
      'basic ones',
      wantedSources({ form: 'basic', selectors: basicSelectors([{ DataResources: objects('arn:aws:s3') }]) }),
      new Set(['s3.amazonaws.com']),
    ],
    [
      'advanced ones',
      wantedSources({ form: 'advanced', selectors: advancedSelectors(data()) }),
      new Set(['s3.amazonaws.com']),
    ],
    [
      'management alone',
      wantedSources({ form: 'advanced', selectors: advancedSelectors(one(category('Management'))) }),
      new Set(),
    ],
    [
      'a type whose service is not known',
      wantedSources({
        form: 'advanced',
        selectors: advancedSelectors(one(category('Data'), { Field: 'resources.type', Equals: ['AWS::New::Thing'] })),
      }),
      'all',
    ],
  ])('%s', (_, found, wanted) => {
    expect(found).toEqual(wanted);
  });
});
