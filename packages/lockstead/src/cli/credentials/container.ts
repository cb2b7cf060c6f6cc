/**
 * The endpoint by which a container finds its role's credentials: `AWS_CONTAINER_CREDENTIALS_FULL_URI` names it, and the token of
 * `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE` opens it.
 * AWS: https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
import { isoSeconds } from '#kernel/clock';
import type { Secret } from '#kernel/secret';
import { Failure } from '#terminal/exit';
import { type Endpoint, header, json } from './exchange.ts';
import type { RoleSource } from './role-source.ts';

export const containerPath = '/v1/credentials';

export function containerEndpoint(source: RoleSource, token: Secret): Endpoint {
  return async (question) => {
    if (question.path !== containerPath) return undefined;
    if (question.method !== 'GET') return json({ code: 'MethodNotAllowed', message: 'Use GET.' }, 405);
    if (!token.equals(header(question, 'authorization') ?? '')) {
      return json(
        { code: 'Unauthorized', message: 'The Authorization header has to be the content of the token file.' },
        401,
      );
    }
    try {
      const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = await source.current();
      return json({
        RoleArn: source.roleArn,
        AccessKeyId: accessKeyId,
        SecretAccessKey: secretAccessKey.reveal(),
        Token: sessionToken.reveal(),
        Expiration: isoSeconds(expiresAt),
      });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return json({ code: 'CredentialsNotAvailable', message: error.message }, 400);
    }
  };
}
