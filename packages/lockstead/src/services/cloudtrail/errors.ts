/**
 * What CloudTrail answers when it says no: one class a wire code where it has several sentences, one function where it has one.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/CommonErrors.html
 *
 * AWS DIFFERS? The codes are documented with what they mean. Sentences marked "seen" are quoted in public by users of AWS; the others are
 * those of the reference.
 */
import { AwsError } from '#kernel/aws-error';

function clientError(code: string): { readonly code: string; readonly httpStatus: number; readonly fault: 'client' } {
  return { code, httpStatus: 400, fault: 'client' };
}

function refusal(code: string, message: string): AwsError {
  return new AwsError(clientError(code), message);
}

export class InvalidLookupAttributes extends AwsError {
  constructor(message: string) {
    super(clientError('InvalidLookupAttributesException'), message);
  }
  static onlyOne(): InvalidLookupAttributes {
    return new InvalidLookupAttributes('You can only specify one lookup attribute.');
  }
  static notForInsights(key: string): InvalidLookupAttributes {
    return new InvalidLookupAttributes(`The lookup attribute ${key} is not supported for Insights events.`);
  }
}

export class InvalidTimeRange extends AwsError {
  constructor() {
    super(
      clientError('InvalidTimeRangeException'),
      'The timestamp values are invalid. Either the start time occurs after the end time or the time range is outside the range of possible values.',
    );
  }
}

export class InvalidMaxResults extends AwsError {
  constructor() {
    super(clientError('InvalidMaxResultsException'), 'MaxResults must be between 1 and 50.');
  }
}

export class InvalidNextToken extends AwsError {
  constructor() {
    super(
      clientError('InvalidNextTokenException'),
      'A token that is not valid, or that was previously used in a request with different parameters, was passed.',
    );
  }
}

/** Of lists other than LookupEvents. */
export const invalidToken = (): AwsError => refusal('InvalidTokenException', 'The token is not valid.');

// Seen: all of these.
export const trailNotFound = (trail: string, account: string): AwsError =>
  refusal('TrailNotFoundException', `Unknown trail: ${trail} for the user: ${account}`);
export const trailAlreadyExists = (name: string, account: string): AwsError =>
  refusal('TrailAlreadyExistsException', `Trail ${name} already exists for customer: ${account}`);
export const tooManyTrails = (account: string, most: number, region: string): AwsError =>
  refusal('MaximumNumberOfTrailsExceededException', `User: ${account} already has ${most} trails in ${region}.`);
export const insufficientBucketPolicy = (bucket: string): AwsError =>
  refusal('InsufficientS3BucketPolicyException', `Incorrect S3 bucket policy is detected for bucket: ${bucket}`);
export const bucketDoesNotExist = (bucket: string): AwsError =>
  refusal('S3BucketDoesNotExistException', `S3 bucket ${bucket} does not exist!`);
export const globalEventsRequired = (): AwsError =>
  refusal('InvalidParameterCombinationException', 'Multi-Region trail must include global service events.');
export const insufficientTopicPolicy = (): AwsError =>
  refusal('InsufficientSnsTopicPolicyException', 'SNS Topic does not exist or the topic policy is incorrect!');

export class InvalidTrailName extends AwsError {
  constructor(message: string) {
    super(clientError('InvalidTrailNameException'), message);
  }
  // Seen: all of these.
  static tooShort(least: number, length: number): InvalidTrailName {
    return new InvalidTrailName(
      `Trail name too short. Minimum allowed length: ${least} characters. Specified name length: ${length} characters.`,
    );
  }
  static tooLong(most: number, length: number): InvalidTrailName {
    return new InvalidTrailName(
      `Trail name too long. Maximum allowed length: ${most} characters. Specified name length: ${length} characters.`,
    );
  }
  static characters(): InvalidTrailName {
    return new InvalidTrailName(
      'Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), hyphens (-), and underscores (_).',
    );
  }
  static start(): InvalidTrailName {
    return new InvalidTrailName('Trail name must starts with a letter or number.');
  }
  static end(): InvalidTrailName {
    return new InvalidTrailName('Trail name must ends with a letter or number.');
  }
  static adjacent(): InvalidTrailName {
    return new InvalidTrailName('Trail name cannot have adjacent periods, underscores or hyphens.');
  }
  static address(): InvalidTrailName {
    return new InvalidTrailName('Trail name cannot be in IP address format.');
  }
}

