/** Why a store does not open. Start prints the sentence and exits with 2; nothing has been touched. */
export type UnavailableReason = 'inUse' | 'unreadable' | 'newerVersion' | 'wrongRootKey';

export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  readonly reason: UnavailableReason;

  /** `sentence` is whole: it says what is the matter and with what. */
  constructor(reason: UnavailableReason, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.reason = reason;
  }
}

/** The database failed while it was in use: nothing of the transaction was kept, and the answer is a 500. */
export class StoreFailed extends Error {
  override readonly name = 'StoreFailed';
}
