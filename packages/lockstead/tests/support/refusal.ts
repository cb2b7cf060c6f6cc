/** What a call was refused with, as the SDK tells it: errors of the model by their names in the model. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly status: number;
}

/** Fails where the call went through. */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  try {
    await call;
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    if ($metadata?.httpStatusCode === undefined) throw error;
    return { code: name, message, status: $metadata.httpStatusCode };
  }
  throw new Error('the call was not refused');
}
