/** AWS: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html#API_LookupEvents_Errors */
import { AwsError } from '#kernel/aws-error';

function clientError(code: string): { readonly code: string; readonly httpStatus: number; readonly fault: 'client' } {
  return { code, httpStatus: 400, fault: 'client' };
}

// AWS DIFFERS? The codes are documented with what they mean; the sentences are those of the reference, not of answers seen.

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
