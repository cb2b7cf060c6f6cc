/** Moments as SAML writes them: `xs:dateTime` in UTC, with or without fractions of a second. */
import { type Instant, instant } from '#kernel/clock';

const form = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})?$/;

/** `undefined` for what is no moment. Without a zone it is UTC, as SAML says. */
export function samlInstant(text: string): Instant | undefined {
  const match = form.exec(text.trim());
  if (match === null) return undefined;
  const ms = Date.parse(match[2] === undefined ? `${text.trim()}Z` : text.trim());
  return Number.isNaN(ms) ? undefined : instant(ms);
}
