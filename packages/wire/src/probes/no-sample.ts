/** Says that no value within the constraints could be made. */
export const noSample: unique symbol = Symbol('no sample');
