/** What the pages load: their style. */

/** Dark and light as the browser likes it; all pairs of colours have a contrast of 4.5 and more (WCAG 2.2, 1.4.3). */
export const style = `:root {
  color-scheme: light dark;
  --ground: light-dark(#f2f3f5, #16191d);
  --card: light-dark(#ffffff, #21262c);
  --text: light-dark(#16191f, #e9ebed);
  --quiet: light-dark(#545b64, #aab2bb);
  --line: light-dark(#7d8998, #6b7785);
  --accent: light-dark(#0a5fb8, #79b8ff);
  --on-accent: light-dark(#ffffff, #0d1b2a);
  --bad: light-dark(#b3160c, #ff9b92);
  --bad-ground: light-dark(#fdf0ef, #3a1f1d);
}
* { box-sizing: border-box; }
body {
  margin: 0;
  min-height: 100vh;
  display: grid;
  place-items: start center;
  padding: 8vh 1rem 2rem;
  background: var(--ground);
  color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif;
}
main {
  width: 100%;
  max-width: 26rem;
  padding: 1.75rem 2rem 2rem;
  background: var(--card);
  border-radius: 12px;
  box-shadow: 0 1px 3px rgb(0 0 0 / 0.18);
}
.brand { margin: 0 0 1rem; font-weight: 700; letter-spacing: 0.02em; color: var(--accent); }
h1 { margin: 0 0 1rem; font-size: 1.4rem; line-height: 1.25; }
h2 { margin: 1.75rem 0 0.5rem; font-size: 1.05rem; }
p { margin: 0 0 1rem; }
label { display: block; margin-bottom: 1rem; font-weight: 600; }
label span { display: block; font-weight: 400; font-size: 0.875rem; color: var(--quiet); }
fieldset { border: 0; margin: 0; padding: 0; }
legend { padding: 0; margin-bottom: 1rem; }
.choice { display: flex; gap: 0.75rem; align-items: baseline; }
.choice input { width: auto; flex: none; }
.choice > span { font-size: 1rem; font-weight: 600; color: inherit; overflow-wrap: anywhere; }
input {
  width: 100%;
  margin-top: 0.25rem;
  padding: 0.55rem 0.7rem;
  border: 1px solid var(--line);
  border-radius: 8px;
  background: var(--card);
  color: inherit;
  font: inherit;
  font-weight: 400;
}
button {
  width: 100%;
  padding: 0.6rem 1rem;
  border: 2px solid var(--accent);
  border-radius: 999px;
  background: var(--accent);
  color: var(--on-accent);
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}
button.second { background: transparent; color: var(--accent); }
form + form, form + p, .actions { margin-top: 1rem; }
a { color: var(--accent); }
input:focus-visible, button:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.problem { padding: 0.7rem 0.9rem; border-left: 4px solid var(--bad); background: var(--bad-ground); color: var(--bad); }
.quiet { color: var(--quiet); font-size: 0.9rem; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 0.25rem 1rem; margin: 0 0 1rem; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
ul { margin: 0 0 1rem; padding-left: 1.2rem; overflow-wrap: anywhere; }
code { overflow-wrap: anywhere; }
img { display: block; margin: 0 0 1rem; width: 12rem; height: auto; image-rendering: pixelated; background: #fff; padding: 0.5rem; border-radius: 8px; }
`;

/**
 * Speaks to a passkey: asks the server what to ask for, shows it to the browser, and sends what came of it. Every part that the server trusts is
 * judged there.
 */
export const passkeyScript = `'use strict';
for (const part of document.querySelectorAll('[data-passkey]')) {
  const button = part.querySelector('button');
  const problem = part.querySelector('[role=alert]');
  const isNew = part.dataset.passkey === 'register';
  const path = isNew ? '/security/passkey' : '/second-factor/passkey';
  const send = async (to, body) => {
    const answer = await fetch(to, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ form: part.dataset.form, ...body }),
    });
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.message);
    return said;
  };
  button.addEventListener('click', async () => {
    problem.hidden = true;
    button.disabled = true;
    try {
      const name = part.querySelector('[name=name]')?.value;
      const asked = await send(path + '/options', {});
      const credential = isNew
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked) });
      const { goTo } = await send(path, { name, response: credential.toJSON() });
      location.assign(goTo);
    } catch (error) {
      problem.textContent = error instanceof DOMException ? 'The passkey was not used.' : error.message;
      problem.hidden = false;
      button.disabled = false;
    }
  });
}
`;
