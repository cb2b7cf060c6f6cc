/** What S3 answers to parameters of lists that it does not take. */
import { AwsError } from '#kernel/aws-error';

/** Without `value` AWS names the argument alone. */
function invalidArgument(message: string, name: string, value?: string): AwsError {
  const members = { ArgumentName: name, ...(value === undefined ? {} : { ArgumentValue: value }) };
  return new AwsError({ code: 'InvalidArgument', httpStatus: 400, fault: 'client', members }, message);
}

/** The parameters that say how many items a page has. */
export type CountParameter = 'max-keys' | 'max-uploads' | 'max-parts';

/** What AWS calls them where they are below zero. */
const argumentNames: Readonly<Record<CountParameter, string>> = {
  'max-keys': 'maxKeys',
  'max-uploads': 'max-uploads',
  'max-parts': 'max-parts',
};

export const listErrors = {
  /** For what is no integer, or none of 32 bits. */
  notAnInteger: (parameter: CountParameter, value: string): AwsError =>
    invalidArgument(`Provided ${parameter} not an integer or within integer range`, parameter, value),
  negative: (parameter: CountParameter, value: string): AwsError =>
    invalidArgument(
      `Argument ${argumentNames[parameter]} must be an integer between 0 and 2147483647`,
      argumentNames[parameter],
      value,
    ),
  encodingType: (value: string): AwsError =>
    invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', value),
  continuationToken: (): AwsError =>
    invalidArgument('The continuation token provided is incorrect', 'continuation-token'),
  versionIdWithoutKey: (value: string): AwsError =>
    invalidArgument('A version-id marker cannot be specified without a key marker.', 'version-id-marker', value),
  /** For a source of versions, of a marker that is no version id. */
  versionIdMarker: (value: string): AwsError =>
    invalidArgument('Invalid version id specified', 'version-id-marker', value),
  /** For a source of uploads, of a marker that is no upload id. */
  uploadIdMarker: (value: string): AwsError => invalidArgument('Invalid uploadId marker', 'upload-id-marker', value),
} as const;

/** `url` is the only encoding that there is. */
export function checkEncodingType(asked: string | undefined): void {
  if (asked !== undefined && asked !== 'url') throw listErrors.encodingType(asked);
}
