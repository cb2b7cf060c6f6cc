/**
 * How large the requests are that carry an encryption context. What is made of each pair (a check, a condition key, a part of the event) costs many times what sending it
 * costs, so a body that cannot hold an acceptable context is not read at all.
 * AWS DIFFERS? It tells no size of a body. What is too large is answered as by other services: RequestEntityTooLarge.
 */
import { kmsLimits } from './limits.ts';

/** In JSON a context is shorter than in its canonical form, unless a client escapes what it need not, as some do with all but ASCII. */
const contextTextBytes = 2 * kmsLimits.EncryptionContextBytes;
/** Everything else: the key's name, algorithms, ten grant tokens. */
const othersBytes = 16 * 1024;

/** `bytesMax`: of the plaintext or ciphertext beside it, before base64. */
export function bodyWithContexts(contexts: 1 | 2, bytesMax: number): number {
  return contexts * contextTextBytes + 4 * Math.ceil(bytesMax / 3) + othersBytes;
}

/** Of CreateGrant: constraints have few pairs, and short ones. */
export const grantBodyBytesMax: number = 64 * 1024;
