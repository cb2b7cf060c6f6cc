/**
 * DecodeAuthorizationMessage: what a denial of EC2 carries, for whoever may read it in the account whose request it was.
 * AWS: https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
 */
import type { AuthorizationMessages } from '../authorization-messages.ts';
import { InvalidAuthorizationMessage } from '../errors.ts';
import type { StsRead } from '../operation.ts';

export const decodeAuthorizationMessage = (messages: AuthorizationMessages): StsRead<'DecodeAuthorizationMessage'> => ({
  name: 'DecodeAuthorizationMessage',
  effect: 'read',

  async handle({ EncodedMessage }, { account }) {
    const told = messages.decode(EncodedMessage, account);
    if (told === undefined) throw new InvalidAuthorizationMessage();
    return { DecodedMessage: told };
  },
});
