/** Which host names are the sign-in pages', and the way from a request to its step. */
import { AwsError } from '#kernel/aws-error';
import type { Site, SiteAnswer } from '#service/site';
import { Recipients } from '#services/sts/api';
import { passkeyScript, style } from './pages/assets.ts';
import { message } from './pages/message.ts';
import { rootSignIn } from './pages/sign-in.ts';
import type { SignInParts } from './parts.ts';
import { federation } from './steps/federation.ts';
import { showHome } from './steps/home.ts';
import { changeOwnPassword, showNewPassword } from './steps/new-password.ts';
import { checkPasskey, offerPasskey, offerRegistration, register } from './steps/passkey.ts';
import { samlStep } from './steps/saml.ts';
import { checkCode, showSecondFactor } from './steps/second-factor.ts';
import { addAuthenticator, enableAuthenticator, showSecurity } from './steps/security.ts';
import { signIn } from './steps/sign-in.ts';
import { signOut } from './steps/sign-out.ts';
import { leaveRole, switchRole } from './steps/switch-role.ts';
import { NotOurs, Visit } from './visit.ts';

type Step = (parts: SignInParts, visit: Visit, alias: string | undefined) => Promise<SiteAnswer> | SiteAnswer;

const steps: ReadonlyMap<string, Step> = new Map<string, Step>([
  ['GET /', showHome],
  ['GET /root', (_, visit) => visit.page(rootSignIn({}))],
  ['POST /sign-in', signIn],
  ['GET /second-factor', showSecondFactor],
  ['POST /second-factor', checkCode],
  ['GET /new-password', showNewPassword],
  ['POST /new-password', changeOwnPassword],
  ['GET /security', showSecurity],
  ['POST /security/authenticator', addAuthenticator],
  ['POST /security/enable', enableAuthenticator],
  ['POST /security/passkey/options', offerRegistration],
  ['POST /security/passkey', register],
  ['POST /second-factor/passkey/options', offerPasskey],
  ['POST /second-factor/passkey', checkPasskey],
  ['POST /switch-role', switchRole],
  ['POST /leave-role', leaveRole],
  ['POST /sign-out', signOut],
  ['GET /federation', federation],
  ['POST /federation', federation],
  ['GET /assets/sign-in.css', (_, visit) => visit.asset('text/css; charset=utf-8', style)],
  ['GET /assets/passkey.js', (_, visit) => visit.asset('text/javascript; charset=utf-8', passkeyScript)],
]);

const ownName = 'signin';

/** `hosts`: what the server is called beside `localhost`, as `--allow-host` has it. */
export function signInSite(parts: SignInParts, hosts: readonly string[]): Site {
  const names = ['localhost', ...hosts].map((host) => `${ownName}.${host.replace(/^\*\./, '')}`);
  const aliasOf = (hostName: string): string | undefined => {
    const name = names.find((one) => hostName.endsWith(`.${one}`));
    return name === undefined ? undefined : hostName.slice(0, -name.length - 1);
  };
  const saml = samlStep(new Recipients(hosts));
  const stepOf = (method: string, path: string): Step | undefined =>
    // A provider may have its own address, with its id at the end.
    method === 'POST' && /^\/saml(?:\/acs\/[A-Z0-9]+)?$/.test(path) ? saml : steps.get(`${method} ${path}`);
  return {
    isHost: (hostName) => names.includes(hostName) || aliasOf(hostName) !== undefined,

    nameFor(path, hostName) {
      if (path !== `/${ownName}`) return undefined;
      const isHere = hostName === '[::1]' || hostName.startsWith('127.');
      const name = `${ownName}.${isHere ? 'localhost' : hostName}`;
      return names.includes(name) ? name : undefined;
    },

    async answer(request) {
      const visit = new Visit(request);
      const step = stepOf(request.method === 'HEAD' ? 'GET' : request.method, request.path);
      if (step === undefined) return visit.page(message('Not found', 'There is no such page.'), 404);
      try {
        return await step(parts, visit, aliasOf(request.hostName));
      } catch (error) {
        if (error instanceof NotOurs) return visit.page(message('Not taken', error.message), 403);
        if (error instanceof AwsError) {
          const isBusy = error.code === 'Throttling';
          const sentence = isBusy ? 'Too many people sign in at this moment. Try again.' : error.message;
          return visit.page(message('Not done', sentence), isBusy ? 503 : error.httpStatus);
        }
        const { requestId } = request;
        parts.log.error('a sign-in page failed', {
          requestId,
          error: error instanceof Error ? error.stack : String(error),
        });
        return visit.page(message('Not done', `It failed inside Lockstead. Its log says more: ${requestId}`), 500);
      }
    },
  };
}
