/** Where people show a second factor. */
import { html } from './html.ts';
import type { Page } from './layout.ts';

export interface FactorForm {
  readonly form: string;
  readonly hasAuthenticator: boolean;
  readonly hasPasskey: boolean;
  readonly problem?: string;
}

export function secondFactor({ form, hasAuthenticator, hasPasskey, problem }: FactorForm): Page {
  return {
    title: 'Second factor',
    ...(problem === undefined ? {} : { problem }),
    ...(hasPasskey ? { hasScript: true as const } : {}),
    body: html`
${
  hasPasskey
    ? html`<div data-passkey="sign-in" data-form="${form}">
<p>Use your passkey or security key.</p>
<button type="button">Use a passkey</button>
<p class="problem" role="alert" hidden></p>
</div>`
    : undefined
}
${
  hasAuthenticator
    ? html`<form method="post" action="/second-factor">
<input type="hidden" name="form" value="${form}">
<label>Code <span>six digits from your authenticator app</span>
<input name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}" maxlength="6" required autofocus></label>
<button ${hasPasskey ? html`class="second"` : undefined}>Go on</button>
</form>`
    : undefined
}
<form method="post" action="/sign-out">
<input type="hidden" name="form" value="${form}">
<button class="second">Cancel</button>
</form>`,
  };
}
