/** Which of several roles somebody wants who comes with the company's login. */
import { html } from './html.ts';
import type { Page } from './layout.ts';

export interface RoleChoice {
  /** What the identity provider sent; it comes back with the choice. */
  readonly response: string;
  readonly relayState: string;
  readonly roles: readonly { readonly role: string }[];
}

export function roleChoice({ response, relayState, roles }: RoleChoice): Page {
  const choices = roles.map(
    ({ role }, index) =>
      html`<label class="choice"><input type="radio" name="role" value="${role}" required${index === 0 ? checked : undefined}>
<span>${nameOf(role)} <span>account ${accountOf(role)}</span></span></label>`,
  );
  return {
    title: 'Select a role',
    body: html`
<form method="post" action="/saml">
<input type="hidden" name="SAMLResponse" value="${response}">
<input type="hidden" name="RelayState" value="${relayState}">
<fieldset><legend>Your company lets you sign in as</legend>
${choices}
</fieldset>
<button>Sign in</button>
</form>`,
  };
}

const checked = html` checked`;

const accountOf = (arn: string): string => arn.split(':')[4] ?? '';
const nameOf = (arn: string): string => arn.slice(arn.indexOf(':role/') + ':role/'.length);
