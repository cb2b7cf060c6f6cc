/**
 * `encoding-type=url`: keys, prefixes, delimiters and markers in answers, for characters that XML cannot hold.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */

/**
 * Letters, digits, `.`, `-`, `*`, `_` and `/` stay, a space is `+`, all else is `%XX` of its UTF-8.
 * AWS DIFFERS? Of AWS it is known that `/`, `-` and `.` stay, that a space is `+`, and that `=`, `%`, `+`, `(`, `)` and what is not ASCII are
 * encoded. Of `*`, `_` and `~` it is concluded from Java's form encoding, which agrees with all of that.
 */
export function encodeListText(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+');
}
