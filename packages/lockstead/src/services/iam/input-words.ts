/**
 * What IAM says of names and paths that break the model's pattern: a sentence of its own for each kind, before anything that the model says of
 * the same input, such as that a value is too long.
 * AWS: the sentences are quoted in public by many of its users; its reference has the patterns alone.
 */
import { ValidationError } from './errors.ts';

interface Words {
  readonly form: RegExp;
  readonly says: string;
}

const name: Words = {
  form: /^[\w+=,.@-]+$/,
  says: 'It must contain only alphanumeric characters and/or the following: +=,.@_-',
};
const pathSays = 'It must begin and end with / and contain only alphanumeric characters and/or / characters.';
const path: Words = { form: /^(?:\/|\/[!-~]+\/)$/, says: pathSays };
/** The paths of managed policies have fewer characters. */
const policyPath: Words = { form: /^(?:\/[A-Za-z0-9.,+@=_-]+)*\/$/, says: pathSays };
const prefixSays = 'It must begin with the / character and contain only alphanumeric characters and/or / characters.';
const pathPrefix: Words = { form: /^\/[!-\x7f]*$/, says: prefixSays };
const policyPathPrefix: Words = { ...policyPath, says: prefixSays };

const words: Readonly<Record<string, Words>> = {
  UserName: name,
  NewUserName: name,
  GroupName: name,
  NewGroupName: name,
  RoleName: name,
  PolicyName: name,
  InstanceProfileName: name,
  VirtualMFADeviceName: name,
  Path: path,
  NewPath: path,
  PathPrefix: pathPrefix,
};

/** Members whose pattern differs by operation. */
const ofOperation: Readonly<Record<string, Readonly<Record<string, Words>>>> = {
  CreatePolicy: { Path: policyPath },
  ListPolicies: { PathPrefix: policyPathPrefix },
  ListAttachedGroupPolicies: { PathPrefix: policyPathPrefix },
  ListAttachedRolePolicies: { PathPrefix: policyPathPrefix },
  ListAttachedUserPolicies: { PathPrefix: policyPathPrefix },
  ListEntitiesForPolicy: { PathPrefix: { ...path, says: prefixSays } },
};

/** `undefined` where the model's own sentences say it. */
export function invalidInput(operation: string, input: object): ValidationError | undefined {
  const given = input as Readonly<Record<string, unknown>>;
  for (const [member, usual] of Object.entries(words)) {
    const value = given[member];
    const { form, says } = ofOperation[operation]?.[member] ?? usual;
    if (typeof value === 'string' && !form.test(value)) {
      const shown = member.charAt(0).toLowerCase() + member.slice(1);
      return new ValidationError(`The specified value for ${shown} is invalid. ${says}`);
    }
  }
  return undefined;
}
