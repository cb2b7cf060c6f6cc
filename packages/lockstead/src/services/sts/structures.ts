/** Structures of STS's model, with the members that it requires. */
import type * as sdk from '@aws-sdk/client-sts';
import type { WithRequired } from '#service/sdk-types';

export type Credentials = WithRequired<sdk.Credentials>;
