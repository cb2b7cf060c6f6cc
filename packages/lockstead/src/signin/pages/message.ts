/** One sentence, and the way back. */
import { html } from './html.ts';
import type { Page } from './layout.ts';

export function message(title: string, sentence: string): Page {
  return { title, body: html`<p>${sentence}</p><p><a href="/">Back to the beginning</a></p>` };
}
