/**
 * Services that speak awsQuery answer in JSON where the client asks for it, though no page of AWS says so: aws-iam-authenticator, Vault,
 * Envoy and others rely on it. EC2 answers XML whatever it is asked for.
 */
import type { AnswerForm, WireRequest } from './types.ts';

const accepted = /^[ \t]*application\/json[ \t]*(?:;[ \t]*charset=[^,;]{1,32})?$/i;

/**
 * JSON where it is all that the client accepts.
 * AWS DIFFERS?: nothing public says which of several types its services choose (browsers and curl get XML), nor what a weight does.
 */
export function answerFormOf({ headers }: WireRequest): AnswerForm {
  return accepted.test(headers.accept ?? '') ? 'json' : 'own';
}
