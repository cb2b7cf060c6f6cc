import type { Denial } from '#service/denial';

/** Why a request was denied, sealed for whoever may decode it (sts:DecodeAuthorizationMessage). Pure: the same denial has the same text. */
export type EncodeDenial = (denial: Denial) => string;
