/**
 * What is answered to a form whose file was kept: nothing, a document, or where the browser goes next.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html
 */
import { escapeXml } from '../protocols/xml/escape.ts';
import type { WireResponse } from '../types.ts';
import type { PostFields } from './post-fields.ts';

export interface PostedObject {
  readonly bucket: string;
  readonly key: string;
  /** Its address. */
  readonly location: string;
}

/** `stored` is the answer of the upload that the form stood for. */
export function encodePostAnswer(fields: PostFields, posted: PostedObject, stored: WireResponse): WireResponse {
  const { bucket, key, location } = posted;
  const etag = stored.headers['etag'] ?? '';
  const redirect = redirectTo(fields.get('success_action_redirect') ?? fields.get('redirect'), { bucket, key, etag });
  if (redirect !== undefined) {
    return { status: 303, headers: { ...stored.headers, location: redirect }, body: '' };
  }
  const headers = { ...stored.headers, location };
  switch (fields.get('success_action_status')) {
    case '200':
      return { status: 200, headers, body: '' };
    case '201':
      return {
        status: 201,
        headers: { ...headers, 'content-type': 'application/xml' },
        body:
          `<?xml version="1.0" encoding="UTF-8"?>\n<PostResponse><Location>${escapeXml(location)}</Location>` +
          `<Bucket>${escapeXml(bucket)}</Bucket><Key>${escapeXml(key)}</Key><ETag>${escapeXml(etag)}</ETag></PostResponse>`,
      };
    // Also for what it does not know.
    default:
      return { status: 204, headers, body: '' };
  }
}

/** A field that is no address of the web is as none, as with AWS: a browser runs what `javascript:` says. */
function redirectTo(text: string | undefined, query: Readonly<Record<string, string>>): string | undefined {
  if (text === undefined || !/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  url.search = [...(url.search.length > 1 ? [url.search.slice(1)] : []), ...pairs].join('&');
  return url.href;
}
