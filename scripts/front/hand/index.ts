/** The services of the hand table. */
import { dynamodb, dynamodbstreams } from './dynamodb.ts';
import { events } from './events.ts';
import type { HandService } from './hand-service.ts';
import { kinesis } from './kinesis.ts';
import { lambda } from './lambda.ts';
import { logs } from './logs.ts';
import { secretsmanager } from './secretsmanager.ts';
import { sns } from './sns.ts';
import { sqs } from './sqs.ts';
import { ssm } from './ssm.ts';
import { stepfunctions } from './stepfunctions.ts';

export const handServices: readonly HandService[] = [
  dynamodb,
  dynamodbstreams,
  events,
  kinesis,
  lambda,
  logs,
  secretsmanager,
  sns,
  sqs,
  ssm,
  stepfunctions,
];
