/** Text in XML, for every character that a string may hold. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must be found.
const special = /[&<>"'\u0000-\u001f\u007f\ufffe\uffff]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must be found, all of them.
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

/** Outside of XML 1.0, and as references too. AWS: https://www.w3.org/TR/xml/#charsets */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to replace.
const outsideXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/**
 * Text that every parser of XML takes. Characters that XML 1.0 has no place for are replaced: a reference to one (`&#x0;`) makes boto3
 * and others refuse the whole answer, and what it says with it.
 * AWS DIFFERS?: no answer of its services but S3 was seen to hold any; their own patterns refuse such text.
 */
export function escapeXml(text: string): string {
  const whole = wellFormed(text);
  return special.test(whole) ? references(whole.replace(outsideXml, '\ufffd')) : whole;
}

/**
 * With references to control characters, as S3 writes them in names of objects where its client did not ask for `encoding-type=url`:
 * a replaced name would be that of another object.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html#API_ListObjectsV2_RequestSyntax
 */
export function escapeXmlWithReferences(text: string): string {
  const whole = wellFormed(text);
  return special.test(whole) ? references(whole) : whole;
}

function wellFormed(text: string): string {
  return surrogate.test(text) ? text.replace(loneSurrogates, '\ufffd') : text;
}

function references(text: string): string {
  return text.replace(
    specials,
    (character: string) => named[character] ?? `&#x${character.charCodeAt(0).toString(16)};`,
  );
}
