/** One request to the sign-in pages: its form, its cookie, and the answers that it can have. */
import { AwsError } from '#kernel/aws-error';
import { Secret } from '#kernel/secret';
import type { SiteAnswer, SiteRequest } from '#service/site';
import { layout, type Page } from './pages/layout.ts';
import { formToken } from './sessions.ts';

const formBytesMax = 64 * 1024;
/** A SAML response has 100,000 characters at most, each of which may be escaped. */
const foreignFormBytesMax = 320 * 1024;
const fieldsMax = 50;

/** Nothing of these pages is kept by anybody, framed by anybody, or loads anything from elsewhere. */
const guarded = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // With less, browsers hide where a form comes from.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/** The request is not what one of our own pages sends. */
export class NotOurs extends AwsError {
  constructor(message: string) {
    super({ code: 'Forbidden', httpStatus: 403, fault: 'client' }, message);
  }
}

export class Visit {
  readonly request: SiteRequest;
  readonly query: URLSearchParams;
  /** What the browser has in its cookie, good or not. */
  readonly token: Secret | undefined;
  #form: URLSearchParams | undefined;

  constructor(request: SiteRequest) {
    this.request = request;
    this.query = new URLSearchParams(request.query);
    this.token = tokenIn(request);
  }

  /**
   * The form that was sent. Throws `NotOurs` where it comes from another site's page. Browsers say with each form where it comes from; a
   * program says nothing, and has to say it too.
   */
  async form(): Promise<URLSearchParams> {
    if (this.#form !== undefined) return this.#form;
    const { headers, origin } = this.request;
    const type = String(headers['content-type'] ?? '').split(';', 1)[0];
    if (headers['origin'] !== origin) throw new NotOurs('This form was sent from another page. Open the page again.');
    if (type !== 'application/x-www-form-urlencoded') throw new NotOurs('This is no form of these pages.');
    const form = new URLSearchParams((await this.request.readBody(formBytesMax)).toString('utf8'));
    if (form.size > fieldsMax) throw new NotOurs('This is no form of these pages.');
    this.#form = form;
    return form;
  }

  /**
   * A form that another site may send. What stands in it has to prove by itself whose it is, and nothing is done here on behalf of who is signed in.
   */
  async foreignForm(): Promise<URLSearchParams> {
    const { headers } = this.request;
    const type = String(headers['content-type'] ?? '').split(';', 1)[0];
    if (type !== 'application/x-www-form-urlencoded') throw new NotOurs('This is no form of these pages.');
    const form = new URLSearchParams((await this.request.readBody(foreignFormBytesMax)).toString('utf8'));
    if (form.size > fieldsMax) throw new NotOurs('This is no form of these pages.');
    return form;
  }

  /** The same of somebody who is signed in, or half way: the form has its token as well. */
  async ownForm(): Promise<URLSearchParams> {
    const form = await this.form();
    const given = form.get('form') ?? '';
    if (this.token === undefined || !formToken(this.token).equals(given)) {
      throw new NotOurs('This page is out of date. Open it again.');
    }
    return form;
  }

  /** What the script of our own pages sends, as `ownForm`. */
  async ownJson(): Promise<Readonly<Record<string, unknown>>> {
    const { headers, origin } = this.request;
    const type = String(headers['content-type'] ?? '').split(';', 1)[0];
    if (headers['origin'] !== origin || type !== 'application/json') {
      throw new NotOurs('This was sent from another page. Open the page again.');
    }
    const given = parsed(await this.request.readBody(formBytesMax));
    const form = given?.['form'];
    if (this.token === undefined || typeof form !== 'string' || !formToken(this.token).equals(form)) {
      throw new NotOurs('This page is out of date. Open it again.');
    }
    return given ?? {};
  }

  page(page: Page, status = 200, headers: Readonly<Record<string, string>> = {}): SiteAnswer {
    return {
      status,
      headers: { ...guarded, 'content-type': 'text/html; charset=utf-8', ...headers },
      body: layout(page),
    };
  }

  /** Of these pages. `303`: what was sent is not sent again. */
  goTo(path: string, headers: Readonly<Record<string, string>> = {}): SiteAnswer {
    return { status: 303, headers: { ...guarded, location: path, ...headers }, body: '' };
  }

  asset(type: string, body: string): SiteAnswer {
    return {
      status: 200,
      headers: { ...guarded, 'cache-control': 'public, max-age=300', 'content-type': type },
      body,
    };
  }

  json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): SiteAnswer {
    return {
      status,
      headers: { ...guarded, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(value),
    };
  }

  /** The header that gives the browser a token, or takes it away. */
  cookie(token: Secret | undefined): { readonly 'set-cookie': string } {
    const { secure } = this.request.transport;
    const value = token === undefined ? '' : token.reveal();
    const parts = [`${cookieName(secure)}=${value}`, 'Path=/', 'HttpOnly', 'SameSite=Strict'];
    if (secure) parts.push('Secure');
    if (token === undefined) parts.push('Max-Age=0');
    return { 'set-cookie': parts.join('; ') };
  }
}

function parsed(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

/** With the prefix a browser takes it from this host alone, by TLS alone. */
function cookieName(secure: boolean): string {
  return secure ? '__Host-lockstead-sign-in' : 'lockstead-sign-in';
}

function tokenIn({ headers, transport }: SiteRequest): Secret | undefined {
  const { cookie } = headers;
  if (typeof cookie !== 'string') return undefined;
  const name = `${cookieName(transport.secure)}=`;
  const found = cookie
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(name));
  const value = found?.slice(name.length) ?? '';
  return /^[\w-]{43}$/.test(value) ? new Secret(value) : undefined;
}
