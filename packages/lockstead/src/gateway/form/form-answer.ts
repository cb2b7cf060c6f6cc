/** What goes back to a form whose file was kept. */
import { encodePostAnswer } from '@lockstead/wire';
import type { Answer } from '../answer.ts';
import type { Incoming } from '../incoming.ts';
import type { PostedForm } from './posted-form.ts';

/** `incoming` is the form's own request, `stored` the answer of the upload. */
export function formAnswer({ request, transport }: Incoming, form: PostedForm, stored: Answer): Answer {
  const { fields, bucket, key } = form;
  const base = `${transport.secure ? 'https' : 'http'}://${transport.host ?? ''}${request.path.replace(/\/$/, '')}`;
  const location = `${base}/${encodeURIComponent(key)}`;
  return { ...stored, response: encodePostAnswer(fields, { bucket, key, location }, stored.response) };
}
