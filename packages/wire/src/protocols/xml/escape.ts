/** Text in XML, safe for every character that a string may hold. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must be found.
const special = /[&<>"'\u0000-\u001f\u007f\ufffe\uffff]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
const specials = /[&<>"'\u0000-\u001f\u007f\ufffe\uffff]/g;

const named: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\n': '\n',
  '\t': '\t',
};

const surrogate = /[\ud800-\udfff]/;
/** With the `u` flag only those without their other half. */
const loneSurrogates = /\p{Surrogate}/gu;

/** Control characters become references, as S3 writes them in names of objects, though XML 1.0 has no place for them. */
export function escapeXml(text: string): string {
  const whole = surrogate.test(text) ? text.replace(loneSurrogates, '\ufffd') : text;
  if (!special.test(whole)) return whole;
  return whole.replace(
    specials,
    (character: string) => named[character] ?? `&#x${character.charCodeAt(0).toString(16)};`,
  );
}
