/** The bounds of what one request may make the front work on. */

/** AWS's largest batch names 1,000 objects (DeleteObjects), and a request asks for few actions on each. */
export const pairsPerRequestMax = 4_096;

/** An ARN has at most 2,048 characters: https://docs.aws.amazon.com/IAM/latest/APIReference/API_Resource.html does not let longer ones in. */
export const resourceLengthMax = 2_048;

/** Tags on one resource: AWS allows 50, and a few services more. */
export const tagsPerRequestMax = 1_024;

const mebibyte = 1024 * 1024;

/**
 * Bodies that are read whole, in bytes, where AWS takes more than the gateway's usual 1 MiB: room for its quota and for what base64 adds.
 * AWS: DynamoDB BatchWriteItem 16 MB, Kinesis PutRecords 10 MiB, Firehose PutRecordBatch 4 MiB, Lambda a function's code 50 MB as a zip,
 * CloudWatch Logs PutLogEvents 1 MiB of events, SQS 1 MiB of messages, ECR a layer's part 10 MiB.
 */
const bodyBytesMax: Readonly<Record<string, number>> = {
  cloudformation: 2 * mebibyte,
  dynamodb: 17 * mebibyte,
  ecr: 15 * mebibyte,
  firehose: 6 * mebibyte,
  kinesis: 15 * mebibyte,
  lambda: 70 * mebibyte,
  logs: 3 * mebibyte,
  'rds-data': 5 * mebibyte,
  rekognition: 16 * mebibyte,
  secretsmanager: 2 * mebibyte,
  sns: 2 * mebibyte,
  sqs: 5 * mebibyte,
  ssm: 2 * mebibyte,
  stepfunctions: 2 * mebibyte,
};

/** By botocore's name of the client; undefined: the gateway's usual limit. */
export function bodyBytesMaxOf(client: string): number | undefined {
  return Object.hasOwn(bodyBytesMax, client) ? bodyBytesMax[client] : undefined;
}
