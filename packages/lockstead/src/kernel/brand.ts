declare const brand: unique symbol;

/** A value that only its parser or maker may produce: a plain string does not pass for an account id. */
export type Branded<T, Name extends string> = T & { readonly [brand]: Name };
