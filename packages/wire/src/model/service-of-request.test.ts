import { expect, test } from 'vitest';
import type { WireRequest } from '../types.ts';
import { findServiceOfRequest, formVersionOf } from './service-of-request.ts';
import { serviceTable } from './service-table.ts';

const request = (more: Partial<WireRequest>): WireRequest => ({
  method: 'POST',
  path: '/',
  query: '',
  headers: {},
  rawHeaders: [],
  ...more,
});
const form = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
const control = { 'x-amz-account-id': '111122223333' };

test.each<
  [
    what: string,
    signingName: string,
    Partial<WireRequest>,
    formVersion: string | undefined,
    id: string,
    needsForm: boolean,
  ]
>([
  ['a name of one service', 'iam', { headers: form }, undefined, 'iam', false],
  ['a form not read yet', 'elasticloadbalancing', { headers: form }, undefined, 'elasticloadbalancing', true],
  ['a form of the first', 'elasticloadbalancing', { headers: form }, '2012-06-01', 'elasticloadbalancing', false],
  ['a form of the second', 'elasticloadbalancing', { headers: form }, '2015-12-01', 'elasticloadbalancingv2', false],
  ['a form of neither', 'elasticloadbalancing', { headers: form }, '2001-01-01', 'elasticloadbalancing', false],
  [
    'a form in the query',
    'elasticloadbalancing',
    { method: 'GET', query: 'Action=DescribeLoadBalancers&Version=2015-12-01' },
    undefined,
    'elasticloadbalancingv2',
    false,
  ],
  ['an object that is a form', 's3', { method: 'PUT', path: '/box/key', headers: form }, undefined, 's3', false],
  ['a bucket', 's3', { method: 'GET', path: '/box' }, undefined, 's3', false],
  [
    'S3 Control, by path and header',
    's3',
    { method: 'GET', path: '/v20180820/configuration/publicAccessBlock', headers: control },
    undefined,
    's3control',
    false,
  ],
  ['a bucket whose name is a version', 's3', { method: 'GET', path: '/v20180820/key' }, undefined, 's3', false],
  [
    'S3 Control, by host name',
    's3',
    { method: 'GET', path: '/v20180820/jobs', headers: { host: '111122223333.s3-control.localhost:4566' } },
    undefined,
    's3control',
    false,
  ],
  ['a directory bucket', 's3express', { method: 'GET', path: '/box' }, undefined, 's3', false],
  ['an outpost', 's3-outposts', { path: '/v20180820/bucket/b', headers: control }, undefined, 's3control', false],
])('%s', (_what, signingName, parts, formVersion, id, needsForm) => {
  const found = findServiceOfRequest(signingName, request(parts), formVersion);
  expect(found?.entry.id).toBe(id);
  expect(found?.needsForm).toBe(needsForm);
});

test('every service that shares its name with another can be told from it', () => {
  const shared = [...Map.groupBy(serviceTable, ({ signingName }) => signingName)].filter(([, all]) => all.length > 1);
  expect(shared.map(([name]) => name)).toEqual(['s3', 'elasticloadbalancing']);
});

test('nobody signs so', () => {
  expect(findServiceOfRequest('nothing', request({}))).toBeUndefined();
});

test.each([
  ['Action=A&Version=2015-12-01', '2015-12-01'],
  ['Version=2015-12-01&Action=A', '2015-12-01'],
  ['Action=A&NotVersion=2015-12-01', undefined],
  ['Action=A&Version=latest', undefined],
  ['', undefined],
])('%s', (text, version) => {
  expect(formVersionOf(text)).toBe(version);
});
