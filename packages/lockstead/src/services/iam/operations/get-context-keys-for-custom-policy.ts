/**
 * GetContextKeysForCustomPolicy: the condition keys that policies given as text refer to.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetContextKeysForCustomPolicy.html
 */
import type { IamRead } from '../operation.ts';
import { contextKeysOf } from '../simulate/context-keys.ts';
import { inputPolicies } from '../simulate/simulated-policy.ts';

export const getContextKeysForCustomPolicy: IamRead<'GetContextKeysForCustomPolicy'> = {
  name: 'GetContextKeysForCustomPolicy',
  effect: 'read',

  async handle({ PolicyInputList: texts }) {
    return { ContextKeyNames: [...contextKeysOf(inputPolicies(texts).map(({ document }) => document))] };
  },
};
