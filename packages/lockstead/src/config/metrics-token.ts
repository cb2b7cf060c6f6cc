/** The token by which a program reads metrics: made from the root key, so it is stored nowhere, and is the same on every node. */
import type { RootKey } from '#kernel/root-key';
import { Secret } from '#kernel/secret';

export function metricsToken(rootKey: RootKey): Secret {
  return new Secret(rootKey.derive('metrics token').toString('base64url'));
}
