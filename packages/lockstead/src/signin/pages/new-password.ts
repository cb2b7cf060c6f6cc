/** Where people choose a new password before they come in. */
import { html } from './html.ts';
import type { Page } from './layout.ts';

export function newPassword(form: string, problem?: string): Page {
  return {
    title: 'Choose a new password',
    ...(problem === undefined ? {} : { problem }),
    body: html`
<p>Your administrator wants you to change your password, or it has expired.</p>
<form method="post" action="/new-password">
<input type="hidden" name="form" value="${form}">
<label>New password
<input name="password" type="password" autocomplete="new-password" required maxlength="128" autofocus></label>
<label>The same again
<input name="again" type="password" autocomplete="new-password" required maxlength="128"></label>
<button>Change password and sign in</button>
</form>
<form method="post" action="/sign-out">
<input type="hidden" name="form" value="${form}">
<button class="second">Cancel</button>
</form>`,
  };
}
