/** Statuses that AWS sends where its model names another one. AWS: seen in answers, as others have recorded them. */

/** By the service's id, then by the operation. */
const sent: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  s3: { PutBucketPolicy: 204, PutBucketTagging: 204 },
};

/** The status of an answer without an error; `modelled` is what the model says. */
export function statusOf(serviceId: string, operation: string, modelled: number): number {
  return sent[serviceId]?.[operation] ?? modelled;
}
