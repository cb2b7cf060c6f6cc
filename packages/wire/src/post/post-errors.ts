/**
 * What S3 answers to a form that is none, or not one that it takes.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
import { postFieldsBytesMax } from '../sigv4/limits.ts';
import type { SignatureError } from '../sigv4/signature-error.ts';

export const malformedPost: SignatureError = {
  code: 'MalformedPOSTRequest',
  message: 'The body of your POST request is not well-formed multipart/form-data.',
};

export const postFieldsTooLong: SignatureError = {
  code: 'MaxPostPreDataLengthExceeded',
  message: 'Your POST request fields preceeding the upload file was too large.',
  members: { MaxPostPreDataLengthBytes: String(postFieldsBytesMax) },
};

/** Of a form without a file, or with two. */
export function wrongNumberOfFiles(files: number): SignatureError {
  return invalidField('POST requires exactly one file upload per request.', 'file', String(files));
}

/** AWS DIFFERS? What it answers to a field that comes twice is not documented. Here it is never a guess which of them counts. */
export function repeatedField(name: string): SignatureError {
  return invalidField('Bucket POST must contain each field once.', name, '');
}

/** A field without which a form cannot be taken. `name`: as the form has it. */
export function missingField(name: string): SignatureError {
  return invalidField(
    `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`,
    name,
    '',
  );
}

/** A field whose value does not go; name and value stand in the answer. */
export function invalidField(message: string, ArgumentName: string, ArgumentValue: string): SignatureError {
  return { code: 'InvalidArgument', message, members: { ArgumentName, ArgumentValue } };
}
