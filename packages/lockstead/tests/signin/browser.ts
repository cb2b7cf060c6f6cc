/** A browser without scripts: it keeps cookies, says where its forms come from, and goes where it is sent. */
import { type IncomingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Shown {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly html: string;
  /** Where it ended. */
  readonly path: string;
}

export interface ScriptAnswer {
  readonly status: number;
  readonly json: {
    readonly challenge: string;
    readonly message?: string;
    readonly goTo?: string;
    readonly [name: string]: unknown;
  };
}

export class Browser {
  readonly #port: number;
  readonly host: string;
  readonly origin: string;
  #cookie: string | undefined;
  /** The last line by which a cookie was set. */
  setCookie = '';
  /** The page that is shown. */
  shown: Shown = { status: 0, headers: {}, html: '', path: '/' };

  constructor(endpoint: string, name = 'signin.localhost') {
    this.#port = Number(new URL(endpoint).port);
    this.host = `${name}:${this.#port}`;
    this.origin = `http://${this.host}`;
  }

  get cookie(): string | undefined {
    return this.#cookie;
  }

  /** As if it had been stolen, or kept. */
  useCookie(cookie: string | undefined): void {
    this.#cookie = cookie;
  }

  async open(path: string): Promise<Shown> {
    return await this.#go('GET', path);
  }

  /** Sends a form of the page that is shown: its hidden fields, and what is filled in. `origin`: of the page that sends it. */
  async send(path: string, fields: Readonly<Record<string, string>>, origin = this.origin): Promise<Shown> {
    const hidden = hiddenFields(this.shown.html, path);
    const body = new URLSearchParams({ ...hidden, ...fields }).toString();
    return await this.#go('POST', path, body, origin);
  }

  /** As the script of the page that is shown: with its token. */
  async script(path: string, fields: object = {}, origin = this.origin): Promise<ScriptAnswer> {
    const form = /data-form="([^"]+)"/.exec(this.shown.html)?.[1] ?? '';
    const page = this.shown;
    const answer = await this.#go('POST', path, JSON.stringify({ form, ...fields }), origin, 'application/json');
    this.shown = page;
    return {
      status: answer.status,
      json: answer.html.startsWith('{') ? (JSON.parse(answer.html) as ScriptAnswer['json']) : { challenge: '' },
    };
  }

  async #go(
    method: string,
    path: string,
    body = '',
    origin?: string,
    type = 'application/x-www-form-urlencoded',
  ): Promise<Shown> {
    const headers = {
      host: this.host,
      accept: 'text/html',
      ...(this.#cookie === undefined ? {} : { cookie: this.#cookie }),
      ...(method === 'POST' ? { 'content-type': type } : {}),
      // As a program would, which says nothing.
      ...(origin === undefined || origin === '' ? {} : { origin }),
    };
    const answer = await new Promise<Shown>((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port: this.#port, method, path, headers }, (response) => {
        text(response).then(
          (html) => resolve({ status: response.statusCode ?? 0, headers: response.headers, html, path }),
          reject,
        );
      });
      sent.on('error', reject).end(body);
    });
    for (const line of answer.headers['set-cookie'] ?? []) {
      this.setCookie = line;
      const pair = line.split(';', 1)[0] ?? '';
      this.#cookie = pair.endsWith('=') ? undefined : pair;
    }
    this.shown = answer;
    const { location } = answer.headers;
    return location?.startsWith('/') ? await this.#go('GET', location) : answer;
  }
}

/** Of the form that goes there. */
function hiddenFields(html: string, action: string): Record<string, string> {
  const form = html.split('<form ').find((part) => part.includes(`action="${action}"`)) ?? '';
  const fields = form.split('</form>', 1)[0]?.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g) ?? [];
  return Object.fromEntries([...fields].map(([, name = '', value = '']) => [name, value]));
}
