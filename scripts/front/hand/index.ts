/** The services of the hand table. */
import { cloudwatch } from './cloudwatch.ts';
import { dynamodb, dynamodbstreams } from './dynamodb.ts';
import { ec2 } from './ec2.ts';
import { events } from './events.ts';
import { glue } from './glue.ts';
import type { HandService } from './hand-service.ts';
import { kinesis } from './kinesis.ts';
import { lambda } from './lambda.ts';
import { logs } from './logs.ts';
import { rds } from './rds.ts';
import { s3 } from './s3.ts';
import { secretsmanager } from './secretsmanager.ts';
import { sns } from './sns.ts';
import { sqs } from './sqs.ts';
import { ssm } from './ssm.ts';
import { stepfunctions } from './stepfunctions.ts';

export const handServices: readonly HandService[] = [
  cloudwatch,
  dynamodb,
  dynamodbstreams,
  ec2,
  events,
  glue,
  kinesis,
  lambda,
  logs,
  rds,
  s3,
  secretsmanager,
  sns,
  sqs,
  ssm,
  stepfunctions,
];
