/**
 * ListSigningCertificates: a user's certificates; the caller's own when no user is named.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSigningCertificates.html
 */
import type { IamRead } from '../operation.ts';
import { page } from '../paging.ts';
import { iamState } from '../state/state.ts';
import { ownerOf } from '../user-credentials/owner.ts';
import { certificateShape } from '../user-credentials/shapes.ts';

export const listSigningCertificates: IamRead<'ListSigningCertificates'> = {
  name: 'ListSigningCertificates',
  effect: 'read',

  async handle(input, context) {
    const state = iamState(context.reader, context.account);
    const { id, name = '' } = await ownerOf(state, input.UserName, context);
    const listing = { index: 'user', key: id };
    const { items, ...rest } = await page(
      state.signingCertificates,
      listing,
      input,
      context,
      'ListSigningCertificates',
      [id],
    );
    return { Certificates: items.map((certificate) => certificateShape(name, certificate)), ...rest };
  },
};
