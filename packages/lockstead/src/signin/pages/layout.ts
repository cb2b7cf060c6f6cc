/** What is around every page. */
import { type Html, html } from './html.ts';

export interface Page {
  readonly title: string;
  /** What went wrong, above everything else, and read out first. */
  readonly problem?: string;
  readonly body: Html;
  /** The page speaks to a passkey. */
  readonly hasScript?: true;
  /** Where the page goes by itself, at once. */
  readonly goesTo?: string;
}

export function layout({ title, problem, body, hasScript, goesTo }: Page): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Lockstead</title>
<link rel="stylesheet" href="/assets/sign-in.css">
${goesTo === undefined ? undefined : html`<meta http-equiv="refresh" content="0; url=${goesTo}">`}
${hasScript ? html`<script src="/assets/passkey.js" defer></script>` : undefined}
</head>
<body>
<main>
<p class="brand" aria-hidden="true">Lockstead</p>
<h1>${title}</h1>
${problem === undefined ? undefined : html`<p class="problem" role="alert">${problem}</p>`}
${body}
</main>
</body>
</html>
`.text;
}
