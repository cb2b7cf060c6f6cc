/** Plays the issuer of a pipeline's tokens, or a company's, with the cryptography of Node alone: nothing of it is Lockstead's. */
import { generateKeyPairSync, type JsonWebKey, sign } from 'node:crypto';

export interface PipelineIssuer {
  readonly url: string;
  readonly keys: { readonly keys: readonly JsonWebKey[] };
  /** Good for five minutes from then on. */
  token(subject: string, from: Date): string;
}

export function pipelineIssuer(url = 'https://token.actions.githubusercontent.com'): PipelineIssuer {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return {
    url,
    keys: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }] },
    token(subject, from) {
      const now = Math.floor(from.getTime() / 1000);
      const claims = {
        iss: url,
        aud: 'sts.amazonaws.com',
        sub: subject,
        repository: 'acme/app',
        iat: now,
        exp: now + 300,
      };
      const text = `${part({ alg: 'RS256', typ: 'JWT', kid: 'one' })}.${part(claims)}`;
      return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
    },
  };
}