export const invalidTrailArn = (arn: string): AwsError =>
  refusal('CloudTrailARNInvalidException', `${arn} is not a valid trail ARN.`);
export const wrongRegion = (home: string): AwsError =>
  refusal('InvalidHomeRegionException', `The trail can only be changed in its home Region, ${home}.`);
export const invalidBucketName = (bucket: string): AwsError =>
  refusal('InvalidS3BucketNameException', `The bucket name ${bucket} is not valid.`);
export const invalidPrefix = (): AwsError =>
  refusal('InvalidS3PrefixException', 'The S3 key prefix is not valid, or is longer than 200 characters.');
export const logGroupNotFound = (): AwsError =>
  refusal('InvalidCloudWatchLogsLogGroupArnException', 'CloudTrail cannot validate the specified log group ARN.');
export const keyNotFound = (key: string): AwsError =>
  refusal('KmsKeyNotFoundException', `The KMS key ${key} does not exist, or is not in this Region.`);
export const invalidKeyId = (key: string): AwsError =>
  refusal('InvalidKmsKeyIdException', `${key} is not a KMS key that CloudTrail can use.`);
export const keyProblem = (key: string): AwsError =>
  refusal('KmsException', `The KMS key ${key} cannot be used in its present state.`);
export const insufficientKeyPolicy = (bucket: string, key: string): AwsError =>
  refusal(
    'InsufficientEncryptionPolicyException',
    // Seen.
    `Insufficient permissions to access S3 bucket ${bucket} or KMS key ${key}.`,
  );

export class InvalidEventSelectors extends AwsError {
  constructor(message: string) {
    super(clientError('InvalidEventSelectorsException'), message);
  }
  // Seen.
  static dataResource(value: string): InvalidEventSelectors {
    return new InvalidEventSelectors(`Value ${value} for DataResources.Values is invalid.`);
  }
}

export const invalidInsights = (message: string): AwsError => refusal('InvalidInsightSelectorsException', message);
export const insightsNotEnabled = (arn: string): AwsError =>
  refusal('InsightNotEnabledException', `Trail ${arn} does not have Insights enabled.`);
export const noEventDataStores = (): AwsError =>
  refusal('UnsupportedOperationException', 'There are no event data stores here.');
export const invalidParameter = (message: string): AwsError => refusal('InvalidParameterException', message);

export const notManagementAccount = (): AwsError =>
  refusal(
    'NotOrganizationMasterAccountException',
    'Only the management account of an organization can create or change an organization trail.',
  );
export const noOrganization = (): AwsError =>
  refusal('OrganizationsNotInUseException', 'Your account is not a member of an organization.');
export const notAllFeatures = (): AwsError =>
  refusal('OrganizationNotInAllFeaturesModeException', 'All features must be enabled in your organization.');
export const noTrustedAccess = (): AwsError =>
  refusal(
    'CloudTrailAccessNotEnabledException',
    // Seen, with this apostrophe.
    'The request could not be processed because your organization hasn’t enabled CloudTrail service access. Enable service access for CloudTrail, and then try again.',
  );

export const resourceNotFound = (arn: string): AwsError =>
  refusal('ResourceNotFoundException', `The resource ${arn} was not found.`);
export const unsupportedResource = (): AwsError =>
  refusal('ResourceTypeNotSupportedException', 'Only trails have tags here.');
export const invalidTag = (message: string): AwsError => refusal('InvalidTagParameterException', message);
export const tooManyTags = (most: number): AwsError =>
  refusal('TagsLimitExceededException', `A trail can have up to ${most} tags.`);
