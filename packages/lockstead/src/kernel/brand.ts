declare const brand: unique symbol;

/** A value that only its parser or maker can produce, so that a plain string is not taken for an account id. */
export type Branded<T, Name extends string> = T & { readonly [brand]: Name };
