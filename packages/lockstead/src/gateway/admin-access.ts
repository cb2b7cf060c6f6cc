/** Who may use the admin calls: anybody on loopback with `--dev`, else who signs for the service `lockstead` and is allowed to. */

import { parseClaim, SigningKeyCache } from '@lockstead/wire';
import { AwsError } from '#kernel/aws-error';
import type { AccountId } from '#kernel/ids';
import { present } from '#kernel/invariant';
import type { AdminAction } from '#service/admin-action';
import type { AccessPair } from '#service/authorization';
import type { RequestContext } from '#service/request-context';
import { principalName } from './answer.ts';
import { authenticate } from './authenticate.ts';
import { authorize } from './decide/authorize.ts';
import { denialOf } from './decide/denial.ts';
import { denialStyle } from './decide/denial-style.ts';
import type { Gateway } from './gateway.ts';
import { isLoopbackAddress } from './http/loopback.ts';
import type { Incoming } from './incoming.ts';

/** What a caller is asked for: an admin action, and whatever else the call names once the caller is known. */
interface Asked {
  readonly action: AdminAction;
  /** What is asked for belongs to the caller's own account. */
  readonly ofCaller: boolean;
  readonly also: () => readonly AccessPair[];
}

export type AdminAccess = (incoming: Incoming, body: Buffer, asked: Asked) => Promise<AccountId>;

const signedFor = { signingName: 'lockstead', protocol: 'restJson1' } as const;

/** Throws the refusal, or answers the caller's account. `owner` is the account whose Lockstead this is. */
export function adminAccess(gateway: Gateway, owner: AccountId, dev: boolean): AdminAccess {
  const authenticator = { ...gateway, signingKeys: new SigningKeyCache() };
  const { securityLog } = gateway;
  return async (incoming, body, { action, ofCaller, also }) => {
    const { request, requestId, transport } = incoming;
    const claimed = parseClaim(request);
    if (dev && claimed.kind === 'none' && isLoopbackAddress(transport.sourceIp) && !isForwarded(request)) return owner;
    const { session, region } = await authenticate(authenticator, request, body, signedFor, claimed).catch((error) => {
      const code = error instanceof AwsError ? error.code : 'InternalFailure';
      securityLog.refused({ requestId, transport, service: signedFor.signingName, operation: action, claimed, code });
      throw error;
    });
    const { principal } = session;
    incoming.authenticated(principalName(session) ?? '');
    if (principal.account === undefined)
      throw new AwsError({ ...denialStyle('restJson1'), fault: 'client' }, 'Access Denied');
    const context: RequestContext = {
      requestId,
      at: gateway.clock.now(),
      region,
      session,
      account: principal.account,
      transport,
      clock: gateway.clock,
      entropy: gateway.entropy,
    };
    const pair = { action: `lockstead:${action}`, resource: '*', owner: ofCaller ? principal.account : owner };
    const judgement = await authorize(gateway, [pair, ...also()], context);
    if (judgement.allowed) return principal.account;
    securityLog.deniedAdminCall(transport, action, principal.arn);
    const denied = present(judgement.judged.at(-1), 'a denial has been judged');
    const style = denialStyle('restJson1');
    throw denialOf(denied, { operation: action, input: {}, style, wordDenial: undefined });
  };
}

/** What proxies, tunnels and content networks set to say for whom they ask. Those that begin with `x-forwarded` are a family. */
const proxyHeaders: ReadonlySet<string> = new Set([
  'ali-cdn-real-ip',
  'cdn-loop',
  'cdn-src-ip',
  'cf-connecting-ip',
  'cf-connecting-ipv6',
  'cf-ray',
  'client-ip',
  'fastly-client-ip',
  'fly-client-ip',
  'forwarded',
  'forwarded-for',
  'incap-client-ip',
  'ngrok-auth-user-email',
  'proxy-client-ip',
  'remote-addr',
  'true-client-ip',
  'via',
  'wl-proxy-client-ip',
  'x-appengine-user-ip',
  'x-arr-clientip',
  'x-azure-clientip',
  'x-client-ip',
  'x-cluster-client-ip',
  'x-envoy-external-address',
  'x-envoy-original-path',
  'x-original-forwarded-for',
  'x-original-host',
  'x-original-url',
  'x-originating-ip',
  'x-proxyuser-ip',
  'x-real-ip',
  'x-remote-addr',
  'x-remote-ip',
]);

/** Behind a proxy on this machine everybody comes from this machine, and can write what an address list begins with. */
function isForwarded({ headers }: Incoming['request']): boolean {
  return Object.keys(headers).some((name) => name.startsWith('x-forwarded') || proxyHeaders.has(name));
}
