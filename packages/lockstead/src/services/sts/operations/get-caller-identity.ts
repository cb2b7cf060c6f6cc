/**
 * GetCallerIdentity: who signed the request. It needs no permission, and no policy can deny it.
 * AWS: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
import { principalId } from '#service/session';
import type { StsRead } from '../operation.ts';

export const getCallerIdentity: StsRead<'GetCallerIdentity'> = {
  name: 'GetCallerIdentity',
  effect: 'read',

  async handle(_input, { account, session: { principal } }) {
    return {
      UserId: principalId(principal),
      Account: account,
      Arn: 'arn' in principal ? principal.arn : '',
    };
  },
};
