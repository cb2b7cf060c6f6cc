/** The refusal of a signature, or of a body that is not what was signed, in the words of the service that is asked. */
import {
  isS3Family,
  type OperationModel,
  type ProtocolName,
  type SignatureError,
  speakSignatureError,
} from '@lockstead/wire';
import { AwsError } from '#kernel/aws-error';

/** The service that answers, and how it speaks. */
export interface RefusingService {
  readonly signingName: string;
  readonly protocol: ProtocolName;
  /** Absent for what is no operation of AWS's. */
  readonly model?: OperationModel;
}

export function refuse(asked: RefusingService, error: SignatureError): AwsError {
  const spoken = speakSignatureError(error, isS3Family(asked.signingName) ? 's3' : asked.protocol);
  const members = spoken.members === undefined ? {} : { members: spoken.members };
  return new AwsError(
    { code: spoken.code, httpStatus: spoken.httpStatus, fault: 'client', ...members },
    spoken.message,
  );
}
