import { ValidationError } from './errors.ts';

export interface DataKeyLength {
  readonly KeySpec?: 'AES_128' | 'AES_256' | undefined;
  readonly NumberOfBytes?: number | undefined;
}

const specBytes = { AES_128: 16, AES_256: 32 } as const;

/** How many bytes a data key gets; a request says it in one of two ways. */
export function dataKeyLength({ KeySpec, NumberOfBytes }: DataKeyLength): number {
  if ((KeySpec === undefined) === (NumberOfBytes === undefined)) {
    throw new ValidationError('Please specify either number of bytes or key spec.');
  }
  return KeySpec === undefined ? (NumberOfBytes ?? 0) : specBytes[KeySpec];
}
