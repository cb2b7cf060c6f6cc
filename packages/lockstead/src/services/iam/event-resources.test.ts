import { expect, test } from 'vitest';
import { iamEventResources } from './event-resources.ts';

const user = (name: string) => ({ type: 'AWS::IAM::User', name });
const policy = (name: string) => ({ type: 'AWS::IAM::Policy', name });

test.each([
  ['ListUsers', { PathPrefix: '/' }, { Users: [{ UserName: 'a' }] }, []],
  ['GetUser', { UserName: 'a' }, { User: { UserName: 'a', Arn: 'arn', UserId: 'AIDA' } }, [user('a')]],
  [
    'CreateUser',
    { UserName: 'a' },
    { User: { UserName: 'a', Arn: 'arn', UserId: 'AIDA' } },
    [user('a'), user('arn'), user('AIDA')],
  ],
  ['CreateUser', { UserName: 'a' }, undefined, [user('a')]],
  [
    'CreateAccessKey',
    {},
    { AccessKey: { UserName: 'a', AccessKeyId: 'AKIA', SecretAccessKey: 'no' } },
    [user('a'), { type: 'AWS::IAM::AccessKey', name: 'AKIA' }],
  ],
  ['AttachUserPolicy', { UserName: 'a', PolicyArn: 'p' }, {}, [user('a'), policy('p')]],
  ['PutUserPolicy', { UserName: 'a', PolicyName: 'p', PolicyDocument: '{}' }, {}, [user('a'), policy('p')]],
  ['AddUserToGroup', { GroupName: 'g', UserName: 'a' }, {}, [{ type: 'AWS::IAM::Group', name: 'g' }, user('a')]],
  ['UpdateUser', { UserName: 'a', NewUserName: 'b' }, {}, [user('a'), user('b')]],
  ['UpdateUser', { UserName: 'a', NewUserName: 'a' }, {}, [user('a')]],
  [
    'AddRoleToInstanceProfile',
    { InstanceProfileName: 'i', RoleName: 'r' },
    {},
    [
      { type: 'AWS::IAM::InstanceProfile', name: 'i' },
      { type: 'AWS::IAM::Role', name: 'r' },
    ],
  ],
  [
    'CreatePolicy',
    { PolicyName: 'p', PolicyDocument: '{}' },
    { Policy: { PolicyName: 'p', Arn: 'arn', PolicyId: 'ANPA' } },
    [policy('p'), policy('arn'), policy('ANPA')],
  ],
  ['GetUser', { UserName: '', constructor: 'x', toString: 'y' }, undefined, []],
])('the event of %s with %j names what it is about', (operation, input, output, expected) => {
  expect(iamEventResources(operation, input, output)).toEqual(expected);
});
