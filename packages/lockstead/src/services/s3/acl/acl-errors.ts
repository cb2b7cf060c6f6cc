/**
 * What S3 answers to ACLs that it does not take.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
import { AwsError } from '#kernel/aws-error';

function refusal(
  code: string,
  httpStatus: number,
  message: string,
  members: Readonly<Record<string, unknown>> = {},
): AwsError {
  return new AwsError({ code, httpStatus, fault: 'client', members }, message);
}

const invalidArgument = (message: string, name: string, value: string): AwsError =>
  refusal('InvalidArgument', 400, message, { ArgumentName: name, ArgumentValue: value });

/** One function a sentence. */
export const aclErrors = {
  malformed: (): AwsError =>
    refusal(
      'MalformedACLError',
      400,
      'The XML you provided was not well-formed or did not validate against our published schema',
    ),
  /** `argument`: where the id stood, `id` in a header and `CanonicalUser/ID` in a body. */
  invalidId: (argument: 'id' | 'CanonicalUser/ID', value: string): AwsError =>
    invalidArgument('Invalid id', argument, value),
  invalidGroupUri: (argument: 'uri' | 'Group/URI', value: string): AwsError =>
    invalidArgument('Invalid group uri', argument, value),
  headerFormat: (header: string, value: string): AwsError =>
    invalidArgument('Argument format not recognized', header, value),
  /** AWS sends no sentence with this one. */
  unknownCannedAcl: (value: string): AwsError => invalidArgument('', 'x-amz-acl', value),
  cannedAndGrants: (): AwsError =>
    refusal('InvalidRequest', 400, 'Specifying both Canned ACLs and Header Grants is not allowed'),
  headersAndBody: (): AwsError => refusal('UnexpectedContent', 400, 'This request does not support content'),
  missing: (): AwsError =>
    refusal('MissingSecurityHeader', 400, 'Your request was missing a required header', {
      MissingHeaderName: 'x-amz-acl',
    }),
  /** AWS DIFFERS? The status is AWS's; the code and sentence are those of S3's other answers with it. */
  emailGrantee: (): AwsError =>
    refusal('MethodNotAllowed', 405, 'The specified method is not allowed against this resource.'),
  /** AWS DIFFERS? An ACL cannot change who owns what it belongs to; which error says so is not known here. */
  otherOwner: (): AwsError => refusal('AccessDenied', 403, 'Access Denied'),
} as const;
