/** The services of the hand table. */
import { dynamodb, dynamodbstreams } from './dynamodb.ts';
import type { HandService } from './hand-service.ts';
import { sqs } from './sqs.ts';

export const handServices: readonly HandService[] = [dynamodb, dynamodbstreams, sqs];
