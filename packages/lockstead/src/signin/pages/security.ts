/** The second factors of whoever is signed in. */
import { html } from './html.ts';
import type { Page } from './layout.ts';

export interface SecurityForm {
  readonly form: string;
  readonly devices: readonly string[];
  /** Whoever came with temporary credentials, or wears a role, has none. */
  readonly mayAdd: boolean;
  readonly problem?: string;
}

export function security({ form, devices, mayAdd, problem }: SecurityForm): Page {
  return {
    title: 'Second factors',
    ...(problem === undefined ? {} : { problem }),
    ...(mayAdd ? { hasScript: true as const } : {}),
    body: html`
${
  devices.length === 0
    ? html`<p>There is none. Whoever knows your password can sign in as you.</p>`
    : html`<ul>${devices.map((serial) => html`<li><code>${serial}</code></li>`)}</ul>`
}
${
  mayAdd
    ? html`<h2>Add a passkey or security key</h2>
<div data-passkey="register" data-form="${form}">
<label>Name
<input name="name" maxlength="64" value="passkey" pattern="[\\w+=,.@\\-]+"></label>
<button type="button">Add a passkey</button>
<p class="problem" role="alert" hidden></p>
</div>
<h2>Add an authenticator app</h2>
<form method="post" action="/security/authenticator">
<input type="hidden" name="form" value="${form}">
<label>Name
<input name="name" maxlength="64" value="authenticator" pattern="[\\w+=,.@\\-]+" required></label>
<button class="second">Show the QR code</button>
</form>`
    : undefined
}
<p class="actions"><a href="/">Back</a></p>`,
  };
}

export interface EnrolForm {
  readonly form: string;
  readonly serial: string;
  /** PNG, in base64. */
  readonly qrCode: string;
  /** In base32, for apps without a camera. */
  readonly seed: string;
  readonly problem?: string;
}

export function enrol({ form, serial, qrCode, seed, problem }: EnrolForm): Page {
  return {
    title: 'Add an authenticator app',
    ...(problem === undefined ? {} : { problem }),
    body: html`
<p>Scan this code with the app.</p>
<img src="data:image/png;base64,${qrCode}" alt="QR code with the seed below">
<p class="quiet">Or type the seed: <code>${seed}</code></p>
<form method="post" action="/security/enable">
<input type="hidden" name="form" value="${form}">
<input type="hidden" name="serial" value="${serial}">
<label>First code
<input name="code1" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}" maxlength="6" required autofocus></label>
<label>The code after it <span>wait until the app shows another</span>
<input name="code2" inputmode="numeric" autocomplete="off" pattern="[0-9]{6}" maxlength="6" required></label>
<button>Add</button>
</form>
<p><a href="/security">Back</a></p>`,
  };
}
