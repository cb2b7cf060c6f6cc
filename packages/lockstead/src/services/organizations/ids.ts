/**
 * The ids that Organizations makes, in the forms that its API accepts.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html (the pattern of each id)
 */
import type { Entropy } from '#kernel/entropy';

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz';

/** Characters of the alphabet that are equally likely: bytes from `36 * 7` on are drawn again. */
function randomText(entropy: Entropy, length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of entropy.bytes(length)) {
      if (byte < alphabet.length * 7 && text.length < length) text += alphabet[byte % alphabet.length];
    }
  }
  return text;
}

export const newOrganizationId = (entropy: Entropy): string => `o-${randomText(entropy, 10)}`;
export const newRootId = (entropy: Entropy): string => `r-${randomText(entropy, 4)}`;
/** The id of an OU names the root that it is in: `ou-` and the root's characters come first. */
export const newUnitId = (entropy: Entropy, rootId: string): string =>
  `ou-${rootId.slice('r-'.length)}-${randomText(entropy, 8)}`;
export const newPolicyId = (entropy: Entropy): string => `p-${randomText(entropy, 8)}`;
export const newResourcePolicyId = (entropy: Entropy): string => `rp-${randomText(entropy, 8)}`;
export const newHandshakeId = (entropy: Entropy): string => `h-${randomText(entropy, 20)}`;
/** Twenty characters of 32 bytes that are as good as random. */
export function handshakeIdFrom(bytes: Uint8Array): string {
  return `h-${Array.from(bytes.subarray(0, 20), (byte) => alphabet[byte % alphabet.length]).join('')}`;
}
/** Longer than others: it is all that a caller needs to follow a request. */
export const newCreateAccountRequestId = (entropy: Entropy): string => `car-${randomText(entropy, 32)}`;

/** What an id is the id of, by its form. */
export type IdKind = 'root' | 'organizationalUnit' | 'account' | 'policy' | 'resourcePolicy' | 'transfer';

export function kindOfId(id: string): IdKind | undefined {
  if (/^\d{12}$/.test(id)) return 'account';
  if (id.startsWith('ou-')) return 'organizationalUnit';
  if (id.startsWith('rp-')) return 'resourcePolicy';
  if (id.startsWith('rt-')) return 'transfer';
  if (id.startsWith('r-')) return 'root';
  return id.startsWith('p-') ? 'policy' : undefined;
}
