/**
 * The instance metadata service, version 2, as far as SDKs ask it for a role: a token first, then the role's name and its credentials. Version 1, which
 * takes no token, is off, as on new instances.
 * AWS: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
 */
import { type Clock, type Instant, isoSeconds, later, seconds } from '#kernel/clock';
import type { Entropy } from '#kernel/entropy';
import { Failure } from '#terminal/exit';
import { type Endpoint, header, json, type Question, type Reply } from './exchange.ts';
import type { RoleSource } from './role-source.ts';

const tokenPath = '/latest/api/token';
const ttlHeader = 'x-aws-ec2-metadata-token-ttl-seconds';
const tokenHeader = 'x-aws-ec2-metadata-token';
/** Six hours, as AWS has it. */
const ttlSecondsMax = 21_600;
/** Of a program that asks for a token each time. The oldest go first. */
const tokensMax = 1_000;

const rolesPath = '/latest/meta-data/iam/security-credentials';

export interface InstanceParts {
  readonly source: RoleSource;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly region: string;
  readonly account: string;
}

export function instanceMetadata({ source, clock, entropy, region, account }: InstanceParts): Endpoint {
  const tokens = new Map<string, Instant>();
  const roleName = source.roleArn.slice(source.roleArn.lastIndexOf('/') + 1);
  const zone = `${region}a`;
  const plain: Readonly<Record<string, string>> = {
    [rolesPath]: roleName,
    [`${rolesPath}/`]: roleName,
    '/latest/meta-data/instance-id': source.id,
    '/latest/meta-data/placement/region': region,
    '/latest/meta-data/placement/availability-zone': zone,
  };

  function giveToken(question: Question): Reply {
    // A proxy that is open by mistake would hand the role to whoever reaches it.
    if (question.headers['x-forwarded-for'] !== undefined) return page(403, 'Forbidden');
    const ttl = header(question, ttlHeader) ?? '';
    if (!/^\d{1,5}$/.test(ttl) || Number(ttl) < 1 || Number(ttl) > ttlSecondsMax) return page(400, 'Bad Request');
    const token = `${entropy.bytes(40).toString('base64url')}==`;
    for (const [known, endsAt] of tokens) {
      if (tokens.size < tokensMax && endsAt > clock.now()) break;
      tokens.delete(known);
    }
    tokens.set(token, later(clock.now(), seconds(Number(ttl))));
    return { ...text(token), headers: { 'content-type': 'text/plain', [ttlHeader]: ttl } };
  }

  function isKnown(token: string | undefined): boolean {
    const endsAt = token === undefined ? undefined : tokens.get(token);
    return endsAt !== undefined && endsAt > clock.now();
  }

  return async (question) => {
    const { method, path } = question;
    if (!path.startsWith('/latest/')) return undefined;
    if (path === tokenPath) return method === 'PUT' ? giveToken(question) : page(405, 'Not Allowed');
    if (method !== 'GET') return page(405, 'Not Allowed');
    if (!isKnown(header(question, tokenHeader))) return page(401, 'Unauthorized');
    const known = Object.hasOwn(plain, path) ? plain[path] : undefined;
    if (known !== undefined) return text(known);
    if (path === `${rolesPath}/${roleName}`) return await securityCredentials(source, clock, roleName);
    if (path === '/latest/dynamic/instance-identity/document') {
      return json({ accountId: account, availabilityZone: zone, instanceId: source.id, region, version: '2017-09-30' });
    }
    return page(404, 'Not Found');
  };
}

/** Why there are none is an answer, too: the `Code` is not `Success`. */
async function securityCredentials(source: RoleSource, clock: Clock, roleName: string): Promise<Reply> {
  try {
    const { accessKeyId, secretAccessKey, sessionToken, expiresAt, madeAt } = await source.current();
    return json({
      Code: 'Success',
      LastUpdated: isoSeconds(madeAt),
      Type: 'AWS-HMAC',
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey.reveal(),
      Token: sessionToken.reveal(),
      Expiration: isoSeconds(expiresAt),
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return json({
      Code: 'AssumeRoleUnauthorizedAccess',
      Message: `EC2 cannot assume the role ${roleName}. ${error.message}`,
      LastUpdated: isoSeconds(clock.now()),
    });
  }
}

function text(body: string): Reply {
  return { status: 200, headers: { 'content-type': 'text/plain' }, body };
}

function page(status: number, title: string): Reply {
  const body = `<!DOCTYPE html>\n<html lang="en"><head><title>${status} - ${title}</title></head><body><h1>${status} - ${title}</h1></body></html>\n`;
  return { status, headers: { 'content-type': 'text/html' }, body };
}
