/** Where people say who they are. */
import { html } from './html.ts';
import type { Page } from './layout.ts';

export interface SignInForm {
  /** From the host name, or as it was typed. */
  readonly account?: string;
  readonly user?: string;
  readonly problem?: string;
}

export function userSignIn({ account, user, problem }: SignInForm): Page {
  return {
    title: 'Sign in as an IAM user',
    ...(problem === undefined ? {} : { problem }),
    body: html`
<form method="post" action="/sign-in">
<label>Account <span>12 digits, or the alias</span>
<input name="account" value="${account}" autocomplete="organization" required maxlength="63" ${account === undefined ? focus : undefined}></label>
<label>User name
<input name="user" value="${user}" autocomplete="username" required maxlength="64" autocapitalize="none" spellcheck="false" ${account !== undefined && user === undefined ? focus : undefined}></label>
<label>Password
<input name="password" type="password" autocomplete="current-password" required maxlength="128" ${account !== undefined && user !== undefined ? focus : undefined}></label>
<button>Sign in</button>
</form>
<p><a href="/root">Sign in as the root user</a></p>`,
  };
}

const focus = html`autofocus`;

export function rootSignIn({ user, problem }: SignInForm): Page {
  return {
    title: 'Sign in as the root user',
    ...(problem === undefined ? {} : { problem }),
    body: html`
<form method="post" action="/sign-in">
<input type="hidden" name="as" value="root">
<label>E-mail address <span>of the account's root user</span>
<input name="user" type="email" value="${user}" autocomplete="username" required maxlength="320" autofocus></label>
<label>Password
<input name="password" type="password" autocomplete="current-password" required maxlength="128"></label>
<button>Sign in</button>
</form>
<p><a href="/">Sign in as an IAM user</a></p>`,
  };
}
