/** What somebody who is signed in sees. */
import { type Html, html } from './html.ts';
import type { Page } from './layout.ts';

export interface Home {
  readonly form: string;
  readonly account: string;
  readonly alias?: string;
  /** An ARN. */
  readonly who: string;
  /** Shown in place of the ARN's name where a role is worn. */
  readonly role?: { readonly displayName: string; readonly arn: string };
  readonly hasSecondFactor: boolean;
  readonly isRoot: boolean;
  readonly until: string;
  readonly problem?: string;
}

export function home({ form, account, alias, who, role, hasSecondFactor, isRoot, until, problem }: Home): Page {
  return {
    title: 'Signed in',
    ...(problem === undefined ? {} : { problem }),
    body: html`
<dl>
<dt>Account</dt><dd>${account}${alias === undefined ? undefined : html` (${alias})`}</dd>
<dt>You are</dt><dd><code>${who}</code></dd>
${role === undefined ? undefined : html`<dt>As</dt><dd>${role.displayName} <code>${role.arn}</code></dd>`}
<dt>Second factor</dt><dd>${hasSecondFactor ? 'used' : 'not used'}</dd>
<dt>Until</dt><dd><time datetime="${until}">${until}</time></dd>
</dl>
<p><a href="/security">Second factors</a></p>
${isRoot ? undefined : role === undefined ? switchForm(form) : leaveForm(form, role.displayName)}
<form method="post" action="/sign-out">
<input type="hidden" name="form" value="${form}">
<button class="second">Sign out</button>
</form>`,
  };
}

function switchForm(form: string): Html {
  return html`<h2>Switch role</h2>
<form method="post" action="/switch-role">
<input type="hidden" name="form" value="${form}">
<label>Account <span>12 digits, or the alias</span>
<input name="account" required maxlength="63"></label>
<label>Role name
<input name="role" required maxlength="576" autocapitalize="none" spellcheck="false"></label>
<label>Display name <span>if you like</span>
<input name="displayName" maxlength="64"></label>
<button>Switch role</button>
</form>`;
}

function leaveForm(form: string, displayName: string): Html {
  return html`<form method="post" action="/leave-role">
<input type="hidden" name="form" value="${form}">
<button>Leave ${displayName}</button>
</form>`;
}
